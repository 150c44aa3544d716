"""Two ways to write to a remote engine: the Graph Store Protocol, and SPARQL Update."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import islice
from typing import Protocol
from urllib.parse import urlencode

from rdflib import BNode, URIRef
from rdflib.term import Node

from hbgraph import media
from hbgraph.engine.transport import Transport
from hbgraph.model import NamedGraph

BATCH = 1000
"""Triples of one update: Virtuoso 7 took 2,000 and ran out of memory at 5,000."""

FORM = "application/x-www-form-urlencoded"


class Writer(Protocol):
    """What changes the named graphs of an engine."""

    def replace(self, graph: NamedGraph) -> None: ...

    def merge(self, graph: NamedGraph) -> None: ...

    def delete(self, name: URIRef) -> None: ...


class GraphStore:
    """Writes whole graphs (SPARQL 1.1 Graph Store HTTP Protocol, section 5)."""

    def __init__(self, transport: Transport, address: str) -> None:
        self._transport = transport
        self._address = address

    def replace(self, graph: NamedGraph) -> None:
        self._send("PUT", graph.name, _n_triples(graph))

    def merge(self, graph: NamedGraph) -> None:
        self._send("POST", graph.name, _n_triples(graph))

    def delete(self, name: URIRef) -> None:
        self._send("DELETE", name)

    def _send(self, method: str, name: URIRef, body: bytes | None = None) -> None:
        self._transport.send(
            method,
            self._address,
            body,
            headers={} if body is None else {"Content-Type": media.N_TRIPLES},
            params={"graph": str(name)},
            allowed=(HTTPStatus.NOT_FOUND,) if method == "DELETE" else (),
        )


class Updates:
    """Writes by SPARQL 1.1 Update, sent as a form, which every engine takes.

    A graph of more than ``BATCH`` triples takes several requests, so others may see part of it.
    Triples with blank nodes go together in one, or their nodes would come apart.
    """

    def __init__(self, transport: Transport, address: str) -> None:
        self._transport = transport
        self._address = address

    def replace(self, graph: NamedGraph) -> None:
        insertions = _insertions(graph)
        first = [_dropping(graph.name), *islice(insertions, 1)]
        self._send(" ;\n".join(first))
        for insertion in insertions:
            self._send(insertion)

    def merge(self, graph: NamedGraph) -> None:
        for insertion in _insertions(graph):
            self._send(insertion)

    def delete(self, name: URIRef) -> None:
        self._send(_dropping(name))

    def _send(self, update: str) -> None:
        body = urlencode({"update": update}).encode()
        self._transport.send("POST", self._address, body, headers={"Content-Type": FORM})


def _n_triples(graph: NamedGraph) -> bytes:
    return graph.triples.serialize(format="ntriples", encoding="utf-8")


def _dropping(name: URIRef) -> str:
    return f"DROP SILENT GRAPH {name.n3()}"


def _insertions(graph: NamedGraph) -> Iterator[str]:
    """Updates that add a graph; Virtuoso 7 refuses blank nodes in INSERT DATA, not in templates."""
    name = graph.name.n3()
    blank = [triple for triple in graph.triples if any(isinstance(t, BNode) for t in triple)]
    if blank:
        yield f"INSERT {{ GRAPH {name} {{\n{_lines(blank)}\n}} }} WHERE {{}}"
    ground = (triple for triple in graph.triples if not any(isinstance(t, BNode) for t in triple))
    while batch := list(islice(ground, BATCH)):
        yield f"INSERT DATA {{ GRAPH {name} {{\n{_lines(batch)}\n}} }}"


def _lines(triples: Iterable[tuple[Node, Node, Node]]) -> str:
    return "\n".join(f"{' '.join(term.n3() for term in triple)} ." for triple in triples)
