"""Pictures of the pages, to be looked at: ``make screenshots`` writes them to screenshots/."""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from browser.conftest import CHROMIUM, MISSING
from conftest import release_of
from hbgraph.corpus import Corpus
from hbgraph.queries import examples
from hbgraph.settings import Settings
from hbgraph.web import create_app
from hbgraph.web.links import ask
from web.conftest import served

FOLDER = Path("screenshots")
PAGES = {
    "home": "/",
    "region": "/doc/region/420600",
    "cluster": "/doc/cluster/power-batteries",
    "indicator": "/doc/indicator/nev-output",
    "target": "/doc/target/2026-hubei-jxt-nev-output",
    "tracker": "/targets",
    "indicators": "/indicators?indicator=https://w3id.org/hbgraph/id/indicator/nev-output",
    "passage": "/doc/bulletin/2026-hubei-jxt/p18",
    "bulletin": "/doc/bulletin/2026-hubei-jxt",
    "industry": "/doc/industry/automobiles",
    "programme": "/doc/programme/five-corridors",
    "map": "/map?set=region/han-xiang-yi",
    "search": "/search?q=xiangyang",
    "form": "/sparql/form",
    "ontology": "/ontology",
    "shapes": "/shapes",
    "releases": "/releases",
    "dataset": "/dataset",
    "missing": "/doc/region/42060",
}
WIDTHS = (1280, 360)
LANGUAGES = {"zh": "zh-CN", "en": "en"}
"""For each of our languages, what a browser calls it."""

TALLEST = 2_400
"""Pixels of a page that a picture shows."""


def main() -> None:
    if CHROMIUM is None:
        raise SystemExit(MISSING)
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        release_of(Corpus.default(), Path(folder))
        app = create_app(Settings(data_dir=Path(folder)))
        with app.test_request_context():
            pages = PAGES | {"editor": ask(examples()[0].text)}
        try:
            with served(app) as port, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM)
                for name, path in pages.items():
                    take(browser, name, f"http://127.0.0.1:{port}{path}")
        finally:
            app.extensions["hbgraph"].close()


def take(browser: Browser, name: str, address: str) -> None:
    """The page in both languages and both widths."""
    for language, locale in LANGUAGES.items():
        for width in WIDTHS:
            size = {"width": width, "height": 900}
            page = browser.new_page(locale=locale, viewport=size)
            page.goto(address)
            page.wait_for_load_state("networkidle")
            height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=FOLDER / f"{name}-{language}-{width}.png")
            page.close()


if __name__ == "__main__":
    main()
