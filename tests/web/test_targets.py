"""The target tracker, on the targets of the real graph."""

import csv
import json
import re
from html import unescape
from io import StringIO
from urllib.parse import urlencode

import html5rdf
import pytest
from pypinyin import lazy_pinyin

from hbgraph import media
from hbgraph.ns import HB, ID
from web.conftest import BROWSER, Site

PERCENT = "http://qudt.org/vocab/unit/PERCENT"
PROGRAMME = ID["programme/three-industry-projects"]


def rows(site: Site, **given: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        site.get(f"/targets?{urlencode({'format': 'json'} | given)}").body
    )
    return found


def test_every_target_of_the_graph_is_tracked(site: Site) -> None:
    query = f"SELECT (COUNT(DISTINCT ?t) AS ?n) {{ ?t a <{HB.Target}> }}"
    (row,) = json.loads(site.query(query).body)["results"]["bindings"]
    assert len({found["target"] for found in rows(site)}) == int(row["n"]["value"])


def test_a_target_comes_with_its_baseline_and_what_it_requires(site: Site) -> None:
    (found,) = [row for row in rows(site, lang="en") if str(row["target"]).endswith("nev-output")]
    assert (found["value"], found["baselineValue"], found["change"]) == (1000000, 824000, 176000)
    assert found["changePercent"] == 21.36
    assert found["status"] == "open"
    assert found["indicator_label"] == "Output of new-energy vehicles"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_valid_and_each_target_leads_to_its_own(site: Site, language: str) -> None:
    text = site.get(f"/targets?lang={language}", BROWSER).text
    html5rdf.HTMLParser(strict=True).parse(text)
    for found in rows(site):
        assert str(found["target"]).removeprefix(ID) in text


@pytest.mark.parametrize(
    ("name", "value", "column"),
    [("unit", PERCENT, "unit"), ("programme", str(PROGRAMME), "programme"), ("status", "open", "")],
)
def test_a_filter_leaves_what_fits(site: Site, name: str, value: str, column: str) -> None:
    found = rows(site, **{name: value})
    assert len(found) > 0
    for row in found:
        cell = row[column or name]
        assert value in cell if isinstance(cell, list) else cell == value


def test_a_filtered_page_links_the_query_with_its_filters(site: Site) -> None:
    text = site.get(f"/targets?{urlencode({'unit': PERCENT})}", BROWSER).text
    (link,) = re.findall('href="(/sparql[^"]*)"', text.partition("<footer>")[2])
    answer = json.loads(site.get(unescape(link)).body)["results"]["bindings"]
    assert {row["target"]["value"] for row in answer} == {
        row["target"] for row in rows(site, unit=PERCENT)
    }


def test_sorting_by_change_puts_the_unknown_last(site: Site) -> None:
    changes = [row["changePercent"] for row in rows(site, sort="-changePercent")]
    known = [change for change in changes if isinstance(change, int | float)]
    assert len(known) > 1
    assert changes[: len(known)] == sorted(known, reverse=True)


def labels(found: list[dict[str, object]]) -> list[str]:
    return [str(row["indicator_label"]) for row in found]


def options(text: str, name: str) -> dict[str, str]:
    """The values that a field of the page offers, with their words."""
    field = text.partition(f'<select name="{name}">')[2].partition("</select>")[0]
    found = re.findall('<option value="([^"]*)"[^>]*>([^<]*)<', field)
    return {unescape(value): words for value, words in found}


def test_indicators_are_sorted_as_the_language_of_the_page_does(site: Site) -> None:
    first = [lazy_pinyin(label)[0] for label in labels(rows(site, lang="zh"))]
    assert first == sorted(first)
    english = [label.casefold() for label in labels(rows(site, lang="en"))]
    assert english == sorted(english)
    assert english[::-1] == [
        label.casefold() for label in labels(rows(site, lang="en", sort="-indicator"))
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_choices_are_sorted_as_the_language_does_and_each_sort_says_its_direction(
    site: Site, language: str
) -> None:
    text = site.get(f"/targets?lang={language}", BROWSER).text
    words = list(options(text, "programme").values())[1:]
    spoken = [lazy_pinyin(each) if language == "zh" else [each.casefold()] for each in words]
    assert [each[0] for each in spoken] == sorted(each[0] for each in spoken)
    sorts = options(text, "sort")
    assert len(set(sorts.values())) == len(sorts) == 8
    assert sorts["-changePercent"] in ("所需变化,由大到小", "required change, largest first")


@pytest.mark.parametrize("name", ["programme", "unit", "period"])
def test_every_choice_on_offer_leaves_a_target(site: Site, name: str) -> None:
    offered = [each for each in options(site.get("/targets", BROWSER).text, name) if each]
    assert offered
    for value in offered:
        assert "target" in {row["kind"] for row in rows(site, **{name: value})}


def test_a_status_that_no_target_has_gives_an_empty_list(site: Site) -> None:
    assert rows(site, status="met") == []
    reply = site.get("/targets?status=met&lang=en", BROWSER)
    assert (reply.status, "There is no such target." in reply.text) == (200, True)
    assert '<option value="met" selected>' in reply.text


def test_a_choice_that_only_a_size_has_stays_chosen_and_shows_it(site: Site) -> None:
    sizes = [row for row in rows(site) if row["kind"] == "set-size" and row["programme"]]
    (value, *_) = sizes[0]["programme"]  # type: ignore[misc]
    text = site.get(f"/targets?{urlencode({'programme': value})}", BROWSER).text
    assert f'<option value="{value}" selected>' in text


def test_the_table_to_take_along_tells_targets_from_sizes_as_the_page_does(site: Site) -> None:
    kinds = [row["kind"] for row in rows(site)]
    text = site.get("/targets?lang=en", BROWSER).text
    assert f"<caption>{kinds.count('target')} targets" in text
    assert f"named set has ({kinds.count('set-size')})" in text
    assert set(kinds) == {"target", "set-size"}


@pytest.mark.parametrize("query", ["unit=x", "sort=size", "status=%3Cb%3E"])
def test_an_unknown_choice_is_told(site: Site, query: str) -> None:
    reply = site.get(f"/targets?{query}", "application/json")
    assert reply.status == 400
    assert json.loads(reply.body)["code"] == "unknown-choice"


def test_a_page_beyond_the_last_is_not_found(site: Site) -> None:
    assert site.get("/targets?page=2", BROWSER).status == 404


def test_csv_has_a_mark_for_spreadsheets_only_when_asked(site: Site) -> None:
    plain, marked = site.get("/targets?format=csv"), site.get("/targets?format=csv&bom=1")
    assert plain.media_type == media.RESULTS_CSV
    assert marked.text == "\ufeff" + plain.text
    assert [row["target"] for row in csv.DictReader(StringIO(plain.text))] == [
        row["target"] for row in rows(site)
    ]


def test_a_program_gets_json_by_its_header(site: Site) -> None:
    assert site.get("/targets", "application/json").media_type == "application/json"
