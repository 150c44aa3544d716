"""What a client is told when something is wrong."""

import json
import logging

import html5rdf
import pytest
from flask import Flask

from hbgraph.settings import Settings
from hbgraph.web import create_app
from web.conftest import BROWSER, Site

PATHS = [
    "/doc/none",
    "/nowhere",
    "/sparql?update=x",
    "/doc/region/420100.x",
]
REFUSED = "/sparql?query=SELECT"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("language", "heading"), [("zh-CN", "无法给出答案"), ("en", "This cannot be answered")]
)
def test_a_person_gets_a_page_in_either_language(
    site: Site, path: str, language: str, heading: str
) -> None:
    reply = site.get(path, BROWSER, accept_language=language)
    assert reply.media_type == "text/html"
    html5rdf.HTMLParser(strict=True).parse(reply.text)
    assert heading in reply.text


@pytest.mark.parametrize("path", [*PATHS, REFUSED])
def test_a_program_gets_problem_details(site: Site, path: str) -> None:
    reply = site.get(path, "application/json")
    assert reply.media_type == "application/problem+json"
    told = json.loads(reply.body)
    assert told["status"] == reply.status
    assert told["detail"] != told["detail_zh"]


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle", "image/png"])
def test_everyone_else_gets_plain_text(site: Site, accept: str | None) -> None:
    reply = site.get("/sparql?query=SELECT", accept)
    assert (reply.status, reply.media_type) == (400, "text/plain")
    assert "SPARQL 语法" in reply.text
    assert "not valid SPARQL" in reply.text


def test_what_a_client_sent_is_escaped_on_the_page(site: Site) -> None:
    reply = site.get("/sparql?query=%3Cscript%3Ealert(1)%3C/script%3E", BROWSER)
    assert reply.status == 400
    assert "<script>" not in reply.text


def test_a_fault_of_our_own_is_logged_and_not_shown(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    data_dir = app.extensions["hbgraph_settings"].data_dir
    broken = create_app(Settings(data_dir=data_dir))
    broken.view_functions["entities.document"] = lambda path: object().__getattribute__(path)
    with caplog.at_level(logging.ERROR):
        reply = broken.test_client().get("/doc/region/420100")
    assert reply.status_code == 500
    assert "internal-error" in reply.text
    assert "AttributeError" not in reply.text
    assert "AttributeError" in caplog.text
    broken.extensions["hbgraph"].close()


def test_forms_on_offer_are_listed_with_their_addresses(site: Site) -> None:
    for path, accept in (("/doc/region/420100", "image/png"), ("/doc/region/420100.x", BROWSER)):
        reply = site.get(path, accept)
        assert reply.status in (406, 415)
        assert (
            '</doc/region/420100.ttl>; rel="alternate"; type="text/turtle"' in reply.headers["link"]
        )
        assert "/doc/region/420100.ttl" in reply.text
