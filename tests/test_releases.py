import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import XSD, Graph, Literal, URIRef

from hbgraph import releases
from hbgraph.engine import open_engine
from hbgraph.errors import NoRelease, PublisherBusy
from hbgraph.model import NamedGraph
from hbgraph.ns import HB, ID
from hbgraph.releases import Draft, Manifest, Release, digest

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def named(name: str, *values: int) -> NamedGraph:
    graph = Graph(bind_namespaces="none")
    for value in values:
        graph.add((ID["x/y"], HB.value, Literal(value)))
    return NamedGraph(URIRef(f"urn:x:{name}"), graph)


def manifest(draft: Draft, name: str) -> Manifest:
    return Manifest(name, "2031-01-01T00:00:00+00:00", "inputs", draft.size, draft.digests, {})


def release(data_dir: Path, name: str, *graphs: NamedGraph) -> Release:
    with releases.publisher(data_dir) as folder:
        draft = releases.begin(folder)
        for graph in graphs:
            draft.add(graph)
        return releases.commit(draft, data_dir, manifest(draft, name), "", "")


def count(of: Release) -> int:
    engine = open_engine(of.store)
    (row,) = engine.select(COUNT)
    engine.close()
    return int(row["n"])


def test_a_triple_in_two_graphs_counts_once(tmp_path: Path) -> None:
    made = release(tmp_path, "a", named("p01", 1, 2), named("p02", 2, 3))
    assert count(made) == made.manifest.triples == 3


@given(st.lists(st.sets(st.integers(0, 5)), max_size=5))
@settings(max_examples=50)
def test_the_default_graph_is_the_merge_of_any_graphs(contents: list[set[int]]) -> None:
    draft = Draft()
    for number, values in enumerate(contents):
        draft.add(named(str(number), *values))
    merged = {int(str(value)) for value in draft.merged().objects()}
    assert merged == set().union(*contents)
    assert draft.size == len(merged)


def test_a_digest_does_not_depend_on_order_but_on_every_line() -> None:
    assert digest(iter(["a", "b"])) == digest(iter(["b", "a"]))
    assert digest(iter(["a", "b"])) != digest(iter(["a", "c"]))
    assert digest(iter(["a", "a"])) != digest(iter(["b", "b"]))


def test_a_digest_is_of_what_the_store_gives_back(tmp_path: Path) -> None:
    graph = named("p01")
    graph.triples.add((ID["x/y"], HB.value, Literal("5.50", datatype=XSD.decimal)))
    made = release(tmp_path, "a", graph)
    kept = Draft()
    engine = open_engine(made.store)
    every = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <urn:x:p01> { ?s ?p ?o } }"
    kept.add(NamedGraph(graph.name, engine.construct(every)))
    assert kept.digests == made.manifest.graphs


def test_a_manifest_tells_size_and_digest_of_each_graph(tmp_path: Path) -> None:
    made = release(tmp_path, "a", named("p01", 1, 2), named("p02", 1, 2), named("p03", 3))
    graphs = made.manifest.graphs
    assert [graphs[f"urn:x:p0{n}"]["triples"] for n in (1, 2, 3)] == [2, 2, 1]
    assert graphs["urn:x:p01"]["digest"] == graphs["urn:x:p02"]["digest"]
    assert graphs["urn:x:p01"]["digest"] != graphs["urn:x:p03"]["digest"]


def test_the_release_committed_last_is_current(tmp_path: Path) -> None:
    release(tmp_path, "a", named("p01", 1))
    release(tmp_path, "b", named("p01", 1, 2))
    assert releases.current(tmp_path).manifest.id == "b"
    assert [r.manifest.id for r in releases.released(tmp_path)] == ["a", "b"]


def test_a_reader_keeps_its_release_while_another_becomes_current(tmp_path: Path) -> None:
    engine = open_engine(release(tmp_path, "a", named("p01", 1)).store)
    release(tmp_path, "b", named("p01", 1, 2))
    assert int(engine.select(COUNT)[0]["n"]) == 1
    assert count(releases.current(tmp_path)) == 2


def test_without_a_release_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match="hbgraph publish"):
        releases.current(tmp_path)


def test_one_publisher_at_a_time(tmp_path: Path) -> None:
    with releases.publisher(tmp_path), pytest.raises(PublisherBusy), releases.publisher(tmp_path):
        pytest.fail("two publishers at once")


KILLED = """
import sys, pathlib
from hbgraph import releases
from tests_named import named
with releases.publisher(pathlib.Path(sys.argv[1])) as folder:
    draft = releases.begin(folder)
    draft.add(named("p01", 1, 2, 3))
    print("building", flush=True)
    sys.stdin.read()
""".replace("tests_named", "test_releases")


def test_a_killed_publisher_leaves_the_current_release_and_no_lock(tmp_path: Path) -> None:
    release(tmp_path, "a", named("p01", 1))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    ) as publisher:
        assert publisher.stdout is not None
        assert publisher.stdout.readline() == b"building\n"
        with pytest.raises(PublisherBusy), releases.publisher(tmp_path):
            pytest.fail("two publishers at once")
        publisher.send_signal(signal.SIGKILL)
    assert releases.current(tmp_path).manifest.id == "a"
    assert len(list((tmp_path / "releases").iterdir())) == 2
    release(tmp_path, "b", named("p01", 1, 2))
    assert {path.name for path in (tmp_path / "releases").iterdir()} == {"a", "b"}
