"""Several remote engines that hold the same: those that live answer, in turn."""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import TypeVar

from rdflib import Graph

from hbgraph.engine.credentials import Access
from hbgraph.engine.remote import RemoteEngine
from hbgraph.errors import EndpointTimeout, EndpointUnreachable
from hbgraph.model import Answer, Row

T = TypeVar("T")

REST_SECONDS = 10.0
"""How long an engine that could not be reached is left alone, unless no other lives."""


class Replicas:
    """Spreads queries over engines; one that does not answer is skipped for a while.

    A query that took too long is not asked elsewhere: it would take as long there, and stop one
    engine after the other. But its engine rests too, as it may be the one that hangs.
    """

    def __init__(
        self, endpoints: Sequence[str], access: Access | None = None, rest: float = REST_SECONDS
    ) -> None:
        self._engines = [RemoteEngine(endpoint, access) for endpoint in endpoints]
        self._rests_until = dict.fromkeys(self._engines, 0.0)
        self._rest = rest
        self._turns = count()

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
        for engine in self._in_turn():
            try:
                return ask(engine)
            except EndpointUnreachable as error:
                self._let_rest(engine)
                reasons.append(f"{engine.endpoint}: {error.facts['reason']}")
            except EndpointTimeout:
                self._let_rest(engine)
                raise
        endpoints = " ".join(engine.endpoint for engine in self._engines)
        raise EndpointUnreachable(endpoint=endpoints, reason="; ".join(reasons))

    def _let_rest(self, engine: RemoteEngine) -> None:
        self._rests_until[engine] = time.monotonic() + self._rest

    def _in_turn(self) -> Iterator[RemoteEngine]:
        """Those that are due, beginning with the next, then those that rest, as a last resort."""
        now = time.monotonic()
        turn = next(self._turns) % len(self._engines)
        engines = self._engines[turn:] + self._engines[:turn]
        yield from sorted(engines, key=lambda engine: self._rests_until[engine] > now)
