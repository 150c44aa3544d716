"""Clients that do not go on, or do not read, or go away, keep nobody else from an answer."""

import re
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from hostile.conftest import PATIENCE, QUICK, Target, serving
from hostile.queries import PAIRS
from hostile.wire import exchange, query, query_in_address, request

pytestmark = pytest.mark.alone

HALF = (
    b"",
    b"G",
    b"GET / HTTP/1.1\r\nHost: a\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nASK",
    b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nAS",
    b"POST /validate HTTP/1.1\r\nHost: a\r\nContent-Type: text/turtle\r\nContent-Length: 9\r\n\r\n",
)
ASKING = {"Content-Type": "application/sparql-query"}
MANY = 200
NUMBERS = " ".join(map(str, range(40)))
LARGE = f"SELECT * {{ VALUES ?n {{ {NUMBERS} }} ?a ?b ?c . ?d ?e ?f }}"
STOPPED_WITHIN = 10


@contextmanager
def connected(target: Target, sent: bytes, count: int) -> Iterator[None]:
    """So many connections on which something was sent, and nothing is read."""
    with ExitStack() as stack:
        for _ in range(count):
            connection = stack.enter_context(socket.create_connection(target.address, 10))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.sendall(sent)
        yield


def served_soon(target: Target) -> bool:
    """Whether most of some questions are answered in time."""
    late = 0
    for _ in range(9):
        began = time.monotonic()
        assert exchange(target.address, query_in_address(QUICK, "text/csv")).status == 200
        late += time.monotonic() - began > PATIENCE
    return late <= 1


@pytest.mark.parametrize("sent", HALF)
def test_requests_that_do_not_go_on_hold_nobody(site: Target, sent: bytes) -> None:
    with connected(site, sent, MANY):
        assert served_soon(site)


def test_answers_that_nobody_reads_hold_nobody(site: Target) -> None:
    with connected(site, query(LARGE, "text/csv"), 8):
        assert served_soon(site)


def test_clients_that_ask_without_end_and_go_away_hold_nobody(site: Target) -> None:
    for number in range(20):
        text = f"SELECT (COUNT(*) AS ?gone{number}) {{ {PAIRS} }}"
        with connected(site, query(text), 1):
            pass
    assert served_soon(site)


def test_what_comes_byte_by_byte_is_answered(site: Target) -> None:
    with socket.create_connection(site.address, 10) as connection:
        for byte in request("GET", "/healthz"):
            connection.sendall(bytes([byte]))
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_requests_in_a_row_are_answered_in_order(site: Target) -> None:
    kept = {"Connection": "keep-alive"}
    asked = request("GET", "/healthz", headers=kept) + request("GET", "/nothing", headers=kept)
    with socket.create_connection(site.address, 10) as connection:
        connection.sendall(asked + request("GET", "/healthz"))
        got = b"".join(iter(lambda: connection.recv(65_536), b""))
    statuses = re.findall(rb"HTTP/1\.1 (\d+)", got)
    assert statuses == [b"200", b"404", b"200"]


def said(target: Target, *sent: bytes) -> bytes:
    """All that comes until the server closes, which it does at once."""
    with socket.create_connection(target.address, 5) as connection:
        connection.sendall(b"\r\n".join((*sent, b"Host: a", b"", b"")))
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize("options", [b"close", b"keep-alive, close", b"Upgrade,\tClose ,x"])
def test_a_connection_ends_when_one_of_its_options_says_so(site: Target, options: bytes) -> None:
    got = said(site, b"GET /healthz HTTP/1.1", b"Connection: " + options, b"Upgrade: x")
    assert got.startswith(b"HTTP/1.1 200")
    assert b"\r\nConnection: close\r\n" in got


@pytest.mark.parametrize(
    "fields",
    [
        (b"POST /validate HTTP/1.1", b"Content-Length: 60000000"),
        (b"PUT /graphs/x HTTP/1.1", b"Content-Length: 6000000000000", b"Authorization: Bearer x"),
        (b"POST /validate HTTP/1.1", b"Content-Length: -1"),
    ],
)
def test_nobody_is_asked_for_a_body_that_is_refused(site: Target, fields: list[bytes]) -> None:
    got = said(site, *fields, b"Expect: 100-continue")
    assert got.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400"))


def test_who_expects_to_be_asked_for_no_body_is_answered(site: Target) -> None:
    asked = (b"GET /healthz HTTP/1.1", b"Expect: 100-continue", b"Connection: close")
    assert said(site, *asked).startswith(b"HTTP/1.1 200")


def test_who_expects_to_be_asked_is_asked(site: Target) -> None:
    head = request("POST", "/sparql", "ASK {}", {**ASKING, "Expect": "100-continue"})[:-6]
    with socket.create_connection(site.address, 5) as connection:
        connection.sendall(head)
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"ASK {}")
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
@pytest.mark.parametrize("path", ["/", "/healthz"])
def test_an_upgrade_that_is_not_on_offer_is_ignored(site: Target, path: str, protocol: str) -> None:
    asked = request("GET", path, headers={"Connection": "Upgrade, close", "Upgrade": protocol})
    assert exchange(site.address, asked).status == 200


def test_a_server_with_endless_queries_stops_soon_when_told() -> None:
    with serving("--scratch", HBGRAPH_QUERY_SECONDS="60") as target:
        many = " ".join(f"VALUES ?v{n} {{ 1 2 3 4 5 6 7 8 9 }}" for n in range(12))
        with connected(target, query(f"SELECT (COUNT(*) AS ?n) {{ {many} }}"), 4):
            time.sleep(0.5)
            began = time.monotonic()
            target.process.send_signal(signal.SIGTERM)
            assert target.process.wait(STOPPED_WITHIN) == 0
            assert time.monotonic() - began < STOPPED_WITHIN


def test_a_server_listens_on_ipv6() -> None:
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        port = probe.getsockname()[1]
    with serving("--scratch", bind=f"[::1]:{port}") as target:
        assert exchange(("::1", target.port), request("GET", "/healthz")).status == 200
