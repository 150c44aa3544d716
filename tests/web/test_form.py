"""Query by form: choices, rows, and the SPARQL that they made."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from pypinyin import lazy_pinyin

from hbgraph import media
from hbgraph.queries import Example, forms
from web.conftest import BROWSER, Site

HUBEI = "https://w3id.org/hbgraph/id/region/420000"
TARGET = "https://w3id.org/hbgraph/ontology#Target"
YICHANG = "https://w3id.org/hbgraph/id/region/420500"


def rows(page: str) -> int:
    return page.partition("<tbody>")[2].count("<tr>")


def made(page: str) -> str:
    """The SPARQL that a page shows."""
    return unescape(page.partition('<pre tabindex="0"><code>')[2].partition("</code>")[0])


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.name)
@pytest.mark.parametrize(("language", "word"), [("zh", "全部"), ("en", "all")])
def test_every_form_shows_its_fields_and_rows(
    site: Site, form: Example, language: str, word: str
) -> None:
    page = site.get(f"/sparql/form?about={form.name}&lang={language}", BROWSER).text
    assert page.count(f'<option value="">{word}</option>') >= 3
    assert rows(page) > 20


def test_what_a_figure_says_stands_beside_it(site: Site) -> None:
    page = site.get("/sparql/form?about=figures&lang=en", BROWSER).text
    heads = re.findall('<th scope="col">([^<]*)</th>', page)
    assert heads[:4] == ["Figure", "Printed", "Exact value", "Unit"]


def test_choices_are_sorted_by_pinyin(site: Site) -> None:
    page = site.get("/sparql/form?about=figures", BROWSER).text
    field = page.partition('<select name="indicator">')[2].partition("</select>")[0]
    first = [lazy_pinyin(words)[0] for words in re.findall(">([^<]+)</option>", field)[1:]]
    assert len(first) > 20
    assert first == sorted(first)


def test_a_choice_narrows_the_rows_and_makes_the_query(site: Site) -> None:
    given = urlencode({"about": "figures", "class": TARGET, "area": HUBEI, "unit": ""})
    page = site.get(f"/sparql/form?{given}", BROWSER).text
    assert 0 < rows(page) < rows(site.get("/sparql/form", BROWSER).text)
    assert f"VALUES ?areaSought {{ <{HUBEI}> }}" in made(page)
    assert f'<option value="{TARGET}" selected>' in page


def test_the_query_that_was_made_answers_what_the_page_shows(site: Site) -> None:
    page = site.get(f"/sparql/form?{urlencode({'about': 'groupings', 'member': YICHANG})}").text
    answer = site.query(made(page), media.RESULTS_CSV)
    assert len(answer.text.splitlines()) - 1 == rows(page) > 0


@pytest.mark.parametrize(
    "given", [{"about": "none"}, {"about": "figures", "area": "urn:x:none"}], ids=["form", "value"]
)
def test_a_choice_that_is_not_offered_is_told(site: Site, given: dict[str, str]) -> None:
    reply = site.get(f"/sparql/form?{urlencode(given)}", "application/json")
    assert reply.status == 400
    assert '"unknown-choice"' in reply.text


def test_a_figure_has_one_kind(site: Site) -> None:
    page = site.get("/sparql/form?about=figures", BROWSER).text
    answer = site.query(made(page), media.RESULTS_CSV).text
    kinds = {tuple(line.split(",")[:2]) for line in answer.splitlines()[1:]}
    assert len(kinds) == len({figure for figure, _ in kinds}) == 93
