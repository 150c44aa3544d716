"""What changed from one release to another."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from hbgraph.releases.directory import Release


@dataclass(frozen=True)
class GraphDiff:
    """What a graph, the default graph under the empty name, gained and lost."""

    name: str
    added: list[ox.Quad]
    removed: list[ox.Quad]


def diff(before: Release, after: Release) -> Iterator[GraphDiff]:
    """The graphs in which two releases differ, in the order of their names.

    The merge is left out, as it follows from the named graphs. Graphs with one digest are not read.
    """
    old, new = before.manifest, after.manifest
    every = {*old.graphs, *new.graphs}
    names = {name for name in every if old.graphs.get(name) != new.graphs.get(name)}
    if not (old.merged and new.merged) and old.default != new.default:
        names.add("")
    stores = tuple(ox.Store.read_only(str(release.store)) for release in (before, after))
    for name in sorted(names):
        gone, come = _difference(stores, ox.NamedNode(name) if name else ox.DefaultGraph())
        yield GraphDiff(name, sorted(come, key=str), sorted(gone, key=str))


def _difference(
    stores: tuple[ox.Store, ...], graph: ox.NamedNode | ox.DefaultGraph
) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """What is only in the first store, and what is only in the second."""
    before, after = stores
    gone, come = set(before.quads_for_pattern(None, None, None, graph)), set[ox.Quad]()
    for quad in after.quads_for_pattern(None, None, None, graph):
        if quad in gone:
            gone.remove(quad)
        else:
            come.add(quad)
    return gone, come
