"""Brings a remote engine into line with a release: sends what differs, deletes what is gone.

What was sent is written down on the engine itself, in the graph ``RECORD``: each graph's number of
triples, and the digest that the release has of it. A digest is taken back before its graph is
touched and stated anew when the graph was counted afterwards, so a run that was killed is made good
by the next one, and graphs that others wrote there are never deleted.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from rdflib import DCTERMS, VOID, Graph, Literal, URIRef

from hbgraph.engine import Engine, WritableEngine, open_engine
from hbgraph.errors import EndpointMismatch
from hbgraph.model import NamedGraph
from hbgraph.queries import bind, load
from hbgraph.releases import GraphState, Release, hold

RECORD = URIRef("https://w3id.org/hbgraph/mirror")
"""The graph on the remote engine that holds what was sent there (queries/select_mirrored.rq)."""

SHOWN = 5
"""Graphs that an error names."""

States = Mapping[str, GraphState]


@dataclass(frozen=True)
class Mirrored:
    """The graphs that were sent and those that were deleted, and how many stayed as they were."""

    sent: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: int


def mirror(
    release: Release, engine: WritableEngine, place: str, everything: bool = False
) -> Mirrored:
    """Makes the graphs of a release, and of no other, those that we keep on an engine.

    A graph is sent when its digest is not the recorded one or its number of triples not the
    engine's own; ``everything`` sends all. ``place`` names the engine in errors. Raises
    EndpointMismatch when counts differ after sending, and what the engine raises.
    """
    wanted = release.manifest.graphs
    recorded = recorded_digests(engine)
    same = {
        name
        for name, state in wanted.items()
        if recorded.get(name) == state["digest"] and size(engine, name) == state["triples"]
    }
    stale = sorted(wanted.keys() - (() if everything else same))
    gone = sorted(recorded.keys() - wanted.keys())
    if stale or gone:
        engine.replace(record(wanted, arrived=wanted.keys() - set(stale), doubtful=gone))
        send(release, engine, stale)
        for name in gone:
            engine.delete(URIRef(name))
        verify(engine, place, wanted, [*stale, *gone])
        engine.replace(record(wanted, arrived=wanted.keys()))
    return Mirrored(tuple(stale), tuple(gone), len(wanted) - len(stale))


def recorded_digests(engine: Engine) -> dict[str, str]:
    """The digest of each graph that we wrote to an engine; empty where it may not have arrived."""
    rows = engine.select(load("select_mirrored"))
    return {str(row["graph"]): str(row.get("digest", "")) for row in rows}


def size(engine: Engine, name: str) -> int:
    """How many triples an engine has in a graph."""
    (row,) = engine.select(bind("select_graph_size", graph=URIRef(name)))
    return int(row["triples"])


def record(wanted: States, arrived: Collection[str], doubtful: Collection[str] = ()) -> NamedGraph:
    """What is written down: all graphs of ours, with digests for those that have ``arrived``."""
    graph = Graph(bind_namespaces="none")
    for name, state in wanted.items():
        graph.add((URIRef(name), VOID.triples, Literal(state["triples"])))
        if name in arrived:
            graph.add((URIRef(name), DCTERMS.identifier, Literal(state["digest"])))
    for name in doubtful:
        graph.add((URIRef(name), VOID.triples, Literal(0)))
    return NamedGraph(RECORD, graph)


def send(release: Release, engine: WritableEngine, names: Iterable[str]) -> None:
    with reading(release) as local:
        for name in map(URIRef, names):
            triples = local.construct(bind("construct_graphs", graph=name))
            engine.replace(NamedGraph(name, triples))


@contextmanager
def reading(release: Release) -> Iterator[Engine]:
    """The store of a release, which is kept from being pruned meanwhile."""
    held = hold(release)
    local = open_engine(release.store)
    try:
        yield local
    finally:
        local.close()
        os.close(held)


def verify(engine: Engine, place: str, wanted: States, names: Collection[str]) -> None:
    """Counts graphs on an engine; EndpointMismatch when one has another size than ours."""
    wrong = []
    for name in names:
        held, expected = size(engine, name), wanted[name]["triples"] if name in wanted else 0
        if held != expected:
            wrong.append(f"<{name}> {held} ≠ {expected}")
    if wrong:
        more = f" … ({len(wrong)})" if len(wrong) > SHOWN else ""
        raise EndpointMismatch(endpoint=place, graphs=", ".join(wrong[:SHOWN]) + more)
