"""Citable queries: a text with the release that answers it, which is kept for that reason.

``<data_dir>/queries/<id>.json`` holds one each. The id follows from what is asked of which release,
so that to cite again is to find the same citation.
"""

import base64
import fcntl
import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

from hbgraph.durable import replace, sync
from hbgraph.errors import CitationsFull, UnknownCitation

FOLDER, LOCK = "queries", "citations.lock"
ID = re.compile("[a-z2-7]{20}")
"""100 bits in base 32: short enough to print, and nobody meets the same twice."""


@dataclass(frozen=True)
class Citation:
    """``rows`` and ``checksum`` are those of the answer as ``media_type``; ``ordered`` tells
    whether the order of the rows counts. Relative IRIs resolve against ``base``."""

    release: str
    query: str
    base: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    created: str = ""
    media_type: str = ""
    rows: int = 0
    checksum: str = ""
    ordered: bool = False

    @property
    def id(self) -> str:
        asked = (self.release, self.query, self.base, self.default_graphs, self.named_graphs)
        sha = hashlib.sha256(json.dumps(asked).encode()).digest()
        return base64.b32encode(sha).decode().lower()[:20]


@dataclass(frozen=True)
class Caps:
    """How many citations there may be, how many of one release, and how many releases may stay
    because of them."""

    total: int
    per_release: int
    releases: int


def find(data_dir: Path, known_as: str) -> Citation:
    """The citation of this id; raises UnknownCitation."""
    path = data_dir / FOLDER / f"{known_as}.json"
    if not ID.fullmatch(known_as) or not path.is_file():
        raise UnknownCitation(citation=known_as)
    said = json.loads(path.read_bytes())
    del said["id"]
    graphs = {name: tuple(said[name]) for name in ("default_graphs", "named_graphs")}
    return Citation(**said | graphs)


def cited(data_dir: Path) -> frozenset[str]:
    """The releases that citations need."""
    return frozenset(_by_release(data_dir))


def keep(data_dir: Path, citation: Citation, caps: Caps, named: Collection[str]) -> bool:
    """Puts a citation on disk for good; says whether it is new.

    The caller holds its release meanwhile, so that it is not pruned; ``named`` are the releases
    that stay anyway. Raises CitationsFull.
    """
    folder = data_dir / FOLDER
    folder.mkdir(exist_ok=True)
    sync(data_dir)
    path = folder / f"{citation.id}.json"
    with (data_dir / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return False
        _check(_by_release(data_dir), citation.release, caps, named)
        said = {"id": citation.id, **asdict(citation)}
        replace(path, json.dumps(said, ensure_ascii=False, indent=1).encode())
    return True


def _by_release(data_dir: Path) -> Counter[str]:
    """How many citations each release has."""
    paths = (data_dir / FOLDER).glob("*.json")
    return Counter(str(json.loads(path.read_bytes())["release"]) for path in paths)


def _check(found: Counter[str], release: str, caps: Caps, named: Collection[str]) -> None:
    pinned = found.keys() - set(named)
    if found.total() >= caps.total:
        raise CitationsFull(reason=f"{caps.total}")
    if found[release] >= caps.per_release:
        raise CitationsFull(reason=f"{caps.per_release}, {release}")
    if release not in pinned and release not in named and len(pinned) >= caps.releases:
        raise CitationsFull(reason=f"{caps.releases} × release")
