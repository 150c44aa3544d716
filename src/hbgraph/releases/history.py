"""Which things came and went with a release, and which are gone: what mementos and 410 need.

``things.json`` tells what a change brought and took, ``gone.json`` the things that some ancestor
had and this release has not, each with the last release that had it. Both follow from the change,
so they outlive the releases they tell of, and a backup of a release holds them.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from hbgraph.ns import ID
from hbgraph.releases.directory import Release
from hbgraph.releases.draft import Draft, node

THINGS, GONE = "things.json", "gone.json"
MOST = 50_000
"""Things that are remembered when they are gone; of more, those that went first are forgotten."""


@dataclass(frozen=True)
class Things:
    """What a release has that its parent had not, and what it has not any more."""

    came: frozenset[str]
    went: frozenset[str]

    @classmethod
    def of(cls, release: Release) -> "Things | None":
        """None for a release without parent, or made before this was recorded."""
        try:
            said = json.loads((release.path / THINGS).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return cls(frozenset(said["came"]), frozenset(said["went"]))

    def before(self, iri: str, now: bool) -> bool:
        """Whether the parent had a thing, from whether the release has it."""
        return iri in self.went or (now and iri not in self.came)


def follow(draft: Draft) -> None:
    """Writes both files into the folder of a draft that has a parent and is otherwise finished."""
    if draft.path is None or draft.parent is None:
        return
    things = changed(draft)
    said = {"came": sorted(things.came), "went": sorted(things.went)}
    (draft.path / THINGS).write_text(json.dumps(said), encoding="utf-8")
    before = draft.path.with_name(draft.parent.id) / GONE
    known = _read(before) if things.came or things.went else {}
    if things.went or not things.came.isdisjoint(known):
        left = {iri: last for iri, last in known.items() if iri not in things.came}
        left |= dict.fromkeys(sorted(things.went), draft.parent.id)
        newest = dict([*left.items()][-MOST:])
        (draft.path / GONE).write_text(json.dumps(newest), encoding="utf-8")
    elif before.exists():
        os.link(before, draft.path / GONE)


def changed(draft: Draft) -> Things:
    """The things below ``ID`` that a draft has and its parent had not, and the reverse."""
    added, removed = draft.touched()
    before, names = set(draft.parent.graphs) if draft.parent else set(), draft.names
    lost = _subjects(removed)
    came, went = set[str](), set[str]()
    for iri in filter(_ours, _subjects(added) | lost | (before ^ names)):
        stayed = (quad for quad in _statements(draft, iri) if quad not in added)
        was_known = iri in before or iri in lost or any(True for _ in stayed)
        is_known = iri in names or any(True for _ in _statements(draft, iri))
        if was_known != is_known:
            (came if is_known else went).add(iri)
    return Things(frozenset(came), frozenset(went))


def _subjects(quads: Iterable[ox.Quad]) -> set[str]:
    return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def last_release(release: Release, iri: str) -> str | None:
    """The last release that had a thing which this one has not any more; None for all others."""
    return _gone(release.path).get(iri)


def _ours(iri: str) -> bool:
    return iri.startswith(str(ID))


def _statements(draft: Draft, iri: str) -> Iterator[ox.Quad]:
    graph = node("") if draft.merged else None
    return draft.store.quads_for_pattern(ox.NamedNode(iri), None, None, graph)


@lru_cache(maxsize=4)
def _gone(folder: Path) -> Mapping[str, str]:
    return _read(folder / GONE)


def _read(path: Path) -> Mapping[str, str]:
    try:
        said: Mapping[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return said
