"""A release as files."""

from pathlib import Path

import pyoxigraph as ox

from hbgraph.ns import TURTLE_PREFIXES
from hbgraph.releases.directory import Release

BASE = "https://w3id.org/hbgraph/"


def dump(release: Release, folder: Path) -> list[Path]:
    """Writes ``dataset.trig``, ``dataset.nq`` and ``graphs/….ttl``; returns the paths.

    The merge is left out of the data set, since it repeats what the graphs hold.
    """
    store = ox.Store.read_only(str(release.store))
    graphs = sorted(store.named_graphs(), key=str)
    quads = [quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph)]
    folder.mkdir(parents=True, exist_ok=True)
    whole = {"dataset.trig": ox.RdfFormat.TRIG, "dataset.nq": ox.RdfFormat.N_QUADS}
    for name, rdf_format in whole.items():
        ox.serialize(quads, str(folder / name), format=rdf_format, prefixes=TURTLE_PREFIXES)
    written = [folder / name for name in whole]
    for graph in graphs:
        path = folder / "graphs" / f"{graph.value.removeprefix(BASE)}.ttl"
        path.parent.mkdir(parents=True, exist_ok=True)
        triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, graph)]
        ox.serialize(triples, str(path), format=ox.RdfFormat.TURTLE, prefixes=TURTLE_PREFIXES)
        written.append(path)
    return written
