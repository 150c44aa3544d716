"""A release, open for reading: everything that one request shows comes from one of these."""

import os
import weakref
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from rdflib import Graph, URIRef
from rdflib.term import Identifier

from hbgraph.engine import Engine, open_engine
from hbgraph.errors import OldIndex
from hbgraph.model import Row
from hbgraph.ns import HB
from hbgraph.pages.naming import Said, foreign_names, name_of, words_of_figures
from hbgraph.pages.nouns import Name
from hbgraph.pages.order import Closure, Order, closure, order_of
from hbgraph.pages.statistics import Statistics, measure
from hbgraph.queries import bind, load
from hbgraph.releases import Manifest, Release, hold
from hbgraph.search import FORMAT, SearchIndex

T = TypeVar("T")
NAMES_KEPT = 50_000


class Reader:
    """Answers what pages ask of a release; what never changes within one is asked once."""

    def __init__(
        self,
        engine: Engine,
        index: SearchIndex | None,
        manifest: Manifest,
        shapes: Path | None = None,
    ) -> None:
        """``index`` is None when its format is not ours."""
        self.engine = engine
        self._shapes = shapes
        self._index = index
        self.manifest = manifest
        self._kept = dict(foreign_names())
        self._computed: dict[Callable[[Reader], Any], Any] = {}
        self._measured: Statistics | None = None
        self._measuring = Lock()

    @classmethod
    def open(cls, release: Release) -> "Reader":
        """Opens a release, which stays on disk for as long as somebody has the reader."""
        descriptor = hold(release)
        readable = release.manifest.versions.get("search") == FORMAT
        index = SearchIndex(release.search_index) if readable else None
        manifest = release.manifest
        engine = open_engine(release.store, union=not manifest.merged)
        reader = cls(engine, index, manifest, release.shapes)
        weakref.finalize(reader, os.close, descriptor)
        return reader

    def warm(self) -> None:
        """Asks now what nearly every page needs, and the names of all of it."""
        self.names([*self.order, *self.broader, *self.superclasses, *self.grades])
        self.names(row["place"] for row in self.places)
        self.names(term for row in self.groupings for term in row.values())

    def knows(self, iri: URIRef) -> bool:
        """Whether the graph says anything about it, or one of its graphs has this name."""
        return str(iri) in self.manifest.graphs or self.engine.ask(bind("ask_known", iri=iri))

    def names(self, things: Iterable[Identifier]) -> Mapping[Identifier, Name]:
        """A name for every IRI among ``things``, labelled or not."""
        kept = self._kept
        wanted: set[Identifier] = {thing for thing in things if isinstance(thing, URIRef)}
        found = {iri: kept[iri] for iri in wanted if iri in kept}
        unknown = wanted - found.keys()
        if not unknown:
            return found
        said: dict[Identifier, Said] = {iri: {} for iri in unknown}
        for row in self.engine.select(bind("select_names", iri=unknown)):
            said[row["iri"]].setdefault(row["property"], []).append(row["value"])
        parts = self.names(words_of_figures(said.values()))
        named = {iri: name_of(iri, each, parts) for iri, each in said.items()}
        self._keep(named)
        return found | named

    def _keep(self, named: Mapping[Identifier, Name]) -> None:
        """Within a release a name never changes; so many are kept as a few megabytes hold."""
        if len(self._kept) + len(named) > NAMES_KEPT:
            self._kept = dict(foreign_names())
        self._kept.update(named)

    def name(self, thing: URIRef) -> Name:
        return self.names([thing])[thing]

    @cached_property
    def grades(self) -> Mapping[Identifier, Identifier]:
        """The evidence grade of each graph that has one."""
        return {row["graph"]: row["grade"] for row in self.engine.select(load("select_grades"))}

    @cached_property
    def superclasses(self) -> Mapping[Identifier, list[Identifier]]:
        """The classes of the ontology, each with its direct superclasses."""
        found: dict[Identifier, list[Identifier]] = {}
        for row in self.engine.select(load("select_superclasses")):
            above = found.setdefault(row["class"], [])
            above.extend(row[name] for name in ("superclass",) if name in row)
        return found

    @cached_property
    def broader(self) -> Closure:
        """All classes above each class, and all properties above each property."""
        direct = {each: list(above) for each, above in self.superclasses.items()}
        for row in self.engine.select(load("select_superproperties")):
            direct.setdefault(row["narrower"], []).append(row["broader"])
        return closure(direct)

    @cached_property
    def order(self) -> Order:
        """Where on a page each property stands, as this release has it."""
        return order_of(self.engine.select(load("select_display_order")))

    def lineage(self, types: Iterable[Identifier]) -> tuple[str, ...]:
        """Local names of the given classes of ours and all above them, nearest first."""
        level = sorted(types)
        found: dict[Identifier, None] = {}
        while level:
            found |= dict.fromkeys(level)
            above = {up for each in level for up in self.superclasses.get(each, ())}
            level = sorted(above - found.keys())
        return tuple(iri.removeprefix(HB) for iri in found if iri.startswith(HB))

    @cached_property
    def class_counts(self) -> Mapping[Identifier, int]:
        rows = self.engine.select(load("select_class_counts"))
        return {row["class"]: int(row["count"]) for row in rows}

    @cached_property
    def entity_count(self) -> int:
        (row,) = self.engine.select(load("select_entity_count"))
        return int(row["count"])

    @cached_property
    def shapes(self) -> Graph:
        """The shapes that the release was validated with; empty where there are none."""
        graph = Graph(bind_namespaces="none")
        if self._shapes and self._shapes.is_file():
            graph.parse(self._shapes, format="turtle")
        return graph

    def once(self, compute: "Callable[[Reader], T]") -> T:
        """What a function finds in this release, computed by whoever asks first."""
        if compute not in self._computed:
            self._computed[compute] = compute(self)
        found: T = self._computed[compute]
        return found

    def statistics(self) -> Statistics:
        """Counted by whoever asks first, while others wait for the same counts."""
        with self._measuring:
            self._measured = self._measured or measure(self.engine)
            return self._measured

    @cached_property
    def period(self) -> tuple[Identifier, ...]:
        """The first and the last day that figures are about; empty where there are no figures."""
        rows = self.engine.select(load("select_period"))
        return tuple(row[name] for row in rows for name in ("first", "last") if name in row)

    @cached_property
    def places(self) -> tuple[Row, ...]:
        """The divisions with ?code, ?short (Chinese), ?lat and ?long, once each."""
        rows = self.engine.select(load("select_places"))
        return tuple({row["place"]: row for row in rows}.values())

    @cached_property
    def groupings(self) -> tuple[Row, ...]:
        """What is made up of divisions: ?kind and ?thing, in the order of these."""
        return tuple(self.engine.select(load("select_groupings")))

    @cached_property
    def documents(self) -> tuple[URIRef, ...]:
        """Everything that has a document of its own, in the order of the IRIs."""
        rows = self.engine.select(load("select_documents"))
        return tuple(map(URIRef, sorted(str(row["thing"]) for row in rows)))

    @property
    def searchable(self) -> bool:
        """Whether this version of the program can read the index."""
        return self._index is not None

    @property
    def index(self) -> SearchIndex:
        """Raises OldIndex when another version of the program wrote it."""
        if self._index is None:
            raise OldIndex(release=self.manifest.id)
        return self._index
