"""The one use case that changes anything: a corpus or a write in, a release out."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rdflib import RDF, RDFS, SKOS, URIRef

from hbgraph import releases, search
from hbgraph.corpus import Corpus, line_of, merge, parse
from hbgraph.derive import derive
from hbgraph.errors import NoRelease, NotConforming, ScratchData
from hbgraph.model import Report
from hbgraph.ns import HB, ID
from hbgraph.queries import bind, load
from hbgraph.releases import Draft, Manifest, Release, history
from hbgraph.releases.inputs import VERSIONS, hashes, inputs_digest, is_current
from hbgraph.report import to_text, to_turtle
from hbgraph.validate import validate

RULES = str(ID["rule/"])
"""The graphs whose names begin so hold what the rules derive."""

CODING = {str(term) for term in (SKOS.broader, SKOS.notation)}
"""The properties that give codes to a thing and to all that is narrower."""

NAMING = CODING | {str(term) for term in (RDF.type, RDFS.label, SKOS.altLabel, HB.printed)}
"""The properties that give a thing what it is found by (queries/select_search_names.rq)."""

MANY = 2_000
"""From so many things on that may have got another name, the index is written anew."""


@dataclass(frozen=True)
class Policy:
    """What makes a change of graphs into a release.

    Without a corpus nothing is derived or validated, and the default graph is a graph of its own.
    Graphs whose names begin with ``unvalidated`` are left out of validation.
    """

    corpus: Corpus | None
    unvalidated: str = str(ID["unvalidated/"])

    @property
    def merged(self) -> bool:
        return self.corpus is not None


def publish(corpus: Corpus, data_dir: Path) -> Release:
    """Publishes the corpus and returns the release, or the current one when nothing changed.

    Graphs that others have written stay. Raises NotConforming, with the report, when the graph
    violates a shape; PublisherBusy when another process publishes; BadCorpus when a file cannot be
    used. The current release stands until the new one is on disk.
    """
    inputs = inputs_digest(corpus)
    policy = Policy(corpus)
    with releases.publisher(data_dir) as folder:
        if unchanged := is_current(data_dir, inputs):
            return unchanged
        with drafted(folder, policy) as draft:
            state(draft, corpus)
            return release(draft, folder, policy, inputs)


def begin_scratch(data_dir: Path) -> Release:
    """The current release of a scratch store, or its first one, which is empty."""
    policy = Policy(corpus=None)
    with releases.publisher(data_dir) as folder, drafted(folder, policy) as draft:
        return releases.current(data_dir) if draft.parent else release(draft, folder, policy)


def check(corpus: Corpus, paths: Collection[Path] = ()) -> Report:
    """Validates the corpus, or the given files in the context of the corpus."""
    draft = Draft()
    fill(draft, corpus)
    if not paths:
        return validate(draft.merge(), corpus.shapes, corpus.locate, select=draft.select)
    given = merge(map(parse, paths))
    focus_nodes = {subject for subject in given.subjects() if isinstance(subject, URIRef)}

    def locate(thing: URIRef) -> tuple[Path, int] | None:
        places = ((path, line_of(path, thing)) for path in paths)
        return next(((path, line) for path, line in places if line), None) or corpus.locate(thing)

    return validate(merge([draft.merge(), given]), corpus.shapes, locate, focus_nodes)


@contextmanager
def drafted(folder: Path, policy: Policy) -> Iterator[Draft]:
    """A draft that begins as the current release; what does not become a release goes."""
    try:
        parent: Release | None = releases.current(folder.parent)
    except NoRelease:
        parent = None
    if parent and parent.manifest.merged != policy.merged:
        raise ScratchData(data_dir=folder.parent)
    path = releases.draft_path(folder)
    draft = Draft(path, parent, policy.merged)
    try:
        yield draft
    finally:
        draft.close()
        shutil.rmtree(path, ignore_errors=True)


def fill(draft: Draft, corpus: Corpus) -> None:
    """Puts everything into a draft: what the corpus states, then what the rules derive from it."""
    state(draft, corpus)
    derived(draft, corpus)


def state(draft: Draft, corpus: Corpus) -> None:
    """Makes the graphs of the corpus what their files say; what others have written stays."""
    names = {str(source.graph) for source in corpus.sources}
    for name in set(draft.parent.corpus if draft.parent else ()) - names:
        draft.apply(draft.dropping(name))
    for graph in corpus.load():
        draft.put(graph)


def derived(draft: Draft, corpus: Corpus) -> None:
    """Derives everything anew from what is stated."""
    for name in sorted(draft.names):
        if name.startswith(RULES):
            draft.apply(draft.dropping(name))
    for graph in derive(corpus.rules, draft):
        draft.put(graph)


def release(draft: Draft, folder: Path, policy: Policy, inputs: str | None = None) -> Release:
    """Derives, validates and indexes a draft and makes it the current release.

    With ``inputs`` the corpus has been filled in; otherwise the parent's stands. Raises
    NotConforming.
    """
    reports = {}
    if policy.corpus:
        derived(draft, policy.corpus)
        report = conforming(draft, policy.corpus, policy.unvalidated)
        reports = {
            "report.ttl": to_turtle(report),
            "report.txt": to_text(report),
            "shapes.ttl": policy.corpus.shapes_text,
        }
    index(draft)
    history.follow(draft)
    manifest = described(draft, policy, inputs)
    return releases.commit(draft.finish(), folder.parent, manifest, reports)


def conforming(draft: Draft, corpus: Corpus, unvalidated: str) -> Report:
    """The report on all that is subject to the shapes; NotConforming carries it in words."""
    free = {name for name in draft.names if name.startswith(unvalidated)}
    select = None if free else draft.select
    report = validate(draft.merge(free), corpus.shapes, corpus.locate, select=select)
    if not report.acceptable:
        error = NotConforming(count=len(report.findings), turtle=to_turtle(report))
        error.add_note(to_text(report))
        raise error
    return report


def described(draft: Draft, policy: Policy, inputs: str | None) -> Manifest:
    """The manifest of the release that a draft becomes."""
    parent, corpus, states = draft.parent, policy.corpus, draft.states()
    if inputs is not None and corpus:
        names = tuple(str(source.graph) for source in corpus.sources)
    else:
        inputs, names = (parent.inputs, tuple(parent.corpus)) if parent else ("", ())
    return Manifest(
        id=releases.new_id(inputs),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        parent=parent.id if parent else None,
        merged=draft.merged,
        inputs=inputs,
        default=states.pop(""),
        graphs=states,
        corpus=names,
        changes=draft.changes(),
        rules=hashes(corpus.rules) if corpus else {},
        shapes=hashes(corpus.shape_files) if corpus else {},
        versions=dict(VERSIONS),
    )


def index(draft: Draft) -> None:
    """Writes the search index of a draft, from its parent's where little changed."""
    if draft.path is None:
        raise ValueError("a draft in memory has no place for an index")
    folder = Release(draft.path).search_index
    things, parent = renamed(draft), draft.parent
    if parent is None or parent.versions.get("search") != search.FORMAT or len(things) > MANY:
        search.build(folder, entries(draft, load("select_search_names")))
        return
    changed = {thing: search.Entry([]) for thing in things}
    if changed:
        changed |= entries(draft, bind("select_search_names", thing=changed))
    search.amend(folder, draft.path.with_name(parent.id) / "search", changed)


def renamed(draft: Draft) -> set[URIRef]:
    """The things that may be found otherwise than in the parent."""
    came, went = draft.touched()
    naming = [
        (URIRef(str(quad.subject)[1:-1]), quad.predicate.value)
        for quad in (*came, *went)
        if quad.predicate.value in NAMING and str(quad.subject).startswith(f"<{ID}")
    ]
    coded = {thing for thing, term in naming if term in CODING}
    below = draft.select(bind("select_narrower", above=coded)) if coded else ()
    return {thing for thing, _ in naming} | {URIRef(row["thing"]) for row in below}


def entries(draft: Draft, query: str) -> dict[URIRef, search.Entry]:
    """What each thing is called, and its classes: ours, or others where it has none of ours."""
    names: dict[URIRef, set[str]] = {}
    kinds: dict[URIRef, set[str]] = {}
    for row in draft.select(query):
        found, value = (names, "name") if "name" in row else (kinds, "kind")
        found.setdefault(URIRef(row["thing"]), set()).add(str(row[value]))
    return {
        thing: search.Entry(sorted(said), ours(kinds.get(thing, ())))
        for thing, said in names.items()
    }


def ours(kinds: Collection[str]) -> list[str]:
    return sorted(kind for kind in kinds if kind.startswith(HB)) or sorted(kinds)
