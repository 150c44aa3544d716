"""After any writes the default graph is the merge of the named graphs, each triple once."""

from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st

from hbgraph import media, releases
from hbgraph.corpus import Corpus
from hbgraph.errors import HbgraphError
from hbgraph.publish import Policy
from hbgraph.releases import Draft, Manifest, Release, digest
from hbgraph.releases.draft import unnamed
from hbgraph.writes import Part, Write, perform

BASE = "http://127.0.0.1/"
MERGED = Policy(Corpus(Path()))
"""Of this policy only counts here that the default graph is the merge."""

PREFIX = "PREFIX : <urn:x:>\n"
NAMES = st.sampled_from(["urn:x:a", "urn:x:b", "urn:x:c"])
TRIPLES = [
    ":s :p 1",
    ":s :p 01",
    ":s :p 2.50",
    ':t :q "区"@zh',
    ":t :p _:n",
    "_:n :q _:m",
    "[] :p 1",
]
GROUND = [triple for triple in TRIPLES if "_" not in triple and "[" not in triple]
UPDATES = [
    "DELETE WHERE { GRAPH :a { ?s :p ?o } }",
    "DELETE { GRAPH ?g { ?s :p ?o } } INSERT { GRAPH :c { ?s :q ?o , [] } }"
    " WHERE { GRAPH ?g { ?s :p ?o } }",
    "WITH :b DELETE { ?s ?p ?o } INSERT { ?o :r ?s } WHERE { ?s ?p ?o FILTER(isBlank(?o)) }",
    "INSERT { GRAPH :b { :all :count ?n } } USING :a USING :b WHERE"
    " { SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } }",
    "ADD :a TO :b",
    "COPY :b TO :c",
    "MOVE :c TO :a",
    "DROP GRAPH :a",
    "CLEAR SILENT GRAPH :b",
    "CREATE GRAPH :a",
    "DROP NAMED",
    "INSERT DATA { GRAPH :a { :s :p 3 } } ; CREATE GRAPH :b",
    "INSERT DATA { GRAPH :a { :s :p 4 } } ; CLEAR DEFAULT",
]


def data(triples: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(triples), max_size=4).map(lambda some: " . ".join(some))


def updates_with_data() -> st.SearchStrategy[str]:
    insert = data(TRIPLES).map(lambda some: f"INSERT DATA {{ GRAPH :a {{ {some} }} }}")
    both = data(GROUND).map(lambda s: f"INSERT DATA {{ GRAPH :a {{ {s} }} GRAPH :b {{ {s} }} }}")
    delete = data(GROUND).map(lambda some: f"DELETE DATA {{ GRAPH :b {{ {some} }} }}")
    return st.one_of(insert, both, delete, st.sampled_from(UPDATES))


WRITES = st.one_of(
    st.tuples(st.sampled_from(["put", "post"]), NAMES, data(TRIPLES)),
    st.tuples(st.just("delete"), NAMES, st.just("")),
    st.tuples(st.just("update"), st.just(""), updates_with_data()),
)


@dataclass
class Stores:
    """A draft, and Oxigraph doing the same to named graphs only.

    With a folder the draft is on disk, and may become one release after another.
    """

    folder: Path | None
    parent: Release | None = None
    reference: ox.Store = field(default_factory=ox.Store)

    def __post_init__(self) -> None:
        self.number = 0
        self.begin()

    def begin(self) -> None:
        path = releases.draft_path(self.folder / "releases") if self.folder else None
        self.draft = Draft(path, self.parent)

    def close(self) -> None:
        self.draft.close()

    def release(self) -> None:
        assert self.folder is not None
        self.number += 1
        states = self.draft.states()
        manifest = Manifest(
            f"r{self.number:02}",
            "2031-01-01T00:00:00+00:00",
            self.parent.id if self.parent else None,
            default=states.pop(""),
            graphs=states,
        )
        self.parent = releases.commit(self.draft.finish(), self.folder, manifest, {})
        self.begin()

    def write(self, kind: str, graph: str, text: str) -> None:
        """Does a write on both, or on neither when it is refused."""
        part = Part(media.TURTLE, (PREFIX + (text and f"{text} .")).encode())
        wanted = Write(kind, BASE, graph, PREFIX + text, parts=[part], scopes=("*",))
        before = set(self.draft.store)
        try:
            perform(self.draft, MERGED, wanted)
        except HbgraphError:
            assert set(self.draft.store) == before
            return
        if kind == "update":
            self.reference.update(PREFIX + text, base_iri=BASE)
            return
        if kind != "post":
            self.reference.remove_graph(ox.NamedNode(graph))
        if kind != "delete":
            self.reference.add_graph(ox.NamedNode(graph))
            given = ox.parse(part.data, ox.RdfFormat.TURTLE, base_iri=BASE, rename_blank_nodes=True)
            self.reference.extend(
                ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(graph)) for q in given
            )


def canonical(quads: list[ox.Quad]) -> set[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def check(stores: Stores) -> None:
    store = stores.draft.store
    held = list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    named = [quad for quad in store if quad.graph_name != ox.DefaultGraph()]
    assert sorted(map(str, held)) == sorted(map(str, set(map(unnamed, named))))
    assert canonical(named) == canonical(list(stores.reference))
    assert stores.draft.names == {node.value for node in store.named_graphs()}
    (row,) = stores.draft.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    state = stores.draft.states()[""]
    assert int(row["n"]) == state["triples"] == len(held)
    assert state["digest"] == digest(held)


def run(stores: Stores, writes: list[tuple[str, str, str]]) -> None:
    with closing(stores):
        for kind, graph, text in writes:
            if kind == "release":
                stores.release()
            else:
                stores.write(kind, graph, text)
            check(stores)


@given(st.lists(WRITES, min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_after_any_writes_the_default_graph_is_the_merge(
    writes: list[tuple[str, str, str]],
) -> None:
    run(Stores(None), writes)


@given(st.lists(st.one_of(WRITES, st.just(("release", "", ""))), min_size=4, max_size=8))
@settings(max_examples=10, deadline=None)
def test_after_any_writes_and_releases_the_default_graph_is_the_merge(
    writes: list[tuple[str, str, str]],
) -> None:
    with TemporaryDirectory() as folder, releases.publisher(Path(folder)):
        run(Stores(Path(folder)), writes)
