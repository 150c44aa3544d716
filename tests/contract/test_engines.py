"""What every engine promises, held against each: embedded, Oxigraph's server and Virtuoso."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import servers
from rdflib import XSD, Graph, Literal, URIRef

from hbgraph import media, publish
from hbgraph.engine import Engine, open_engine
from hbgraph.engine.remote import RemoteEngine
from hbgraph.engine.replicas import Replicas
from hbgraph.errors import (
    EndpointRefused,
    EndpointUnreachable,
    HbgraphError,
    MalformedQuery,
    NotAcceptable,
    RefusedQuery,
)
from hbgraph.model import Answer, NamedGraph
from hbgraph.ns import HB, ID, RDFS
from hbgraph.releases import Draft

PLACE = ID["region/990000"]
VALUES = "SELECT ?v { ?s <https://w3id.org/hbgraph/ontology#value> ?v } ORDER BY ?v"
EVERYTHING = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(?s = <{PLACE}>) }}"


def passage(number: int) -> NamedGraph:
    """Each passage states the label; only the first states the value."""
    graph = Graph(bind_namespaces="none")
    graph.add((PLACE, RDFS.label, Literal("试省", "zh")))
    if number == 1:
        graph.add((PLACE, HB.value, Literal("5.5", datatype=XSD.decimal)))
    return NamedGraph(URIRef(f"urn:x:p{number}"), graph)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    draft = Draft(tmp_path_factory.mktemp("release"))
    for number in (1, 2):
        draft.put(passage(number))
    return draft.finish() / "store"


@pytest.fixture(scope="session")
def oxigraph(store: Path) -> Iterator[str]:
    with servers.oxigraph(store) as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Virtuoso with the same two graphs, which it was sent."""
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        engine = RemoteEngine(server.endpoint, server.graph_store, servers.VIRTUOSO_USER)
        for number in (1, 2):
            engine.replace(passage(number))
        engine.close()
        yield server.endpoint


@pytest.fixture(params=["store", "oxigraph", "virtuoso"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(kind: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    opened = open_engine(request.getfixturevalue(kind))
    yield opened
    opened.close()


def cells(answer: Answer) -> list[list[str]]:
    """The rows of an answer in CSV, however its writer quotes."""
    return list(csv.reader(b"".join(answer.chunks).decode().splitlines()))


@pytest.fixture
def endpoint(oxigraph: str) -> str:
    return oxigraph


def test_select_gives_rows_of_terms(engine: Engine) -> None:
    assert engine.select(VALUES) == [{"v": Literal("5.5", datatype=XSD.decimal)}]


def test_an_unbound_variable_is_absent_from_its_row(engine: Engine) -> None:
    (row,) = engine.select("SELECT ?a ?b { VALUES ?a { 1 } OPTIONAL { ?a <urn:x:none> ?b } }")
    assert set(row) == {"a"}


def test_a_language_tag_arrives(engine: Engine) -> None:
    (row,) = engine.select(f"SELECT DISTINCT ?l {{ <{PLACE}> <{RDFS.label}> ?l }}")
    assert row["l"] == Literal("试省", "zh")


def test_a_triple_in_two_graphs_is_one_solution(engine: Engine, kind: str) -> None:
    """On Virtuoso the default graph is a union, and each graph is a solution (docs/engines.md)."""
    (row,) = engine.select(f"SELECT (COUNT(*) AS ?n) {{ ?s <{RDFS.label}> ?o }}")
    assert int(row["n"]) == (2 if kind == "virtuoso" else 1)
    assert len(engine.select(f"SELECT ?g {{ GRAPH ?g {{ ?s <{RDFS.label}> ?o }} }}")) == 2


def test_ask_gives_a_truth_value(engine: Engine) -> None:
    assert engine.ask("ASK { ?s ?p ?o }") is True
    assert engine.ask("ASK { ?s <urn:x:none> ?o }") is False


def test_construct_gives_a_graph(engine: Engine) -> None:
    assert set(engine.construct(EVERYTHING)) == set(passage(1).triples)


@pytest.mark.parametrize("form", media.RESULT_FORMS)
def test_rows_come_in_the_form_asked_for(engine: Engine, form: str) -> None:
    answer = engine.query(VALUES, form)
    assert answer.media_type == form
    assert b"5.5" in b"".join(answer.chunks)


@pytest.mark.parametrize("form", [media.TURTLE, media.N_TRIPLES, media.RDF_XML])
def test_graphs_come_in_the_form_asked_for(engine: Engine, form: str) -> None:
    answer = engine.query(EVERYTHING, form)
    assert answer.media_type == form
    body = b"".join(answer.chunks)
    assert len(Graph(bind_namespaces="none").parse(data=body, format=form)) == 2


def test_rows_are_json_and_graphs_are_turtle_without_a_wish(engine: Engine) -> None:
    assert engine.query(VALUES).media_type == media.RESULTS_JSON
    assert engine.query(EVERYTHING).media_type == media.TURTLE
    assert json.loads(b"".join(engine.query("ASK {}").chunks))["boolean"] is True


def test_a_form_that_does_not_fit_the_query_is_not_acceptable(engine: Engine) -> None:
    with pytest.raises(NotAcceptable, match="sparql-results"):
        engine.query(VALUES, "text/turtle")


def test_named_default_graphs_replace_the_merge(engine: Engine) -> None:
    answer = engine.query(VALUES, media.RESULTS_CSV, default_graphs=["urn:x:p2"])
    assert cells(answer) == [["v"]]


def test_named_graphs_limit_what_graph_sees(engine: Engine) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    answer = engine.query(query, media.RESULTS_CSV, named_graphs=["urn:x:p2"])
    assert cells(answer) == [["g"], ["urn:x:p2"]]


def test_chinese_in_a_query_arrives(engine: Engine) -> None:
    assert engine.ask('ASK { ?s ?p "试省"@zh }')


def test_a_broken_query_is_an_error_of_ours_with_the_parsers_words(engine: Engine) -> None:
    with pytest.raises(HbgraphError) as broken:
        engine.query("SELECT * {\n ?s ?p }")
    assert isinstance(broken.value, MalformedQuery | EndpointRefused)
    assert "2:" in broken.value.text


def test_an_update_is_no_query(engine: Engine) -> None:
    with pytest.raises((MalformedQuery, RefusedQuery)):
        engine.query("INSERT DATA { <urn:x:a> <urn:x:b> <urn:x:c> }")


def test_a_refusal_quotes_the_server_legibly(endpoint: str) -> None:
    with pytest.raises(EndpointRefused, match=r"error at 1:\d+: expected") as refused:
        open_engine(endpoint).ask("武汉")
    assert "b'" not in refused.value.text


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(EndpointUnreachable):
        open_engine("http://127.0.0.1:9/sparql").ask("ASK {}")


def test_an_answer_that_is_no_sparql_is_refused(endpoint: str) -> None:
    page = endpoint.removesuffix("query")
    with pytest.raises(EndpointRefused):
        open_engine(page).select(VALUES)


def test_releases_and_engines_agree_on_where_the_store_is(tmp_path: Path) -> None:
    made = publish.begin_scratch(tmp_path)
    assert open_engine(made.store).ask("ASK {}")


@pytest.fixture(params=["oxigraph", "virtuoso"], scope="module")
def writable(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RemoteEngine]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "oxigraph":
        with servers.writable_oxigraph(folder) as server:
            yield from opened(server, None)
    else:
        with servers.virtuoso(folder) as server:
            yield from opened(server, servers.VIRTUOSO_USER)


def opened(server: servers.Server, user: tuple[str, str] | None) -> Iterator[RemoteEngine]:
    engine = RemoteEngine(server.endpoint, server.graph_store, user)
    yield engine
    engine.close()


WRITTEN = URIRef("urn:x:written")
STATED = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{WRITTEN}> {{ ?s ?p ?o }} }}"


def graph_of(*values: str, count: int = 0) -> NamedGraph:
    graph = Graph(bind_namespaces="none")
    for value in values:
        graph.add((PLACE, RDFS.label, Literal(value, "zh")))
    for number in range(count):
        graph.add((ID[f"x/{number}"], HB.value, Literal(number)))
    return NamedGraph(WRITTEN, graph)


def test_a_graph_is_replaced_merged_and_deleted(writable: RemoteEngine) -> None:
    writable.replace(graph_of("武汉", "旧"))
    writable.replace(graph_of("武汉"))
    assert set(writable.construct(STATED)) == set(graph_of("武汉").triples)
    writable.merge(graph_of("襄阳 “宜荆荆襄”"))
    assert len(writable.construct(STATED)) == 2
    writable.delete(WRITTEN)
    assert len(writable.construct(STATED)) == 0
    writable.delete(WRITTEN)


def test_a_large_graph_arrives_whole(writable: RemoteEngine) -> None:
    writable.replace(graph_of(count=20_000))
    (row,) = writable.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{WRITTEN}> {{ ?s ?p ?o }} }}")
    assert int(row["n"]) == 20_000
    writable.delete(WRITTEN)


def test_without_a_graph_store_nothing_is_written(oxigraph: str) -> None:
    with pytest.raises(EndpointRefused, match="graph store"):
        RemoteEngine(oxigraph).replace(graph_of("武汉"))


def test_a_refused_write_is_told_without_the_password(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with servers.virtuoso(tmp_path_factory.mktemp("closed")) as server:
        engine = RemoteEngine(server.endpoint, server.graph_store, ("dba", "a wrong secret"))
        with pytest.raises(EndpointRefused, match="401") as refused:
            engine.replace(graph_of("武汉"))
        engine.close()
    assert "a wrong secret" not in refused.value.text


NOWHERE = "http://127.0.0.1:9/sparql"


def test_of_several_replicas_whichever_lives_answers(oxigraph: str) -> None:
    engine = open_engine(f"{NOWHERE} {oxigraph}")
    assert engine.ask("ASK { ?s ?p ?o }")
    assert len(engine.select(VALUES)) == 1
    assert len(engine.construct(EVERYTHING)) == 2
    engine.close()


def test_when_no_replica_lives_the_error_names_them_all(store: Path) -> None:
    with servers.oxigraph(store) as first, servers.oxigraph(store) as second:
        replicas = Replicas([first, NOWHERE, second], rest=0.2)
        assert replicas.ask("ASK {}")
    with pytest.raises(EndpointUnreachable) as lost:
        replicas.ask("ASK {}")
    assert all(place in lost.value.text for place in (first, NOWHERE, second))
    replicas.close()


def test_an_answer_that_is_an_error_is_not_asked_for_elsewhere(oxigraph: str) -> None:
    engine = open_engine(f"{oxigraph} {NOWHERE}")
    with pytest.raises(EndpointRefused):
        engine.ask("ASK {")
    engine.close()
