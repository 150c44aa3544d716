"""A page is in one language, and looks as its reader chose."""

import re

import pytest
from flask.testing import FlaskClient

from web.conftest import BROWSER

HAN = re.compile("[\u4e00-\u9fff]")
PAGES = ["/", "/search", "/sparql", "/ontology", "/dataset", "/validate", "/.well-known/void"]


def page(client: FlaskClient, path: str, **headers: str) -> str:
    return client.get(path, headers={"Accept": BROWSER} | headers).text


@pytest.mark.parametrize(
    ("wanted", "tag"),
    [
        ("", "zh-Hans"),
        ("zh-TW,zh;q=0.9", "zh-Hans"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("fr", "zh-Hans"),
    ],
)
def test_the_browser_says_in_which_language_its_reader_reads(
    client: FlaskClient, wanted: str, tag: str
) -> None:
    reply = client.get("/", headers={"Accept": BROWSER, "Accept-Language": wanted})
    assert f'<html lang="{tag}"' in reply.text
    assert reply.headers["Content-Language"] == ("en" if tag == "en" else "zh")
    assert {"Accept-Language", "Cookie"} <= set(reply.vary)


@pytest.mark.parametrize("path", PAGES)
def test_the_words_of_an_english_page_are_english(client: FlaskClient, path: str) -> None:
    text = page(client, path, **{"Accept-Language": "en"})
    head = re.search("<title>(.*?)</title>", text)
    heading = re.search("<h1>(.*?)</h1>", text)
    assert head
    assert heading
    assert not HAN.search(head[1] + heading[1])
    for label in re.findall('aria-label="([^"]*)"', text):
        assert not HAN.search(label)


def test_the_address_goes_before_the_browser_and_is_remembered(client: FlaskClient) -> None:
    assert '<html lang="en"' in page(client, "/?lang=en", **{"Accept-Language": "zh"})
    assert '<html lang="en"' in page(client, "/search", **{"Accept-Language": "zh"})
    client.delete_cookie("lang")


def test_an_unknown_choice_is_no_choice(client: FlaskClient) -> None:
    reply = client.get("/?lang=xx&view=%22", headers={"Accept": BROWSER})
    assert '<html lang="zh-Hans" data-view="standard">' in reply.text
    assert "Set-Cookie" not in reply.headers


def test_the_elder_view_is_kept_for_the_next_page(client: FlaskClient) -> None:
    assert 'data-view="elder"' in page(client, "/?view=elder")
    assert 'data-view="elder"' in page(client, "/ontology")
    assert 'data-view="standard"' in page(client, "/ontology?view=standard")
    client.delete_cookie("view")


def test_switching_keeps_everything_else_of_the_address(client: FlaskClient) -> None:
    text = page(client, "/search?q=%E8%A5%84%E9%98%B3&view=standard")
    assert 'href="/search?q=%E8%A5%84%E9%98%B3&amp;view=standard&amp;lang=en"' in text


def test_each_rendering_of_a_document_has_its_own_tag(client: FlaskClient) -> None:
    pages = ("region/420100.html", "region/420100.html?lang=en", "region/420100.html?view=elder")
    tags = {client.get(f"/doc/{path}").headers["ETag"] for path in pages}
    assert len(tags) == 3
    client.delete_cookie("lang")
    client.delete_cookie("view")
