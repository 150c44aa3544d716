"""Indicators side by side."""

import json
from urllib.parse import urlencode

import html5rdf
import pytest
from rdflib import URIRef

from hbgraph.ns import ID
from web.conftest import BROWSER, Site

OUTPUT = ID["indicator/nev-output"]


def points(site: Site, *indicators: URIRef, **given: str) -> list[dict[str, object]]:
    asked = [("format", "json"), *(("indicator", str(i)) for i in indicators), *given.items()]
    found: list[dict[str, object]] = json.loads(site.get(f"/indicators?{urlencode(asked)}").body)
    return found


def test_achieved_and_planned_stand_beside_each_other(site: Site) -> None:
    found = points(site, OUTPUT, lang="en")
    assert [(row["year"], row["value"]) for row in found] == [("2025", 824000), ("2026", 1000000)]
    assert [str(row["status"]).rpartition("/")[2] for row in found] == ["achieved", "planned"]


def test_a_year_can_be_chosen(site: Site) -> None:
    assert {row["year"] for row in points(site, year="2026")} == {"2026"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_marks_what_is_a_target(site: Site, language: str) -> None:
    text = site.get(f"/indicators?lang={language}&indicator={OUTPUT}", BROWSER).text
    html5rdf.HTMLParser(strict=True).parse(text)
    assert '<data class="achieved" value="824000' in text
    assert '<data class="target" value="1000000' in text
    assert 'data-chart="series"' in text


def test_figures_of_different_units_stand_in_different_tables(site: Site) -> None:
    growth = ID["indicator/industrial-investment-growth"]
    text = site.get(f"/indicators?indicator={OUTPUT}&indicator={growth}", BROWSER).text
    assert text.count("<table") == 2


def test_an_unknown_indicator_is_told(site: Site) -> None:
    reply = site.get("/indicators?indicator=urn:x:none", "application/json")
    assert (reply.status, json.loads(reply.body)["code"]) == (400, "unknown-choice")
