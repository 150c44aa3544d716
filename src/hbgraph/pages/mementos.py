"""The releases in which a thing exists: its mementos (RFC 7089)."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from rdflib import URIRef

from hbgraph import releases
from hbgraph.engine import open_engine
from hbgraph.errors import UnknownRelease
from hbgraph.queries import bind
from hbgraph.releases import Release, hold
from hbgraph.releases.history import Things

REMEMBERED = 65_536
"""Answers that are kept; a release never changes, so they stay true."""


@dataclass(frozen=True)
class Memento:
    """A release that has the thing, and when it was made."""

    release: str
    created: datetime


@dataclass(frozen=True)
class Chapter:
    """What the timeline needs to know of a release."""

    created: datetime
    parent: str | None
    graphs: frozenset[str]
    things: Things | None


class Timeline:
    """Answers for the releases that are kept."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def mementos(self, iri: URIRef) -> Sequence[Memento]:
        """Those of a thing, oldest first.

        Whether a release has it follows from its child where that is kept too; otherwise the
        store is asked, which takes some 10 ms the first time.
        """
        found, children = [], dict[str | None, tuple[bool, Things]]()
        for release in reversed(releases.released(self._data_dir)):
            try:
                chapter = _chapter(release.path)
                known = _known(release, chapter, str(iri), children.get(release.id))
            except UnknownRelease:  # pruned while we read
                continue
            if chapter.things:
                children[chapter.parent] = (known, chapter.things)
            if known:
                found.append(Memento(release.id, chapter.created))
        return found[::-1]


def at(mementos: Sequence[Memento], moment: datetime) -> Memento:
    """The last that was made by then, or the first when all are younger."""
    return next((each for each in reversed(mementos) if each.created <= moment), mementos[0])


def _known(release: Release, chapter: Chapter, iri: str, child: tuple[bool, Things] | None) -> bool:
    if child is not None:
        now, things = child
        return things.before(iri, now)
    return iri in chapter.graphs or _asked(release.path, iri)


@lru_cache(maxsize=256)
def _chapter(folder: Path) -> Chapter:
    """Raises UnknownRelease."""
    manifest, things = Release(folder).manifest, Things.of(Release(folder))
    created = datetime.fromisoformat(manifest.created)
    return Chapter(created, manifest.parent, frozenset(manifest.graphs), things)


@lru_cache(maxsize=REMEMBERED)
def _asked(folder: Path, iri: str) -> bool:
    """Whether the store of a release says anything of a thing; the release is let go of at once, so
    that it can be pruned. Raises UnknownRelease."""
    release = Release(folder)
    descriptor = hold(release)
    try:
        engine = open_engine(release.store, union=not release.manifest.merged)
        known = engine.ask(bind("ask_known", iri=URIRef(iri)))
        engine.close()
        return known
    finally:
        os.close(descriptor)
