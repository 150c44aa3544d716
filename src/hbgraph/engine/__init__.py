"""What answers SPARQL: one protocol, and whichever engine a location calls for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from rdflib import Graph

from hbgraph.model import Answer, Row


class Engine(Protocol):
    """Answers queries; ``query`` is for anyone's text, the rest for our own."""

    def query(
        self,
        text: str,
        accept: str = "",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """Answers in the form that ``accept`` prefers.

        Raises MalformedQuery, RefusedQuery, NotAcceptable, or an EndpointError when the engine
        is remote. The graphs, when given, replace the data set of the query.
        """
        ...

    def select(self, text: str) -> list[Row]:
        """The rows of a SELECT; unbound variables are absent."""
        ...

    def construct(self, text: str) -> Graph: ...

    def ask(self, text: str) -> bool: ...

    def close(self) -> None: ...


def open_engine(location: str | Path) -> Engine:
    """The embedded engine on a store's directory, or a remote one for an http(s) address.

    Several addresses, with blanks between them, are replicas: whichever lives answers.
    """
    addresses = str(location).split()
    if not all(address.startswith(("http://", "https://")) for address in addresses):
        from hbgraph.engine.embedded import EmbeddedEngine

        return EmbeddedEngine.open(Path(location))
    if len(addresses) > 1:
        from hbgraph.engine.replicas import Replicas

        return Replicas(addresses)
    from hbgraph.engine.remote import RemoteEngine

    return RemoteEngine(addresses[0])
