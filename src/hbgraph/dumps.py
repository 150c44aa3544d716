"""A release as files to download: made once for each, in a process of its own, whole or not at all.

``<data_dir>/dumps/<release id>/`` holds the files of ``FORMS`` and ``SHA256SUMS``. The folder is
filled under another name and gets its own by one rename. The bytes follow from the release alone.
"""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox
import zstandard

from hbgraph.durable import sync, sync_tree
from hbgraph.errors import DeadlineReached, MemoryReached, ServerBusy
from hbgraph.ns import TURTLE_PREFIXES
from hbgraph.releases import Release, hold
from hbgraph.sandbox import Child, Limits, Zygote

JOB = "hbgraph.dumps:work"
FOLDER, NEW, SUMS = "dumps", ".new-", "SHA256SUMS"
NICENESS = 10
GRACE_SECONDS = 2
LEVEL = 9
"""Of both compressors: gzip knows no stronger one, and zstd gets little smaller above it."""


@dataclass(frozen=True)
class Form:
    """What is inside a file, and how the file is compressed, both as media types."""

    media_type: str
    compression: str


TRIG, N_QUADS = "application/trig", "application/n-quads"
ZSTD, GZIP = "application/zstd", "application/gzip"
FORMS: Mapping[str, Form] = {
    "hbgraph.trig.zst": Form(TRIG, ZSTD),
    "hbgraph.trig.gz": Form(TRIG, GZIP),
    "hbgraph.nq.gz": Form(N_QUADS, GZIP),
}


@dataclass(frozen=True)
class Dump:
    """A file on disk; ``size`` is in bytes, ``digest`` its SHA-256 in hexadecimal."""

    path: Path
    size: int
    digest: str

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def form(self) -> Form:
        return FORMS[self.name]


class Dumps:
    """The dumps of a data folder's releases, made when somebody asks for them."""

    def __init__(self, zygote: Zygote, data_dir: Path, seconds: float, memory: int) -> None:
        """``seconds`` and ``memory``, in bytes, bound the process that makes the dumps."""
        self._zygote = zygote
        self._data_dir = data_dir
        self._folder = data_dir / FOLDER
        self._limits = Limits(memory=memory, seconds=seconds)

    def of(self, release: Release) -> tuple[Dump, ...]:
        """The dumps of a release; whoever asks first waits until they are made.

        Raises DeadlineReached, MemoryReached, ServerBusy; UnknownRelease when it is gone.
        """
        folder = self._folder / release.id
        if not folder.is_dir():
            self._make_once(release, folder)
        return dumps_in(folder)

    def sums(self, release: Release) -> Path:
        """The file that ``sha256sum -c`` reads; raises like ``of``."""
        self.of(release)
        return self._folder / release.id / SUMS

    def _make_once(self, release: Release, folder: Path) -> None:
        """Makes them unless another thread or process has done so while we waited."""
        self._folder.mkdir(parents=True, exist_ok=True)
        held = hold(release)
        try:
            with (self._folder / ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._clear()
                if not folder.is_dir():
                    self._make(release, folder)
        finally:
            os.close(held)

    def _clear(self) -> None:
        """Removes what a killed process left, and the dumps of releases that are gone."""
        for path in self._folder.iterdir():
            gone = not (self._data_dir / "releases" / path.name).is_dir()
            if path.is_dir() and gone:
                shutil.rmtree(path)

    def _make(self, release: Release, folder: Path) -> None:
        draft = self._folder / f"{NEW}{release.id}"
        draft.mkdir()
        try:
            child = self._zygote.spawn(JOB, self._limits)
        except EOFError as error:
            raise ServerBusy(seconds=0) from error
        try:
            asked = {"release": str(release.path), "folder": str(draft)}
            self._finish(child, json.dumps(asked).encode())
        finally:
            child.kill()
        draft.rename(folder)
        sync(self._folder)

    def _finish(self, child: Child, asked: bytes) -> None:
        began = time.monotonic()
        try:
            child.connection.send_bytes(asked)
            if child.connection.poll(self._limits.seconds + GRACE_SECONDS):
                child.connection.recv_bytes()
                return
        except (EOFError, OSError) as error:
            if time.monotonic() - began < self._limits.seconds:
                raise MemoryReached(memory=self._limits.memory >> 20) from error
        raise DeadlineReached(seconds=self._limits.seconds)


def dumps_in(folder: Path) -> tuple[Dump, ...]:
    """The dumps that a finished folder holds, in the order of FORMS."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    named = ((folder / line[66:], line[:64]) for line in lines)
    return tuple(Dump(path, path.stat().st_size, digest) for path, digest in named)


def work(connection: Connection) -> None:
    """The job: fills a folder, and says when all of it is on disk."""
    asked = json.loads(connection.recv_bytes())
    os.nice(NICENESS)
    write(Release(Path(asked["release"])), Path(asked["folder"]))
    connection.send_bytes(b"done")


def write(release: Release, folder: Path) -> None:
    """Writes all files of a release into an empty folder."""
    store = ox.Store.read_only(str(release.store))
    for name in FORMS:
        with (folder / name).open("wb") as file, compressed(name, file) as sink:
            ox.serialize(
                quads(store, release.manifest.merged),
                sink,
                format=ox.RdfFormat.from_media_type(FORMS[name].media_type),
                prefixes=TURTLE_PREFIXES,
            )
    sums = "".join(f"{sha256(folder / name)}  {name}\n" for name in FORMS)
    (folder / SUMS).write_text(sums, encoding="utf-8")
    sync_tree(folder)


def compressed(name: str, file: IO[bytes]) -> IO[bytes]:
    """What compresses into a file; gzip's own header gets neither a time nor a name."""
    if FORMS[name].compression == ZSTD:
        compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        return compressor.stream_writer(file, closefd=False)
    return cast(IO[bytes], gzip.GzipFile("", "wb", LEVEL, file, mtime=0))


def quads(store: ox.Store, merged: bool) -> Iterator[ox.Quad]:
    """Every quad, graph by graph; the default graph only where it is no merge of the others."""
    if not merged:
        yield from store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    for graph in sorted(store.named_graphs(), key=str):
        yield from store.quads_for_pattern(None, None, None, graph)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
