"""Backup and restore of a data folder, while servers read it and a publisher changes it.

A backup holds the current release, those with a name, those that a citation needs, the names,
citations and tokens, and ``SHA256SUMS``, which is written last: without it a backup is not whole.
Releases share most of their files by hard links; so do their copies.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from hbgraph import __version__, durable, releases
from hbgraph.errors import BackupExists, DamagedBackup, DataDirInUse, UnknownRelease
from hbgraph.releases import Release
from hbgraph.releases.directory import point

SUMS, ABOUT, RESTORING = "SHA256SUMS", "backup.json", ".restoring"
NAMES, TOKENS, QUERIES, RELEASES = "names.json", "tokens.json", "queries", "releases"
PIECE = 1 << 20
LINE = re.compile("([0-9a-f]{64})  (.+)")


@dataclass(frozen=True)
class Backup:
    """What was copied: the id of the current release, of all, and how many bytes they take."""

    current: str
    releases: tuple[str, ...]
    size: int


def backup(data_dir: Path, folder: Path) -> Backup:
    """Copies what a data folder holds into an empty or new folder.

    The copy is on disk when this returns. Raises BackupExists for a folder that holds something,
    NoRelease when nothing is published. A backup that fails leaves nothing behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupExists(folder=folder)
    try:
        return _back_up(data_dir, folder)
    except BaseException:
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def restore(folder: Path, data_dir: Path) -> Backup:
    """Makes a data folder out of a backup, every byte of it checked.

    Nothing is visible before everything is there: the last step is one rename. Raises
    DamagedBackup; DataDirInUse when the data folder holds something; PublisherBusy.
    """
    sums = _sums(folder)
    with releases.publisher(data_dir):
        draft = data_dir / RESTORING
        if _in_use(data_dir):
            raise DataDirInUse(data_dir=data_dir)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            return _restore(folder, sums, draft, data_dir)
        finally:
            shutil.rmtree(draft)


def _back_up(data_dir: Path, folder: Path) -> Backup:
    with ExitStack() as held:
        names = releases.named(data_dir)
        citations = sorted((data_dir / QUERIES).glob("*.json"))
        current = _hold_current(data_dir, held)
        others = {*names.values(), *_cited(citations)} - {current.id}
        for release in others:
            held.callback(os.close, releases.hold(releases.find(data_dir, release)))
        kept = (current.id, *sorted(others))
        sources = [*citations, *(f for id_ in kept for f in _files(data_dir / RELEASES / id_))]
        tokens = [path for path in [data_dir / TOKENS] if path.exists()]
        paths = {str(path.relative_to(data_dir)): path for path in [*tokens, *sources]}
        sums = dict(_copied(paths, folder))
    about = {"current": current.id, "hbgraph": __version__, "created": _now()}
    for file, told in ((NAMES, names), (ABOUT, about)):
        content = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()
        (folder / file).write_bytes(content)
        sums[file] = hashlib.sha256(content).hexdigest()
    durable.sync_tree(folder)
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))
    durable.replace(folder / SUMS, lines.encode())
    return Backup(current.id, kept, _size(folder))


def _restore(folder: Path, sums: Mapping[str, str], draft: Path, data_dir: Path) -> Backup:
    for path, digest in _copied({path: folder / path for path in sums}, draft):
        if digest != sums[path]:
            raise DamagedBackup(path=folder / path, reason="SHA-256")
    current = str(_told(draft / ABOUT).get("current"))
    if f"{RELEASES}/{current}/manifest.json" not in sums:
        raise DamagedBackup(path=folder / ABOUT, reason=f"current: {current}")
    (draft / ABOUT).unlink()
    durable.sync_tree(draft)
    kept = sorted(release.name for release in (draft / RELEASES).iterdir())
    found = Backup(current, tuple(kept), _size(draft))
    point(data_dir, current)
    for part in sorted(draft.iterdir(), key=lambda part: part.name == RELEASES):
        _move(part, data_dir / part.name)  # the releases last: only now the link leads somewhere
    durable.sync(data_dir)
    return found


def _move(path: Path, target: Path) -> None:
    """Moves a file or folder to where a restore that was killed may have put the same."""
    if target.is_dir():
        shutil.rmtree(target)
    path.replace(target)


def _hold_current(data_dir: Path, held: ExitStack) -> Release:
    """The current release; again when it was replaced and pruned before we held it."""
    while True:
        release = releases.current(data_dir)
        with suppress(UnknownRelease):
            held.callback(os.close, releases.hold(release))
            return release


def _cited(citations: Iterable[Path]) -> set[str]:
    """The releases that citations need."""
    return {str(_told(path)["release"]) for path in citations}


def _copied(paths: Mapping[str, Path], folder: Path) -> Iterator[tuple[str, str]]:
    """Copies files to these paths below a folder; gives each path with the SHA-256 of what was
    copied. What is one file under several names stays so."""
    known: dict[tuple[int, int], tuple[Path, str]] = {}
    for path, source in paths.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        found = source.stat()
        if same := known.get((found.st_dev, found.st_ino)):
            os.link(same[0], target)
        else:
            same = known[found.st_dev, found.st_ino] = (target, _copy(source, target))
        yield path, same[1]


def _copy(source: Path, target: Path) -> str:
    sha = hashlib.sha256()
    with source.open("rb") as read, target.open("xb") as written:
        os.fchmod(written.fileno(), os.fstat(read.fileno()).st_mode & 0o777)
        while piece := read.read(PIECE):
            sha.update(piece)
            written.write(piece)
    return sha.hexdigest()


def _sums(folder: Path) -> dict[str, str]:
    """The paths of a backup with their SHA-256: plain files of the kinds that we write."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedBackup(path=folder / SUMS, reason=error) from error
    found = [LINE.fullmatch(line) for line in lines]
    sums = {match[2]: match[1] for match in found if match}
    wrong = [path for path in sums if not _ours(path) or not _plain(folder, path)]
    if None in found or len(sums) < len(lines) or wrong or ABOUT not in sums:
        raise DamagedBackup(path=folder / SUMS, reason=", ".join(wrong[:3]) or "?")
    return sums


def _ours(path: str) -> bool:
    """Whether a backup may hold this path; none leads out of it."""
    top, *below = parts = PurePosixPath(path).parts
    if path != "/".join(parts) or ".." in parts:
        return False
    return bool(below) if top in (RELEASES, QUERIES) else path in (ABOUT, NAMES, TOKENS)


def _plain(folder: Path, path: str) -> bool:
    """Whether this is a file that lies where it seems to."""
    return (folder / path).is_file() and (folder / path).resolve() == folder.resolve() / path


def _in_use(data_dir: Path) -> bool:
    """What a restore that was killed left behind is not in use."""
    if any((data_dir / RELEASES).iterdir()):
        return True
    files = (data_dir / name for name in (NAMES, TOKENS, QUERIES))
    return not (data_dir / RESTORING).exists() and any(path.exists() for path in files)


def _told(path: Path) -> dict[str, object]:
    try:
        told: dict[str, object] = json.loads(path.read_bytes())
    except ValueError as error:
        raise DamagedBackup(path=path, reason=error) from error
    return told


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _size(folder: Path) -> int:
    files = {(s.st_dev, s.st_ino): s.st_size for s in map(Path.stat, _files(folder))}
    return sum(files.values())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
