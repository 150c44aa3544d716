"""Releases: read-only directories, of which one is current.

``<data_dir>/releases/<id>/`` holds ``store/`` (every named graph, and their RDF merge as the
default graph), ``search/`` (the index of names), ``manifest.json``, ``report.ttl`` and
``report.txt``; ``<data_dir>/current`` is a link to one of them. A draft is built under a name of
its own and becomes a release by renaming.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph

from hbgraph.engine.embedded import EmbeddedEngine
from hbgraph.engine.terms import to_quad, to_triple
from hbgraph.errors import NoRelease, PublisherBusy
from hbgraph.model import NamedGraph, Row
from hbgraph.ns import TURTLE_PREFIXES

DRAFT = ".draft-"
BASE = "https://w3id.org/hbgraph/"


@dataclass(frozen=True)
class Manifest:
    """What a release is: ``graphs`` maps each name to its number of triples and its digest;
    ``triples`` counts the merge; ``inputs`` is the digest of everything it was built from."""

    id: str
    created: str
    inputs: str
    triples: int
    graphs: dict[str, dict[str, int | str]]
    versions: dict[str, str]


@dataclass(frozen=True)
class Release:
    """One release on disk."""

    path: Path

    @property
    def store(self) -> Path:
        return self.path / "store"

    @property
    def search_index(self) -> Path:
        return self.path / "search"

    @cached_property
    def manifest(self) -> Manifest:
        return Manifest(**json.loads((self.path / "manifest.json").read_text(encoding="utf-8")))


class Draft:
    """A store under construction: each triple in its named graph and once in the merge."""

    def __init__(self, path: Path | None = None) -> None:
        """In memory when no path is given."""
        self.path = path
        self.digests: dict[str, dict[str, int | str]] = {}
        self._store = ox.Store(str(Release(path).store)) if path else ox.Store()

    def add(self, graph: NamedGraph) -> None:
        """Adds a named graph to the store and to the merge.

        Its digest is of what the store keeps: Oxigraph writes some literals in another form.
        """
        self._store.extend(to_quad(triple, str(graph.name)) for triple in graph.triples)
        self._store.extend(map(to_quad, graph.triples))
        name = ox.NamedNode(str(graph.name))
        kept = [quad.triple for quad in self._store.quads_for_pattern(None, None, None, name)]
        self.digests[name.value] = {"triples": len(kept), "digest": digest(map(str, kept))}

    def __contains__(self, triple: object) -> bool:
        return isinstance(triple, tuple) and to_quad(triple) in self._store

    def construct(self, text: str) -> Graph:
        return EmbeddedEngine(self._store).construct(text)

    def select(self, text: str) -> list[Row]:
        return EmbeddedEngine(self._store).select(text)

    @property
    def size(self) -> int:
        """The number of triples in the merge."""
        return sum(1 for _ in self._merge())

    def merged(self) -> Graph:
        """The merge, as an rdflib graph in memory."""
        graph = Graph(bind_namespaces="none")
        for quad in self._merge():
            graph.add(to_triple(quad))
        return graph

    def finish(self) -> None:
        """Writes everything to disk and lets go of the store."""
        self._store.optimize()
        self._store.flush()
        del self._store

    def _merge(self) -> Iterator[ox.Quad]:
        return self._store.quads_for_pattern(None, None, None, ox.DefaultGraph())


def digest(lines: Iterable[str]) -> str:
    """A digest of a set of statements that does not depend on their order.

    The sum, modulo 2^256, of the SHA-256 of each canonical line, so that it can follow from a
    change alone. No statement has a blank node (docs/decisions/0001).
    """
    total = sum(int.from_bytes(hashlib.sha256(line.encode()).digest()) for line in lines)
    return f"{total % 2**256:064x}"


@contextmanager
def publisher(data_dir: Path) -> Iterator[Path]:
    """Makes this process the only publisher, and clears what a killed one left behind.

    The lock is the kernel's, so it ends with the process that holds it.
    """
    folder = data_dir / "releases"
    folder.mkdir(parents=True, exist_ok=True)
    with (data_dir / "publisher.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublisherBusy(data_dir=data_dir) from error
        discard_drafts(folder)
        yield folder


def begin(folder: Path) -> Draft:
    """A new draft below the folder of releases."""
    path = folder / f"{DRAFT}{os.getpid()}"
    path.mkdir()
    return Draft(path)


def commit(
    draft: Draft, data_dir: Path, manifest: Manifest, report_ttl: str, report_txt: str
) -> Release:
    """Puts a draft on disk for good and makes it current by one rename."""
    if draft.path is None:
        raise ValueError("a draft in memory cannot become a release")
    draft.finish()
    (draft.path / "manifest.json").write_text(
        json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True), "utf-8"
    )
    (draft.path / "report.ttl").write_text(report_ttl, encoding="utf-8")
    (draft.path / "report.txt").write_text(report_txt, encoding="utf-8")
    _sync_tree(draft.path)
    path = data_dir / "releases" / manifest.id
    draft.path.rename(path)
    _sync(path.parent)
    _point(data_dir / "current", Path("releases") / manifest.id)
    return Release(path)


def current(data_dir: Path) -> Release:
    """The current release; NoRelease when there is none."""
    link = data_dir / "current"
    if not (link / "manifest.json").is_file():
        raise NoRelease(data_dir=data_dir)
    return Release(link.resolve())


def released(data_dir: Path) -> list[Release]:
    """All releases, oldest first."""
    folder = data_dir / "releases"
    return [Release(path.parent) for path in sorted(folder.glob("[!.]*/manifest.json"))]


def new_id(inputs: str) -> str:
    """Time and digest: sorts by time, and tells two builds of one second apart."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{inputs[:8]}"


def discard_drafts(folder: Path) -> None:
    for path in folder.glob(f"{DRAFT}*"):
        shutil.rmtree(path)


def _point(link: Path, target: Path) -> None:
    """Makes ``link`` lead to ``target``; a reader sees the old one or the new one."""
    new = link.with_name(f"{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)
    _sync(link.parent)


def _sync_tree(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
