"""A dump holds its release, nothing else, and is there whole or not at all."""

import gzip
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import XSD, BNode, Graph, Literal, URIRef

from conftest import SmallCorpus
from hbgraph import publish, releases
from hbgraph.dumps import FORMS, ZSTD, Dump, Dumps, write
from hbgraph.errors import MemoryReached, UnknownRelease
from hbgraph.model import NamedGraph
from hbgraph.releases import Draft, Manifest, Release, digest
from hbgraph.sandbox import Child, Limits, Zygote

MEMORY = 2 << 30


class Counting(Zygote):
    """A zygote that knows how many children it was asked for."""

    def __init__(self, *modules: str) -> None:
        super().__init__(*modules)
        self.spawned = 0

    def spawn(self, job: str, limits: Limits) -> Child:
        self.spawned += 1
        return super().spawn(job, limits)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    zygote = Zygote("hbgraph.dumps")
    yield zygote
    zygote.close()


@pytest.fixture
def data_dir(small: SmallCorpus, tmp_path: Path) -> Path:
    publish.publish(small.corpus, tmp_path / "data")
    return tmp_path / "data"


def content(path: Path) -> dict[str, list[ox.Triple]]:
    """The triples of each graph in a dump, the default graph under the empty name."""
    form = FORMS[path.name]
    body = path.read_bytes()
    plain = (
        zstandard.ZstdDecompressor().stream_reader(body).read()
        if form.compression == ZSTD
        else gzip.decompress(body)
    )
    found: dict[str, list[ox.Triple]] = {}
    for quad in ox.parse(plain, format=ox.RdfFormat.from_media_type(form.media_type)):
        name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value
        found.setdefault(name, []).append(quad.triple)
    return found


def digests(manifest: Manifest) -> dict[str, str]:
    return {name: state["digest"] for name, state in manifest.graphs.items()}


@pytest.mark.parametrize("name", FORMS)
def test_a_dump_loads_back_as_the_graphs_of_its_release(
    name: str, data_dir: Path, zygote: Zygote
) -> None:
    release = releases.current(data_dir)
    made = {dump.name: dump for dump in Dumps(zygote, data_dir, 60, MEMORY).of(release)}
    loaded = content(made[name].path)
    assert {graph: digest(triples) for graph, triples in loaded.items()} == digests(
        release.manifest
    )


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
nodes = st.one_of(
    st.integers(0, 3).map(lambda number: BNode(f"b{number}")),
    st.integers(0, 3).map(lambda number: URIRef(f"urn:x:{number}")),
)
literals = st.one_of(
    texts.map(Literal),
    texts.map(lambda text: Literal(text, lang="zh")),
    st.integers().map(lambda number: Literal(str(number), datatype=XSD.integer)),
)
properties = st.sampled_from([URIRef("urn:x:p"), URIRef("urn:x:q")])
Statements = list[tuple[URIRef | BNode, URIRef, URIRef | BNode | Literal]]
statements = st.lists(st.tuples(nodes, properties, nodes | literals), min_size=1)


@settings(max_examples=25, deadline=None)
@given(graphs=st.dictionaries(st.sampled_from("abc"), statements, max_size=3))
def test_whatever_a_release_holds_its_dumps_hold(
    graphs: dict[str, Statements],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    release = release_with(tmp_path_factory.mktemp("any"), graphs)
    folder = tmp_path_factory.mktemp("dumps")
    write(release, folder)
    for name in FORMS:
        found = {graph: digest(triples) for graph, triples in content(folder / name).items()}
        assert found == digests(release.manifest)


def release_with(data_dir: Path, graphs: dict[str, Statements]) -> Release:
    with releases.publisher(data_dir) as folder:
        draft = Draft(releases.draft_path(folder))
        for name, statements in graphs.items():
            graph = Graph(bind_namespaces="none")
            for statement in statements:
                graph.add(statement)
            draft.put(NamedGraph(URIRef(f"urn:g:{name}"), graph))
        states = draft.states()
        manifest = Manifest("1", "2031-01-01", default=states.pop(""), graphs=states)
        return releases.commit(draft.finish(), data_dir, manifest, {})


def test_the_bytes_follow_from_the_release_alone(
    data_dir: Path, zygote: Zygote, tmp_path: Path
) -> None:
    release = releases.current(data_dir)
    here = tmp_path / "here"
    here.mkdir()
    write(release, here)
    for dump in Dumps(zygote, data_dir, 60, MEMORY).of(release):
        assert dump.path.read_bytes() == (here / dump.name).read_bytes()


def test_a_default_graph_that_is_no_merge_is_dumped_too(tmp_path: Path) -> None:
    with releases.publisher(tmp_path) as folder:
        draft = Draft(releases.draft_path(folder), merged=False)
        manifest = Manifest("1", "2031-01-01", merged=False)
        release = releases.commit(draft.finish(), tmp_path, manifest, {})
    store = ox.Store(str(release.store))
    store.add(ox.Quad(ox.NamedNode("urn:x:s"), ox.NamedNode("urn:x:p"), ox.Literal("zero")))
    store.flush()
    del store
    folder = tmp_path / "dumps"
    folder.mkdir()
    write(release, folder)
    assert [str(triple.object) for triple in content(folder / "hbgraph.nq.gz")[""]] == ['"zero"']


def test_the_checksums_are_those_of_the_files(data_dir: Path, zygote: Zygote) -> None:
    dumps = Dumps(zygote, data_dir, 60, MEMORY)
    sums = dumps.sums(releases.current(data_dir))
    told = subprocess.run(
        ["sha256sum", "-c", sums.name], cwd=sums.parent, capture_output=True, text=True, check=True
    )
    assert told.stdout.count(": OK") == len(FORMS)
    assert all(dump.size == dump.path.stat().st_size for dump in dumps.of(Release(sums.parent)))


def test_whoever_asks_at_once_gets_the_dumps_of_one_process(data_dir: Path) -> None:
    zygote = Counting("hbgraph.dumps")
    release = releases.current(data_dir)
    found: list[tuple[Dump, ...]] = []

    def ask() -> None:
        found.append(Dumps(zygote, data_dir, 60, MEMORY).of(release))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    zygote.close()
    assert zygote.spawned == 1
    assert len(found) == 8
    assert len(set(found)) == 1


def test_dumps_go_when_their_release_is_gone(
    small: SmallCorpus, data_dir: Path, zygote: Zygote
) -> None:
    dumps = Dumps(zygote, data_dir, 60, MEMORY)
    first = releases.current(data_dir)
    (old, *_) = dumps.of(first)
    small.write("data/ttl/bulletins/2031-test/p02.ttl", "<urn:x:new> hb:population 8.0 .")
    second = publish.publish(small.corpus, data_dir)
    shutil.rmtree(first.path)
    (new, *_) = dumps.of(second)
    assert not old.path.exists()
    assert new.path.exists()


def test_what_a_killed_process_left_does_not_count(data_dir: Path, zygote: Zygote) -> None:
    release = releases.current(data_dir)
    left = data_dir / "dumps" / f".new-{release.id}"
    left.mkdir(parents=True)
    (left / "hbgraph.nq.gz").write_bytes(b"half")
    (dump, *_) = Dumps(zygote, data_dir, 60, MEMORY).of(release)
    assert not left.exists()
    assert content(dump.path)


def test_a_bound_ends_the_making_and_leaves_nothing(data_dir: Path, zygote: Zygote) -> None:
    release = releases.current(data_dir)
    with pytest.raises(MemoryReached):
        Dumps(zygote, data_dir, 60, 1 << 20).of(release)
    assert not (data_dir / "dumps" / release.id).exists()
    assert len(Dumps(zygote, data_dir, 60, MEMORY).of(release)) == len(FORMS)


def test_a_release_that_is_gone_has_no_dumps(data_dir: Path, zygote: Zygote) -> None:
    with pytest.raises(UnknownRelease):
        Dumps(zygote, data_dir, 60, MEMORY).of(Release(data_dir / "releases/20310101"))
