"""On the way to a remote engine: credentials, answers that are not whole, and those without end."""

from collections.abc import Iterator

import pytest

from contract import gate as gates
from contract import servers
from contract.conftest import Open
from contract.gate import Gate
from contract.servers import Server
from contract.test_engines import EVERYTHING, VALUES
from contract.test_writing import graph_of
from hbgraph import media
from hbgraph.engine.credentials import Access
from hbgraph.errors import (
    AnswerTooLarge,
    BadEndpoint,
    EndpointDenied,
    EndpointMoved,
    EndpointRefused,
    EndpointTimeout,
    EndpointTruncated,
    EndpointUnreachable,
    UnsafeCredentials,
)

EIGHT = "VALUES ?{} {{ 1 2 3 4 5 6 7 8 }}"
ELSEWHERE = "http://192.0.2.1/sparql"
"""An address for documentation, which nobody has (RFC 5737)."""


@pytest.fixture
def gate(oxigraph: str) -> Iterator[Gate]:
    with gates.before(oxigraph) as gate:
        yield gate


def test_connections_are_kept(gate: Gate, remote: Open) -> None:
    engine = remote(gate.address)
    assert all(engine.ask("ASK {}") for _ in range(5))
    assert (gate.connections, gate.seen) == (1, ["GET"] * 5)


def test_a_long_query_is_posted(gate: Gate, remote: Open) -> None:
    assert remote(gate.address).ask("ASK {}" + " " * 3000)
    assert remote(f"{gate.address}?infer=false").ask("ASK {}")
    assert gate.seen == ["POST", "POST"]


def test_basic_is_given_when_it_is_asked_for_and_then_at_once(gate: Gate, remote: Open) -> None:
    gate.basic = ("编辑", "päss:word")
    engine = remote(gate.address, Access("编辑", "päss:word"))
    assert engine.ask("ASK {}")
    assert engine.ask("ASK {}")
    assert len(gate.seen) == 3


def test_a_bearer_token_is_given(gate: Gate, remote: Open) -> None:
    gate.bearer = "t0ken"
    assert remote(gate.address, Access(token="t0ken")).ask("ASK {}")


@pytest.mark.parametrize(
    "access",
    [Access(), Access("dba", "wr0ng"), Access(token="wr0ng")],
    ids=["none", "user", "token"],
)
def test_without_the_right_credentials_one_is_not_let_in(
    gate: Gate, access: Access, remote: Open
) -> None:
    gate.basic = ("dba", "right")
    with pytest.raises(EndpointDenied, match="401 who") as denied:
        remote(gate.address, access).ask("ASK {}")
    assert "wr0ng" not in denied.value.text
    assert len(gate.seen) <= 2


def test_a_secret_that_a_server_repeats_is_not_told(gate: Gate, remote: Open) -> None:
    gate.echo = True
    with pytest.raises(EndpointRefused, match="is not welcome") as refused:
        remote(gate.address, Access(token="t0ken")).ask("ASK {}")
    assert "t0ken" not in refused.value.text


def test_a_token_never_travels_in_clear(remote: Open) -> None:
    with pytest.raises(UnsafeCredentials, match="https"):
        remote(ELSEWHERE, Access(token="t0ken", seconds=1)).ask("ASK {}")


@pytest.mark.parametrize(
    "address", ["http://", "http://dba:s3cret@127.0.0.1/sparql", "http://127.0.0.1:0/x"]
)
def test_an_address_that_cannot_be_asked_is_told_without_its_secrets(
    address: str, remote: Open
) -> None:
    with pytest.raises(BadEndpoint) as bad:
        remote(address)
    assert "s3cret" not in bad.value.text


def test_a_parameter_of_an_address_is_not_told(remote: Open) -> None:
    with pytest.raises(EndpointUnreachable) as lost:
        remote(f"{servers.NOWHERE}?key=s3cret").ask("ASK {}")
    assert "s3cret" not in lost.value.text


@pytest.mark.parametrize("query", [VALUES, EVERYTHING])
@pytest.mark.parametrize("chunked", [False, True])
def test_an_answer_that_is_cut_off_is_an_error(
    gate: Gate, query: str, chunked: bool, remote: Open
) -> None:
    gate.cut, gate.chunked = 5, chunked
    with pytest.raises(EndpointTruncated, match="dropped"):
        remote(gate.address).query(query)


@pytest.mark.parametrize("query", [VALUES, EVERYTHING])
@pytest.mark.parametrize(
    "added",
    [b"\n##  ****  Incomplete results  ****   ##\n", b"\n !!!!>># An error\n", b'{"code":500}'],
)
def test_an_error_at_the_end_of_an_answer_is_an_error(
    gate: Gate, query: str, added: bytes, remote: Open
) -> None:
    """As Fuseki, QLever and Neptune end what they could not finish."""
    gate.added = added
    with pytest.raises(EndpointRefused):
        remote(gate.address).query(query)


def test_an_answer_of_unknown_length_is_whole_when_its_form_has_an_end(
    gate: Gate, remote: Open
) -> None:
    gate.framed = False
    assert len(remote(gate.address).select(VALUES)) == 1
    gate.cut = 1
    for ask in (lambda e: e.select(VALUES), lambda e: e.query(VALUES, media.RESULTS_CSV)):
        with pytest.raises(EndpointRefused):
            ask(remote(gate.address))


def test_a_graph_of_unknown_length_is_not_taken_as_whole(gate: Gate, remote: Open) -> None:
    gate.framed = False
    with pytest.raises(EndpointTruncated, match="Content-Length"):
        remote(gate.address).construct(EVERYTHING)


def test_redirects_are_told_and_not_followed(gate: Gate, remote: Open) -> None:
    gate.moved = ELSEWHERE
    with pytest.raises(EndpointMoved, match=ELSEWHERE):
        remote(gate.address).ask("ASK {}")
    with pytest.raises(EndpointMoved):
        remote(gate.address, update=gate.address).replace(graph_of("武汉"))


def test_an_answer_that_is_too_large_is_dropped(oxigraph: str, remote: Open) -> None:
    engine = remote(oxigraph, Access(limit=1))
    small, large = (" ".join(map(EIGHT.format, names)) for names in ("ab", "abcdef"))
    assert len(engine.select(f"SELECT * {{ {small} }}")) == 64
    with pytest.raises(AnswerTooLarge, match="1 MB"):
        engine.select(f"SELECT * {{ {large} }}")


def test_an_answer_that_trickles_ends_in_time(gate: Gate, remote: Open) -> None:
    gate.pause = 0.05
    with pytest.raises(EndpointTimeout, match=r"0\.3"):
        remote(gate.address, Access(seconds=0.3)).query(EVERYTHING)


def test_rows_that_virtuoso_leaves_out_are_told(virtuoso: Server, remote: Open) -> None:
    engine = remote(virtuoso.endpoint)
    rows = "SELECT ?s {{ ?s ?p ?o . ?a ?b ?c }} LIMIT {}"
    assert len(engine.select(rows.format(servers.VIRTUOSO_ROWS - 1))) == servers.VIRTUOSO_ROWS - 1
    with pytest.raises(EndpointTruncated, match="X-SPARQL-MaxRows"):
        engine.select(rows.format(servers.VIRTUOSO_ROWS + 1))


def test_rows_for_which_virtuoso_had_no_time_are_told(virtuoso: Server, remote: Open) -> None:
    deadly = "?a ?b ?c . ?d ?e ?f . ?g ?h ?f FILTER(?a != ?d)"
    with pytest.raises(EndpointTruncated, match="S1TAT"):
        remote(f"{virtuoso.endpoint}?timeout=1000").select(
            f"SELECT ?a (COUNT(*) AS ?n) {{ {deadly} }} GROUP BY ?a"
        )
