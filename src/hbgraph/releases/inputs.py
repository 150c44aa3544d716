"""What a corpus is made of, as digests: whether it changed, and what derived and validated it."""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from hbgraph.corpus import Corpus
from hbgraph.errors import NoRelease
from hbgraph.releases.directory import Release, current
from hbgraph.search import FORMAT

COMPONENTS = ("hbgraph", "opencc", "pyoxigraph", "pypinyin", "pyshacl", "rdflib", "tantivy")
VERSIONS = {name: version(name) for name in COMPONENTS} | {"search": FORMAT}
"""Of the programs that make a release, and of the format of its search index. They are read once:
a process that writes is forked from one that has imported this."""


def inputs_digest(corpus: Corpus) -> str:
    """A digest of all files and versions that decide what a release holds."""
    sha = hashlib.sha256(repr(VERSIONS).encode())
    for path in (*(s.path for s in corpus.sources), *corpus.rules, *corpus.shape_files):
        sha.update(str(path.relative_to(corpus.root)).encode())
        sha.update(path.read_bytes())
    return sha.hexdigest()


def is_current(data_dir: Path, inputs: str) -> Release | None:
    """The current release, when its corpus had these very inputs."""
    try:
        release = current(data_dir)
    except NoRelease:
        return None
    return release if release.manifest.inputs == inputs else None


def hashes(paths: Iterable[Path]) -> dict[str, str]:
    """The SHA-256 of each file, by its name without suffix."""
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
