"""What changed from one release to another, read from both stores without being held in memory."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from hbgraph.releases.directory import Release
from hbgraph.releases.draft import node


@dataclass(frozen=True)
class GraphDiff:
    """What a graph, the default graph under the empty name, gained and lost."""

    name: str
    before: ox.Store
    after: ox.Store

    @property
    def added(self) -> Iterator[ox.Quad]:
        return _only(self.after, self.before, self.name)

    @property
    def removed(self) -> Iterator[ox.Quad]:
        return _only(self.before, self.after, self.name)


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
        yield GraphDiff(name, *stores)


def _only(store: ox.Store, other: ox.Store, name: str) -> Iterator[ox.Quad]:
    """The quads of a graph that the other store has not, in the order of the store."""
    quads = store.quads_for_pattern(None, None, None, node(name))
    return (quad for quad in quads if quad not in other)
