"""The shapes of a release: what each class must be like, in words and in SHACL."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.extras.shacl import parse_shacl_path
from rdflib.term import Identifier, Node

from hbgraph.ns import HB, HBS, curie
from hbgraph.pages.nouns import Name
from hbgraph.pages.reader import Reader

SAID = {RDF.type, SH.message, SH.path, SH.sparql, SH.property, SH.severity, SH.description}
TARGETS = {SH.target, SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
IRI = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True)
class Constraint:
    """One constraint: what to mend when it is broken (Chinese, then English), the path that it
    looks along, its other parameters, and its SPARQL if that is how it is written."""

    iri: URIRef
    local: str
    message: tuple[str, str]
    path: str
    parameters: tuple[tuple[str, tuple[Name | str, ...]], ...]
    sparql: str


@dataclass(frozen=True)
class Shape:
    """The constraints on a class; those that cross classes have none."""

    local: str
    target: Name | None
    constraints: tuple[Constraint, ...]


def shapes(reader: Reader) -> tuple[Shape, ...]:
    """The shapes in the order of their classes, those that cross classes last."""
    graph = reader.shapes
    by_class: dict[str, list[URIRef]] = {}
    # A subject comes once for each of its messages.
    for node in sorted({n for n in graph.subjects(SH.message) if isinstance(n, URIRef)}):
        by_class.setdefault(class_of(node), []).append(node)
    names = reader.names([*map(HB.term, by_class), *_iris(graph)])
    return tuple(
        Shape(
            local,
            names[HB[local]] if HB[local] in reader.superclasses else None,
            tuple(_constraint(graph, names, node) for node in nodes),
        )
        for local, nodes in sorted(by_class.items(), key=lambda item: (item[0][:1] == "_", item))
    )


def class_of(constraint: URIRef) -> str:
    """``hbs:Target-year`` is a constraint on ``Target``; ``hbs:_graph-…`` crosses classes."""
    return constraint.removeprefix(HBS).partition("-")[0]


def _iris(graph: Graph) -> Iterator[URIRef]:
    return (term for term in graph.objects() if isinstance(term, URIRef))


def _constraint(graph: Graph, names: Mapping[Identifier, Name], node: URIRef) -> Constraint:
    messages = {
        message.language: str(message)
        for message in graph.objects(node, SH.message)
        if isinstance(message, Literal)
    }
    paths = graph.objects(node, SH.path)
    queries = (graph.value(sparql, SH.select) for sparql in graph.objects(node, SH.sparql))
    return Constraint(
        iri=node,
        local=node.removeprefix(HBS),
        message=(messages["zh"], messages["en"]),
        path=next((spelt(graph, path) for path in paths), ""),
        parameters=tuple(_parameters(graph, names, node)),
        sparql="\n".join(str(query) for query in queries),
    )


def spelt(graph: Graph, path: Node) -> str:
    """A property path as SPARQL writes it, with prefixes."""
    return IRI.sub(lambda found: curie(found[1]), parse_shacl_path(graph, path).n3())


def _parameters(
    graph: Graph, names: Mapping[Identifier, Name], node: URIRef
) -> Iterator[tuple[str, tuple[Name | str, ...]]]:
    """The parameters that have plain values; nested shapes are left to the Turtle."""
    for term in sorted({*graph.predicates(node)} - SAID - TARGETS, key=str):
        values = [value for each in graph.objects(node, term) for value in _values(graph, each)]
        if values and not any(isinstance(value, BNode) for value in values):
            yield curie(str(term)), tuple(_shown(names, values))


def _values(graph: Graph, value: Node) -> Iterable[Node]:
    """The members of a list, or the value itself."""
    return Collection(graph, value) if (value, RDF.first, None) in graph else [value]


def _shown(names: Mapping[Identifier, Name], values: Iterable[Node]) -> Iterator[Name | str]:
    for value in values:
        yield names[value] if isinstance(value, URIRef) else str(value)
