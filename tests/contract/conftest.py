"""The engines under test: each server is started once, by the first test that needs it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from rdflib import XSD, Graph, Literal, URIRef

from contract import servers
from contract.servers import Server
from hbgraph.engine import open_writable
from hbgraph.engine.credentials import Access
from hbgraph.engine.remote import RemoteEngine
from hbgraph.model import NamedGraph
from hbgraph.ns import HB, ID, RDFS
from hbgraph.releases import Draft

PLACE = ID["region/990000"]

Open = Callable[..., RemoteEngine]
"""Makes a remote engine, of the same arguments."""


def passage(number: int) -> NamedGraph:
    """Each passage states the label; only the first states the value."""
    graph = Graph(bind_namespaces="none")
    graph.add((PLACE, RDFS.label, Literal("试省", "zh")))
    if number == 1:
        graph.add((PLACE, HB.value, Literal("5.5", datatype=XSD.decimal)))
    return NamedGraph(URIRef(f"urn:x:p{number}"), graph)


def store_of(folder: Path, *numbers: int) -> Path:
    """The store of a release that holds these passages."""
    draft = Draft(folder)
    for number in numbers:
        draft.put(passage(number))
    return draft.finish() / "store"


@pytest.fixture
def remote() -> Iterator[Open]:
    """Opens remote engines, and closes them after the test."""
    with ExitStack() as stack:

        def opened(endpoint: str, *given: Access, **ways: str) -> RemoteEngine:
            engine = RemoteEngine(endpoint, *given, **ways)
            stack.callback(engine.close)
            return engine

        yield opened


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(tmp_path_factory.mktemp("release"), 1, 2)


@pytest.fixture(scope="session")
def oxigraph(store: Path) -> Iterator[str]:
    with servers.oxigraph(store) as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def writable_oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with servers.writable_oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="session")
def hbgraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with servers.hbgraph(tmp_path_factory.mktemp("hbgraph")) as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Virtuoso with the same two graphs, which it was sent."""
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        engine = open_writable(server.endpoint, server.access, server.graph_store)
        for number in (1, 2):
            engine.replace(passage(number))
        engine.close()
        yield server
