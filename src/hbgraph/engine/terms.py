"""The one place that knows both pyoxigraph's terms and rdflib's."""

from collections.abc import Sequence
from functools import lru_cache

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Identifier, Node

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


@lru_cache(maxsize=16_384)
def to_rdflib(term: object) -> Identifier:
    """A pyoxigraph term as an rdflib term.

    Answers hold the same few thousand terms again and again, and rdflib is slow to make one: it
    checks each IRI and reads each number.
    """
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal() if term.language:
            return Literal(term.value, lang=term.language)
        case ox.Literal() if term.datatype.value == XSD_STRING:
            return Literal(term.value)
        case ox.Literal():
            return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    raise TypeError(f"no rdflib term for {term!r}")


def to_oxigraph(term: object) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """An rdflib term as a pyoxigraph term."""
    match term:
        case URIRef():
            return ox.NamedNode(str(term))
        case BNode():
            return ox.BlankNode(str(term))
        case Literal() if term.language:
            return ox.Literal(str(term), language=term.language)
        case Literal() if term.datatype:
            return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
        case Literal():
            return ox.Literal(str(term))
    raise TypeError(f"no pyoxigraph term for {term!r}")


def to_quad(triple: Sequence[Node], graph: str | None = None) -> ox.Quad:
    """An rdflib triple as a quad of the named graph, or of the default graph."""
    subject, predicate, value = map(to_oxigraph, triple)
    if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
        raise TypeError(f"not an RDF triple: {triple!r}")
    name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    return ox.Quad(subject, predicate, value, name)


def to_triple(statement: ox.Quad | ox.Triple) -> tuple[Identifier, Identifier, Identifier]:
    """The subject, predicate and object of a statement as rdflib terms."""
    return (
        to_rdflib(statement.subject),
        to_rdflib(statement.predicate),
        to_rdflib(statement.object),
    )


def unnamed(quad: ox.Quad) -> ox.Quad:
    """The same triple in the default graph."""
    return ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph())
