"""The ways in."""

import json
import re
from html import unescape

import html5rdf
from flask.testing import FlaskClient

from hbgraph.queries import examples
from web.conftest import BROWSER, Site


def test_the_home_page_leads_to_everything(client: FlaskClient) -> None:
    text = client.get("/").text
    html5rdf.HTMLParser(strict=True).parse(text)
    links = set(re.findall('href="([^"]*)"', text))
    assert {"/browse/Cluster", "/sparql", "/ontology", "/doc/bulletin/2026-hubei-jxt"} <= links
    assert "hbgraph dump" in text
    for path in (link for link in links if link.startswith("/")):
        reply = client.get(unescape(path), headers={"Accept": BROWSER})
        assert reply.status_code == 200, path
        reply.close()


def test_the_home_page_asks_the_five_questions_in_both_languages(client: FlaskClient) -> None:
    chinese, english = (unescape(client.get(f"/?lang={code}").text) for code in ("zh", "en"))
    assert len(examples()) >= 5
    for example in examples():
        assert example.zh in chinese
        assert example.en in english


def test_the_things_of_a_class_are_listed_by_name(site: Site) -> None:
    text = site.get("/browse/Cluster").text
    html5rdf.HTMLParser(strict=True).parse(text)
    assert "武汉市光电子信息集群" in text
    assert 'href="/doc/cluster/wuhan-optoelectronic-information"' in text


def test_a_long_list_is_paged_in_a_stable_order(site: Site) -> None:
    def things(page: int) -> list[str]:
        text = site.get(f"/browse/ClassificationItem?page={page}").text
        listing = text.partition('class="listing"')[2].partition("</ol>")[0]
        return re.findall('href="([^"]*)"', listing)

    first, second = things(1), things(2)
    assert [len(first), len(second)] == [100, 100]
    assert first + second == sorted(set(first + second))
    link = site.get("/browse/ClassificationItem?page=2").headers["link"]
    assert 'page=1>; rel="prev"' in link
    assert 'page=3>; rel="next"' in link


def test_there_is_no_page_beyond_the_last_and_no_class_of_another_name(site: Site) -> None:
    assert site.get("/browse/Cluster?page=2").status == 404
    assert site.get("/browse/Cluster?page=0").status == 404
    assert site.get("/browse/Nothing").status == 404


def test_the_server_says_that_it_is_ready(site: Site) -> None:
    reply = site.get("/healthz")
    said = json.loads(reply.body)
    assert (reply.status, said) == (
        200,
        {"status": "ok", "release": reply.headers["hbgraph-release"]},
    )


def test_what_was_achieved_stands_beside_what_is_planned(client: FlaskClient) -> None:
    text = client.get("/").text
    row = text.partition('href="/doc/indicator/nev-output"')[2].partition("</tr>")[0]
    assert '<data class="achieved" value="824000">82.4万辆</data>' in row
    assert '<data class="target" value="1000000">力争100万辆</data>' in row
