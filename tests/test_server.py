"""The server as a process of its own: it says when it listens, and stops when told to."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from conftest import SmallCorpus
from hbgraph.engine import open_engine
from hbgraph.errors import AddressInUse
from hbgraph.server import address, check_free

SECONDS = 60


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


PROGRAM = ("-m", "hbgraph")


@contextmanager
def serving(
    small: SmallCorpus, data_dir: Path, bind: str, program: tuple[str, ...] = PROGRAM
) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "HBGRAPH_CORPUS": str(small.root)}
    options = ["serve", "--bind", bind, "--data-dir", str(data_dir)]
    command = [sys.executable, *program, *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as server:
        watchdog = threading.Timer(SECONDS, server.kill)
        watchdog.start()
        try:
            yield server
        finally:
            server.kill()
            watchdog.cancel()


def address_told(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"Serving: (http://\S+/)", line):
            return found[1]
    assert server.stderr is not None
    pytest.fail(f"the server ended without listening: {server.stderr.read()}")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_serve_publishes_answers_and_stops_when_told(
    small: SmallCorpus, tmp_path: Path, stop: signal.Signals
) -> None:
    with serving(small, tmp_path / "data", f"127.0.0.1:{free_port()}") as server:
        url = address_told(server)
        query = urlencode({"query": "ASK { ?s ?p ?o }"})
        with urlopen(Request(f"{url}sparql?{query}"), timeout=SECONDS) as answer:
            assert b"true" in answer.read()
        server.send_signal(stop)
        _, errors = server.communicate(timeout=SECONDS)
        assert server.returncode == 0
        assert "Traceback" not in errors


def test_a_running_server_answers_our_own_remote_engine(small: SmallCorpus, tmp_path: Path) -> None:
    with serving(small, tmp_path / "data", f"127.0.0.1:{free_port()}") as server:
        engine = open_engine(f"{address_told(server)}sparql")
        assert engine.ask("ASK { ?s ?p ?o }")
        (row,) = engine.select(
            "SELECT (COUNT(*) AS ?n) { ?s <https://w3id.org/hbgraph/ontology#population> ?o }"
        )
        assert int(row["n"]) == 2
        assert len(engine.construct("CONSTRUCT WHERE { ?s ?p ?o }")) > 0


def test_a_taken_port_is_told_before_anything_is_published(
    small: SmallCorpus, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        with serving(small, tmp_path / "data", bind) as server:
            _, errors = server.communicate(timeout=SECONDS)
    assert server.returncode == 2
    assert "hbgraph: address-in-use" in errors
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("bind", "parts"),
    [("127.0.0.1:8000", ("127.0.0.1", 8000)), ("[::1]:80", ("::1", 80)), ("host:0", ("host", 0))],
)
def test_an_address_is_host_and_port(bind: str, parts: tuple[str, int]) -> None:
    assert address(bind) == parts


@pytest.mark.parametrize("bind", ["8000", ":8000", "127.0.0.1:", "127.0.0.1:http", "h:65536"])
def test_an_address_that_is_none_is_told(bind: str) -> None:
    with pytest.raises(AddressInUse, match="--bind"):
        address(bind)


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(AddressInUse):
        check_free("192.0.2.1:8000")


LOSING = """
import gc, os, signal, threading
from hbgraph import server
from hbgraph.cli import main

def lose(phase, info):  # what is raised in a callback of the collector goes no further
    if told.is_set() and threading.current_thread() is threading.main_thread():
        told.clear()
        os.kill(os.getpid(), signal.SIGTERM)

def tell(bind):
    announce(bind)
    told.set()

told, announce = threading.Event(), server.announce
server.announce, server.GRACE = tell, 1
gc.set_threshold(1)
gc.callbacks.append(lose)
main()
"""


def test_a_server_stops_though_the_exception_that_ends_it_was_lost(
    small: SmallCorpus, tmp_path: Path
) -> None:
    bind = f"127.0.0.1:{free_port()}"
    with serving(small, tmp_path / "data", bind, program=("-c", LOSING)) as server:
        address_told(server)
        _, errors = server.communicate(timeout=SECONDS)
    assert "SystemExit: 0" in errors  # as lost
    assert server.returncode == 0
