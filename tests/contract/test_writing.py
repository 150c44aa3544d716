"""What every engine that can be written to promises, each in every way it can be written to."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from contract.conftest import PLACE, Open
from contract.servers import VIRTUOSO_ROWS, Server
from hbgraph.engine import WritableEngine, open_writable
from hbgraph.engine.credentials import Access
from hbgraph.errors import EndpointDenied, EndpointTruncated, NotWritable
from hbgraph.model import NamedGraph
from hbgraph.ns import HB, ID, RDFS

WRITTEN = URIRef("urn:x:written")
STATED = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{WRITTEN}> {{ ?s ?p ?o }} }}"
COUNT = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{WRITTEN}> {{ ?s ?p ?o }} }}"
WAYS = [
    f"{kind} {way}"
    for kind in ("writable_oxigraph", "virtuoso", "hbgraph")
    for way in ("graph_store", "update")
]


@pytest.fixture(params=["directory", *WAYS], scope="module")
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WritableEngine]:
    kind, _, way = request.param.partition(" ")
    if kind == "directory":
        opened = open_writable(tmp_path_factory.mktemp("store"))
    else:
        server: Server = request.getfixturevalue(kind)
        opened = open_writable(server.endpoint, server.access, **{way: getattr(server, way)})
    yield opened
    opened.delete(WRITTEN)
    opened.close()


def graph_of(*values: str, count: int = 0) -> NamedGraph:
    graph = Graph(bind_namespaces="none")
    for value in values:
        graph.add((PLACE, RDFS.label, Literal(value, "zh")))
    for number in range(count):
        graph.add((ID[f"x/{number}"], HB.value, Literal(number)))
    return NamedGraph(WRITTEN, graph)


def size(engine: WritableEngine) -> int:
    (row,) = engine.select(COUNT)
    return int(row["n"])


def test_a_graph_is_replaced_merged_and_deleted(engine: WritableEngine) -> None:
    engine.replace(graph_of("武汉", "旧"))
    engine.replace(graph_of("武汉"))
    assert set(engine.construct(STATED)) == set(graph_of("武汉").triples)
    engine.merge(graph_of("襄阳 “宜荆荆襄”"))
    assert len(engine.construct(STATED)) == 2
    engine.delete(WRITTEN)
    assert len(engine.construct(STATED)) == 0
    engine.delete(WRITTEN)


def test_an_empty_graph_replaces_a_full_one(engine: WritableEngine) -> None:
    engine.replace(graph_of("武汉"))
    engine.replace(graph_of())
    assert size(engine) == 0


def test_every_kind_of_term_arrives(engine: WritableEngine) -> None:
    graph = Graph(bind_namespaces="none")
    blank = BNode()
    graph.add((PLACE, HB.anchor, blank))
    for value in (
        Literal('“武汉” \\ "q" \n\t \' } # 5'),
        Literal("zh", "zh"),
        Literal("true", datatype=XSD.boolean),
        Literal("false", datatype=XSD.boolean),
        Literal("5.5", datatype=XSD.decimal),
        Literal("-7", datatype=XSD.integer),
        Literal("2026", datatype=XSD.gYear),
        URIRef("http://例.example/武汉"),
    ):
        graph.add((blank, HB.value, value))
    engine.replace(NamedGraph(WRITTEN, graph))
    assert isomorphic(engine.construct(STATED), graph)
    found = {
        row["o"] for row in engine.select(STATED.replace("CONSTRUCT { ?s ?p ?o }", "SELECT *"))
    }
    assert {term for term in found if not isinstance(term, BNode)} == {
        term for term in graph.objects() if not isinstance(term, BNode)
    }


def test_blank_nodes_that_belong_together_stay_together(engine: WritableEngine) -> None:
    graph = graph_of(count=1500).triples
    for node, after in pairwise([BNode() for _ in range(30)]):
        graph.add((node, HB.within, after))
    engine.replace(NamedGraph(WRITTEN, graph))
    chain = f"?a <{HB.within}> ?b . ?b <{HB.within}> ?c . ?c <{HB.within}> ?d"
    (row,) = engine.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{WRITTEN}> {{ {chain} }} }}")
    assert int(row["n"]) == 30 - 3


def test_a_large_graph_arrives_whole_and_is_read_whole_or_not_at_all(
    engine: WritableEngine, request: pytest.FixtureRequest
) -> None:
    """Virtuoso cuts graphs without a word; our check asks it for as many rows."""
    engine.replace(graph_of(count=VIRTUOSO_ROWS - 1))
    assert len(engine.construct(STATED)) == size(engine) == VIRTUOSO_ROWS - 1
    if "virtuoso" in request.node.callspec.params["engine"]:
        engine.merge(NamedGraph(WRITTEN, graph_of("一", "二").triples))
        assert size(engine) == VIRTUOSO_ROWS + 1
        with pytest.raises(EndpointTruncated, match=f"MaxRows: {VIRTUOSO_ROWS}"):
            engine.construct(STATED)


def test_the_default_graph_of_a_directory_stays_the_merge(tmp_path: Path) -> None:
    engine = open_writable(tmp_path)
    labels = f"SELECT ?l {{ <{PLACE}> <{RDFS.label}> ?l }}"
    other = NamedGraph(URIRef("urn:x:other"), graph_of("甲", "乙").triples)
    engine.replace(graph_of("甲"))
    engine.merge(other)
    assert len(engine.select(labels)) == 2
    engine.delete(other.name)
    assert engine.select(labels) == [{"l": Literal("甲", "zh")}]
    engine.replace(graph_of())
    assert engine.select(labels) == []


def test_without_an_address_for_writing_nothing_is_written(oxigraph: str) -> None:
    with pytest.raises(NotWritable, match="--graph-store"):
        open_writable(oxigraph)


@pytest.mark.parametrize("way", ["graph_store", "update"])
def test_a_refused_write_is_told_without_the_password(
    virtuoso: Server, way: str, remote: Open
) -> None:
    access = Access(user="dba", password="a wrong secret")
    engine = remote(virtuoso.endpoint, access, **{way: getattr(virtuoso, way)})
    with pytest.raises(EndpointDenied, match="401") as refused:
        engine.replace(graph_of("武汉"))
    assert "a wrong secret" not in refused.value.text
    assert "secret" not in repr(access)
    assert engine.select(COUNT)[0]["n"] == Literal(0)
