"""What every engine promises, held against both: the same store, embedded and behind HTTP."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rdflib import XSD, Graph, Literal, URIRef

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
from hbgraph.model import NamedGraph
from hbgraph.ns import HB, ID, RDFS
from hbgraph.releases import Draft

PLACE = ID["region/990000"]
VALUES = "SELECT ?v { ?s <https://w3id.org/hbgraph/ontology#value> ?v } ORDER BY ?v"
EVERYTHING = "CONSTRUCT WHERE { ?s ?p ?o }"


def passage(number: int) -> NamedGraph:
    """Each passage states the label; only the first states the value."""
    graph = Graph(bind_namespaces="none")
    graph.add((PLACE, RDFS.label, Literal("试省", "zh")))
    if number == 1:
        graph.add((PLACE, HB.value, Literal("5.5", datatype=XSD.decimal)))
    return NamedGraph(URIRef(f"urn:x:p{number}"), graph)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    draft = Draft(folder)
    for number in (1, 2):
        draft.put(passage(number))
    draft.finish()
    return folder / "store"


@contextmanager
def oxigraph_server(store: Path) -> Iterator[str]:
    """Oxigraph's own server on the same files; stopped by its process, nothing else."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    command = [program, "serve-read-only", "-l", str(store), "-b", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.terminate()


def wait_for(port: int, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@pytest.fixture(scope="session")
def endpoint(store: Path) -> Iterator[str]:
    with oxigraph_server(store) as url:
        yield url


@pytest.fixture(params=["embedded", "remote"])
def engine(request: pytest.FixtureRequest, store: Path, endpoint: str) -> Iterator[Engine]:
    opened = open_engine(store if request.param == "embedded" else endpoint)
    yield opened
    opened.close()


def test_select_gives_rows_of_terms(engine: Engine) -> None:
    assert engine.select(VALUES) == [{"v": Literal("5.5", datatype=XSD.decimal)}]


def test_an_unbound_variable_is_absent_from_its_row(engine: Engine) -> None:
    (row,) = engine.select("SELECT ?a ?b { VALUES ?a { 1 } OPTIONAL { ?a <urn:x:none> ?b } }")
    assert set(row) == {"a"}


def test_a_language_tag_arrives(engine: Engine) -> None:
    (row,) = engine.select(f"SELECT ?l {{ <{PLACE}> <{RDFS.label}> ?l }}")
    assert row["l"] == Literal("试省", "zh")


def test_a_triple_in_two_graphs_is_one_solution(engine: Engine) -> None:
    (row,) = engine.select(f"SELECT (COUNT(*) AS ?n) {{ ?s <{RDFS.label}> ?o }}")
    assert int(row["n"]) == 1
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
    assert b"".join(answer.chunks).split() == [b"v"]


def test_named_graphs_limit_what_graph_sees(engine: Engine) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    answer = engine.query(query, media.RESULTS_CSV, named_graphs=["urn:x:p2"])
    assert b"".join(answer.chunks).split() == [b"g", b"urn:x:p2"]


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
