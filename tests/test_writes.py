"""A batch of writes becomes one release; what cannot be done is told and leaves no trace."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import SmallCorpus
from hbgraph import media, publish, releases
from hbgraph.corpus import Corpus
from hbgraph.engine import open_engine
from hbgraph.errors import (
    BrokenData,
    ChangedMeanwhile,
    DeadlineReached,
    ForbiddenGraph,
    HbgraphError,
    MalformedUpdate,
    NotConforming,
    ReadOnlyGraph,
    RefusedQuery,
    UnknownGraph,
)
from hbgraph.publish import Policy
from hbgraph.releases import digest
from hbgraph.sandbox import Zygote
from hbgraph.writer import Writer
from hbgraph.writes import Outcome, Part, Result, Write, write

BASE = "http://127.0.0.1/graphs"
EVERYWHERE = ("*",)
LABELLED = '<urn:x:r> a hb:Region ; rdfs:label "区"@zh .'
UNLABELLED = "<urn:x:q> a hb:Region ."
PREFIXES = """
    PREFIX hb: <https://w3id.org/hbgraph/ontology#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""


def put(graph: str, turtle: str, kind: str = "put", **given: object) -> Write:
    part = Part(media.TURTLE, (PREFIXES + turtle).encode())
    token = {"scopes": EVERYWHERE} | given
    return Write(kind, BASE, graph, parts=[part], **token)  # type: ignore[arg-type]


def update(text: str, **given: object) -> Write:
    return Write("update", BASE, text=text, **({"scopes": EVERYWHERE} | given))  # type: ignore[arg-type]


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    publish.begin_scratch(tmp_path)
    return tmp_path


@pytest.fixture
def published(small: SmallCorpus, tmp_path: Path) -> Path:
    publish.publish(small.corpus, tmp_path / "data")
    return tmp_path / "data"


def done(data_dir: Path, *writes: Write) -> list[Result]:
    return write(data_dir, Policy(None), writes)


def triples(data_dir: Path, graph: str = "") -> int:
    manifest = releases.current(data_dir).manifest
    return (manifest.graphs[graph] if graph else manifest.default)["triples"]


def test_writes_of_one_batch_share_a_release(scratch: Path) -> None:
    before = len(releases.released(scratch))
    first, second = done(scratch, put("urn:x:g", "<a> <b> 1, 2 ."), put("", "<a> <b> 3 ."))
    assert isinstance(first, Outcome)
    assert isinstance(second, Outcome)
    assert first.release == second.release == releases.current(scratch).id
    assert len(releases.released(scratch)) == before + 1
    assert (triples(scratch, "urn:x:g"), triples(scratch)) == (2, 1)


def test_a_write_that_fails_leaves_the_others_of_its_batch_alone(scratch: Path) -> None:
    results = done(
        scratch,
        put("urn:x:g", "<a> <b> 1 ."),
        put("urn:x:h", "<a> <b"),
        update("INSERT DATA { <a> <b> 1 } ; DROP GRAPH <urn:x:none>"),
        update("INSERT {"),
        Write("delete", BASE, "urn:x:none", scopes=EVERYWHERE),
        put("urn:x:i", "<a> <b> 1 ."),
    )
    kinds = [type(result).__name__ for result in results]
    assert kinds == [
        "Outcome",
        "BrokenData",
        "UpdateFailed",
        "MalformedUpdate",
        "UnknownGraph",
        "Outcome",
    ]
    assert set(releases.current(scratch).manifest.graphs) == {"urn:x:g", "urn:x:i"}
    assert triples(scratch) == 0


def test_what_changes_nothing_makes_no_release(scratch: Path) -> None:
    done(scratch, put("urn:x:g", "<a> <b> 1 ."))
    now = releases.current(scratch).id
    results = done(
        scratch,
        put("urn:x:g", "<a> <b> 1 ."),
        put("urn:x:g", "", "post"),
        update("DELETE DATA { <a> <b> 9 }"),
    )
    assert [isinstance(result, Outcome) and result.changed for result in results] == [False] * 3
    assert releases.current(scratch).id == now


def test_a_precondition_that_does_not_hold_refuses_the_write(scratch: Path) -> None:
    (made,) = done(scratch, put("urn:x:g", "<a> <b> 1 .", none_match=["*"]))
    assert isinstance(made, Outcome)
    refused = done(
        scratch,
        put("urn:x:g", "<a> <b> 2 .", none_match=["*"]),
        put("urn:x:g", "<a> <b> 2 .", match=["0" * 64]),
        put("urn:x:none", "<a> <b> 2 .", match=["*"]),
    )
    assert all(isinstance(result, ChangedMeanwhile) for result in refused)
    (changed,) = done(scratch, put("urn:x:g", "<a> <b> 2 .", match=[made.digest]))
    assert isinstance(changed, Outcome)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { GRAPH <urn:y:g> { <a> <b> 1 } }",
        "INSERT DATA { <a> <b> 1 }",
        "INSERT DATA { GRAPH <urn:x:g> { <a> <b> 1 } GRAPH <urn:y:g> { <a> <b> 1 } }",
        "DROP GRAPH <urn:y:old>",
        "MOVE <urn:y:old> TO <urn:x:g>",
        "CREATE GRAPH <urn:y:new>",
        "INSERT { GRAPH ?g { <a> <b> 1 } } WHERE { BIND(<urn:y:g> AS ?g) }",
        "CLEAR ALL",
    ],
)
def test_a_token_reaches_no_further_than_its_scope(scratch: Path, text: str) -> None:
    done(scratch, put("urn:y:old", "<a> <b> 1 ."))
    now = releases.current(scratch).id
    results = done(
        scratch, update(text, scopes=("urn:x:",)), put("urn:y:g", "", scopes=("urn:x:",))
    )
    assert [type(result) for result in results] == [ForbiddenGraph] * 2
    assert releases.current(scratch).id == now


@pytest.mark.parametrize("kind", ["put", "post"])
def test_blank_nodes_of_two_writes_stay_apart(scratch: Path, kind: str) -> None:
    done(scratch, put("urn:x:g", "_:a <p> 1 ."), put("urn:x:h", "_:a <p> 2 .", kind))
    store = ox.Store.read_only(str(releases.current(scratch).store))
    assert len({quad.subject for quad in store}) == 2


def test_an_empty_graph_is_a_graph(scratch: Path) -> None:
    done(scratch, put("urn:x:g", ""), update("CREATE GRAPH <urn:x:h>"))
    assert set(releases.current(scratch).manifest.graphs) == {"urn:x:g", "urn:x:h"}


def test_load_fetches_nothing_and_fails_unless_it_is_silent(scratch: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        there = f"<http://127.0.0.1:{canary.getsockname()[1]}/x.ttl>"
        loud, silent = done(
            scratch,
            update(f"LOAD {there}"),
            update(f"load silent {there} INTO GRAPH <urn:x:g> ; INSERT DATA {{ <a> <b> 1 }}"),
        )
        with pytest.raises(TimeoutError):
            canary.accept()
    assert isinstance(loud, RefusedQuery)
    assert isinstance(silent, Outcome)
    assert triples(scratch) == 1


def test_the_last_dot_of_turtle_may_be_missing_and_nothing_else(scratch: Path) -> None:
    first, second = done(scratch, put("urn:x:g", "<a> <b> 1"), put("urn:x:g", "<a> <b>"))
    assert isinstance(first, Outcome)
    assert isinstance(second, BrokenData)


@pytest.mark.parametrize("word", [b"DOCTYPE", b"doctype", b"DocType"])
def test_rdf_xml_with_a_doctype_is_refused(scratch: Path, word: bytes) -> None:
    rdf = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
    bomb = b"<!" + word + b' x [<!ENTITY a "b">]>' + rdf
    (refused,) = done(
        scratch, Write("put", BASE, "urn:x:g", parts=[Part(media.RDF_XML, bomb)], scopes=EVERYWHERE)
    )
    assert isinstance(refused, BrokenData)


def test_a_graph_that_does_not_conform_is_refused_alone(
    small: SmallCorpus, published: Path
) -> None:
    good, bad = put("urn:x:good", LABELLED), put("urn:x:bad", UNLABELLED)
    first, second = write(published, Policy(small.corpus), [good, bad])
    assert isinstance(first, Outcome)
    assert isinstance(second, NotConforming)
    assert "sh:conforms false" in str(second.facts["turtle"])
    graphs = releases.current(published).manifest.graphs
    assert ("urn:x:good" in graphs, "urn:x:bad" in graphs) == (True, False)


def test_what_is_written_is_derived_from_merged_and_kept_when_the_corpus_is_published(
    small: SmallCorpus, published: Path
) -> None:
    write(published, Policy(small.corpus), [put("urn:x:good", LABELLED)])
    small.write("data/ttl/reference/more.ttl", '<urn:x:m> a hb:Region ; rdfs:label "多"@zh .')
    engine = open_engine(publish.publish(Corpus(small.root), published).store)
    thing = "<https://w3id.org/hbgraph/ontology#Thing>"
    assert engine.ask(f"ASK {{ <urn:x:r> a {thing} . <urn:x:m> a {thing} }}")


def test_a_graph_that_left_the_corpus_leaves_the_release(
    small: SmallCorpus, published: Path
) -> None:
    (small.root / "data/ttl/bulletins/2031-test/p02.ttl").unlink()
    release = publish.publish(Corpus(small.root), published)
    assert not any(name.endswith("/p02") for name in release.manifest.graphs)
    assert release.manifest.default["triples"] == triples(published)
    store = ox.Store.read_only(str(release.store))
    default = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    assert digest(default) == release.manifest.default["digest"]


@pytest.mark.parametrize(
    "wanted",
    [
        put("", LABELLED),
        put("https://w3id.org/hbgraph/id/rule/superclass", LABELLED),
        update("INSERT DATA { <urn:x:a> <urn:x:b> 1 }"),
        update("DROP ALL"),
    ],
)
def test_what_follows_from_other_graphs_cannot_be_written(
    small: SmallCorpus, published: Path, wanted: Write
) -> None:
    (refused,) = write(published, Policy(small.corpus), [wanted])
    assert isinstance(refused, ReadOnlyGraph)


def test_only_some_tokens_may_publish_without_validation_and_only_in_its_place(
    small: SmallCorpus, published: Path
) -> None:
    policy = Policy(small.corpus)
    place = f"{policy.unvalidated}draft"
    (refused,) = write(published, policy, [put(place, UNLABELLED)])
    assert isinstance(refused, ForbiddenGraph)
    (taken,) = write(published, policy, [put(place, UNLABELLED, unvalidated=True)])
    assert isinstance(taken, Outcome)
    (elsewhere,) = write(published, policy, [put("urn:x:bad", UNLABELLED, unvalidated=True)])
    assert isinstance(elsewhere, NotConforming)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    zygote = Zygote("hbgraph.writer")
    yield zygote
    zygote.close()


def test_writes_of_many_clients_are_all_done_in_fewer_releases(
    zygote: Zygote, scratch: Path
) -> None:
    writer = Writer(zygote, scratch, None, keep=100)
    results: list[Outcome] = []

    def insert(number: int) -> None:
        results.append(writer.commit(update(f"INSERT DATA {{ <a> <b> {number} }}")))

    clients = [threading.Thread(target=insert, args=(number,)) for number in range(24)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert triples(scratch) == 24
    assert len({result.release for result in results}) < 24


CROSS = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(6))
ENDLESS = f"INSERT {{ <a> <b> ?n }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ {CROSS} }} }}"


def test_an_update_without_end_is_ended_and_takes_no_other_along(
    zygote: Zygote, scratch: Path
) -> None:
    done(scratch, put("", " ".join(f"<a{n}> <b> {n} ." for n in range(500))))
    writer = Writer(zygote, scratch, None, keep=100, seconds=1.5, update=1.5)
    results: list[Outcome | HbgraphError] = []

    def commit(text: str) -> None:
        try:
            results.append(writer.commit(update(text)))
        except HbgraphError as error:
            results.append(error)

    texts = [ENDLESS, "INSERT DATA { <x> <y> 1 }", "INSERT DATA { <x> <y> 2 }"]
    clients = [threading.Thread(target=commit, args=(text,)) for text in texts]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert sum(isinstance(result, DeadlineReached) for result in results) == 1
    assert triples(scratch) == 502


def test_old_releases_are_pruned_as_writes_go_on(zygote: Zygote, scratch: Path) -> None:
    writer = Writer(zygote, scratch, None, keep=3)
    for number in range(6):
        writer.commit(update(f"INSERT DATA {{ <a> <b> {number} }}"))
    assert len(releases.released(scratch)) <= 4


def test_errors_pass_between_processes_as_they_are(zygote: Zygote, scratch: Path) -> None:
    writer = Writer(zygote, scratch, None, keep=3)
    with pytest.raises(MalformedUpdate, match="1:"):
        writer.commit(update("INSERT {"))
    with pytest.raises(UnknownGraph, match="urn:x:none"):
        writer.commit(Write("delete", BASE, "urn:x:none", scopes=EVERYWHERE))
