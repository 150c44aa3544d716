"""Charts stand with the tables that they show."""

import pytest
from playwright.sync_api import expect

from browser.conftest import Reader

PATH = "/indicators?indicator=https://w3id.org/hbgraph/id/indicator/nev-output"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh-CN",
            "图表,数据见表。单位:辆。"
            "新能源汽车产量: 2025 824,000;新能源汽车产量(目标): 2026 1,000,000",
        ),
        (
            "en",
            "Chart of the table. Unit: vehicle. Output of new-energy vehicles: 2025 824,000; "
            "Output of new-energy vehicles (target): 2026 1,000,000",
        ),
    ],
)
def test_a_chart_says_what_its_table_says(reader: Reader, language: str, words: str) -> None:
    page = reader.open(PATH, language)
    chart = page.locator(".chart[role=img]")
    expect(chart).to_have_attribute("aria-label", words)
    expect(chart.locator("svg")).to_be_visible()
    expect(page.locator("figure table")).to_be_visible()


def test_a_chart_follows_the_colours_of_the_reader(reader: Reader) -> None:
    page = reader.open(PATH, color_scheme="dark")
    drawing = page.locator(".chart[role=img]").locator("svg")
    expect(drawing.locator("[stroke='#f0988c']").first).to_be_attached()
    page.emulate_media(color_scheme="light")
    expect(drawing.locator("[stroke='#94261d']").first).to_be_attached()
    page.emulate_media(color_scheme="dark", media="print")
    expect(drawing.locator("[stroke='#94261d']").first).to_be_attached()


def test_without_scripts_the_table_remains(reader: Reader) -> None:
    page = reader.open(PATH, java_script_enabled=False)
    expect(page.locator("figure table")).to_contain_text("82.4万辆")
