"""From a word in the search box to the characters that print a figure, its query, and its CSV."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Reader

SOUGHT = {"zh-CN": "2026年新能源汽车产量目标", "en": "target output of new-energy vehicles"}
WORDS = {
    "zh-CN": {"query": "本页的查询", "heading": "2026年新能源汽车产量目标"},
    "en": {
        "query": "SPARQL for this page",
        "heading": "Target output of new-energy vehicles, 2026",
    },
}
TARGET = "target/2026-hubei-jxt-nev-output"
STEPS = 200

Follow = Callable[[Page, Locator], None]


def by_mouse(page: Page, link: Locator) -> None:
    link.click()


def by_keyboard(page: Page, link: Locator) -> None:
    """Goes from the top of the page to the link with Tab alone, seeing where the focus is."""
    page.evaluate("document.activeElement.blur()")
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            assert link.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
            page.keyboard.press("Enter")
            return
    raise AssertionError("the link cannot be reached")


def search(page: Page, text: str) -> None:
    page.locator("input[type=search]").first.focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")


def journey(page: Page, language: str, follow: Follow) -> None:
    search(page, SOUGHT[language])
    follow(page, page.locator("ol.found a").first)
    page.wait_for_url(f"**/doc/{TARGET}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(WORDS[language]["heading"])
    follow(page, page.locator("a.offsets").first)
    page.wait_for_url("**/doc/bulletin/2026-hubei-jxt/p18#anchor-*")
    expect(page.locator(":target")).to_contain_text("100万辆")
    follow(page, page.locator(f'a[href="/doc/{TARGET}"]').first)
    page.wait_for_url(f"**/doc/{TARGET}")
    follow(page, page.get_by_role("link", name=WORDS[language]["query"]).first)
    page.wait_for_url("**/sparql?query=*")
    expect(page.locator("#result tbody tr").first).to_be_visible()
    assert taken_along(page)


def taken_along(page: Page) -> list[dict[str, str]]:
    """The rows of the CSV that the page links."""
    address = page.locator("#result").get_by_role("link", name="CSV").first.get_attribute("href")
    answer = page.request.get(f"{page.url.partition('/sparql')[0]}{address}")
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(StringIO(answer.text())))


@pytest.mark.parametrize("follow", [by_mouse, by_keyboard])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_figure_is_found_traced_queried_and_taken_along(
    reader: Reader, language: str, follow: Follow
) -> None:
    journey(reader.open("/", language), language, follow)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_same_on_a_phone(reader: Reader, language: str) -> None:
    page = reader.open("/", language, width=360, has_touch=True, is_mobile=True)
    journey(page, language, lambda page, link: link.tap())


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_same_without_scripts(reader: Reader, language: str) -> None:
    journey(reader.open("/", language, java_script_enabled=False), language, by_mouse)


def test_the_language_and_the_large_type_stay_from_page_to_page(reader: Reader) -> None:
    page = reader.open("/")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="Large type").click()
    page.get_by_role("link", name="Targets").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Target tracker")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"


def test_the_tracker_is_filtered_and_taken_along(reader: Reader) -> None:
    page = reader.open("/targets")
    page.get_by_label("单位").select_option(label="%")
    page.get_by_role("button", name="筛选").click()
    rows = page.locator("table.targets tbody tr")
    address = page.get_by_role("link", name="CSV", exact=True).get_attribute("href")
    answer = page.request.get(f"{reader.home}{address}")
    assert len(list(csv.DictReader(StringIO(answer.text())))) == rows.count() > 1
