"""A real browser on a real server: Debian's Chromium, which .ci/run installs."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from web.conftest import Site, app, site

__all__ = ["app", "site"]  # fixtures

CHROMIUM = shutil.which("chromium")
MISSING = "Chromium is missing; it comes with the Debian package chromium"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        (pytest.fail if "CI" in os.environ else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM)
        yield launched
        launched.close()


@dataclass
class Reader:
    """Somebody who reads our pages. ``complaints`` is whatever the browser had to complain of:
    errors of scripts, of the policy, or a request that left our server."""

    browser: Browser
    site: Site
    complaints: list[str] = field(default_factory=list)

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.site.port}"

    def open(
        self,
        path: str,
        language: str = "zh-CN",
        width: int = 1280,
        **settings: Any,  # noqa: ANN401 (those of playwright's new_context)
    ) -> Page:
        """A page in a window of its own, without the cookies of others."""
        size = {"width": width, "height": 900}
        page = self.browser.new_context(locale=language, viewport=size, **settings).new_page()
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._watch(request.url))
        page.goto(f"{self.home}{path}")
        return page

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def _watch(self, address: str) -> None:
        if not address.startswith((f"{self.home}/", "data:", "blob:")):
            self.complaints.append(f"asked for {address}")


@pytest.fixture
def reader(browser: Browser, site: Site) -> Iterator[Reader]:
    """A reader whose browser has nothing to complain of, when the test is over."""
    somebody = Reader(browser, site)
    yield somebody
    for context in browser.contexts:
        context.close()
    assert somebody.complaints == []
