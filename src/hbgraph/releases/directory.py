"""The folder of releases: which is current, who reads one, which are kept."""

import fcntl
import json
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp

from hbgraph.durable import replace, sync, sync_tree
from hbgraph.errors import BadName, NoRelease, PublisherBusy, UnknownRelease
from hbgraph.releases.citations import cited
from hbgraph.releases.manifest import FILE, Manifest

DRAFT, TRASH = ".draft-", ".trash-"
NAMES = "names.json"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")
"""A name begins with a letter, so that it is never taken for an id, which begins with a digit."""

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
"""What can be an id, and so the name of a folder."""


@dataclass(frozen=True)
class Release:
    """One release on disk."""

    path: Path

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def store(self) -> Path:
        return self.path / "store"

    @property
    def search_index(self) -> Path:
        return self.path / "search"

    @property
    def shapes(self) -> Path:
        """The shapes that validated it, in Turtle; there is none in a scratch store."""
        return self.path / "shapes.ttl"

    @cached_property
    def manifest(self) -> Manifest:
        """Raises UnknownRelease when the release is gone."""
        try:
            return Manifest.read(self.path)
        except FileNotFoundError as error:
            raise UnknownRelease(release=self.id) from error


def hold(release: Release) -> int:
    """The file descriptor that keeps a release from being pruned until it is closed.

    Raises UnknownRelease when the release is gone already.
    """
    try:
        descriptor = os.open(release.path / FILE, os.O_RDONLY)
    except FileNotFoundError as error:
        raise UnknownRelease(release=release.id) from error
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    if (release.path / FILE).exists():
        return descriptor
    os.close(descriptor)
    raise UnknownRelease(release=release.id)


def current_path(data_dir: Path) -> Path:
    """The path of the current release, at the cost of one system call."""
    try:
        return data_dir / (data_dir / "current").readlink()
    except OSError as error:
        raise NoRelease(data_dir=data_dir) from error


def current(data_dir: Path) -> Release:
    """The current release; NoRelease when there is none."""
    release = Release(current_path(data_dir))
    if not (release.path / FILE).is_file():
        raise NoRelease(data_dir=data_dir)
    return release


def released(data_dir: Path) -> list[Release]:
    """All releases, oldest first."""
    folder = data_dir / "releases"
    return [Release(path.parent) for path in sorted(folder.glob(f"[!.]*/{FILE}"))]


def find(data_dir: Path, known_as: str) -> Release:
    """The release of this id or name, or the one called ``current``; UnknownRelease otherwise."""
    if known_as == "current":
        return current(data_dir)
    wanted = named(data_dir).get(known_as, known_as)
    release = Release(data_dir / "releases" / wanted)
    if not ID.fullmatch(wanted) or not (release.path / FILE).is_file():
        raise UnknownRelease(release=known_as)
    return release


def named(data_dir: Path) -> Mapping[str, str]:
    """The names that were given to releases, each with the id of its release."""
    try:
        names: dict[str, str] = json.loads((data_dir / NAMES).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return names


def name(data_dir: Path, release: Release, wanted: str) -> None:
    """Names a release, which keeps it for ever; a name never moves. Raises BadName."""
    names = dict(named(data_dir))
    if not NAME.fullmatch(wanted) or wanted == "current":
        raise BadName(name=wanted)
    if names.setdefault(wanted, release.id) != release.id:
        raise BadName(name=wanted)
    text = json.dumps(names, ensure_ascii=False, indent=1, sort_keys=True)
    replace(data_dir / NAMES, text.encode())


@contextmanager
def publisher(data_dir: Path, patience: float = 0) -> Iterator[Path]:
    """Makes this process the only publisher, and clears what a killed one left behind.

    The lock is the kernel's, so it ends with the process that holds it. Waits for it as long as
    ``patience`` says, in seconds, then raises PublisherBusy.
    """
    folder = data_dir / "releases"
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + patience
    with (data_dir / "publisher.lock").open("w") as lock:
        while not _lock(lock.fileno()):
            if time.monotonic() >= deadline:
                raise PublisherBusy(data_dir=data_dir)
            time.sleep(0.02)
        for path in (*folder.glob(f"{DRAFT}*"), *folder.glob(f"{TRASH}*")):
            shutil.rmtree(path)
        yield folder


def draft_path(folder: Path) -> Path:
    """A new folder for a draft below the folder of releases."""
    return Path(mkdtemp(prefix=DRAFT, dir=folder))


def commit(draft: Path, data_dir: Path, manifest: Manifest, reports: Mapping[str, str]) -> Release:
    """Puts a finished draft on disk for good and makes it current by one rename."""
    manifest.write(draft)
    for file, text in reports.items():
        (draft / file).write_text(text, encoding="utf-8")
    sync_tree(draft)
    draft.chmod(0o755)
    path = data_dir / "releases" / manifest.id
    draft.rename(path)
    sync(path.parent)
    point(data_dir, path.name)
    return Release(path)


def rollback(data_dir: Path, release: Release) -> None:
    """Makes an older release current again; nothing else changes."""
    point(data_dir, release.id)


def point(data_dir: Path, release: str) -> None:
    """Makes a release current; a reader sees the old one or the new one."""
    link = data_dir / "current"
    new = link.with_name(f"{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(Path("releases") / release)
    new.replace(link)
    sync(data_dir)


def prune(data_dir: Path, keep: int) -> list[str]:
    """Removes old releases that nobody reads; returns their ids. Only a publisher may do so.

    Kept are the current one, the newest ``keep``, those with a name, those cited.
    """
    kept = {current(data_dir).id, *named(data_dir).values(), *cited(data_dir)}
    found = released(data_dir)
    old = [release for release in found[: max(0, len(found) - keep)] if release.id not in kept]
    return [release.id for release in old if _remove(data_dir, release)]


def _remove(data_dir: Path, release: Release) -> bool:
    """Removes a release unless somebody holds it, or has cited it since, which needs to hold it."""
    trash = release.path.with_name(f"{TRASH}{release.id}")
    with (release.path / FILE).open() as file:
        if not _lock(file.fileno()) or release.id in cited(data_dir):
            return False
        release.path.rename(trash)
    with suppress(FileNotFoundError):
        shutil.rmtree(trash)
    return True


def new_id(inputs: str) -> str:
    """Time and digest: sorts by time, and tells two builds of one moment apart."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{inputs[:8] or 'scratch'}"


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
