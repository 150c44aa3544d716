"""An answer depends on what its request says it may (RFC 9110, section 13)."""

import json
from urllib.parse import quote

import pytest

from hbgraph import media
from web.conftest import BROWSER, Site

PAGE = "/doc/region/420100"
GRAPH = f"/graphs?graph={quote('https://w3id.org/hbgraph/id/bulletin/2026-hubei-jxt/p08')}"
TAGGED = [
    PAGE,
    GRAPH,
    "/context.jsonld",
    "/dataset.ttl",
    "/dataset/{release}/hbgraph.nq.gz",
    "/release/{release}/diff/{release}/changes.json",
    "/releases.json",
    "/sitemap.xml",
    "/sparql/terms.json",
    "/static/mark.svg",
]
BEFORE, AFTER = "Mon, 01 Jan 2001 00:00:00 GMT", "Thu, 01 Jan 2099 00:00:00 GMT"
LONG_AGO = {"if_unmodified_since": BEFORE}


@pytest.fixture(params=TAGGED)
def path(site: Site, request: pytest.FixtureRequest) -> str:
    """The address of something that has a tag."""
    release = site.get("/healthz").headers["hbgraph-release"]
    return str(request.param).format(release=release)


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_what_has_the_tag_asked_for_is_sent(site: Site, path: str, coding: str) -> None:
    plain = site.get(path, accept_encoding=coding)
    tag = plain.headers["etag"]
    for wanted in ("*", tag, f'"", "a,b",{tag}'):
        sent = site.get(path, accept_encoding=coding, if_match=wanted)
        assert (sent.status, sent.body) == (200, plain.body)


def test_what_has_another_tag_is_not_sent(site: Site, path: str) -> None:
    tag = site.get(path).headers["etag"]
    for wanted in ('"x"', '""', "", f"W/{tag}", f"w/{tag}", "W/*", tag.strip('"')):
        refused = site.get(path, "application/json;q=0.1, */*;q=0.2", if_match=wanted)
        assert (refused.status, refused.text.split()[1]) == (412, "precondition-failed")
        assert site.send("HEAD", path, if_match=wanted).status == 412


def test_what_the_client_has_is_not_sent_again(site: Site, path: str) -> None:
    tag = site.get(path).headers["etag"]
    for held in ("*", tag, f"W/{tag}", f'"a", "", {tag}'):
        again = site.get(path, if_none_match=held)
        assert (again.status, again.headers["etag"], again.body) == (304, tag, b"")


@pytest.mark.parametrize("held", ['""', 'W/""', '"a",""', "", "W/*", "x", ","])
@pytest.mark.parametrize("path", ["/", "/healthz", PAGE, GRAPH, "/doc/none", "/sparql", "/update"])
def test_the_empty_tag_is_a_tag_like_any_other(site: Site, path: str, held: str) -> None:
    got, again = site.get(path), site.get(path, if_none_match=held)
    assert (again.status, again.headers.get("etag")) == (got.status, got.headers.get("etag"))


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (LONG_AGO, 412),
        ({"if_unmodified_since": AFTER}, 200),
        ({"if_unmodified_since": "yesterday"}, 200),
        (LONG_AGO | {"if_match": "*"}, 200),
        ({"if_modified_since": AFTER}, 304),
        ({"if_modified_since": BEFORE}, 200),
        ({"if_modified_since": AFTER, "if_none_match": '"x"'}, 200),
        (LONG_AGO | {"if_none_match": "*"}, 412),
        ({"if_match": '"x"', "if_none_match": "*"}, 412),
    ],
)
@pytest.mark.parametrize("path", [PAGE, "/context.jsonld", "/static/mark.svg"])
def test_times_count_where_no_tags_are_given(
    site: Site, path: str, given: dict[str, str], status: int
) -> None:
    assert site.get(path, **given).status == status


def test_a_part_is_sent_of_what_is_wanted_only(site: Site) -> None:
    release = site.get("/healthz").headers["hbgraph-release"]
    path = f"/dataset/{release}/hbgraph.nq.gz"
    whole = site.get(path)
    tag = whole.headers["etag"]
    part = site.get(path, range="bytes=0-9", if_match=tag)
    assert (part.status, part.body) == (206, whole.body[:10])
    assert site.get(path, range="bytes=0-9", if_match='"x"').status == 412
    assert site.get(path, range="bytes=0-9", if_none_match=tag).status == 304
    for same in (tag, whole.headers["last-modified"]):
        assert site.get(path, range="bytes=0-9", if_range=same).body == whole.body[:10]
    for other in ('"x"', f"W/{tag}", AFTER, BEFORE, ""):
        assert site.get(path, range="bytes=0-9", if_range=other).body == whole.body


def test_a_program_and_a_person_are_told_why(site: Site) -> None:
    told = json.loads(site.get(PAGE, f"application/json, {media.HTML};q=0", **LONG_AGO).body)
    assert (told["status"], told["code"]) == (412, "precondition-failed")
    page = site.get(PAGE, BROWSER, **LONG_AGO)
    assert (page.status, page.media_type) == (412, "text/html")
