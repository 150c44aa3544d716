import json

import html5rdf
import pytest

from hbgraph import media
from hbgraph.ns import ID
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
    assert f'<ol class="found">\n<li><a href="{path}">' in reply.text
    html5rdf.HTMLParser(strict=True).parse(reply.text)


def test_a_program_gets_json(site: Site) -> None:
    reply = site.get("/search?q=wuhan", "application/json")
    assert reply.media_type == "application/json"
    first = json.loads(reply.text)["results"][0]
    assert first["iri"] == str(ID["region/420100"])
    assert first["label"] == {"zh": "武汉市", "en": "Wuhan"}
    assert first["kinds"] == ["https://w3id.org/hbgraph/ontology#AdministrativeRegion"]


@pytest.mark.parametrize(("language", "told"), [("zh", "没有找到"), ("en", "Nothing is called")])
def test_finding_nothing_is_said_in_either_language(site: Site, language: str, told: str) -> None:
    reply = site.get(f"/search?q=%3Cb%3Ezzzzzz&lang={language}", BROWSER)
    assert reply.status == 200
    assert told in reply.text
    assert "<b>zzzzzz" not in reply.text


def test_a_blank_search_offers_the_box(site: Site) -> None:
    reply = site.get("/search", BROWSER)
    assert reply.status == 200
    assert 'name="q"' in reply.text
