"""The SPARQL editor, as somebody at a keyboard meets it."""

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Reader
from hbgraph.queries import examples

HB = "PREFIX hb: <https://w3id.org/hbgraph/ontology#>\n"
AREAS = HB + "SELECT ?region ?code { ?region hb:divisionCode ?code } ORDER BY ?code LIMIT 3"
NUMBERS = (
    "SELECT ?class (COUNT(*) AS ?n) { ?thing a ?class } GROUP BY ?class ORDER BY DESC(?n) LIMIT 5"
)


def editor(page: Page, name: str = "SPARQL 查询") -> None:
    """Brings the focus into the editor, by keyboard, with all of its text selected."""
    box = page.get_by_role("textbox", name=name)
    box.focus()
    expect(box).to_be_focused()
    page.keyboard.press("Control+A")


def write(page: Page, text: str) -> None:
    """Pastes: what is typed gets its brackets closed."""
    editor(page)
    page.keyboard.insert_text(text)


def test_ctrl_enter_asks_and_the_answer_comes_in_place_with_labels(reader: Reader) -> None:
    page = reader.open("/sparql")
    write(page, AREAS)
    page.keyboard.press("Control+Enter")
    row = page.locator("#result tbody tr").first
    expect(row).to_contain_text("湖北省420000")
    expect(row.get_by_role("link")).to_have_attribute("href", "/doc/region/420000")
    assert parse_qs(urlsplit(page.url).query)["query"] == [AREAS]
    expect(page.get_by_role("status").filter(has_text="3 行")).to_be_visible()


def test_the_address_leads_back_to_the_query_and_its_answer(reader: Reader) -> None:
    page = reader.open(f"/sparql?query={quote(AREAS)}", language="en")
    expect(page.get_by_role("textbox", name="SPARQL query")).to_contain_text("hb:divisionCode")
    expect(page.locator("#result tbody tr")).to_have_count(3)
    link = page.get_by_role("link", name="Link to this query")
    assert parse_qs(urlsplit(link.get_attribute("href") or "").query)["query"] == [AREAS]


def test_tab_leaves_the_editor(reader: Reader) -> None:
    page = reader.open("/sparql")
    editor(page)
    page.keyboard.press("Tab")
    expect(page.locator("#format")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("textbox", name="SPARQL 查询")).to_be_focused()


@pytest.mark.parametrize(
    ("typed", "offered", "name"),
    [
        ("SELECT * { ?x a 产业集", "产业集群", "hb:Cluster"),
        ("SELECT * { ?x a hb:Clus", "hb:Cluster", "hb:Cluster"),
        ("SELECT * { ?x requi", "required change", "hb:change"),
        ("SELECT * { ?x rdfs:lab", "rdfs:label", "rdfs:label"),
    ],
)
def test_terms_are_completed_by_name_or_label_and_their_prefix_is_declared(
    reader: Reader, typed: str, offered: str, name: str
) -> None:
    page = reader.open("/sparql")
    editor(page)
    page.keyboard.type(typed)
    option = page.get_by_role("option", name=offered).first
    expect(option).to_have_attribute("aria-selected", "true")
    page.wait_for_timeout(100)  # the list takes no key before it has been seen for 75 ms
    page.keyboard.press("Enter")
    expect(page.locator(".cm-line").first).to_contain_text(
        f"PREFIX {name.partition(':')[0]}: <",
    )
    assert name in page.get_by_role("textbox", name="SPARQL 查询").inner_text()


def test_escape_closes_the_completions_and_keeps_the_text(reader: Reader) -> None:
    page = reader.open("/sparql")
    editor(page)
    page.keyboard.type("SELECT * { ?x a hb:Clus")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert "hb:Clus" in page.get_by_role("textbox", name="SPARQL 查询").inner_text()


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("zh-CN", "SPARQL 查询", "查询不符合 SPARQL 语法"),
        ("en", "SPARQL query", "The query is not valid SPARQL"),
    ],
)
def test_an_error_is_told_and_marked_where_it_is(
    reader: Reader, language: str, name: str, words: str
) -> None:
    page = reader.open("/sparql", language)
    editor(page, name)
    page.keyboard.insert_text('SELECT ?s\nWHERE { ?s ?p "湖北" ; ] }')
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.locator(".cm-lint-marker-error")).to_be_visible()
    marked = page.locator(".cm-line").filter(has=page.locator(".cm-lintRange-error, .cm-lintPoint"))
    expect(marked).to_contain_text("湖北")
    assert len(reader.complaints) == 1
    assert "status of 400" in reader.complaints.pop()  # the browser's own note of the answer


def test_a_column_of_numbers_becomes_a_chart(reader: Reader) -> None:
    page = reader.open(f"/sparql?query={quote(NUMBERS)}")
    choice = page.get_by_role("combobox", name="图表")
    choice.select_option("n")
    chart = page.locator(".chart")
    expect(chart).to_be_visible()
    expect(chart).to_have_attribute("aria-label", re.compile("^图表,数据见表。n: "))
    choice.select_option("")
    expect(chart).to_be_hidden()


def test_without_scripts_a_plain_form_asks(reader: Reader) -> None:
    page = reader.open("/sparql", java_script_enabled=False)
    page.get_by_label("查询", exact=True).fill(AREAS)
    page.get_by_role("main").get_by_role("button", name="查询", exact=True).click()
    expect(page.locator("#result tbody tr")).to_have_count(3)
    page.get_by_label("查询", exact=True).fill("SELECT")
    page.get_by_role("main").get_by_role("button", name="查询", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("查询不符合 SPARQL 语法")
    expect(page.get_by_label("查询", exact=True)).to_have_value("SELECT")
    reader.complaints.clear()  # of the 400


def test_an_answer_is_taken_along_for_a_spreadsheet(reader: Reader) -> None:
    page = reader.open(f"/sparql?query={quote(AREAS)}")
    link = page.get_by_role("link", name="CSV(供 Excel)")
    body = page.request.get(f"{reader.home}{link.get_attribute('href')}").body()
    assert body.decode("utf-8-sig").splitlines()[0] == "region,code"
    assert body.startswith(b"\xef\xbb\xbf")


def test_an_example_is_a_link_away(reader: Reader) -> None:
    page = reader.open("/sparql")
    example = next(each for each in examples() if each.name == "select_first_places")
    page.get_by_role("link", name=example.zh).click()
    expect(page.get_by_role("textbox", name="SPARQL 查询")).to_contain_text(example.en)
    expect(page.locator("#answer")).to_be_visible()
