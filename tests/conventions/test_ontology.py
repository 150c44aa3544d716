"""The ontology says what the data does: terms are described and used, domains and ranges hold."""

from collections.abc import Iterator

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from hbgraph.corpus import Corpus, parse
from hbgraph.engine.embedded import EmbeddedEngine
from hbgraph.ns import HB

CORPUS = Corpus.default()
TERMS = parse(CORPUS.root / "ontology/hbgraph.ttl")
CLASSES = sorted(TERMS.subjects(RDF.type, OWL.Class))
PROPERTIES = sorted(
    {
        p
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
        for p in TERMS.subjects(RDF.type, kind)
    }
)


@pytest.fixture(scope="module")
def everything(published: EmbeddedEngine) -> Graph:
    """The superclasses of every thing are among it."""
    return published.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def short(term: Node) -> str:
    return str(term).removeprefix(str(HB))


@pytest.mark.parametrize("term", [*CLASSES, *PROPERTIES], ids=short)
def test_a_term_is_described_in_both_languages(term: URIRef) -> None:
    for described in (RDFS.label, SKOS.definition):
        texts = [text for text in TERMS.objects(term, described) if isinstance(text, Literal)]
        assert sorted(str(text.language) for text in texts) == ["en", "zh"]
    assert TERMS.value(term, RDFS.isDefinedBy)


@pytest.mark.parametrize("term", CLASSES, ids=short)
def test_a_class_has_instances(term: URIRef, everything: Graph) -> None:
    assert (None, RDF.type, term) in everything


@pytest.mark.parametrize("term", PROPERTIES, ids=short)
def test_a_property_is_used(term: URIRef, everything: Graph) -> None:
    assert (None, term, None) in everything


@pytest.mark.parametrize("term", PROPERTIES, ids=short)
def test_the_domain_of_a_property_holds(term: URIRef, everything: Graph) -> None:
    domain = TERMS.value(term, RDFS.domain)
    subjects = set(everything.subjects(term))
    assert {s for s in subjects if (s, RDF.type, domain) not in everything} == set()


@pytest.mark.parametrize("term", PROPERTIES, ids=short)
def test_the_range_of_a_property_holds(term: URIRef, everything: Graph) -> None:
    assert list(strays(term, everything)) == []


def strays(term: URIRef, everything: Graph) -> Iterator[Node]:
    """The values of a property that are not in its range."""
    expected = TERMS.value(term, RDFS.range)
    for value in set(everything.objects(None, term)):
        if isinstance(value, Literal):
            datatype = RDF.langString if value.language else value.datatype or XSD.string
            if datatype != expected:
                yield value
        elif (value, RDF.type, expected) not in everything:
            yield value
