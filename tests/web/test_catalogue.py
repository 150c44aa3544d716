"""The data is found, described and fetched over real HTTP."""

import gzip
import hashlib
import json
import re
import threading
from html import unescape
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import html5rdf
import pytest
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SDO, SH, VOID, XSD, Graph, Literal, URIRef

from hbgraph import media
from hbgraph.catalogue.sitemap import NAMESPACE
from hbgraph.dumps import FORMS
from hbgraph.ns import HB, ID, SD
from hbgraph.queries import examples
from web.conftest import BROWSER, Reply, Site

DATASET = URIRef("https://w3id.org/hbgraph/dataset#dataset")
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
ITEMS = "/doc/classification/gbt4754-2017"

MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
    DCAT.Distribution: (DCAT.accessURL, DCAT.downloadURL, DCTERMS.license),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL, DCAT.servesDataset),
    FOAF.Agent: (FOAF.name,),
}
"""What DCAT-AP 3 demands of each class, and the links between them that we promise."""

EXAMPLES_OF_THE_SIB = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct ?query .
}
"""
PREFIXES_OF_THE_SIB = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }
"""
"""What editors ask: both were seen in the SIB's sparql-editor."""


def graph_of(site: Site, path: str, form: str = media.TURTLE) -> Graph:
    reply = site.get(path, form)
    assert (reply.status, reply.media_type) == (200, form)
    return Graph().parse(data=reply.body, format=form)


def here(address: object) -> str:
    """The path of an address, which must be one of this server's."""
    parts = urlsplit(str(address))
    assert parts.hostname == "127.0.0.1"
    return parts.path


def rows(site: Site, query: str) -> list[dict[str, str]]:
    found = json.loads(site.query(query, media.RESULTS_JSON).body)["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in found]


@pytest.mark.parametrize("path", ["/.well-known/void", "/dataset"])
def test_a_catalogue_comes_as_a_page_and_in_every_form(site: Site, path: str) -> None:
    page = site.get(path, BROWSER)
    html5rdf.HTMLParser(strict=True).parse(page.text)
    graphs = [graph_of(site, path, form) for form in media.RDF_FORMS]
    assert all(set(graph) == set(graphs[0]) for graph in graphs)
    for suffix, form in media.SUFFIXES.items():
        assert site.get(f"{path}.{suffix}").media_type == form
        assert f'<{path}.{suffix}>; rel="alternate"' in page.headers["link"]
    assert site.get(path, "image/png").status == 406
    assert site.get(f"{path}.docx").status == 415


@pytest.mark.parametrize("path", ["/.well-known/void.ttl", "/dataset.jsonld", "/context.jsonld"])
def test_what_has_not_changed_is_not_sent_again(site: Site, path: str) -> None:
    first = site.get(path)
    assert site.get(path, if_none_match=first.headers["etag"]).status == 304
    assert site.send("HEAD", path).headers["etag"] == first.headers["etag"]


def test_the_numbers_are_what_the_endpoint_counts(site: Site) -> None:
    graph = graph_of(site, "/.well-known/void")
    counted = rows(site, "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    parts = {
        str(graph.value(part, VOID["class"])): str(graph.value(part, VOID.entities))
        for part in graph.objects(DATASET, VOID.classPartition)
    }
    assert parts == {row["c"]: row["n"] for row in counted}
    counted = rows(
        site,
        "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?d) (COUNT(DISTINCT ?o) AS ?e)"
        " { ?s ?p ?o } GROUP BY ?p",
    )
    terms = (VOID.property, VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)
    found = {
        tuple(str(graph.value(part, term)) for term in terms)
        for part in graph.objects(DATASET, VOID.propertyPartition)
    }
    assert found == {(row["p"], row["n"], row["d"], row["e"]) for row in counted}


def test_example_resources_and_dumps_and_the_endpoint_are_there(site: Site) -> None:
    graph = graph_of(site, "/.well-known/void")
    things = [str(thing) for thing in graph.objects(DATASET, VOID.exampleResource)]
    assert len(things) == 5
    space = str(graph.value(DATASET, VOID.uriSpace))
    assert all(site.get(f"/id/{thing.removeprefix(space)}").status == 303 for thing in things)
    for dump in graph.objects(DATASET, VOID.dataDump):
        assert site.send("HEAD", here(dump)).status == 200
    assert here(graph.value(DATASET, VOID.sparqlEndpoint)) == "/sparql"


def test_links_lead_to_the_data_sets_that_the_data_links_to(site: Site) -> None:
    graph = graph_of(site, "/.well-known/void")
    targets = {
        str(graph.value(graph.value(links, VOID.objectsTarget), VOID.uriSpace))
        for links in graph.subjects(RDF.type, VOID.Linkset)
    }
    assert targets == {
        "http://qudt.org/vocab/unit/",
        "http://www.wikidata.org/entity/",
        "https://sws.geonames.org/",
    }


def test_a_catalogue_has_what_dcat_ap_demands(site: Site) -> None:
    graph = graph_of(site, "/dataset")
    for kind, demanded in MANDATORY.items():
        found = list(graph.subjects(RDF.type, kind))
        assert found
        assert not [(s, term) for s in found for term in demanded if (s, term, None) not in graph]
    assert (DATASET, DCTERMS.spatial, ID["region/420000"]) in graph
    period = graph.value(DATASET, DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate) == Literal("2025-01-01", datatype=XSD.date)
    assert graph.value(period, DCAT.endDate) == Literal("2026-12-31", datatype=XSD.date)


def test_a_distribution_is_what_the_catalogue_says_it_is(site: Site) -> None:
    graph = graph_of(site, "/dataset")
    spdx = "http://spdx.org/rdf/terms#"
    distributions = list(graph.objects(DATASET, DCAT.distribution))
    assert len(distributions) == len(FORMS)
    for node in distributions:
        reply = site.get(here(graph.value(node, DCAT.downloadURL)))
        checksum = graph.value(node, URIRef(f"{spdx}checksum"))
        size = Literal(str(len(reply.body)), datatype=XSD.nonNegativeInteger)
        assert graph.value(node, DCAT.byteSize) == size
        digest = graph.value(checksum, URIRef(f"{spdx}checksumValue"))
        assert str(digest) == hashlib.sha256(reply.body).hexdigest()
        packed = str(graph.value(node, DCAT.compressFormat)).removeprefix(MEDIA_TYPES)
        assert (reply.status, reply.media_type) == (200, packed)
        assert int(reply.headers["content-length"]) == len(reply.body)


def dump(site: Site, name: str = "hbgraph.nq.gz", **headers: str) -> Reply:
    return site.get(here_of(site, name), **headers)


def here_of(site: Site, name: str) -> str:
    return f"/dataset/{site.get('/healthz').headers['hbgraph-release']}/{name}"


def test_a_part_of_a_dump_can_be_fetched_and_is_a_part_of_the_whole(site: Site) -> None:
    whole = dump(site)
    part = dump(site, range="bytes=100-199", if_range=whole.headers["etag"])
    assert (part.status, part.body) == (206, whole.body[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.body)}"
    assert dump(site, range="bytes=100-", if_range='"another"').body == whole.body
    assert dump(site, range=f"bytes={len(whole.body)}-").status == 416


def test_a_dump_never_changes_and_says_so(site: Site) -> None:
    reply = dump(site)
    assert "immutable" in reply.headers["cache-control"]
    assert dump(site, if_none_match=reply.headers["etag"]).status == 304
    head = site.send("HEAD", here_of(site, "hbgraph.nq.gz"))
    assert (head.body, head.headers["content-length"]) == (b"", str(len(reply.body)))


def test_a_dump_has_every_graph_with_as_many_triples_as_the_endpoint(site: Site) -> None:
    lines = gzip.decompress(dump(site).body).decode().splitlines()
    (row,) = rows(site, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert len(lines) == len(set(lines)) == int(row["n"])


def test_the_newest_dump_has_an_address_that_stays(site: Site) -> None:
    reply = site.get("/dataset/current/hbgraph.trig.zst")
    assert (reply.status, reply.headers["location"]) == (302, here_of(site, "hbgraph.trig.zst"))


def test_the_checksums_come_as_a_file(site: Site) -> None:
    reply = site.get(here_of(site, "SHA256SUMS"))
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    lines = reply.text.splitlines()
    assert f"{hashlib.sha256(dump(site).body).hexdigest()}  hbgraph.nq.gz" in lines


@pytest.mark.parametrize(
    "path",
    [
        "/dataset/20310101T000000/hbgraph.nq.gz",
        "/dataset/current/manifest.json",
        "/dataset/current/..%2F..%2Fmanifest.json",
        "/dataset/..%2F..%2Freleases/hbgraph.nq.gz",
        "/dataset/%00/hbgraph.nq.gz",
    ],
)
def test_there_is_no_other_file_and_no_other_release(site: Site, path: str) -> None:
    assert site.get(path).status == 404


def test_all_who_ask_at_once_get_the_same(site: Site) -> None:
    replies: list[Reply] = []
    threads = [threading.Thread(target=lambda: replies.append(dump(site))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [reply.status for reply in replies] == [200] * 6
    assert len({reply.body for reply in replies}) == 1


@pytest.mark.parametrize("path", ["/", "/dataset"])
def test_search_engines_find_the_data_set_on_the_page(site: Site, path: str) -> None:
    text = site.get(path, BROWSER).text
    found = re.search('<script type="application/ld.json">(.*?)</script>', text, re.DOTALL)
    assert found
    assert "<" not in found[1]
    said = json.loads(found[1])
    graph = Graph().parse(
        data=json.dumps(said | {"@context": {"@vocab": str(SDO)}}), format="json-ld"
    )
    assert (DATASET, RDF.type, SDO.Dataset) in graph
    assert len(list(graph.objects(DATASET, SDO.distribution))) == len(FORMS)
    sizes = list(graph.objects(None, SDO.contentSize))
    assert len(sizes) == (len(FORMS) if path == "/dataset" else 0)


def test_the_page_shows_sizes_checksums_and_leads_to_the_files(site: Site) -> None:
    text = site.get("/dataset", BROWSER).text
    for name in FORMS:
        reply = dump(site, name)
        assert f'href="{here_of(site, name)}"' in text
        assert f"{len(reply.body):,}" in text
        assert hashlib.sha256(reply.body).hexdigest() in text
    for link in set(re.findall('<a [^>]*href="(/[^"]*)"', text)):
        assert site.send("HEAD", unescape(link), BROWSER).status == 200, link


EXECUTABLE = (SH.select, SH.ask, SH.construct)
"""The properties that hold the text of an example."""


@pytest.mark.parametrize("path", ["/dataset", "/sparql"])
def test_an_editor_finds_examples_and_prefixes_that_run(site: Site, path: str) -> None:
    graph = graph_of(site, path)
    found = list(graph.query(EXAMPLES_OF_THE_SIB))
    assert len(found) == 2 * len(examples())
    for query in set(graph.subjects(RDF.type, SH.SPARQLExecutable)):
        assert here(graph.value(query, SDO.target)) == "/sparql"
        (text,) = (t for form in EXECUTABLE for t in graph.objects(query, form))
        assert site.query(str(text)).status == 200
    declared = {str(row[0]): str(row[1]) for row in graph.query(PREFIXES_OF_THE_SIB)}  # type: ignore[index]
    assert declared["hb"] == str(HB)


def test_the_service_description_names_the_data_set(site: Site) -> None:
    graph = graph_of(site, "/sparql")
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert graph.value(service, SD.endpoint) == service
    assert graph.value(service, DCAT.servesDataset) == DATASET
    assert here(graph.value(service, RDFS.seeAlso)) == "/dataset"


def test_robots_may_read_documents_and_may_not_ask(site: Site) -> None:
    robots = RobotFileParser()
    robots.parse(site.get("/robots.txt").text.splitlines())
    for path in ("/", "/doc/region/420100", "/dataset", "/sparql", "/ontology", "/browse/Cluster"):
        assert robots.can_fetch("*", path)
    for path in ("/sparql?query=ASK%7B%7D", "/search?q=a", "/release/x/doc/region/420100"):
        assert not robots.can_fetch("*", path)
    (sitemap,) = robots.site_maps() or []
    assert here(sitemap) == "/sitemap.xml"


def test_the_sitemap_leads_to_every_document(site: Site) -> None:
    (first,) = located(site.get("/sitemap.xml"))
    pages = [here(address) for address in located(site.get(here(first)))]
    things = rows(
        site,
        f'SELECT DISTINCT ?s {{ ?s a ?c FILTER(STRSTARTS(STR(?s), "{ID}")'
        ' && !CONTAINS(STR(?s), "#")) }',
    )
    assert {f"/doc/{row['s'].removeprefix(ID)}" for row in things} <= set(pages)
    assert len(pages) == len(set(pages))
    for path in [*pages[:10], *pages[:: len(pages) // 20]]:
        assert site.send("HEAD", path).status == 200, path


def test_the_sitemap_says_when_the_release_was_made_and_has_no_further_page(site: Site) -> None:
    tree = ElementTree.fromstring(site.get("/sitemap-1.xml").body)
    (modified,) = {element.text for element in tree.iter(f"{{{NAMESPACE}}}lastmod")}
    graph = graph_of(site, "/dataset")
    assert modified == str(graph.value(DATASET, DCTERMS.modified))
    assert [site.get(f"/sitemap-{number}.xml").status for number in (0, 2)] == [404, 404]


def located(reply: Reply) -> list[str]:
    assert (reply.status, reply.media_type) == (200, "application/xml")
    tree = ElementTree.fromstring(reply.body)
    return [str(element.text) for element in tree.iter(f"{{{NAMESPACE}}}loc")]


def test_the_context_is_json_ld_that_any_page_may_fetch(site: Site) -> None:
    reply = site.get("/context.jsonld")
    assert (reply.status, reply.media_type) == (200, media.JSON_LD)
    assert reply.headers["access-control-allow-origin"] == "*"
    said = json.loads(reply.body)["@context"]
    assert said["memberRegion"] == {"@id": str(HB.memberRegion), "@type": "@id"}


@pytest.mark.parametrize(
    "host", ["exa<mple", "x> <urn:a> <urn:b", 'a"b', "a b", "a%0d%0ab", "[::1"]
)
@pytest.mark.parametrize("path", ["/dataset.nt", "/.well-known/void.ttl", "/sitemap.xml", "/"])
def test_what_cannot_be_a_host_gets_into_no_document(
    client: FlaskClient, path: str, host: str
) -> None:
    """Whatever the server before the application lets pass; our own refuses most of these."""
    reply = client.get(path, environ_overrides={"HTTP_HOST": host})
    assert reply.status_code == 200
    assert host not in reply.text


def incoming(graph: Graph) -> set[tuple[object, object]]:
    return set(graph.subject_predicates(ID[ITEMS.removeprefix("/doc/")]))


def test_the_pages_of_a_document_hold_together_all_that_points_to_its_thing(site: Site) -> None:
    first, second = (graph_of(site, f"{ITEMS}?page={number}") for number in (1, 2))
    document = URIRef(f"https://w3id.org/hbgraph{ITEMS}")
    found = rows(site, f"SELECT ?s ?p {{ ?s ?p <{ID[ITEMS.removeprefix('/doc/')]}> }}")
    wanted = {(URIRef(row["s"]), URIRef(row["p"])) for row in found}
    assert 1000 < len(wanted) < 2000
    assert len(incoming(second) & wanted) == len(wanted) - 1000
    assert incoming(first) | incoming(second) == wanted | {(document, FOAF.primaryTopic)}
    assert incoming(first) & incoming(second) == {(document, FOAF.primaryTopic)}


def test_each_page_leads_to_those_beside_it(site: Site) -> None:
    first, second = (site.get(f"{ITEMS}.ttl?page={number}") for number in (1, 2))
    assert f'<{ITEMS}.ttl?page=2>; rel="next"' in first.headers["link"]
    assert 'rel="prev"' not in first.headers["link"]
    assert f'<{ITEMS}.ttl?page=1>; rel="prev"' in second.headers["link"]
    assert 'rel="next"' not in second.headers["link"]
    assert f'<{ITEMS}.nt?page=2>; rel="alternate"' in second.headers["link"]
    assert second.headers["content-location"] == f"{ITEMS}.ttl?page=2"
    assert first.headers["etag"] != second.headers["etag"]
    assert site.get(f"{ITEMS}.ttl").headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    "path", [f"{ITEMS}.ttl?page=3", f"{ITEMS}.ttl?page=0", "/doc/region/420100.nt?page=2"]
)
def test_there_is_no_page_beyond_the_last(site: Site, path: str) -> None:
    assert site.get(path).status == 404
