"""A server under attack, a canary that nobody may touch, a witness that must be served."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from conftest import small_corpus
from hostile.wire import Attack, exchange, query_in_address, request

TOKEN = "the-token-that-strangers-have-not"
BOUND = 3
"""Seconds that a query may take or wait here, so that the deadly ones do not take all day."""

CLIENTS = 6
PATIENCE = 1.0
"""Seconds within which a witness must be served."""

EXCUSED = 30
"""One in so many questions may take longer, on a machine that has other work."""

QUICK = "ASK { ?s ?p ?o }"
STATE = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"


class Canary:
    """A listening socket that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.touched = 0
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def _listen(self) -> None:
        while True:
            try:
                self._socket.accept()[0].close()
            except OSError:
                return
            self.touched += 1

    def close(self) -> None:
        self._socket.close()


@dataclass
class Witness:
    """Asks something quick over and over; remembers how long the answers took."""

    address: tuple[str, int]
    delays: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def asking(self) -> Iterator[None]:
        over = threading.Event()
        thread = threading.Thread(target=self._ask, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _ask(self, over: threading.Event) -> None:
        while not over.wait(0.1):
            began = time.monotonic()
            reply = exchange(self.address, query_in_address(QUICK, "text/csv"))
            self.delays.append(time.monotonic() - began)
            if reply.status != 200:
                self.faults.append(f"the witness got {reply.status}: {reply.text[:200]}")


@dataclass(frozen=True)
class Target:
    """A running server."""

    port: int
    process: subprocess.Popen[str]

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def state(self) -> str:
        """What is in its graphs, and which release it serves."""
        reply = exchange(self.address, query_in_address(STATE, "text/csv"))
        return f"{reply.headers.get('hbgraph-release')} {reply.text}"

    def attacked(self, attacks: Sequence[Attack], clients: int = CLIENTS) -> list[str]:
        """Sends all attacks while a witness asks; returns what went wrong, with the names."""
        witness = Witness(self.address)

        def fault(attack: Attack) -> str:
            found = attack.fault(exchange(self.address, attack.sent))
            return f"{attack.name}: {found}" if found else ""

        with witness.asking(), ThreadPoolExecutor(clients) as pool:
            faults = [found for found in pool.map(fault, attacks) if found]
        late = sorted(round(delay, 2) for delay in witness.delays if delay > PATIENCE)
        excused = max(1, len(witness.delays) // EXCUSED)
        faults += [f"the witness waited {late} seconds"] if len(late) > excused else []
        faults += ["the server is gone"] if self.process.poll() is not None else []
        return faults + witness.faults


@contextmanager
def serving(*options: str, bind: str = "", **settings: str) -> Iterator[Target]:
    environment = {
        **os.environ,
        "HBGRAPH_QUERY_SECONDS": str(BOUND),
        "HBGRAPH_PATIENCE": str(BOUND),
    }
    environment |= settings
    command = [sys.executable, "-m", "hbgraph", "serve", "--token", TOKEN, *options]
    command += ["--bind", bind or f"127.0.0.1:{free_port()}"]
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(
        command, stdout=pipe, stderr=quiet, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"Serving: http://\S+:(\d+)/", line):
                    yield Target(int(found[1]), process)
                    return
            pytest.fail("the server did not start")
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server of the small corpus, with the budgets that a server has by default."""
    folder = tmp_path_factory.mktemp("hostile")
    corpus = small_corpus(folder / "corpus")
    data_dir = str(folder / "data")
    with serving("--data-dir", data_dir, HBGRAPH_CORPUS=str(corpus.root)) as target:
        yield target


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A scratch server with a graph in it, for attacks by those who may write."""
    folder: Path = tmp_path_factory.mktemp("scratch")
    with serving("--scratch", "--data-dir", str(folder)) as target:
        kept = '<urn:x:kept> <urn:x:p> "kept" .'
        sent = {"Content-Type": "text/turtle", "Authorization": f"Bearer {TOKEN}"}
        made = exchange(target.address, request("PUT", "/graphs?graph=urn:x:kept", kept, sent))
        assert made.status == 201
        yield target


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()
