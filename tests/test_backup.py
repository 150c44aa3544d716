"""A backup is whole or none, whatever happens while it is made, kept and restored."""

import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import SmallCorpus, small_corpus
from hbgraph import backup as module
from hbgraph import publish, releases
from hbgraph.backup import backup, restore
from hbgraph.engine import open_engine
from hbgraph.errors import BackupExists, DamagedBackup, DataDirInUse, NoRelease, PublisherBusy
from hbgraph.releases import Release
from hbgraph.tokens import Tokens

PLACES = "data/ttl/reference/places.ttl"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


def publish_new(small: SmallCorpus, data_dir: Path, label: str) -> Release:
    small.write(
        PLACES,
        f"""<https://w3id.org/hbgraph/id/reference/places> rdfs:label "{label}"@en, "地名"@zh .
        <https://w3id.org/hbgraph/id/region/990000> a hb:Region ; rdfs:label "{label}"@en .""",
    )
    return publish.publish(small.corpus, data_dir)


def labels(release: Release) -> set[str]:
    rows = open_engine(release.store).select(f"SELECT ?l {{ ?s <{LABEL}> ?l }}")
    return {str(row["l"]) for row in rows}


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with three releases, of which the first has a name, and with a token."""
    folder = tmp_path_factory.mktemp("published")
    small = small_corpus(folder / "corpus")
    data_dir = folder / "data"
    first, *_ = [publish_new(small, data_dir, label) for label in ("one", "two", "three")]
    releases.name(data_dir, first, "edition-1")
    Tokens(data_dir / "tokens.json").add("a", ["*"])
    return data_dir


@pytest.fixture(scope="module")
def kept(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    backup(published, folder)
    return folder


@pytest.fixture
def copied(kept: Path, tmp_path: Path) -> Path:
    """A backup that a test may damage."""
    return Path(shutil.copytree(kept, tmp_path / "copied"))


def test_what_is_restored_is_what_was_backed_up(published: Path, tmp_path: Path) -> None:
    told = backup(published, tmp_path / "backup")
    assert restore(tmp_path / "backup", tmp_path / "new").releases == tuple(sorted(told.releases))
    new = tmp_path / "new"
    assert releases.current(new).id == releases.current(published).id == told.current
    assert releases.named(new) == releases.named(published)
    for release in releases.released(new):
        same = releases.find(published, release.id)
        assert content(release.path) == content(same.path)
        assert labels(release) == labels(same)
    assert (new / "tokens.json").read_bytes() == (published / "tokens.json").read_bytes()


def test_only_the_current_release_and_those_with_a_name_are_kept(
    published: Path, kept: Path
) -> None:
    first, _, third = releases.released(published)
    found = {path.name for path in (kept / "releases").iterdir()}
    assert found == {first.id, third.id}


def test_a_release_that_a_citation_needs_is_kept_with_it(published: Path, tmp_path: Path) -> None:
    data_dir = Path(shutil.copytree(published, tmp_path / "data", symlinks=True))
    second = releases.released(data_dir)[1]
    (data_dir / "queries").mkdir()
    citation = json.dumps({"release": second.id, "query": "ASK {}"})
    (data_dir / "queries/abc.json").write_text(citation)
    assert second.id in backup(data_dir, tmp_path / "backup").releases
    restore(tmp_path / "backup", tmp_path / "new")
    assert (tmp_path / "new/queries/abc.json").read_text() == citation
    assert labels(releases.find(tmp_path / "new", second.id)) == labels(second)


def test_publishing_goes_on_after_a_restore(kept: Path, tmp_path: Path) -> None:
    restore(kept, tmp_path / "new")
    small = small_corpus(tmp_path / "corpus")
    release = publish_new(small, tmp_path / "new", "four")
    assert "four" in labels(release)
    assert releases.current(tmp_path / "new").id == release.id


def test_the_tokens_stay_their_owners_only(kept: Path, tmp_path: Path) -> None:
    restore(kept, tmp_path / "new")
    for folder in (kept, tmp_path / "new"):
        assert stat.S_IMODE((folder / "tokens.json").stat().st_mode) == 0o600


def test_what_releases_share_is_stored_once(kept: Path, tmp_path: Path) -> None:
    restore(kept, tmp_path / "new")
    for folder in (kept, tmp_path / "new"):
        inodes = [path.stat().st_ino for path in (folder / "releases").rglob("*.sst")]
        assert len(set(inodes)) < len(inodes)


def test_a_backup_can_be_checked_by_hand(copied: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=copied, check=False).returncode == 0
    listed = {line[66:] for line in (copied / "SHA256SUMS").read_text().splitlines()}
    assert listed == set(content(copied)) - {"SHA256SUMS"}


def test_a_backup_overwrites_nothing(published: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(BackupExists):
        backup(published, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoRelease):
        backup(tmp_path / "none", tmp_path / "backup")
    assert list((tmp_path / "backup").iterdir()) == []
    assert not (tmp_path / "none").exists()


def cut(copied: Path) -> None:
    (copied / "SHA256SUMS").unlink()


def flip(copied: Path) -> None:
    path = max((copied / "releases").rglob("*.sst"), key=lambda path: path.stat().st_size)
    whole = path.read_bytes()
    path.write_bytes(whole[:9] + bytes([whole[9] ^ 1]) + whole[10:])


def lose(copied: Path) -> None:
    next((copied / "releases").rglob("CURRENT")).unlink()


def redirect(copied: Path) -> None:
    path = next((copied / "releases").rglob("CURRENT"))
    path.rename(copied / "elsewhere")
    path.symlink_to(copied / "elsewhere")


def climb(copied: Path) -> None:
    (copied.parent / "outside").write_text("x")
    with (copied / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  releases/../../outside\n")


def stray(copied: Path) -> None:
    (copied / "current").write_text("x")
    with (copied / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  current\n")


def scribble(copied: Path) -> None:
    with (copied / "SHA256SUMS").open("a") as sums:
        sums.write("nonsense\n")


def repeat(copied: Path) -> None:
    sums = copied / "SHA256SUMS"
    sums.write_text(sums.read_text() * 2)


def mislead(copied: Path) -> None:
    """A backup whose checksums fit, but whose current release is none of its own."""
    (copied / "backup.json").write_text('{"current": "../../elsewhere"}')
    files = [path for path in content(copied) if path != "SHA256SUMS"]
    told = subprocess.run(["sha256sum", *files], cwd=copied, capture_output=True, check=True)
    (copied / "SHA256SUMS").write_bytes(told.stdout)


@pytest.mark.parametrize(
    "damage", [cut, flip, lose, redirect, climb, stray, scribble, repeat, mislead]
)
def test_a_damaged_backup_restores_nothing(
    copied: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    damage(copied)
    with pytest.raises(DamagedBackup):
        restore(copied, tmp_path / "new")
    with pytest.raises(NoRelease):
        releases.current(tmp_path / "new")
    assert releases.released(tmp_path / "new") == []
    assert not (tmp_path / "new/tokens.json").exists()


def test_a_damaged_backup_is_no_obstacle_to_a_good_one(
    copied: Path, kept: Path, tmp_path: Path
) -> None:
    flip(copied)
    with pytest.raises(DamagedBackup):
        restore(copied, tmp_path / "new")
    restore(kept, tmp_path / "new")
    assert labels(releases.current(tmp_path / "new"))


def test_a_restore_overwrites_no_release(kept: Path, tmp_path: Path) -> None:
    restore(kept, tmp_path / "new")
    before = content(tmp_path / "new")
    with pytest.raises(DataDirInUse):
        restore(kept, tmp_path / "new")
    assert content(tmp_path / "new") == before


@pytest.mark.parametrize("name", ["tokens.json", "names.json", "queries/a.json"])
def test_a_restore_overwrites_nothing_else(kept: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "new/queries").mkdir(parents=True)
    if not name.startswith("queries"):
        (tmp_path / "new/queries").rmdir()
    (tmp_path / "new" / name).write_text("mine")
    with pytest.raises(DataDirInUse):
        restore(kept, tmp_path / "new")
    assert (tmp_path / "new" / name).read_text() == "mine"


def test_a_restore_into_an_empty_folder_keeps_the_folder(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    before = (tmp_path / "new").stat().st_ino
    restore(kept, tmp_path / "new")
    assert (tmp_path / "new").stat().st_ino == before
    assert not (tmp_path / "new" / module.RESTORING).exists()


def test_a_restore_waits_for_no_publisher(kept: Path, tmp_path: Path) -> None:
    with releases.publisher(tmp_path / "new"), pytest.raises(PublisherBusy):
        restore(kept, tmp_path / "new")


def test_a_backup_is_consistent_while_releases_come_and_go(tmp_path: Path) -> None:
    small, data_dir = small_corpus(tmp_path / "corpus"), tmp_path / "data"
    publish_new(small, data_dir, "label 0")
    done = threading.Event()
    said: list[str] = []

    def keep_publishing() -> None:
        while not done.is_set():
            said.append(f"label {len(said) + 1}")
            publish_new(small, data_dir, said[-1])
            with releases.publisher(data_dir):
                releases.prune(data_dir, keep=1)

    thread = threading.Thread(target=keep_publishing)
    thread.start()
    try:
        for number in range(8):
            told = backup(data_dir, tmp_path / f"backup{number}")
            restore(tmp_path / f"backup{number}", tmp_path / f"new{number}")
            found = releases.current(tmp_path / f"new{number}")
            assert found.id == told.current
            assert len([label for label in labels(found) if label.startswith("label ")]) == 1
    finally:
        done.set()
        thread.join()
    assert len(said) > 1


def started(*arguments: str | Path) -> subprocess.Popen[bytes]:
    code = "import sys; from pathlib import Path; from hbgraph.backup import *\n"
    code += "print(flush=True); globals()[sys.argv[1]](*map(Path, sys.argv[2:]))"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    return process


def timed(*arguments: str | Path) -> float:
    """How long it takes from the first line of its output to its end."""
    with started(*arguments) as process:
        begun = time.perf_counter()
        assert process.wait() == 0
        return time.perf_counter() - begun


def killed_after(seconds: float, *arguments: str | Path) -> None:
    with started(*arguments) as process:
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)


def test_a_restore_that_is_killed_shows_all_or_nothing_and_can_be_repeated(
    kept: Path, tmp_path: Path
) -> None:
    span = timed("restore", kept, tmp_path / "whole")
    visible = 0
    for number in range(12):
        new = tmp_path / f"new{number}"
        killed_after(random.uniform(0, 1.2 * span), "restore", kept, new)
        try:
            found = releases.current(new)
        except NoRelease:
            restore(kept, new)
            found = releases.current(new)
        else:
            visible += 1
        assert content(new / "releases") == content(kept / "releases")
        assert labels(found)
        assert (new / "tokens.json").is_file()
    assert visible < 12


@pytest.mark.parametrize("point", ["point", "_move", "_size"])
def test_a_restore_that_ends_at_any_step_can_be_repeated(
    kept: Path, tmp_path: Path, point: str
) -> None:
    code = f"import os; from pathlib import Path; from hbgraph import backup as b; b.{point} = "
    code += (
        f"lambda *a: os._exit(9); b.restore(Path({str(kept)!r}), Path({str(tmp_path / 'new')!r}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    with pytest.raises(NoRelease):
        releases.current(tmp_path / "new")
    restore(kept, tmp_path / "new")
    assert labels(releases.current(tmp_path / "new"))


def test_a_backup_that_is_killed_is_never_taken_for_a_whole_one(
    published: Path, tmp_path: Path
) -> None:
    span = timed("backup", published, tmp_path / "whole")
    for number in range(8):
        folder = tmp_path / f"backup{number}"
        killed_after(random.uniform(0, span), "backup", published, folder)
        try:
            restore(folder, tmp_path / f"new{number}")
        except DamagedBackup:
            continue
        assert content(tmp_path / f"new{number}/releases") == content(tmp_path / "whole/releases")
