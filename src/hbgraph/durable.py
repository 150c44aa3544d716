"""Files that are on disk, whole, or not there at all: what survives a kill and a power cut."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOGETHER = 16
"""Files that are synced at once."""


def replace(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Puts ``content`` in the place of ``path`` in one step, for good when it returns.

    For one writer at a time: what a killed one left behind is overwritten.
    """
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync(path.parent)


def sync_tree(folder: Path) -> None:
    """Makes a folder with all that is in it survive a power cut.

    A file that it shares, by a hard link, with a folder that was synced is left out. The others go
    to the disk at once, since a file system writes many together as fast as one.
    """
    paths = [path for path in (*folder.rglob("*"), folder) if not path.is_symlink()]
    own = [path for path in paths if path.is_dir() or path.stat().st_nlink == 1]
    with ThreadPoolExecutor(TOGETHER) as pool:
        for _ in pool.map(sync, own):
            pass


def sync(path: Path) -> None:
    """Makes a file's bytes, or a folder's entries, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
