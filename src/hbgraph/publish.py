"""The one use case that changes anything: corpus in, release out."""

import hashlib
import shutil
from collections.abc import Collection
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rdflib import URIRef

from hbgraph import releases, search
from hbgraph.corpus import Corpus, line_of, merge, parse
from hbgraph.derive import derive
from hbgraph.errors import NoRelease, NotConforming
from hbgraph.model import Report
from hbgraph.queries import load
from hbgraph.releases import Draft, Manifest, Release
from hbgraph.report import to_text, to_turtle
from hbgraph.validate import validate

COMPONENTS = ("hbgraph", "pyoxigraph", "pypinyin", "pyshacl", "rdflib", "tantivy")


def publish(corpus: Corpus, data_dir: Path) -> Release:
    """Publishes the corpus and returns the release, or the current one when nothing changed.

    Raises NotConforming, with the report, when the graph violates a shape; PublisherBusy when
    another process publishes; BadCorpus when a file cannot be used. The current release stands
    until the new one is on disk.
    """
    inputs = inputs_digest(corpus)
    with releases.publisher(data_dir) as folder:
        if unchanged := is_current(data_dir, inputs):
            return unchanged
        draft = releases.begin(folder)
        try:
            return _build(corpus, draft, data_dir, inputs)
        except BaseException:
            if draft.path is not None:
                shutil.rmtree(draft.path, ignore_errors=True)
            raise


def check(corpus: Corpus, paths: Collection[Path] = ()) -> Report:
    """Validates the corpus, or the given files in the context of the corpus."""
    draft = Draft()
    fill(draft, corpus)
    if not paths:
        return validate(draft.merged(), corpus.shapes, corpus.locate)
    given = merge(map(parse, paths))
    focus_nodes = {subject for subject in given.subjects() if isinstance(subject, URIRef)}

    def locate(thing: URIRef) -> tuple[Path, int] | None:
        places = ((path, line_of(path, thing)) for path in paths)
        return next(((path, line) for path, line in places if line), None) or corpus.locate(thing)

    return validate(merge([draft.merged(), given]), corpus.shapes, locate, focus_nodes)


def inputs_digest(corpus: Corpus) -> str:
    """A digest of all files and versions that decide what a release holds."""
    sha = hashlib.sha256(repr(versions()).encode())
    for path in (*(s.path for s in corpus.sources), *corpus.rules, *corpus.shape_files):
        sha.update(str(path.relative_to(corpus.root)).encode())
        sha.update(path.read_bytes())
    return sha.hexdigest()


def is_current(data_dir: Path, inputs: str) -> Release | None:
    """The current release, when it was built from these very inputs."""
    try:
        release = releases.current(data_dir)
    except NoRelease:
        return None
    return release if release.manifest.inputs == inputs else None


def versions() -> dict[str, str]:
    return {name: version(name) for name in COMPONENTS}


def _build(corpus: Corpus, draft: Draft, data_dir: Path, inputs: str) -> Release:
    fill(draft, corpus)
    report = validate(draft.merged(), corpus.shapes, corpus.locate)
    if not report.conforms:
        error = NotConforming(count=len(report.findings))
        error.add_note(to_text(report))
        raise error
    index(draft)
    manifest = Manifest(
        id=releases.new_id(inputs),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        inputs=inputs,
        triples=draft.size,
        graphs=draft.digests,
        versions=versions(),
    )
    return releases.commit(draft, data_dir, manifest, to_turtle(report), to_text(report))


def fill(draft: Draft, corpus: Corpus) -> None:
    """Puts everything into a draft: what is stated, then what the rules derive from it."""
    for graph in corpus.load():
        draft.add(graph)
    for derived in derive(corpus.rules, draft):
        draft.add(derived)


def index(draft: Draft) -> None:
    """Writes the search index of everything in a draft on disk."""
    if draft.path is None:
        raise ValueError("a draft in memory has no place for an index")
    names: dict[URIRef, list[str]] = {}
    for row in draft.select(load("select_search_names")):
        names.setdefault(URIRef(row["thing"]), []).append(str(row["name"]))
    search.build(Release(draft.path).search_index, names)
