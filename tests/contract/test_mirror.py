"""Publishing to remote engines: what is sent, what is left alone, what happens in between."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import Graph, Literal, URIRef

from conftest import SmallCorpus, small_corpus
from contract import gate as gates
from contract.conftest import Open
from contract.servers import Server
from hbgraph import publish
from hbgraph.cli import main
from hbgraph.corpus import Corpus
from hbgraph.engine import WritableEngine, open_writable
from hbgraph.errors import EndpointMismatch, EndpointUnreachable
from hbgraph.mirror import RECORD, Mirrored, mirror
from hbgraph.model import NamedGraph
from hbgraph.ns import ID, RDFS
from hbgraph.releases import Release

WAYS = ["writable_oxigraph graph_store", "virtuoso update"]
PLACES = ID["reference/places"]
SECOND = ID["bulletin/2031-test/p02"]
OF_OTHERS = URIRef("urn:x:of-others")
LABELS = f"SELECT ?l {{ GRAPH <{PLACES}> {{ ?s <{RDFS.label}> ?l }} }}"
THIRD = '<https://w3id.org/hbgraph/id/region/990300> a hb:Region ; rdfs:label "三"@zh, "3"@en .'


@pytest.fixture(params=WAYS)
def server(request: pytest.FixtureRequest) -> tuple[Server, str]:
    kind, _, way = request.param.partition(" ")
    return request.getfixturevalue(kind), way


@pytest.fixture
def engine(server: tuple[Server, str]) -> Iterator[WritableEngine]:
    """An engine that holds a graph of somebody else, and afterwards nothing else."""
    place, way = server
    opened = open_writable(place.endpoint, place.access, **{way: getattr(place, way)})
    opened.replace(labelled(OF_OTHERS, "别人的"))
    yield opened
    for row in opened.select(f"SELECT ?g {{ GRAPH <{RECORD}> {{ ?g ?p ?o }} }}"):
        opened.delete(URIRef(row["g"]))
    opened.delete(RECORD)
    opened.delete(OF_OTHERS)
    opened.close()


@pytest.fixture
def released(small: SmallCorpus, tmp_path: Path) -> Callable[[], Release]:
    """Publishes the corpus as it is now."""
    return lambda: publish.publish(Corpus(small.root), tmp_path / "data")


def labelled(name: URIRef, label: str) -> NamedGraph:
    graph = Graph(bind_namespaces="none")
    graph.add((name, RDFS.label, Literal(label)))
    return NamedGraph(name, graph)


def send(release: Release, engine: WritableEngine, everything: bool = False) -> Mirrored:
    return mirror(release, engine, "there", everything)


def test_only_what_differs_is_sent_and_only_what_was_ours_is_deleted(
    engine: WritableEngine, small: SmallCorpus, released: Callable[[], Release]
) -> None:
    first = released()
    assert send(first, engine) == Mirrored(tuple(sorted(first.manifest.graphs)), (), 0)
    assert send(first, engine) == Mirrored((), (), len(first.manifest.graphs))
    small.write("data/ttl/reference/places.ttl", THIRD)
    (small.root / "data/ttl/bulletins/2031-test/p02.ttl").unlink()
    done = send(released(), engine)
    assert str(PLACES) in done.sent
    assert str(ID["bulletin/2031-test/p01"]) not in done.sent
    assert done.deleted == (str(SECOND),)
    assert {str(row["l"]) for row in engine.select(LABELS)} == {"三", "3"}
    assert not engine.ask(f"ASK {{ GRAPH <{SECOND}> {{ ?s ?p ?o }} }}")
    assert engine.ask(f"ASK {{ GRAPH <{OF_OTHERS}> {{ ?s ?p ?o }} }}")


def test_a_graph_that_somebody_changed_there_is_sent_again(
    engine: WritableEngine, released: Callable[[], Release]
) -> None:
    send(released(), engine)
    engine.merge(NamedGraph(PLACES, labelled(PLACES, "改").triples))
    assert send(released(), engine).sent == (str(PLACES),)
    assert send(released(), engine, everything=True).unchanged == 0


def test_what_was_interrupted_is_made_good(
    writable_oxigraph: Server, released: Callable[[], Release], remote: Open
) -> None:
    with gates.before(writable_oxigraph.graph_store) as gate:
        engine = remote(writable_oxigraph.endpoint, graph_store=gate.address)
        gate.writes = 3
        with pytest.raises(EndpointUnreachable, match="no more"):
            send(released(), engine)
        gate.writes = None
        assert send(released(), engine).unchanged == 0
        assert send(released(), engine).sent == ()
        names = released().manifest.graphs
        for name in (RECORD, *map(URIRef, names)):
            engine.delete(name)


def test_what_is_acknowledged_and_not_there_is_told(
    writable_oxigraph: Server, released: Callable[[], Release], remote: Open
) -> None:
    with gates.before(writable_oxigraph.graph_store) as gate:
        gate.swallowed = "PUT"
        engine = remote(writable_oxigraph.endpoint, graph_store=gate.address)
        with pytest.raises(EndpointMismatch, match=r"places> 0 ≠ \d"):
            send(released(), engine)


def run(small: SmallCorpus, data_dir: Path, *arguments: str, **environment: str) -> Result:
    given = {"HBGRAPH_CORPUS": str(small.root), "HBGRAPH_DATA_DIR": str(data_dir)}
    return CliRunner().invoke(main, arguments, env=given | environment)


def test_the_commands_publish_to_and_ask_virtuoso(
    virtuoso: Server, small: SmallCorpus, tmp_path: Path
) -> None:
    there = ("publish", "--endpoint", virtuoso.endpoint, "--graph-store", virtuoso.graph_store)
    user = {"HBGRAPH_ENDPOINT_USER": "dba"}
    secret = {"HBGRAPH_ENDPOINT_PASSWORD": "dba"}
    result = run(small, tmp_path, *there, **user, **secret)
    assert result.exit_code == 0, result.output
    assert "远程引擎没有版本,不能回滚" in result.output
    assert "keeps no releases" in result.output
    assert re.search(
        r"Sent: [1-9]\d* 个图 graphs; 已删除 deleted: 0; 未变 unchanged: 0", result.output
    )
    again = CliRunner().invoke(
        main,
        [*there, "--user", "dba", "--data-dir", str(tmp_path)],
        env={"HBGRAPH_CORPUS": str(small.root)},
        input="dba\n",
    )
    assert "Sent: 0 个图 graphs" in again.output
    asked = run(small, tmp_path, "query", LABELS, "--endpoint", virtuoso.endpoint)
    assert "试省" in asked.output
    refused = run(small, tmp_path, *there, "--everything", **user, HBGRAPH_ENDPOINT_PASSWORD="n0")
    assert refused.exit_code == 2
    assert "hbgraph: endpoint-denied" in refused.output
    assert "n0" not in refused.output


def test_a_graph_that_does_not_conform_is_not_sent(tmp_path: Path, oxigraph: str) -> None:
    small = small_corpus(tmp_path / "corpus")
    small.write("data/ttl/reference/places.ttl", "<urn:x:a> a hb:Region .")
    there = ("publish", "--endpoint", oxigraph, "--update", "http://127.0.0.1:9/update")
    result = run(small, tmp_path / "data", *there)
    assert result.exit_code == 1
    assert "Sending" not in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--graph-store", "http://127.0.0.1:9/"), "Give --endpoint as well"),
        (("--endpoint", "http://127.0.0.1:9/"), "hbgraph: not-writable"),
        (("--endpoint", "127.0.0.1:9", "--update", "http://127.0.0.1:9/"), "hbgraph: bad-endpoint"),
        (
            ("--endpoint", "http://127.0.0.1:9/", "--update", "http://x/", "--graph-store", "y"),
            "either --graph-store or --update",
        ),
    ],
)
def test_what_cannot_be_published_to_is_told_before_anything_is_done(
    small: SmallCorpus, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    result = run(small, tmp_path / "data", "publish", *arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert not (tmp_path / "data").exists()
