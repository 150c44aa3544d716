"""The target tracker, on the targets of the real graph."""

import csv
import json
import re
from html import unescape
from io import StringIO
from urllib.parse import urlencode

import html5rdf
import pytest

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
