"""Citable queries: kept with their release, the same rows years later, bounded for strangers."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from html5rdf import HTMLParser

from hbgraph import backup, publish, releases
from hbgraph.errors import CitationsFull
from hbgraph.releases.citations import Caps, Citation, keep
from hbgraph.settings import Settings
from hbgraph.web import create_app
from hbgraph.writes import Outcome, Write, write
from web.conftest import BROWSER, Past, Reply, Site, served

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
REGIONS = "SELECT ?r { ?r a <https://w3id.org/hbgraph/ontology#Region> }"
CITY = "https://w3id.org/hbgraph/id/region/990200"


def cite(site: Site, query: str, accept: str = JSON, **given: str) -> Reply:
    body = urlencode({"query": query} | given).encode()
    return site.send("POST", "/q", accept, body, content_type=FORM)


def test_a_query_is_kept_with_its_release_and_answers_as_it_did(past: Past) -> None:
    made = cite(past, REGIONS, release=past.ids[1])
    told = json.loads(made.text)
    assert made.status == 201
    assert made.headers["location"] == f"/q/{told['id']}"
    assert (told["release"], told["rows"], told["ordered"]) == (past.ids[1], 3, False)
    kept = json.loads((past.data_dir / f"queries/{told['id']}.json").read_text(encoding="utf-8"))
    assert (kept["release"], kept["query"]) == (past.ids[1], REGIONS)
    result = past.get(f"{made.headers['location']}/result?format=csv")
    assert result.media_type == "text/csv"
    assert CITY in result.text
    checksum = f'same; checksum="{told["checksum"]}"; rows=3'
    assert result.headers["hbgraph-checksum"] == checksum
    assert result.headers["hbgraph-release"] == past.ids[1]
    assert CITY not in past.query(REGIONS, "text/csv").text


def test_to_cite_again_is_to_find_the_same(past: Past) -> None:
    statuses = [cite(past, "ASK { ?s ?p 1 }", release="v1").status for _ in range(2)]
    assert statuses == [201, 200]
    first, other = (
        cite(past, "ASK { ?s ?p 1 }", release=known).headers["location"]
        for known in ("v1", "current")
    )
    assert first != other


def test_json_says_the_same_as_a_form(past: Past) -> None:
    asked = {"query": "ASK { ?s ?p 2 }", "default-graph-uri": ["urn:x:a", "urn:x:b"]}
    made = past.send("POST", "/q", JSON, json.dumps(asked).encode(), content_type=JSON)
    assert made.status == 201
    assert json.loads(made.text)["default_graphs"] == ["urn:x:a", "urn:x:b"]
    assert json.loads(made.text)["release"] == past.ids[3]


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{", b'{"query": 1}', b'{"query": ["ASK {}", 2]}', b'{"query": "ASK {} #\\ud800"}'],
)
def test_json_of_another_shape_is_told(past: Past, body: bytes) -> None:
    reply = past.send("POST", "/q", JSON, body, content_type=JSON)
    assert (reply.status, json.loads(reply.text)["code"]) == (400, "broken-json")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("SELECT (NOW() AS ?n) {}", 422, "unrepeatable-query"),
        ("SELECT (rand() AS ?n) {}", 422, "unrepeatable-query"),
        ("SELECT * { SERVICE <urn:x> {} }", 422, "refused-query"),
        ("SELECT", 400, "malformed-query"),
        (" ", 400, "missing-text"),
        (f"ASK {{}} #{'x' * 20_000}", 413, "query-too-long"),
    ],
)
def test_what_cannot_be_cited_is_told_and_not_kept(
    past: Past, query: str, status: int, code: str
) -> None:
    before = len(list((past.data_dir / "queries").glob("*")))
    reply = cite(past, query)
    assert (reply.status, json.loads(reply.text)["code"]) == (status, code)
    assert len(list((past.data_dir / "queries").glob("*"))) == before


@pytest.mark.parametrize("name", ["aaaaaaaaaaaaaaaaaaaa", "x", "A" * 20])
def test_an_unknown_citation_is_not_found(past: Past, name: str) -> None:
    reply = past.get(f"/q/{name}", JSON)
    assert (reply.status, json.loads(reply.text)["code"]) == (404, "unknown-citation")


def test_an_order_that_the_query_wants_counts(past: Past) -> None:
    asked = {
        f"{REGIONS} ORDER BY ?r": True,
        "ASK { { SELECT ?s { ?s ?p ?o } ORDER BY ?s } }": False,
    }
    for query, ordered in asked.items():
        assert json.loads(cite(past, query, release="v1").text)["ordered"] == ordered


def test_triples_can_be_cited_too(past: Past) -> None:
    query = "CONSTRUCT { ?s <urn:x:p> [ <urn:x:q> ?o ] } WHERE { ?s ?p ?o }"
    made = cite(past, query, release="v1")
    told = json.loads(made.text)
    assert (told["media_type"], told["rows"] > 0) == ("application/n-triples", True)
    result = past.get(f"{made.headers['location']}/result", "text/turtle")
    assert result.headers["hbgraph-checksum"].startswith("same;")
    assert result.media_type == "text/turtle"


def test_an_answer_that_is_no_more_what_was_cited_says_so(past: Past) -> None:
    told = json.loads(cite(past, "ASK { ?s ?p 3 }", release="v1").text)
    path = past.data_dir / f"queries/{told['id']}.json"
    path.write_text(path.read_text(encoding="utf-8").replace(told["checksum"], "0" * 64))
    result = past.get(f"/q/{told['id']}/result")
    assert result.status == 200
    different = f'different; checksum="{told["checksum"]}"'
    assert result.headers["hbgraph-checksum"].startswith(different)


@pytest.mark.parametrize(
    ("suffix", "form", "text"),
    [
        ("bib", "application/x-bibtex", "@misc{hbgraph-"),
        ("csl", "application/vnd.citationstyles.csl+json", '"type": "dataset"'),
        ("txt", "text/plain", "[DS/OL]"),
        ("rq", "application/sparql-query", REGIONS),
        ("json", "application/json", '"checksum"'),
    ],
)
def test_a_bibliography_gets_its_own_form(past: Past, suffix: str, form: str, text: str) -> None:
    path = cite(past, REGIONS, release="v1").headers["location"]
    for reply in (past.get(f"{path}.{suffix}"), past.get(path, form)):
        assert (reply.status, reply.media_type) == (200, form)
        assert text in reply.text
        assert past.ids[0] in reply.text or suffix == "rq"
    assert past.send("HEAD", f"{path}.{suffix}").body == b""


@pytest.mark.parametrize(("language", "told"), [("zh", "可引用"), ("en", "citable")])
def test_the_page_of_a_citation_has_all_that_a_reader_needs(
    past: Past, language: str, told: str
) -> None:
    made = cite(past, REGIONS + "#<script>", release="v1")
    path = made.headers["location"]
    page = past.get(f"{path}?lang={language}", BROWSER).text
    HTMLParser(strict=True).parse(page)
    for text in (told, "&lt;script&gt;", "@misc{", f"{path}/result?format=csv", past.ids[0]):
        assert text in page
    assert "<script>" not in page


@pytest.mark.parametrize("path", ["/doc/region/990000", f"/sparql?{urlencode({'query': REGIONS})}"])
def test_a_button_cites_what_a_page_shows_without_a_script(past: Past, path: str) -> None:
    page = HTMLParser(namespaceHTMLElements=False).parse(past.get(path, BROWSER).text)
    (form,) = [form for form in page.iter("form") if form.get("action") == "/q"]
    assert form.get("method") == "post"
    fields = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert fields["release"] == past.ids[3]
    answer = cite(past, fields.pop("query"), BROWSER, **fields)
    assert answer.status == 303  # a page that can be read again and shared
    page_of_it = past.get(answer.headers["location"], BROWSER)
    assert (page_of_it.status, page_of_it.media_type) == (200, "text/html")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    publish.begin_scratch(tmp_path)
    return tmp_path


@pytest.fixture
def strict(scratch: Path) -> Iterator[Site]:
    """A server that takes few citations."""
    bounds = {"citations": 5, "citations_per_release": 2, "citations_per_client": 4}
    app = create_app(Settings(data_dir=scratch, scratch=True, cited_releases=2, **bounds))
    with served(app) as port:
        yield Site(port)
    app.extensions["hbgraph"].close()


def changed(data_dir: Path, number: int) -> None:
    text = f"INSERT DATA {{ <urn:x:s> <urn:x:p> {number} }}"
    wanted = Write("update", "urn:x:", text=text, scopes=("*",))
    (result,) = write(data_dir, publish.Policy(None), [wanted])
    assert isinstance(result, Outcome)


def test_a_stranger_cannot_pin_releases_or_disk_without_end(strict: Site, scratch: Path) -> None:
    told = []
    for number in range(3):
        changed(scratch, number)
        replies = [cite(strict, f"ASK {{ ?s ?p {n} }}") for n in range(3 - number)]
        told.append([(r.status, json.loads(r.text).get("code")) for r in replies])
    new, full = (201, None), (403, "citations-full")
    assert told == [[new, new, full], [new, new], [(429, "over-budget")]]
    reply = cite(strict, "ASK { ?s ?p 9 }")
    assert int(reply.headers["retry-after"]) > 80_000
    assert len(list((scratch / "queries").glob("*.json"))) == 4


def test_there_are_no_more_citations_than_the_settings_say(scratch: Path) -> None:
    caps = Caps(total=2, per_release=9, releases=9)
    for number in range(2):
        assert keep(scratch, Citation("r", f"ASK {{}} #{number}", "urn:x:"), caps, ())
    assert not keep(scratch, Citation("r", "ASK {} #1", "urn:x:"), caps, ())
    with pytest.raises(CitationsFull):
        keep(scratch, Citation("r", "ASK {} #2", "urn:x:"), caps, ())


def test_a_release_that_is_named_may_be_cited_beyond_the_bound_of_releases(
    strict: Site, scratch: Path
) -> None:
    for number in range(3):
        changed(scratch, number)
        if number == 2:
            assert cite(strict, "ASK {}").status == 403
            releases.name(scratch, releases.current(scratch), "v2")
        assert cite(strict, "ASK {}").status == 201


def test_a_cited_release_is_never_pruned_and_is_part_of_a_backup(
    strict: Site, scratch: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    changed(scratch, 1)
    told = json.loads(cite(strict, "SELECT ?o { ?s ?p ?o }").text)
    for number in range(2, 5):
        changed(scratch, number)
    with releases.publisher(scratch):
        releases.prune(scratch, keep=1)
    assert told["release"] in [each.id for each in releases.released(scratch)]
    result = strict.get(f"/q/{told['id']}/result?format=csv")
    assert result.text.split() == ["o", "1"]
    folder = tmp_path_factory.mktemp("backup")
    backup.backup(scratch, folder / "copy")
    backup.restore(folder / "copy", folder / "data")
    app = create_app(Settings(data_dir=folder / "data", scratch=True))
    with served(app) as port:
        again = Site(port).get(f"/q/{told['id']}/result?format=csv")
    app.extensions["hbgraph"].close()
    assert (again.body, again.headers["hbgraph-checksum"]) == (
        result.body,
        result.headers["hbgraph-checksum"],
    )
