"""Suggestions below the search box, by keyboard and in both languages."""

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Reader


def typed(page: Page, text: str) -> None:
    page.get_by_role("banner").locator("input[type=search]").focus()
    page.keyboard.type(text)
    expect(page.get_by_role("option").first).to_be_visible()


@pytest.mark.parametrize(
    ("language", "text", "name"), [("zh-CN", "襄阳", "襄阳市"), ("en", "xiangyang", "Xiangyang")]
)
def test_the_arrow_chooses_and_enter_goes_there(
    reader: Reader, language: str, text: str, name: str
) -> None:
    page = reader.open("/targets", language)
    typed(page, text)
    box = page.get_by_role("banner").get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(chosen).to_contain_text(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/region/420600")


def test_enter_without_a_choice_searches(reader: Reader) -> None:
    page = reader.open("/targets")
    typed(page, "襄阳")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")


def test_escape_closes_the_list_and_tab_goes_on(reader: Reader) -> None:
    page = reader.open("/targets")
    typed(page, "襄阳")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("banner").get_by_role("button")).to_be_focused()


def test_a_click_goes_there(reader: Reader) -> None:
    page = reader.open("/targets")
    typed(page, "襄阳")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/doc/region/420600")
