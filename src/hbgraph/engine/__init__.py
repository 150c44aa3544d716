"""What answers SPARQL: one protocol, and whichever engine a location calls for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rdflib import Graph, URIRef

from hbgraph.errors import NotWritable
from hbgraph.model import Answer, NamedGraph, Row

if TYPE_CHECKING:  # an embedded engine needs no HTTP, and starts faster without
    from hbgraph.engine.credentials import Access


class Engine(Protocol):
    """Answers queries; ``query`` is for anyone's text, the rest for our own."""

    def query(
        self,
        text: str,
        accept: str = "",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """Answers in the form that ``accept`` prefers, wholly or not at all.

        Raises MalformedQuery, RefusedQuery, NotAcceptable, or, when the engine is remote,
        AnswerTooLarge or an EndpointError. The graphs, when given, replace the data set of the
        query.
        """
        ...

    def select(self, text: str) -> list[Row]:
        """The rows of a SELECT; unbound variables are absent."""
        ...

    def construct(self, text: str) -> Graph: ...

    def ask(self, text: str) -> bool: ...

    def close(self) -> None: ...


class WritableEngine(Engine, Protocol):
    """An engine whose named graphs can be changed, one at a time."""

    def replace(self, graph: NamedGraph) -> None:
        """Gives the named graph these triples and no others."""
        ...

    def merge(self, graph: NamedGraph) -> None:
        """Adds these triples to the named graph."""
        ...

    def delete(self, name: URIRef) -> None:
        """Removes a named graph; one that is not there is removed already."""
        ...


def open_engine(location: str | Path, access: Access | None = None, union: bool = False) -> Engine:
    """The embedded engine on a store's directory, or a remote one for an http(s) address.

    Several addresses, with blanks between them, are replicas: those that live answer. With
    ``union`` a directory's default graph is asked together with all others. Raises BadEndpoint.
    """
    if not is_remote(location):
        from hbgraph.engine.embedded import EmbeddedEngine

        return EmbeddedEngine.open(Path(location), union)
    addresses = str(location).split()
    if len(addresses) > 1:
        from hbgraph.engine.replicas import Replicas

        return Replicas(addresses, access)
    from hbgraph.engine.remote import RemoteEngine

    return RemoteEngine(addresses[0], access)


def open_writable(
    location: str | Path,
    access: Access | None = None,
    graph_store: str | None = None,
    update: str | None = None,
) -> WritableEngine:
    """Like ``open_engine``, for writing: a directory of one's own, or a remote engine.

    A remote one is written to by the Graph Store Protocol at ``graph_store`` or by SPARQL Update
    at ``update``; raises NotWritable when neither is given, BadEndpoint.
    """
    if not is_remote(location):
        from hbgraph.engine.embedded import EmbeddedEngine

        return EmbeddedEngine.open_writable(Path(location))
    from hbgraph.engine.remote import RemoteEngine

    if not (graph_store or update):
        raise NotWritable(endpoint=str(location).partition("?")[0])
    return RemoteEngine(str(location), access, graph_store, update)


def is_remote(location: str | Path) -> bool:
    """Whether it is one address, or several with blanks between them."""
    addresses = str(location).split()
    return bool(addresses) and all(each.startswith(("http://", "https://")) for each in addresses)
