"""Where a catalogue stands, and how its statements are written down."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from rdflib import XSD, Graph, Literal, URIRef
from rdflib.term import Node

from hbgraph.ns import curie
from hbgraph.releases import Manifest

LASTING = "https://w3id.org/hbgraph/"
Facts = Mapping[URIRef, Iterable[Node]]
"""The values of each property."""

SPDX = "http://spdx.org/rdf/terms#"


@dataclass(frozen=True)
class Place:
    """``home`` begins the lasting IRIs, ``root`` the addresses of the server that is asked."""

    home: str
    root: str

    @property
    def dataset(self) -> URIRef:
        return self.part("dataset")

    @property
    def endpoint(self) -> URIRef:
        return URIRef(f"{self.root}sparql")

    @property
    def void(self) -> str:
        return f"{self.home}.well-known/void"

    def part(self, name: str) -> URIRef:
        """Something that the catalogue describes, by the name of its fragment."""
        return URIRef(f"{self.home}dataset#{name}")

    def partition(self, kind: str, *terms: str) -> URIRef:
        """The part of the data set that some terms stand for."""
        return URIRef(f"{self.void}#{'-'.join((kind, *map(fragment, terms)))}")


def place_of(manifest: Manifest, root: str) -> Place:
    """A corpus has its lasting IRIs; what strangers wrote into a store has those of its server."""
    return Place(LASTING if manifest.corpus else root, root)


def fragment(iri: str) -> str:
    """A name for a term that can stand in a fragment."""
    short = curie(iri)
    plain = hashlib.sha256(iri.encode()).hexdigest()[:16] if short == iri else short
    return quote(plain.replace(":", "-"), safe="-._~")


def state(graph: Graph, subject: URIRef, facts: Facts) -> None:
    for term, values in facts.items():
        for value in values:
            graph.add((subject, term, value))


def both(zh: str, en: str) -> list[Node]:
    return [Literal(zh, "zh"), Literal(en, "en")]


def exact(text: object, datatype: URIRef) -> Literal:
    """A literal in just this spelling."""
    return Literal(str(text), datatype=datatype, normalize=False)


def count(number: int) -> Literal:
    return exact(number, XSD.integer)
