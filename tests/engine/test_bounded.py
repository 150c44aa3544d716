"""Any query is answered whole or refused in words; none keeps the others waiting."""

import json
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import XSD

from hbgraph import media
from hbgraph.budgets import Meter
from hbgraph.engine.bounded import QUICK_SECONDS, BoundedEngine, Question
from hbgraph.engine.bounds import Bounds
from hbgraph.errors import (
    AnswerTooLarge,
    DeadlineReached,
    MalformedQuery,
    MemoryReached,
    NotAcceptable,
    NotInXml,
    OverBudget,
    QueryTooLong,
    RefusedQuery,
    ServerBusy,
    UndeclaredPrefix,
)
from hbgraph.instruments import Instruments
from hbgraph.releases import Manifest, Release
from hbgraph.sandbox import Zygote

SORTED = f"SELECT * {{ ?a ?b ?c . ?d ?e ?f }} ORDER BY ?f LIMIT {10**9}"
"""A quick machine fills its memory before a slow one meets the deadline."""

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
MANY = "{ SELECT ?a { ?a ?p ?o } LIMIT 4000 }"
MIDDLING = f"SELECT (COUNT(*) AS ?n) {{ {MANY} {MANY.replace('?a', '?b')} }}"
"""About a second."""

EVERYTHING = "SELECT * { ?s ?p ?o }"
ROWS = 30_000


def release_at(path: Path, rows: int) -> Release:
    path.mkdir()
    release = Release(path)
    store = ox.Store(str(release.store))
    store.bulk_extend(
        ox.Quad(ox.NamedNode(f"urn:x:{n}"), ox.NamedNode("urn:x:p"), ox.Literal(n), graph)
        for n in range(rows)
        for graph in (ox.DefaultGraph(), ox.NamedNode("urn:x:g1"), ox.NamedNode("urn:x:g2"))
    )
    store.flush()
    Manifest(path.name, "").write(path)
    return release


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return release_at(tmp_path_factory.mktemp("bounded") / "many", ROWS)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    zygote = Zygote("hbgraph.engine.worker")
    yield zygote
    zygote.close()


@pytest.fixture
def engine(zygote: Zygote) -> Iterator[BoundedEngine]:
    engine = BoundedEngine(zygote, Bounds(seconds=2, patience=1, answer=2 << 20, text=2_000_000))
    yield engine
    engine.close()


def csv(engine: BoundedEngine, release: Release, text: str, **given: object) -> list[str]:
    question = Question(text, media.RESULTS_CSV, **given)  # type: ignore[arg-type]
    return b"".join(engine.query(release, question).chunks).decode().split()


def test_an_answer_arrives_whole_with_its_length(engine: BoundedEngine, release: Release) -> None:
    answer = engine.query(release, Question(EVERYTHING, media.RESULTS_TSV))
    body = b"".join(answer.chunks)
    assert (answer.media_type, answer.size) == (media.RESULTS_TSV, len(body))
    assert body.count(b"\n") == ROWS + 1


def test_a_worker_serves_many_queries_and_releases(
    engine: BoundedEngine, release: Release, tmp_path: Path
) -> None:
    other = release_at(tmp_path / "few", 3)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    counts = [csv(engine, where, count)[1] for where in (release, other, release)]
    assert counts == [str(ROWS), "3", str(ROWS)]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT * {", MalformedQuery),
        ("ASK {} ASK {}", MalformedQuery),
        ("ASK { ?x a hb:Cluster }", UndeclaredPrefix),
        ("INSERT DATA { <urn:x:a> <urn:x:b> 1 }", MalformedQuery),
        (f"ASK {{ {'{' * 200}{'}' * 200} }}", MalformedQuery),
        ("ASK { SERVICE <http://127.0.0.1:9/> {} }", RefusedQuery),
        (f"ASK {{}} #{' ' * 2_000_000}", QueryTooLong),
        (ENDLESS, DeadlineReached),
        (SORTED, (DeadlineReached, MemoryReached)),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", AnswerTooLarge),
        ("CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }", (DeadlineReached, MemoryReached)),
    ],
)
def test_what_cannot_be_answered_is_an_error_and_the_next_query_is_well(
    engine: BoundedEngine, release: Release, text: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        engine.query(release, Question(text))
    assert csv(engine, release, "SELECT (1 AS ?one) {}") == ["one", "1"]


def test_a_query_that_takes_all_memory_ends_alone(zygote: Zygote, release: Release) -> None:
    engine = BoundedEngine(zygote, Bounds(seconds=20, memory=700 << 20))
    doubled = " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(40))
    with pytest.raises(MemoryReached):
        engine.query(release, Question(f'SELECT ?a40 {{ BIND("x" AS ?a0) {doubled} }}'))
    engine.close()


def test_a_form_that_does_not_fit_is_not_acceptable(
    engine: BoundedEngine, release: Release
) -> None:
    with pytest.raises(NotAcceptable):
        engine.query(release, Question(EVERYTHING, media.TURTLE))
    with pytest.raises(NotAcceptable):
        engine.query(release, Question("CONSTRUCT WHERE { ?s ?p ?o }", media.RESULTS_CSV))


def test_what_xml_cannot_hold_is_refused_whole_and_the_worker_lives_on(
    engine: BoundedEngine, release: Release
) -> None:
    late = "SELECT ?s ?x { { ?s <urn:x:p> ?o } UNION { BIND('\\u0001' AS ?x) } }"
    bare = "CONSTRUCT { ?s <urn:x:1> ?o } { ?s <urn:x:p> ?o }"
    for text, form in ((late, media.RESULTS_XML), (bare, media.RDF_XML)):
        with pytest.raises(NotInXml, match=r"U\+0001|<urn:x:1>"):
            engine.query(release, Question(text, form))
        assert csv(engine, release, "SELECT (1 AS ?one) {}") == ["one", "1"]


def test_quick_queries_pass_while_endless_ones_run(zygote: Zygote, release: Release) -> None:
    engine = BoundedEngine(zygote, Bounds(seconds=2, patience=8))
    ends: list[type[Exception]] = []

    def ask_endlessly() -> None:
        try:
            engine.query(release, Question(ENDLESS))
        except (DeadlineReached, ServerBusy) as error:
            ends.append(type(error))

    clients = [threading.Thread(target=ask_endlessly) for _ in range(8)]
    for client in clients:
        client.start()
    waits = []
    for _ in range(10):
        began = time.monotonic()
        csv(engine, release, "SELECT (1 AS ?one) {}")
        waits.append(time.monotonic() - began)
        time.sleep(0.1)
    for client in clients:
        client.join()
    assert sorted(waits)[len(waits) // 2] < 1
    assert ends.count(DeadlineReached) >= 2
    assert len(ends) == len(clients)
    engine.close()


def test_relative_iris_resolve_against_the_base(engine: BoundedEngine, release: Release) -> None:
    text = "SELECT (<x> AS ?iri) {}"
    assert csv(engine, release, text, base="http://127.0.0.1/sparql")[1] == "http://127.0.0.1/x"


BOTH = ("urn:x:g1", "urn:x:g2")
COUNT = "SELECT (COUNT(*) AS ?n)"


def test_several_default_graphs_are_merged_and_a_triple_counts_once(
    zygote: Zygote, tmp_path: Path
) -> None:
    small = release_at(tmp_path / "small", 5)
    engine = BoundedEngine(zygote)
    froms = "PREFIX x: <urn:x:> SELECT (COUNT(*) AS ?n) FROM x:g1 # FROM x:g3\n FROM <urn:x:g2>"
    named = f"{COUNT} FROM <urn:x:g1> FROM NAMED <urn:x:g2>"
    counts = [
        csv(engine, small, f"{COUNT} {{ ?s ?p ?o }}", default_graphs=BOTH),
        csv(engine, small, f"{froms} {{ ?s ?p ?o }}"),
        csv(engine, small, f"{froms} {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
        csv(engine, small, f"{froms} FROM NAMED <urn:x:g1> {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
        csv(engine, small, f"{named} {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
        csv(engine, small, f"{froms} {{ ?s ?p ?o }}", default_graphs=["urn:x:none"]),
    ]
    assert [int(count[1]) for count in counts] == [5, 5, 0, 5, 5, 0]
    engine.close()


def test_workers_that_are_replaced_are_counted(zygote: Zygote, release: Release) -> None:
    instruments = Instruments()
    engine = BoundedEngine(zygote, Bounds(), instruments)
    replaced = partial(instruments.registry.get_sample_value, "hbgraph_worker_restarts_total")
    csv(engine, release, "SELECT (1 AS ?one) {}")
    assert replaced() == 0
    csv(engine, release, MIDDLING)  # its worker has become nice
    assert replaced() == 1
    engine.close()


@pytest.mark.alone
def test_quick_queries_pass_a_crowd_of_endless_ones_that_differ(
    zygote: Zygote, release: Release
) -> None:
    engine = BoundedEngine(zygote, Bounds(seconds=3, patience=3))
    ends: list[type[Exception]] = []

    def ask_endlessly(number: int) -> None:
        try:
            engine.query(release, Question(ENDLESS.replace("?n", f"?n{number}")))
        except (DeadlineReached, ServerBusy) as error:
            ends.append(type(error))

    quick = "SELECT (1 AS ?one) {}"
    csv(engine, release, quick)
    clients = [threading.Thread(target=ask_endlessly, args=(n,)) for n in range(24)]
    for client in clients:
        client.start()
    waits = []
    for _ in range(15):
        began = time.monotonic()
        csv(engine, release, quick)
        waits.append(time.monotonic() - began)
        time.sleep(0.05)
    for client in clients:
        client.join()
    assert sorted(waits)[-2] < 1
    assert len(ends) == len(clients)
    engine.close()


@pytest.mark.alone
def test_a_middling_query_passes_endless_ones(zygote: Zygote, release: Release) -> None:
    engine = BoundedEngine(zygote, Bounds(seconds=12, patience=5))
    endless = [Question(ENDLESS.replace("?n", f"?m{number}")) for number in range(2)]
    ends: list[type[Exception]] = []

    def ask_endlessly(question: Question) -> None:
        try:
            engine.query(release, question)
        except DeadlineReached as error:
            ends.append(type(error))

    clients = [threading.Thread(target=ask_endlessly, args=(question,)) for question in endless]
    for client in clients:
        client.start()
    time.sleep(6)  # both have gone on to the slow lane
    meter = Meter()
    answer = engine.query(release, Question(MIDDLING, media.RESULTS_CSV), meter)
    assert b"".join(answer.chunks).split() == [b"n", b"16000000"]
    assert meter.seconds > QUICK_SECONDS
    for client in clients:
        client.join()
    assert ends == [DeadlineReached] * 2
    engine.close()


def test_a_meter_counts_processor_time_and_closes_the_slow_lane(
    engine: BoundedEngine, release: Release
) -> None:
    meter = Meter()
    with pytest.raises(DeadlineReached):
        engine.query(release, Question(ENDLESS), meter)
    assert 0.2 < meter.seconds < 5
    exhausted = Meter(wait=60)
    endless = Question(ENDLESS.replace("?n", "?other"))
    for _ in range(2):  # the second time it is known to be slow
        with pytest.raises(OverBudget) as told:
            engine.query(release, endless, exhausted)
        assert told.value.retry_after == 60
    assert exhausted.seconds < 2
    engine.query(release, Question("ASK {}"), exhausted)


@pytest.mark.parametrize(
    ("text", "rows", "cut"),
    [
        (EVERYTHING, 5, True),
        ("SELECT * { ?s ?p ?o } LIMIT 5", 5, False),
        ("CONSTRUCT WHERE { ?s ?p ?o }", 5, True),
        ("CONSTRUCT WHERE { ?s ?p 7 }", 1, False),
    ],
)
def test_of_an_answer_for_a_page_only_the_beginning_is_made(
    engine: BoundedEngine, release: Release, text: str, rows: int, cut: bool
) -> None:
    accept = f"{media.RESULTS_JSON}, {media.N_TRIPLES}"
    answer = engine.query(release, Question(text, accept, excerpt=5))
    body = b"".join(answer.chunks)
    found = json.loads(body)["results"]["bindings"] if body[:1] == b"{" else body.splitlines()
    assert (len(found), answer.cut) == (rows, cut)


VALUES = """SELECT * {
  VALUES ?x { <urn:x:a> "a" "武汉"@zh 7 "7.0"^^<urn:x:t> UNDEF } BIND(BNODE() AS ?b)
}"""


def test_an_excerpt_says_the_same_as_the_results_in_json(
    engine: BoundedEngine, release: Release
) -> None:
    tables = []
    for excerpt in (0, 100):
        answer = engine.query(release, Question(VALUES, media.RESULTS_JSON, excerpt=excerpt))
        tables.append(json.loads(b"".join(answer.chunks)))
        for row in tables[-1]["results"]["bindings"]:
            assert row.pop("b")["type"] == "bnode"
            if row and row["x"].get("datatype") == str(XSD.string):
                del row["x"]["datatype"]  # either may say what is understood
    assert tables[0] == tables[1]


def test_a_function_that_there_is_not_is_refused(engine: BoundedEngine, release: Release) -> None:
    with pytest.raises(RefusedQuery, match="urn:x:none"):
        engine.query(release, Question("SELECT (<urn:x:none>(1) AS ?x) {}"))
