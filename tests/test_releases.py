import os
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import XSD, Graph, Literal, URIRef

from hbgraph import releases
from hbgraph.engine import open_engine
from hbgraph.errors import BadName, NoRelease, PublisherBusy, UnknownRelease
from hbgraph.model import NamedGraph
from hbgraph.ns import HB, ID
from hbgraph.releases import Draft, Manifest, Release, citations, digest
from hbgraph.releases.citations import Caps, Citation
from hbgraph.releases.digest import is_blank

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def named(name: str, *values: int) -> NamedGraph:
    graph = Graph(bind_namespaces="none")
    for value in values:
        graph.add((ID["x/y"], HB.value, Literal(value)))
    return NamedGraph(URIRef(f"urn:x:{name}"), graph)


def release(
    data_dir: Path, name: str, *graphs: NamedGraph, parent: Release | None = None
) -> Release:
    with releases.publisher(data_dir) as folder:
        draft = Draft(releases.draft_path(folder), parent)
        for graph in graphs:
            draft.put(graph)
        states = draft.states()
        manifest = Manifest(
            name,
            "2031-01-01T00:00:00+00:00",
            parent.id if parent else None,
            default=states.pop(""),
            graphs=states,
            changes=draft.changes(),
        )
        return releases.commit(draft.finish(), data_dir, manifest, {})


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
        draft.put(named(str(number), *values))
    merged = {int(str(value)) for value in draft.merge().objects()}
    assert merged == set().union(*contents)
    assert draft.states()[""]["triples"] == len(merged)


WRITES = st.lists(
    st.tuples(st.sampled_from("abc"), st.sets(st.integers(0, 5)), st.sets(st.integers(6, 8))),
    max_size=8,
)


def quads_of(name: str, values: set[int], blank: set[int]) -> list[ox.Quad]:
    """Statements about numbers, and about blank nodes that are connected among themselves."""
    graph, term = ox.NamedNode(f"urn:x:{name}"), ox.NamedNode("urn:x:p")
    nodes = {number: ox.BlankNode() for number in blank}
    return [
        *(ox.Quad(ox.NamedNode("urn:x:s"), term, ox.Literal(value), graph) for value in values),
        *(ox.Quad(node, term, ox.Literal(number), graph) for number, node in nodes.items()),
        *(ox.Quad(a, term, b, graph) for a in nodes.values() for b in nodes.values()),
    ]


@given(WRITES)
@settings(max_examples=60, deadline=None)
def test_after_any_writes_the_merge_and_all_states_follow_from_the_store(
    writes: list[tuple[str, set[int], set[int]]],
) -> None:
    draft = Draft()
    for name, values, blank in writes:
        change = draft.replacing(f"urn:x:{name}", quads_of(name, values, blank))
        draft.apply(change)
        if len(values) == 1:
            draft.apply(change.undone)
        if len(values) == 2:
            draft.apply(draft.dropping(f"urn:x:{name}"))
    whole = list(draft.store)
    merged = {str(quad.triple) for quad in whole if quad.graph_name == ox.DefaultGraph()}
    stated = {str(quad.triple) for quad in whole if quad.graph_name != ox.DefaultGraph()}
    assert merged == stated
    for name, state in draft.states().items():
        held = list(draft.quads(name))
        blank_held = sum(map(is_blank, held))
        assert state == {"triples": len(held), "blank": blank_held, "digest": digest(held)}
    assert draft.names == {graph.value for graph in draft.store.named_graphs()}


def parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, ox.RdfFormat.TURTLE))


def test_a_digest_does_not_depend_on_order_but_on_every_statement() -> None:
    one, two, three = parsed("<a:a> <a:p> 1, 2, 3 .")
    assert digest([one, two]) == digest([two, one])
    assert digest([one, two]) != digest([one, three])
    assert digest([one, one]) != digest([two, two])


def test_a_digest_does_not_depend_on_the_names_of_blank_nodes() -> None:
    chain = "{0} <a:p> {1} . {1} <a:p> {2} . {2} <a:q> 1 . {2} <a:p> {0} ."
    assert digest(parsed(chain.format("_:a", "_:b", "_:c"))) == digest(
        parsed(chain.format("_:c", "_:a", "_:b"))
    )
    assert digest(parsed("_:a <a:p> _:b .")) != digest(parsed("_:a <a:p> _:a ."))
    assert digest(parsed("_:a <a:p> 1 ; <a:q> 2 .")) != digest(
        parsed("_:a <a:p> 1 . _:b <a:q> 2 .")
    )


def test_a_digest_is_of_what_the_store_gives_back(tmp_path: Path) -> None:
    graph = named("p01")
    graph.triples.add((ID["x/y"], HB.value, Literal("5.50", datatype=XSD.decimal)))
    made = release(tmp_path, "a", graph)
    kept = open_engine(made.store).construct(
        "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <urn:x:p01> { ?s ?p ?o } }"
    )
    again = release(tmp_path, "b", NamedGraph(graph.name, kept))
    assert again.manifest.graphs == made.manifest.graphs


def test_a_change_leaves_the_parent_as_it_was(tmp_path: Path) -> None:
    first = release(tmp_path, "a", named("p01", 1, 2), named("p02", 2))
    second = release(tmp_path, "b", named("p01", 2, 3), parent=first)
    assert (count(first), count(second)) == (2, 2)
    assert second.manifest.changes["urn:x:p01"] == {"added": 1, "removed": 1}
    assert second.manifest.graphs["urn:x:p02"] == first.manifest.graphs["urn:x:p02"]
    (found,) = releases.diff(first, second)
    counts = [sum(1 for _ in quads) for quads in (found.added, found.removed)]
    assert (found.name, counts) == ("urn:x:p01", [1, 1])


def test_pruning_spares_the_current_the_newest_the_named_the_cited_and_those_being_read(
    tmp_path: Path,
) -> None:
    made = [release(tmp_path, name, named("p01", 1)) for name in "abcdef"]
    releases.name(tmp_path, made[0], "paper-2031")
    citations.keep(tmp_path, Citation("c", "ASK {}", "urn:x:"), Caps(9, 9, 9), ())
    descriptor = releases.hold(made[1])
    assert releases.prune(tmp_path, 2) == ["d"]
    os.close(descriptor)
    assert releases.prune(tmp_path, 2) == ["b"]
    assert [left.id for left in releases.released(tmp_path)] == ["a", "c", "e", "f"]
    assert releases.find(tmp_path, "paper-2031") == made[0]


@pytest.mark.parametrize("name", ["b", "../x", "", ".draft-1", "current/.."])
def test_what_is_no_release_is_not_found(tmp_path: Path, name: str) -> None:
    release(tmp_path, "a", named("p01", 1))
    with pytest.raises(UnknownRelease):
        releases.find(tmp_path, name)


@pytest.mark.parametrize("name", ["1st", "", "a/b", "current", "x" * 65])
def test_a_release_takes_no_name_that_could_mislead(tmp_path: Path, name: str) -> None:
    made = release(tmp_path, "a", named("p01", 1))
    with pytest.raises(BadName):
        releases.name(tmp_path, made, name)


def test_a_name_never_moves(tmp_path: Path) -> None:
    first, second = (release(tmp_path, name, named("p01", 1)) for name in "ab")
    releases.name(tmp_path, first, "v1")
    releases.name(tmp_path, first, "v1")
    with pytest.raises(BadName):
        releases.name(tmp_path, second, "v1")


def test_rolling_back_makes_an_older_release_current(tmp_path: Path) -> None:
    first = release(tmp_path, "a", named("p01", 1))
    release(tmp_path, "b", named("p01", 1, 2))
    releases.rollback(tmp_path, first)
    assert releases.current(tmp_path) == first


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
    draft = releases.Draft(releases.draft_path(folder))
    draft.put(named("p01", 1, 2, 3))
    print("building", flush=True)
    sys.stdin.read()
""".replace("tests_named", "test_releases")


def test_a_killed_publisher_leaves_the_current_release_and_no_lock(tmp_path: Path) -> None:
    release(tmp_path, "a", named("p01", 1))
    paths = (str(Path(__file__).parent), os.environ.get("PYTHONPATH", ""))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
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
