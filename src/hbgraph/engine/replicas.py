"""Several remote engines that hold the same: whichever lives answers."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from rdflib import Graph

from hbgraph.engine.remote import RemoteEngine
from hbgraph.errors import EndpointUnreachable
from hbgraph.model import Answer, Row

T = TypeVar("T")

REST_SECONDS = 10.0
"""How long an engine that could not be reached is left alone, unless no other lives."""


class Replicas:
    """Asks the first engine that lives; one that does not is skipped for a while."""

    def __init__(self, endpoints: Sequence[str], rest: float = REST_SECONDS) -> None:
        self._engines = [RemoteEngine(endpoint) for endpoint in endpoints]
        self._rests_until = dict.fromkeys(self._engines, 0.0)
        self._rest = rest

    def query(
        self,
        text: str,
        accept: str = "",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        return self._first(lambda e: e.query(text, accept, default_graphs, named_graphs))

    def select(self, text: str) -> list[Row]:
        return self._first(lambda engine: engine.select(text))

    def construct(self, text: str) -> Graph:
        return self._first(lambda engine: engine.construct(text))

    def ask(self, text: str) -> bool:
        return self._first(lambda engine: engine.ask(text))

    def close(self) -> None:
        for engine in self._engines:
            engine.close()

    def _first(self, ask: Callable[[RemoteEngine], T]) -> T:
        reasons = []
        for engine in self._rested_first():
            try:
                return ask(engine)
            except EndpointUnreachable as error:
                self._rests_until[engine] = time.monotonic() + self._rest
                reasons.append(f"{engine.endpoint}: {error.facts['reason']}")
        endpoints = " ".join(engine.endpoint for engine in self._engines)
        raise EndpointUnreachable(endpoint=endpoints, reason="; ".join(reasons))

    def _rested_first(self) -> Iterator[RemoteEngine]:
        """Those that are due in their order, then those that rest, as a last resort."""
        now = time.monotonic()
        yield from sorted(self._engines, key=lambda engine: self._rests_until[engine] > now)
