"""What a release says of itself is so, and nothing is said that nobody stated."""

import json
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCAT, DCTERMS, RDF, RDFS, SH, VOID, XSD, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery

from conftest import SmallCorpus, release_of, small_corpus
from hbgraph import media, publish, releases
from hbgraph.catalogue import sitemap
from hbgraph.catalogue.context import context
from hbgraph.catalogue.dcat import dcat
from hbgraph.catalogue.place import LASTING, fragment, place_of
from hbgraph.catalogue.schema import schema_org
from hbgraph.catalogue.void import void
from hbgraph.catalogue.written import written
from hbgraph.dumps import Dump
from hbgraph.ns import HB, ID
from hbgraph.pages.reader import Reader
from hbgraph.queries import examples

ROOT = "http://127.0.0.1:8000/"
DUMP = Dump(Path("hbgraph.nq.gz"), 12345678901, "ab" * 32)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("catalogue")
    small = small_corpus(folder / "corpus")
    return opened(small, folder / "data")


def opened(small: SmallCorpus, data_dir: Path) -> Reader:
    data_dir.mkdir()
    release_of(small.corpus, data_dir)
    return Reader.open(releases.current(data_dir))


@pytest.fixture
def scratch(tmp_path: Path) -> Reader:
    publish.begin_scratch(tmp_path)
    return Reader.open(releases.current(tmp_path))


def merge(reader: Reader) -> Graph:
    return reader.engine.construct("CONSTRUCT WHERE { ?s ?p ?o }")


def described(reader: Reader) -> Graph:
    return void(reader, place_of(reader.manifest, ROOT))


def catalogue(reader: Reader) -> Graph:
    return dcat(reader, place_of(reader.manifest, ROOT), [DUMP])


def number(graph: Graph, subject: URIRef, term: URIRef) -> int:
    return int(str(graph.value(subject, term)))


def test_the_numbers_are_those_of_the_merge(reader: Reader) -> None:
    graph, whole = described(reader), merge(reader)
    dataset = place_of(reader.manifest, ROOT).dataset
    assert number(graph, dataset, VOID.triples) == len(whole)
    assert number(graph, dataset, VOID.distinctSubjects) == len(set(whole.subjects()))
    assert number(graph, dataset, VOID.distinctObjects) == len(set(whole.objects()))
    assert number(graph, dataset, VOID.properties) == len(set(whole.predicates()))
    assert number(graph, dataset, VOID.classes) == len(set(whole.objects(None, RDF.type)))


def test_each_property_has_its_part_with_its_numbers(reader: Reader) -> None:
    graph, whole = described(reader), merge(reader)
    dataset = place_of(reader.manifest, ROOT).dataset
    parts = {
        str(graph.value(part, VOID.property)): number(graph, part, VOID.triples)
        for part in graph.objects(dataset, VOID.propertyPartition)
    }
    assert parts == dict(Counter(str(term) for term in whole.predicates()))


def test_each_class_has_its_part_and_the_properties_within(reader: Reader) -> None:
    graph, whole = described(reader), merge(reader)
    for part, kind in graph.subject_objects(VOID["class"]):
        things = set(whole.subjects(RDF.type, kind))
        assert number(graph, part, VOID.entities) == len(things)
        within = {
            graph.value(each, VOID.property): number(graph, each, VOID.triples)
            for each in graph.objects(part, VOID.propertyPartition)
        }
        assert within == dict(Counter(p for thing in things for p in whole.predicates(thing)))


def test_no_two_parts_share_a_name(reader: Reader) -> None:
    graph = described(reader)
    for term in (VOID["class"], VOID.property):
        assert all(len(list(graph.objects(part, term))) == 1 for part in graph.subjects(term))


@given(st.text())
def test_a_fragment_is_one_whatever_an_iri_holds(text: str) -> None:
    name = fragment(f"{HB}{text}")
    assert URIRef(f"{ROOT}#{name}").n3()
    assert fragment(f"urn:x:{text}").isalnum()


@pytest.mark.parametrize("form", media.RDF_FORMS)
def test_literals_keep_their_datatype_and_their_spelling(reader: Reader, form: str) -> None:
    graph = Graph().parse(data=written(catalogue(reader), form), format=form)
    (size,) = graph.objects(None, DCAT.byteSize)
    assert size == Literal("12345678901", datatype=XSD.nonNegativeInteger)
    (modified,) = set(graph.objects(None, DCTERMS.modified))
    assert isinstance(modified, Literal)
    assert (str(modified), modified.datatype) == (reader.manifest.created, XSD.dateTime)


@pytest.mark.parametrize("form", media.RDF_FORMS)
def test_a_catalogue_is_written_alike_whatever_the_order_of_its_statements(
    reader: Reader, form: str
) -> None:
    graph = catalogue(reader)
    turned = Graph(bind_namespaces="none")
    for triple in sorted(graph, reverse=True):
        turned.add(triple)
    assert written(graph, form) == written(turned, form)


def test_a_corpus_has_lasting_names_and_a_store_of_strangers_those_of_its_server(
    reader: Reader, scratch: Reader
) -> None:
    assert place_of(reader.manifest, ROOT).dataset.startswith(LASTING)
    assert place_of(scratch.manifest, ROOT).dataset.startswith(ROOT)


def test_of_a_store_of_strangers_nothing_is_claimed(scratch: Reader) -> None:
    graph = catalogue(scratch) + described(scratch)
    unknown = (DCTERMS.license, DCTERMS.publisher, DCTERMS.spatial, DCTERMS.language, DCAT.theme)
    assert not [term for term in unknown if (None, term, None) in graph]
    assert "湖北" not in graph.serialize(format="turtle")
    assert schema_org(scratch, place_of(scratch.manifest, ROOT)) == ""


def test_nobody_is_named_whom_the_corpus_does_not_name(reader: Reader) -> None:
    graph = catalogue(reader)
    assert set(graph.objects(None, DCTERMS.publisher)) == {URIRef("https://w3id.org/hbgraph")}
    assert not list(graph.objects(None, DCAT.contactPoint))


def test_a_time_that_no_figure_tells_is_absent(reader: Reader) -> None:
    assert reader.period == ()
    assert not list(catalogue(reader).objects(None, DCTERMS.temporal))
    assert "temporalCoverage" not in json.loads(schema_org(reader, place_of(reader.manifest, ROOT)))


def test_examples_are_queries_with_a_question_in_both_languages(reader: Reader) -> None:
    graph = catalogue(reader)
    queries = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(queries) == len(examples())
    for query in queries:
        asked = [text for text in graph.objects(query, RDFS.comment) if isinstance(text, Literal)]
        assert sorted(str(text.language) for text in asked) == ["en", "zh"]
        (text,) = (
            graph.value(query, each)
            for each in (SH.select, SH.ask, SH.construct)
            if (query, each, None) in graph
        )
        assert prepareQuery(str(text))


def test_links_lead_to_other_data_sets_by_the_properties_that_hold_them(
    tmp_path: Path,
) -> None:
    small = small_corpus(tmp_path / "corpus")
    small.write(
        "data/ttl/reference/places.ttl",
        """<https://w3id.org/hbgraph/id/reference/places> rdfs:label "places"@en, "地名"@zh .
        <https://w3id.org/hbgraph/id/region/990000> a hb:Region ; rdfs:label "省"@zh ;
            owl:sameAs <http://www.wikidata.org/entity/Q1>, <http://www.wikidata.org/entity/Q2> ;
            rdfs:seeAlso <https://sws.geonames.org/1790254/> .""",
    )
    graph = described(opened(small, tmp_path / "data"))
    found = {
        (
            str(graph.value(graph.value(links, VOID.objectsTarget), VOID.uriSpace)),
            str(graph.value(links, VOID.linkPredicate)).rpartition("#")[2],
            number(graph, links, VOID.triples),
        )
        for links in map(URIRef, graph.subjects(RDF.type, VOID.Linkset))
    }
    assert found == {
        ("http://www.wikidata.org/entity/", "sameAs", 2),
        ("https://sws.geonames.org/", "seeAlso", 1),
    }


def test_a_context_turns_short_names_into_our_triples(data_dir: Path) -> None:
    short = json.loads(context(Reader.open(releases.current(data_dir))))
    short |= {
        "iri": f"{ID}corridor/a",
        "type": "Corridor",
        "label": {"zh": "走廊", "en": "corridor"},
        "memberRegion": f"{ID}region/420100",
        "value": "7.0",
    }
    graph = Graph().parse(data=json.dumps(short), format="json-ld")
    corridor = ID["corridor/a"]
    assert (corridor, RDF.type, HB.Corridor) in graph
    assert (corridor, HB.memberRegion, ID["region/420100"]) in graph
    assert (corridor, RDFS.label, Literal("走廊", "zh")) in graph
    assert (corridor, HB.value, Literal("7.0", datatype=XSD.decimal)) in graph


def test_a_sitemap_has_pages_of_ten_thousand_in_a_fixed_order(tmp_path: Path) -> None:
    small = small_corpus(tmp_path / "corpus")
    things = "".join(
        f"<{ID}region/{n:06}> a hb:Region ; rdfs:label 'x'@zh . " for n in range(10_001)
    )
    small.write("data/ttl/reference/many.ttl", things)
    reader = opened(small, tmp_path / "data")
    pages = [addresses(sitemap.page(reader, ROOT, number)) for number in (1, 2)]
    assert len(addresses(sitemap.index(reader, ROOT))) == 2
    assert len(pages[0]) == 10_000
    every = [address for page in pages for address in page]
    assert every == sitemap.documents(reader, ROOT)
    assert len(every) == len(set(every)) > 10_001
    assert sitemap.page(reader, ROOT, 0) is sitemap.page(reader, ROOT, 3) is None


def addresses(body: bytes | None) -> list[str]:
    tree = ElementTree.fromstring(body or b"")
    return [str(element.text) for element in tree.iter(f"{{{sitemap.NAMESPACE}}}loc")]
