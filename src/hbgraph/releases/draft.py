"""A store under construction."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph

from hbgraph.engine.embedded import EmbeddedEngine
from hbgraph.engine.terms import to_quad, to_triple, unnamed
from hbgraph.model import NamedGraph, Row
from hbgraph.releases.digest import MODULUS, blank_total, is_blank, spell, total
from hbgraph.releases.directory import Release
from hbgraph.releases.manifest import EMPTY, GraphChange, GraphState

STRING = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")
DEFAULT = ""
"""How the default graph is called among the names of graphs."""


MANY = 10_000
"""Quads from which on the store takes them faster in bulk than in a transaction."""


@dataclass(frozen=True)
class Change:
    """Quads that go and quads that come, none of them without effect; and the same for the names
    of graphs, as a graph may stand empty."""

    removed: frozenset[ox.Quad] = frozenset()
    added: frozenset[ox.Quad] = frozenset()
    dropped: frozenset[str] = frozenset()
    created: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.dropped or self.created)

    @property
    def touched(self) -> set[str]:
        """The names of all graphs that it changes."""
        quads = (*self.removed, *self.added)
        return {name_of(quad) for quad in quads} | self.dropped | self.created

    @property
    def undone(self) -> "Change":
        return Change(self.added, self.removed, self.created, self.dropped)


@dataclass
class _Tally:
    """What the state of a graph follows from. ``ground`` and ``blank_sum`` are what statements
    without and with blank nodes add to its digest; the latter is found anew when ``stale``."""

    triples: int = 0
    blank: int = 0
    ground: int = 0
    blank_sum: int = 0
    stale: bool = False
    added: set[ox.Quad] = field(default_factory=set)
    removed: set[ox.Quad] = field(default_factory=set)


class Draft:
    """A store in which every change is counted: what it was, what it is, and its digests.

    With ``merged`` the default graph holds the RDF merge of the named graphs, each triple once.
    """

    def __init__(
        self, path: Path | None = None, parent: Release | None = None, merged: bool = True
    ) -> None:
        """In memory when no path is given; otherwise a checkpoint of ``parent``, or empty."""
        self.path = path
        self.parent = parent.manifest if parent else None
        self.merged = self.parent.merged if self.parent else merged
        if path is None:
            self.store = ox.Store()
        else:
            target = Release(path).store
            if parent:
                ox.Store.read_only(str(parent.store)).backup(str(target))
            self.store = ox.Store(str(target))
        self._states: dict[str, GraphState] = dict(self.parent.graphs) if self.parent else {}
        self._states[DEFAULT] = self.parent.default if self.parent else EMPTY
        self._before = dict(self._states)
        self._tallies: dict[str, _Tally] = {}

    @classmethod
    def reading(cls, release: Release) -> "Draft":
        """A release as a draft that must not be changed."""
        draft = cls()
        draft.store = ox.Store.read_only(str(release.store))
        return draft

    # What it holds

    def __contains__(self, triple: object) -> bool:
        return isinstance(triple, tuple) and to_quad(triple) in self.store

    def quads(self, name: str) -> Iterator[ox.Quad]:
        """Everything in a graph."""
        return self.store.quads_for_pattern(None, None, None, node(name))

    @property
    def names(self) -> set[str]:
        """The named graphs, empty ones included."""
        return self._states.keys() - {DEFAULT}

    def construct(self, text: str) -> Graph:
        return EmbeddedEngine(self.store, union=not self.merged).construct(text)

    def select(self, text: str) -> list[Row]:
        return EmbeddedEngine(self.store, union=not self.merged).select(text)

    def merge(self, left_out: Collection[str] = ()) -> Graph:
        """The merge of all graphs but some, as an rdflib graph in memory."""
        names = [DEFAULT] if not left_out else self.names - set(left_out)
        graph = Graph(bind_namespaces="none")
        for name in names:
            for quad in self.quads(name):
                graph.add(to_triple(quad))
        return graph

    # How it changes

    def replacing(self, name: str, quads: Iterable[ox.Quad]) -> Change:
        """The change that gives a graph exactly these quads, which must be of that graph."""
        old, new = frozenset(self.quads(name)), frozenset(quads)
        return Change(old - new, new - old, created=self._missing(name))

    def adding(self, name: str, quads: Iterable[ox.Quad]) -> Change:
        """The change that adds these quads, which must be of that graph, to it."""
        new = frozenset(quad for quad in quads if quad not in self.store)
        return Change(added=new, created=self._missing(name))

    def dropping(self, name: str) -> Change:
        """The change after which a graph is no more; the default graph is only emptied."""
        return Change(frozenset(self.quads(name)), dropped=frozenset({name} & self.names))

    def put(self, graph: NamedGraph) -> Change:
        """Gives a named graph these triples and no others; returns what that changed."""
        name = str(graph.name)
        change = self.replacing(name, kept(to_quad(triple, name) for triple in graph.triples))
        self.apply(change)
        return change

    def apply(self, change: Change) -> None:
        for quad in change.removed:
            self.store.remove(quad)
        self._extend(change.added)
        for name in change.created:
            self.store.add_graph(node(name))
        for name in change.dropped:
            self.store.remove_graph(node(name))
        self._count(change)
        if self.merged:
            self._count(self._follow(change))

    def _follow(self, change: Change) -> Change:
        """Brings the merge into line with a change of named graphs; returns its own change."""
        gone = {unnamed(q) for q in change.removed if self._is_nowhere(q)}
        come = {unnamed(quad) for quad in change.added}
        new = frozenset(quad for quad in come if quad not in self.store)
        for quad in gone:
            self.store.remove(quad)
        self._extend(new)
        return Change(frozenset(gone), new)

    def _extend(self, quads: Collection[ox.Quad]) -> None:
        """A crash in between leaves a torn draft, which nobody ever reads."""
        (self.store.bulk_extend if len(quads) > MANY else self.store.extend)(quads)

    def _is_nowhere(self, quad: ox.Quad) -> bool:
        """Whether no named graph holds the triple any more."""
        found = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        return all(isinstance(each.graph_name, ox.DefaultGraph) for each in found)

    def _missing(self, name: str) -> frozenset[str]:
        return frozenset({name} - self.names - {DEFAULT})

    # What it says of itself

    def _count(self, change: Change) -> None:
        for name in change.created:
            self._tally(name)
        for quads, sign in ((change.removed, -1), (change.added, 1)):
            for quad in quads:
                self._note(quad, sign)
        for name in change.dropped:
            self._tally(name)
            del self._states[name]

    def _note(self, quad: ox.Quad, sign: int) -> None:
        tally = self._tally(name_of(quad))
        tally.triples += sign
        if is_blank(quad):
            tally.blank += sign
            tally.stale = True
        else:
            tally.ground += sign * total([quad])
        came, went = (tally.added, tally.removed) if sign > 0 else (tally.removed, tally.added)
        if quad in went:
            went.remove(quad)
        else:
            came.add(quad)

    def _tally(self, name: str) -> _Tally:
        self._states.setdefault(name, EMPTY)
        return self._tallies.setdefault(name, _Tally())

    def states(self) -> dict[str, GraphState]:
        """The state of every graph, the default graph's under the empty name."""
        return {name: self._state(name) for name in self._states}

    def _state(self, name: str) -> GraphState:
        before = self._before.get(name, EMPTY)
        tally = self._tallies.get(name)
        if tally is None:
            return before
        blank = before["blank"] + tally.blank
        number = int(before["digest"], 16) + tally.ground
        if tally.stale:
            tally.blank_sum = self._blank(name) - self._blank_before(name, tally, before)
            tally.stale = False
        number += tally.blank_sum
        triples = before["triples"] + tally.triples
        return {"triples": triples, "blank": blank, "digest": spell(number % MODULUS)}

    def _blank(self, name: str) -> int:
        return blank_total(quad for quad in self.quads(name) if is_blank(quad))

    def _blank_before(self, name: str, tally: _Tally, before: GraphState) -> int:
        """The part of the parent's digest that its statements with blank nodes make up."""
        if not before["blank"]:
            return 0
        now = {quad for quad in self.quads(name) if is_blank(quad)}
        return blank_total((now - tally.added) | {q for q in tally.removed if is_blank(q)})

    def state(self, name: str) -> GraphState | None:
        """The state of one graph as it is now; None when there is none of this name."""
        return self._state(name) if name in self._states else None

    def changes(self) -> dict[str, GraphChange]:
        """For each graph that is not as its parent had it, how many triples came and went."""
        return {
            name: {"added": len(tally.added), "removed": len(tally.removed)}
            for name, tally in self._tallies.items()
            if tally.added or tally.removed or (name in self._states) != (name in self._before)
        }

    def touched(self) -> tuple[set[ox.Quad], set[ox.Quad]]:
        """What came and what went since the parent: in the merge, else in every graph."""
        merge = [self._tallies.get(DEFAULT, _Tally())]
        tallies = merge if self.merged else [*self._tallies.values()]
        return (
            {quad for tally in tallies for quad in tally.added},
            {quad for tally in tallies for quad in tally.removed},
        )

    def finish(self) -> Path:
        """Writes everything to disk, lets go of the store, and says where it is."""
        if self.path is None:
            raise ValueError("a draft in memory cannot become a release")
        if self.parent is None:
            self.store.optimize()
        self.store.flush()
        self.close()
        return self.path

    def close(self) -> None:
        """Lets go of the store, and so of its files."""
        self.__dict__.pop("store", None)


def kept(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads as a store gives them back: it writes some literals in another form."""
    typed = []
    for quad in quads:
        if isinstance(quad.object, ox.Literal) and quad.object.datatype != STRING:
            typed.append(quad)
        else:
            yield quad
    passing = ox.Store()
    passing.extend(typed)
    yield from passing


def node(name: str) -> ox.NamedNode | ox.DefaultGraph:
    return ox.NamedNode(name) if name else ox.DefaultGraph()


def name_of(quad: ox.Quad) -> str:
    """The name of the graph that a quad is of."""
    graph = quad.graph_name
    return DEFAULT if isinstance(graph, ox.DefaultGraph) else graph.value
