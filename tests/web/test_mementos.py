"""Documents as they were: RFC 7089, and what is gone."""

import json
import re
from datetime import datetime, timedelta

import pytest
from rdflib import Graph, URIRef
from werkzeug.http import http_date, parse_date

from hbgraph import releases
from hbgraph.ns import HB, ID
from web.conftest import BROWSER, Past

PROVINCE, CITY = "region/990000", "region/990200"


def made(past: Past, number: int) -> datetime:
    release = releases.find(past.data_dir, past.ids[number])
    return datetime.fromisoformat(release.manifest.created)


def linked(header: str) -> dict[str, str]:
    """The address for each relation of a Link header."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', header)
    return {relation: to for to, relations in found for relation in relations.split()}


def test_a_document_is_what_its_release_said(past: Past) -> None:
    values = []
    for known in past.ids:
        reply = past.get(f"/release/{known}/doc/{PROVINCE}.ttl")
        graph = Graph().parse(data=reply.body, format="turtle")
        values.append((URIRef(ID[PROVINCE]), HB["rank"], None) in graph)
    assert values == [False, False, True, False]


def test_a_memento_names_its_time_and_its_neighbours(past: Past) -> None:
    reply = past.get(f"/release/{past.ids[2]}/doc/{CITY}", BROWSER)
    assert reply.headers["memento-datetime"] == http_date(made(past, 2))
    root = f"http://127.0.0.1:{past.port}"
    links = linked(reply.headers["link"])
    assert links["original"] == links["timegate"] == f"{root}/doc/{CITY}"
    assert links["timemap"] == f"{root}/timemap/doc/{CITY}"
    assert links["first"] == links["prev"] == f"{root}/release/{past.ids[1]}/doc/{CITY}"
    assert links["last"] == f"{root}/release/{past.ids[2]}/doc/{CITY}"
    assert "next" not in links
    assert "accept-datetime" not in reply.headers["vary"].lower()


@pytest.mark.parametrize(
    ("thing", "seconds", "number"),
    [
        (PROVINCE, -100_000, 0),
        (PROVINCE, 0, 1),
        (PROVINCE, 100_000, 3),
        (CITY, -100_000, 1),
        (CITY, 100_000, 2),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".ttl"])
def test_the_time_gate_leads_to_the_last_memento_of_that_time(
    past: Past, thing: str, seconds: int, number: int, suffix: str
) -> None:
    moment = http_date(made(past, 1) + timedelta(seconds=seconds))
    reply = past.get(f"/doc/{thing}{suffix}", accept_datetime=moment)
    assert reply.status == 302
    assert reply.headers["location"].endswith(f"/release/{past.ids[number]}/doc/{thing}{suffix}")
    assert "accept-datetime" in reply.headers["vary"].lower()
    assert "memento-datetime" not in reply.headers
    assert past.get(reply.headers["location"].partition(str(past.port))[2]).status == 200


def test_the_original_is_the_present_and_says_that_it_can_be_asked_for_the_past(past: Past) -> None:
    reply = past.get(f"/doc/{PROVINCE}")
    assert reply.status == 200
    assert "accept-datetime" in reply.headers["vary"].lower()
    assert "memento-datetime" not in reply.headers
    assert {"original", "timegate", "timemap"} <= linked(reply.headers["link"]).keys()


@pytest.mark.parametrize("text", ["yesterday", "", "2031-01-01", "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_a_time_that_is_none_is_told(past: Past, text: str) -> None:
    reply = past.get(f"/doc/{PROVINCE}", "application/json", accept_datetime=text)
    assert (reply.status, json.loads(reply.text)["code"]) == (400, "bad-datetime")


@pytest.mark.parametrize(
    ("thing", "numbers"), [(PROVINCE, (0, 1, 2, 3)), (CITY, (1, 2)), (f"{CITY}.ttl", (1, 2))]
)
def test_a_time_map_lists_the_releases_that_have_the_thing(
    past: Past, thing: str, numbers: tuple[int, ...]
) -> None:
    reply = past.get(f"/timemap/doc/{thing}")
    assert (reply.status, reply.media_type) == (200, "application/link-format")
    lines = re.findall(r'<([^>]*)>; rel="([^"]*memento)"; datetime="([^"]*)"', reply.text)
    root = f"http://127.0.0.1:{past.port}"
    assert [to for to, _, _ in lines] == [
        f"{root}/release/{past.ids[number]}/doc/{thing}" for number in numbers
    ]
    assert [parse_date(moment) for _, _, moment in lines] == [made(past, n) for n in numbers]
    assert lines[0][1].startswith("first")
    assert "last" in lines[-1][1]


@pytest.mark.parametrize("path", [f"/doc/{CITY}", f"/doc/{CITY}.ttl", f"/id/{CITY}"])
def test_what_an_earlier_release_had_is_gone_and_its_last_memento_offered(
    past: Past, path: str
) -> None:
    reply = past.get(path, "application/json")
    told = json.loads(reply.text)
    assert (reply.status, told["code"]) == (410, "gone-thing")
    assert told["elsewhere"].endswith(f"/release/{past.ids[2]}/doc/{CITY}")
    assert linked(reply.headers["link"])["last"] == told["elsewhere"]
    page = past.get(path, BROWSER).text
    assert f'href="{told["elsewhere"]}"' in page


@pytest.mark.parametrize("path", ["/doc/region/1", "/timemap/doc/region/1"])
def test_what_never_was_is_not_found(past: Past, path: str) -> None:
    assert past.get(path).status == 404
    assert past.get(path, accept_datetime=http_date(made(past, 1))).status == 404


def test_what_came_later_is_not_found_in_an_earlier_release(past: Past) -> None:
    assert past.get(f"/release/{past.ids[0]}/doc/{CITY}").status == 404


def test_a_visitor_of_the_past_stays_there_and_is_told(past: Past) -> None:
    within = f"/release/{past.ids[1]}"
    zh, en = (past.get(f"{within}/doc/{CITY}?lang={code}", BROWSER).text for code in ("zh", "en"))
    content = zh.partition("<main")[2].partition("</main>")[0]
    assert f'href="{within}/doc/{PROVINCE}"' in content
    others = [to for to in re.findall(r'href="(/doc/[^"]*)"', content) if f"{CITY}?" not in to]
    assert others == []
    assert f'href="{within}/sparql?query=' in zh
    assert "旧版本" in content
    assert f'href="/doc/{CITY}?lang=en"' in en
    assert "old release" in en


def test_a_page_of_the_present_says_nothing_of_releases_visited(past: Past) -> None:
    assert 'class="visited"' not in past.get(f"/doc/{PROVINCE}", BROWSER).text
    lasting = past.get(f"/release/{past.ids[3]}/doc/{PROVINCE}?lang=en", BROWSER).text
    assert "old release" not in lasting
    assert "current release" in lasting


def test_a_memento_that_a_client_has_is_not_sent_again(past: Past) -> None:
    path = f"/release/{past.ids[1]}/doc/{CITY}.ttl"
    tag = past.get(path).headers["etag"]
    reply = past.get(path, if_none_match=tag)
    assert (reply.status, reply.body) == (304, b"")
    assert "memento-datetime" in reply.headers


def test_an_answer_in_the_past_leads_to_things_of_the_past(past: Past) -> None:
    query = "SELECT?s{?s+a+<https://w3id.org/hbgraph/ontology%23Region>}"
    page = past.get(f"/release/{past.ids[1]}/sparql?query={query}", BROWSER).text
    assert f'href="/release/{past.ids[1]}/doc/{CITY}"' in page
    assert f'action="/release/{past.ids[1]}/sparql"' in page
