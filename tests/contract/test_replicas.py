"""Replicas: real servers that are ended, stopped and started again."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from contract import servers
from contract.conftest import PLACE, store_of
from hbgraph.engine import open_engine
from hbgraph.engine.credentials import Access
from hbgraph.engine.replicas import Replicas
from hbgraph.errors import EndpointRefused, EndpointTimeout, EndpointUnreachable

WHICH = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } LIMIT 1"
REST = 0.3


class Pair:
    """Two servers whose contents tell them apart, the first of which a test may end."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack = stack
        self._store = store_of(folder / "first", 1)
        self._port = servers.free_port()
        self.start()
        second = stack.enter_context(servers.oxigraph(store_of(folder / "second", 2)))
        self.endpoints = [f"http://127.0.0.1:{self._port}/query", second]

    def start(self) -> None:
        command = servers.oxigraph_command(self._store, self._port)
        self.first = self._stack.enter_context(servers.running(command, self._port))


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    with ExitStack() as stack:
        yield Pair(stack, tmp_path)


@pytest.fixture
def replicas(pair: Pair) -> Iterator[Replicas]:
    with closing(Replicas(pair.endpoints, rest=REST)) as replicas:
        yield replicas


def who_answers(replicas: Replicas, queries: int = 4) -> set[str]:
    return {str(replicas.select(WHICH)[0]["g"]) for _ in range(queries)}


def test_a_dead_replica_is_skipped_and_rests_even_when_it_lives_again(pair: Pair) -> None:
    with closing(Replicas(pair.endpoints, rest=60)) as replicas:
        assert who_answers(replicas) == {"urn:x:p1", "urn:x:p2"}
        pair.first.kill()
        pair.first.wait()
        assert who_answers(replicas) == {"urn:x:p2"}
        pair.start()
        assert who_answers(replicas) == {"urn:x:p2"}


def test_a_replica_that_has_rested_is_used_again(pair: Pair, replicas: Replicas) -> None:
    pair.first.kill()
    pair.first.wait()
    assert who_answers(replicas) == {"urn:x:p2"}
    pair.start()
    time.sleep(REST)
    assert who_answers(replicas) == {"urn:x:p1", "urn:x:p2"}


def test_a_replica_that_hangs_costs_one_query_and_then_rests(pair: Pair) -> None:
    os.kill(pair.first.pid, signal.SIGSTOP)
    with closing(Replicas(pair.endpoints, Access(seconds=0.5), rest=60)) as replicas:
        with pytest.raises(EndpointTimeout):
            who_answers(replicas, queries=2)
        assert who_answers(replicas) == {"urn:x:p2"}


def test_when_no_replica_lives_the_error_names_them_all(pair: Pair) -> None:
    places = [pair.endpoints[0], servers.NOWHERE]
    with closing(Replicas(places, rest=60)) as replicas:
        assert replicas.ask("ASK {}")
        pair.first.kill()
        pair.first.wait()
        for _ in range(2):  # resting ones are tried as well when there is no other
            with pytest.raises(EndpointUnreachable) as lost:
                replicas.ask("ASK {}")
            assert all(place in lost.value.text for place in places)


def test_several_addresses_are_replicas(oxigraph: str) -> None:
    with closing(open_engine(f"{servers.NOWHERE} {oxigraph}")) as engine:
        assert engine.ask("ASK { ?s ?p ?o }")
        assert len(engine.construct(f"CONSTRUCT WHERE {{ <{PLACE}> ?p ?o }}")) == 2
        assert engine.query("ASK {}").media_type == "application/sparql-results+json"


def test_an_answer_that_is_an_error_is_not_asked_for_elsewhere(oxigraph: str) -> None:
    with (
        closing(open_engine(f"{oxigraph} {servers.NOWHERE}")) as engine,
        pytest.raises(EndpointRefused),
    ):
        engine.ask("ASK {")
