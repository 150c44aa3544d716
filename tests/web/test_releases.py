"""The releases over HTTP: list, manifest, report, differences."""

import email
import json
import re

import pytest
from html5rdf import HTMLParser
from rdflib import DCAT, DCTERMS, PROV, RDF, VOID, Graph, Literal, URIRef

from hbgraph import media, releases
from hbgraph.releases import Release
from web.conftest import BROWSER, Past

LASTING = "https://w3id.org/hbgraph/release/"
PATCH, MULTIPART = media.RDF_PATCH, media.MULTIPART


def parsed(past: Past, path: str, form: str) -> Graph:
    reply = past.get(path, form)
    assert (reply.status, reply.media_type) == (200, form)
    return Graph().parse(data=reply.body, format=form)


def test_the_list_tells_of_every_release_newest_first(past: Past) -> None:
    told = json.loads(past.get("/releases", "application/json").text)
    assert [each["id"] for each in told["releases"]] == [*reversed(past.ids)]
    assert [each["current"] for each in told["releases"]] == [True, False, False, False]
    assert told["releases"][-1]["names"] == ["v1"]
    assert told["releases"][2]["parent"] == past.ids[0]
    assert told["releases"][1]["added"] == 1


@pytest.mark.parametrize("form", media.RDF_FORMS)
def test_the_list_comes_in_the_terms_of_prov_and_dcat(past: Past, form: str) -> None:
    graph = parsed(past, "/releases", form)
    first, second = (URIRef(f"{LASTING}{known}/") for known in past.ids[:2])
    assert (second, PROV.wasRevisionOf, first) in graph
    assert (first, RDF.type, DCAT.Dataset) in graph
    assert Literal("v1") in set(graph.objects(first, DCTERMS.identifier))
    issued = graph.value(first, DCTERMS.issued)
    assert isinstance(issued, Literal)
    created = releases.find(past.data_dir, "v1").manifest.created
    assert issued.toPython().isoformat() == created
    (current,) = graph.objects(None, URIRef(f"{DCAT}hasCurrentVersion"))
    assert str(current) == f"{LASTING}{past.ids[3]}/"


PAGES = (
    "/releases",
    "/release/v1/",
    "/release/v1/report",
    "/release/v1/diff/current",
    "/release/v1/doc/region/990000",
    "/release/v1/sparql",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_page_is_valid_and_in_one_language(past: Past, path: str, language: str) -> None:
    for known, id_ in (("v1", past.ids[0]), ("current", past.ids[3])):
        path = path.replace(known, id_)
    reply = past.get(f"{path}?lang={language}", BROWSER)
    assert (reply.status, reply.media_type) == (200, "text/html")
    HTMLParser(strict=True).parse(reply.text)
    content = reply.text.partition("<main")[2].partition("</main>")[0]
    said = re.sub(r"<[^>]*lang=[^>]*>[^<]*<|(?s:<(pre|textarea).*?</\1>)", "", content)
    assert bool(re.search("[\u4e00-\u9fff]", said)) == (language == "zh")


FILES = ("/release/v1/doc/region/990000.ttl", "/release/v1/diff/current/changes.rdfp")


@pytest.mark.parametrize("path", [*PAGES[:4], *FILES])
def test_head_is_get_without_the_body_and_any_site_may_read(past: Past, path: str) -> None:
    for known, id_ in (("v1", past.ids[0]), ("current", past.ids[3])):
        path = path.replace(known, id_)
    got, head = past.get(path, BROWSER), past.send("HEAD", path, BROWSER)
    for name in ("date", "x-request-id", "server", "connection"):
        got.headers.pop(name, None), head.headers.pop(name, None)
    assert (head.status, head.body, head.headers) == (200, b"", got.headers)
    assert got.headers["access-control-allow-origin"] == "*"
    options = past.send("OPTIONS", path)
    assert "accept-datetime" in options.headers["access-control-allow-headers"].lower()


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "按各命名图中的陈述计"), ("en", "counted in each named graph")]
)
def test_the_list_says_what_its_differences_count(past: Past, language: str, words: str) -> None:
    """A statement of two graphs is one triple, and two differences."""
    assert words in past.get(f"/releases?lang={language}", BROWSER).text


def test_a_release_says_that_what_it_adds_is_counted_by_graph(past: Past) -> None:
    text = past.get(f"/release/{past.ids[2]}/?lang=en", BROWSER).text
    assert "<b>1</b> added to graphs" in text


def test_each_answer_names_its_release(past: Past) -> None:
    first, last = past.ids[0], past.ids[3]
    named = {
        "/releases": last,
        f"/release/{first}/": first,
        f"/release/{first}/report": first,
        f"/release/{first}/diff/{last}": first,
        f"/release/{first}/doc/region/990000": first,
        f"/release/{first}/sparql?query=ASK%7B%7D": first,
        "/timemap/doc/region/990000": last,
    }
    for path, release in named.items():
        assert past.get(path).headers["hbgraph-release"] == release


@pytest.mark.parametrize("rest", ["/", "/doc/region/990000.ttl?page=1", "/diff/v1", "/report.txt"])
def test_a_name_leads_to_the_address_of_the_id(past: Past, rest: str) -> None:
    reply = past.get(f"/release/v1{rest}")
    assert reply.status == 302
    assert reply.headers["location"] == f"/release/{past.ids[0]}{rest}".replace("v1", past.ids[0])


@pytest.mark.parametrize(
    "path", ["/release/none/", "/release/none/doc/region/990000", "/release/v1/diff/none"]
)
def test_an_unknown_release_is_not_found(past: Past, path: str) -> None:
    reply = past.get(path, "application/json")
    assert (reply.status, json.loads(reply.text)["code"]) == (404, "unknown-release")


@pytest.mark.parametrize("form", media.RDF_FORMS)
def test_a_manifest_counts_the_triples_of_each_graph(past: Past, form: str) -> None:
    graph = parsed(past, f"/release/{past.ids[0]}/", form)
    manifest = releases.find(past.data_dir, "v1").manifest
    counts = "SELECT ?g ?n { [] <http://purl.org/dc/terms/hasPart> ?g . ?g void:triples ?n }"
    found = {str(g): int(n) for g, n in graph.query(counts, initNs={"void": VOID})}  # type: ignore[misc, arg-type]
    assert found == {name: state["triples"] for name, state in manifest.graphs.items()}


def test_a_manifest_leads_to_those_beside_it(past: Past) -> None:
    links = past.get(f"/release/{past.ids[1]}/", "application/json").headers["link"]
    assert f'</release/{past.ids[0]}/>; rel="prev"' in links
    assert f'</release/{past.ids[2]}/>; rel="next"' in links
    page = past.get(f"/release/{past.ids[1]}/", BROWSER).text
    assert f'href="/release/{past.ids[0]}/diff/{past.ids[1]}"' in page
    assert f'href="/dataset/{past.ids[1]}/hbgraph.nq.gz"' in page


def test_a_list_whose_names_change_is_another(past: Past) -> None:
    tag = past.get("/releases").headers["etag"]
    assert past.get("/releases", if_none_match=tag).status == 304
    releases.name(past.data_dir, Release(past.data_dir / "releases" / past.ids[2]), "later")
    reply = past.get("/releases", if_none_match=tag)
    assert reply.status == 200
    assert "later" in reply.text
    assert "last-modified" not in reply.headers


def test_a_report_comes_as_shacl_and_in_words(past: Past) -> None:
    path = f"/release/{past.ids[0]}/report"
    for suffix, form in {"ttl": media.TURTLE, "txt": "text/plain"}.items():
        told = past.get(f"{path}.{suffix}").headers["content-type"]
        assert told == f"{form}; charset=utf-8"
    shacl = Graph().parse(data=past.get(path, "text/turtle").body, format="turtle")
    assert (None, URIRef("http://www.w3.org/ns/shacl#conforms"), Literal(True)) in shacl
    assert "符合" in past.get(f"{path}.txt").text
    assert past.get(f"{path}.xml").status == 415


def changes(patch: str) -> set[str]:
    """The operations of an RDF Patch."""
    return {line for line in patch.splitlines() if line.startswith(("A ", "D "))}


def test_a_patch_turns_one_release_into_the_other(past: Past) -> None:
    first, second = past.ids[:2]
    reply = past.get(f"/release/{first}/diff/{second}", PATCH)
    assert (reply.status, reply.headers["content-type"]) == (200, PATCH)
    assert reply.text.startswith("H id <uuid:")
    assert reply.text.endswith("TC .\n")
    back = past.get(f"/release/{second}/diff/{first}/changes.rdfp").text
    swapped = {line.translate({65: "D", 68: "A"})[:1] + line[1:] for line in changes(back)}
    assert changes(reply.text) == swapped
    added = [line for line in changes(reply.text) if "990200" in line]
    graph = "<https://w3id.org/hbgraph/id/bulletin/2031-test/p03>"
    assert any(line.startswith("A ") and line.endswith(f"{graph} .") for line in added)


def test_two_parts_of_turtle_are_what_went_and_what_came(past: Past) -> None:
    reply = past.get(f"/release/{past.ids[3]}/diff/{past.ids[2]}", MULTIPART)
    head = f"Content-Type: {reply.headers['content-type']}\n\n".encode()
    removed, added = email.message_from_bytes(head + reply.body).get_payload()
    sizes = []
    for part in (removed, added):
        assert part.get_content_type() == "text/turtle"
        sizes.append(len(Graph().parse(data=part.get_payload(decode=True), format="turtle")))
    patch = changes(past.get(f"/release/{past.ids[3]}/diff/{past.ids[2]}", PATCH).text)
    triples = {mark: {t.rpartition(" <")[0] for t in patch if t[0] == mark} for mark in "DA"}
    assert sizes == [len(triples["D"]), len(triples["A"])]


def test_a_long_difference_is_paged_and_says_so(past: Past) -> None:
    path = f"/release/{past.ids[0]}/diff/{past.ids[1]}/changes.json"
    told = json.loads(past.get(path).text)
    count = sum(graph["added"] + graph["removed"] for graph in told["graphs"])
    assert count == len(told["rows"]) == len(changes(past.get(path.replace("json", "rdfp")).text))
    assert json.loads(past.get(f"{path}?page=2").text)["rows"] == []
    assert past.get(path.replace("json", "html") + "?page=2").status == 404
    assert past.get(f"{path}?page=0").status == 404


def test_a_difference_that_a_client_has_is_not_sent_again(past: Past) -> None:
    path = f"/release/{past.ids[0]}/diff/{past.ids[3]}"
    reply = past.get(path, PATCH)
    assert past.get(path, PATCH, if_none_match=reply.headers["etag"]).status == 304
    assert past.get(path, MULTIPART).headers["etag"] != reply.headers["etag"]
    assert past.get(path, "image/png").status == 406


@pytest.mark.parametrize(
    "path",
    [
        "current/doc/region/990000",
        "current/manifest",
        "v1/diff/current",
        "current/sparql",
        "none/manifest",
    ],
)
def test_a_preflight_is_answered_where_it_is_asked(past: Past, path: str) -> None:
    asked = {"origin": "http://a.example", "access_control_request_method": "GET"}
    reply = past.send("OPTIONS", f"/release/{path}", **asked)
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, "*")
