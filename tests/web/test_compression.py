"""Compressed answers are the same answers, and a client's copy of one stays good."""

import gzip
from urllib.parse import quote

import brotli
import pytest
import zstandard

from hbgraph import media
from hbgraph.web.bundle import FOLDER, built
from web.conftest import BROWSER, Site

DECODED = {
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}
PAGE = "/doc/region/420100"
FIRST_VIEW = 40_000
STYLE = f"/static/dist/{built(FOLDER)['style.css']}"


def asking(rows: int) -> str:
    return f"/sparql?query={quote(f'SELECT * {{ ?s ?p ?o }} LIMIT {rows}')}"


@pytest.mark.parametrize("coding", DECODED)
@pytest.mark.parametrize("form", [BROWSER, media.TURTLE, media.JSON_LD])
def test_a_document_is_coded_as_the_client_can_read_it(site: Site, form: str, coding: str) -> None:
    plain = site.get(PAGE, form)
    coded = site.get(PAGE, form, accept_encoding=coding)
    assert coded.headers["content-encoding"] == coding
    assert "Accept-Encoding" in coded.headers["vary"]
    assert len(coded.body) < len(plain.body) / 2
    assert DECODED[coding](coded.body) == plain.body
    assert coded.headers["content-type"] == plain.headers["content-type"]


@pytest.mark.parametrize("given", [{}, {"accept_encoding": "identity"}, {"accept_encoding": "x"}])
def test_a_client_that_reads_no_coding_gets_none(site: Site, given: dict[str, str]) -> None:
    reply = site.get(PAGE, BROWSER, **given)
    assert "content-encoding" not in reply.headers
    assert "<h1>" in reply.text


@pytest.mark.parametrize("path", [PAGE, STYLE])
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        *((f"{coding};q=0", None) for coding in DECODED),
        ("gzip; q=0.0", None),
        ("*;q=0", None),
        ("identity, gzip;q=0.5, br;q=0.5", None),
        ("zstd;q=0, br;q=0, *", "gzip"),
        ("br;q=0.2, GZIP; q=0.3", "gzip"),
        ("gzip;q=0, br;q=0.001", "br"),
    ],
)
def test_a_coding_is_sent_only_to_who_likes_it(
    site: Site, path: str, accepted: str, coding: str | None
) -> None:
    sent = site.get(path, BROWSER, accept_encoding=accepted)
    assert sent.headers.get("content-encoding") == coding


@pytest.mark.parametrize("coding", DECODED)
def test_each_coding_has_a_strong_tag_of_its_own_that_holds(site: Site, coding: str) -> None:
    tag = site.get(PAGE, BROWSER, accept_encoding=coding).headers["etag"]
    assert tag != site.get(PAGE, BROWSER).headers["etag"]
    again = site.get(PAGE, BROWSER, accept_encoding=coding, if_none_match=tag)
    assert (again.status, again.headers["etag"], again.body) == (304, tag, b"")
    assert "Accept-Encoding" in again.headers["vary"]


def test_a_gzip_holds_no_time_so_that_one_strong_tag_means_the_same_bytes(site: Site) -> None:
    body = site.get(PAGE, media.TURTLE, accept_encoding="gzip").body
    assert body[4:8] == bytes(4)  # RFC 1952, section 2.3


def test_a_coded_copy_does_not_serve_a_client_that_cannot_read_it(site: Site) -> None:
    tag = site.get(PAGE, BROWSER, accept_encoding="br").headers["etag"]
    assert site.get(PAGE, BROWSER, if_none_match=tag).status == 200


def test_a_plain_tag_still_holds(site: Site) -> None:
    tag = site.get(PAGE, BROWSER).headers["etag"]
    assert site.get(PAGE, BROWSER, if_none_match=tag).status == 304
    assert site.get(PAGE, BROWSER, if_none_match='"other", ' + tag).status == 304
    assert site.get(PAGE, BROWSER, if_none_match='"other:br"', accept_encoding="br").status == 200


@pytest.mark.parametrize("coding", ["br", "identity"])
def test_head_tells_what_get_would_send(site: Site, coding: str) -> None:
    got = site.get(PAGE, BROWSER, accept_encoding=coding)
    told = site.send("HEAD", PAGE, BROWSER, accept_encoding=coding)
    for name in ("etag", "vary", "content-type", "content-encoding", "content-length"):
        assert told.headers.get(name) == got.headers.get(name)


def test_short_answers_are_coded_and_long_ones_come_as_they_are(site: Site) -> None:
    short = site.get(asking(1_000), media.RESULTS_JSON, accept_encoding="gzip")
    assert short.headers["content-encoding"] == "gzip"
    assert b'"bindings"' in gzip.decompress(short.body)
    long = site.get(asking(20_000), media.RESULTS_JSON, accept_encoding="gzip")
    assert "content-encoding" not in long.headers
    assert int(long.headers["content-length"]) == len(long.body) > 1 << 20


def test_the_tag_of_a_graph_is_the_same_in_every_coding(site: Site) -> None:
    """A later If-Match must say it."""
    address = f"/graphs?graph={quote('https://w3id.org/hbgraph/id/bulletin/2026-hubei-jxt/p08')}"
    plain = site.get(address, media.TURTLE)
    coded = site.get(address, media.TURTLE, accept_encoding="gzip, br, zstd")
    assert (plain.status, plain.headers["etag"]) == (200, coded.headers["etag"])
    assert plain.body == coded.body


def test_the_list_of_graphs_is_coded(site: Site) -> None:
    """It has no tag that a write could name."""
    for form in (BROWSER, media.TURTLE):
        assert site.get("/graphs", form, accept_encoding="br").headers["content-encoding"] == "br"


@pytest.mark.parametrize(("coding", "sent"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None)])
def test_the_build_compresses_what_it_makes(site: Site, coding: str, sent: str | None) -> None:
    reply = site.get(STYLE, accept_encoding=coding)
    assert reply.headers.get("content-encoding") == sent
    assert "Accept-Encoding" in reply.headers["vary"]
    body = DECODED[sent](reply.body) if sent else reply.body
    assert body == (FOLDER / STYLE.rpartition("/")[2]).read_bytes()


@pytest.mark.parametrize("path", ["/", PAGE, "/sparql", "/doc/bulletin/2026-hubei-jxt"])
def test_a_first_view_is_small(site: Site, path: str) -> None:
    replies = [site.get(each, BROWSER, accept_encoding="gzip") for each in (path, STYLE)]
    assert [reply.status for reply in replies] == [200, 200]
    assert sum(len(reply.body) for reply in replies) < FIRST_VIEW
