import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import html5rdf
import pytest

from hbgraph import media, releases
from hbgraph.ns import HB, ID
from hbgraph.search import SearchIndex
from web.conftest import BROWSER, Site


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("%E8%A5%84%E9%98%B3", "/doc/region/420600"),
        ("xiangyang", "/doc/region/420600"),
        ("420600", "/doc/region/420600"),
        ("51020", "/doc/programme/51020"),
    ],
)
def test_a_search_leads_to_the_thing(site: Site, text: str, path: str) -> None:
    reply = site.get(f"/search?q={text}", BROWSER)
    assert (reply.status, reply.media_type) == (200, media.HTML)
    assert f'<ol class="found" start="1">\n<li><a href="{path}">' in reply.text
    html5rdf.HTMLParser(strict=True).parse(reply.text)


def test_a_program_gets_json(site: Site) -> None:
    reply = site.get("/search?q=wuhan", "application/json")
    assert reply.media_type == "application/json"
    said = json.loads(reply.text)
    region = {
        "iri": str(HB.AdministrativeRegion),
        "label": {"zh": "行政区划", "en": "administrative region"},
    }
    assert said["results"][0] == {
        "iri": str(ID["region/420100"]),
        "href": "/doc/region/420100",
        "label": {"zh": "武汉市", "en": "Wuhan"},
        "kinds": [region],
        "matched": {"form": "Wuhan", "way": "name"},
    }
    assert (said["total"], said["page"], said["pages"]) == (len(said["results"]), 1, 1)
    assert {"type": "AdministrativeRegion", "count": 1, **region} in said["types"]


def test_a_type_narrows_what_is_found_to_the_class_and_those_below(site: Site) -> None:
    clusters = found(site, "q=汽车&type=Cluster")
    assert clusters["results"]
    assert {each["kinds"][0]["iri"] for each in clusters["results"]} == {str(HB.Cluster)}
    assert clusters["types"] == found(site, "q=汽车")["types"]
    regions = found(site, "q=襄阳&type=Region")
    assert {"region/420600", "region/xiangyang-metropolitan-circle"} <= {
        each["iri"].removeprefix(ID) for each in regions["results"]
    }
    assert found(site, "q=汽车&type=Bulletin")["total"] == 0


def test_a_type_that_no_thing_is_of_is_refused(site: Site) -> None:
    reply = site.get("/search?q=a&type=Nonsense%20<b>", BROWSER)
    assert reply.status == 400
    assert "Nonsense &lt;b&gt;" in reply.text


def test_pages_show_everything_once(site: Site) -> None:
    first = found(site, "q=汽车")
    pages = [found(site, f"q=汽车&page={number}") for number in range(1, first["pages"] + 1)]
    iris = [each["iri"] for page in pages for each in page["results"]]
    assert len(iris) == len(set(iris)) == first["total"] > 20
    for number in (0, first["pages"] + 1, 10**30):
        assert site.get(f"/search?q=%E6%B1%BD%E8%BD%A6&page={number}", BROWSER).status == 404
    page = site.get("/search?q=%E6%B1%BD%E8%BD%A6&page=2&lang=en", BROWSER)
    assert 'rel="prev"' in page.text
    assert 'rel="next"' in page.text
    html5rdf.HTMLParser(strict=True).parse(page.text)


@pytest.mark.parametrize(("language", "told"), [("zh", "同音:襄阳"), ("en", "sounds alike: 襄阳")])
def test_a_page_says_which_name_fits_and_how(site: Site, language: str, told: str) -> None:
    reply = site.get(f"/search?q=%E7%9B%B8%E9%98%B3&lang={language}", BROWSER)
    assert told in reply.text


def test_suggestions_come_as_one_types(site: Site) -> None:
    reply = site.get("/search/suggest?q=xiangy")
    assert json.loads(reply.text) == {
        "query": "xiangy",
        "suggestions": [
            {
                "iri": str(ID["region/420600"]),
                "href": "/doc/region/420600",
                "zh": "襄阳市",
                "en": "Xiangyang",
                "kind": {"zh": "行政区划", "en": "administrative region"},
            },
            {
                "iri": str(ID["region/xiangyang-metropolitan-circle"]),
                "href": "/doc/region/xiangyang-metropolitan-circle",
                "zh": "襄阳都市圈",
                "en": "Xiangyang metropolitan circle",
                "kind": {"zh": "都市圈", "en": "metropolitan circle"},
            },
        ],
    }
    assert reply.headers["cache-control"] == "public, max-age=60"
    assert reply.headers["access-control-allow-origin"] == "*"


def test_there_are_at_most_eight_suggestions_and_none_for_nothing(site: Site) -> None:
    assert len(json.loads(site.get("/search/suggest?q=x").text)["suggestions"]) == 8
    assert json.loads(site.get("/search/suggest").text) == {"query": "", "suggestions": []}


def test_a_target_is_suggested_as_one(site: Site) -> None:
    reply = site.get(f"/search/suggest?{urlencode({'q': '2026年算力规模目标'})}")
    assert json.loads(reply.text)["suggestions"][0]["kind"] == {"zh": "目标值", "en": "target"}


def test_what_people_look_for_comes_first(data_dir: Path) -> None:
    """At least 92 of 100 lookups of lookups.tsv; those that fail are printed."""
    index = SearchIndex(releases.current(data_dir).search_index)
    text = Path(__file__).with_name("lookups.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    missed = []
    for asked, first, _ in rows:
        places = [match.iri.removeprefix(ID) for match in index.first(asked)]
        if places[:1] != [first]:
            missed.append(f"{asked}: {first} is not the first of {places}")
    print("\n".join(missed))  # noqa: T201
    assert len(rows) >= 90
    assert len(missed) <= 0.08 * len(rows), "\n".join(missed)


def found(site: Site, asked: str) -> dict[str, Any]:
    reply = site.get(f"/search?{quote(asked, safe='=&')}&format=json")
    said: dict[str, Any] = json.loads(reply.text)
    return said


@pytest.mark.parametrize(("language", "told"), [("zh", "没有找到"), ("en", "Nothing is called")])
def test_finding_nothing_is_said_in_either_language(site: Site, language: str, told: str) -> None:
    reply = site.get(f"/search?q=%3Cb%3Ezzzzzz&lang={language}", BROWSER)
    assert reply.status == 200
    assert told in reply.text
    assert "<b>zzzzzz" not in reply.text


@pytest.mark.parametrize(
    ("language", "heading"),
    [("zh", "文字里提到“光谷”"), ("en", "“光谷” is mentioned in the text of")],
)
def test_what_no_name_has_is_sought_in_the_texts(site: Site, language: str, heading: str) -> None:
    text = site.get(f"/search?q={quote('光谷')}&lang={language}", BROWSER).text
    html5rdf.HTMLParser(strict=True).parse(text)
    told = text.partition(heading)[2].partition("</ul>")[0]
    assert 'href="/doc/reference/corridors-unverified"' in told
    assert "光谷科创大走廊" in told


def test_a_program_is_told_the_sentence_in_either_script(site: Site) -> None:
    said = json.loads(site.get(f"/search?q={quote('光穀')}&format=json").text)
    assert (said["total"], [each["language"] for each in said["mentioned"]]) == (0, ["zh"])
    assert "光谷科创大走廊" in said["mentioned"][0]["text"]


@pytest.mark.parametrize("text", ["武汉", "qqqqq", ""])
def test_texts_are_not_sought_where_a_name_fits_or_nothing_does(site: Site, text: str) -> None:
    said = json.loads(site.get(f"/search?q={quote(text)}&format=json").text)
    assert said["mentioned"] == []


def test_a_blank_search_offers_the_box(site: Site) -> None:
    reply = site.get("/search", BROWSER)
    assert reply.status == 200
    assert 'name="q"' in reply.text
