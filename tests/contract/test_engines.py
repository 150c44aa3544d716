"""What every engine promises, held against each: embedded, Oxigraph's server and Virtuoso."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, Literal
from rdflib.namespace import XSD

from contract import servers
from contract.conftest import PLACE, Open, passage
from contract.servers import Server
from hbgraph import media, publish
from hbgraph.engine import Engine, open_engine
from hbgraph.errors import (
    EndpointRefused,
    EndpointUnreachable,
    HbgraphError,
    MalformedQuery,
    NotAcceptable,
    RefusedQuery,
)
from hbgraph.model import Answer
from hbgraph.ns import RDFS

VALUES = "SELECT ?v { ?s <https://w3id.org/hbgraph/ontology#value> ?v } ORDER BY ?v"
EVERYTHING = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(?s = <{PLACE}>) }}"


@pytest.fixture(params=["store", "oxigraph", "virtuoso"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(kind: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    place = request.getfixturevalue(kind)
    opened = open_engine(place.endpoint if isinstance(place, Server) else place)
    yield opened
    opened.close()


def cells(answer: Answer) -> list[list[str]]:
    """The rows of an answer in CSV, however its writer quotes."""
    return list(csv.reader(b"".join(answer.chunks).decode().splitlines()))


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


@pytest.mark.parametrize("query", [VALUES, "ASK { ?s ?p ?o }", "ASK { ?s <urn:x:none> ?o }"])
@pytest.mark.parametrize("form", media.RESULT_FORMS)
def test_results_are_the_same_bytes_from_every_engine(
    engine: Engine, store: Path, query: str, form: str
) -> None:
    answer = engine.query(query, form)
    assert answer.media_type == form
    assert b"".join(answer.chunks) == b"".join(open_engine(store).query(query, form).chunks)


@pytest.mark.parametrize("name", ["json", "xml"])
def test_a_generic_media_type_is_understood(engine: Engine, name: str) -> None:
    answer = engine.query(VALUES, f"application/{name}")
    assert answer.media_type == f"application/sparql-results+{name}"


@pytest.mark.parametrize("form", media.RDF_FORMS)
def test_graphs_come_in_the_form_asked_for(engine: Engine, form: str) -> None:
    answer = engine.query(EVERYTHING, form)
    assert answer.media_type == form
    body = b"".join(answer.chunks)
    assert set(Graph(bind_namespaces="none").parse(data=body, format=form)) == set(
        passage(1).triples
    )


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


def test_a_query_too_long_for_an_address_is_answered(engine: Engine) -> None:
    assert engine.ask('ASK { ?s ?p "试省"@zh }' + "# 长" * 20_000)


def test_the_kind_of_a_query_is_read_behind_its_declarations(engine: Engine) -> None:
    prologue = "# SELECT\nBASE <urn:x:construct>\nPREFIX ask: <urn:x:>\n"
    assert engine.ask(f"{prologue} ASK {{ ?s ?p ?o FILTER(?p != ask:select) }}") is True
    assert len(engine.construct(f"{prologue} {EVERYTHING}")) == 2


def test_a_broken_query_is_an_error_of_ours_with_the_parsers_words(engine: Engine) -> None:
    with pytest.raises(HbgraphError) as broken:
        engine.query("SELECT * {\n ?s ?p }")
    assert isinstance(broken.value, MalformedQuery | EndpointRefused)
    assert re.search("line 2|2:", broken.value.text)


def test_an_update_is_no_query(engine: Engine) -> None:
    with pytest.raises((MalformedQuery, RefusedQuery)):
        engine.query("INSERT DATA { <urn:x:a> <urn:x:b> <urn:x:c> }")


def test_a_refusal_quotes_the_server_legibly(oxigraph: str, remote: Open) -> None:
    with pytest.raises(EndpointRefused, match=r"error at 1:\d+: expected") as refused:
        remote(oxigraph).ask("武汉")
    assert "b'" not in refused.value.text


def test_a_server_that_is_not_there_is_unreachable(remote: Open) -> None:
    with pytest.raises(EndpointUnreachable):
        remote(servers.NOWHERE).ask("ASK {}")


def test_an_answer_that_is_no_sparql_is_refused(oxigraph: str, remote: Open) -> None:
    page = oxigraph.removesuffix("query")
    with pytest.raises(EndpointRefused):
        remote(page).select(VALUES)


def test_releases_and_engines_agree_on_where_the_store_is(tmp_path: Path) -> None:
    made = publish.begin_scratch(tmp_path)
    assert open_engine(made.store).ask("ASK {}")
