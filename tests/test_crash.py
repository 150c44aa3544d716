"""Kill -9 at random moments, under reads and writes: nothing acknowledged is lost, nothing is half
there, no read goes back."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.alone

TOKEN = "a-token-for-this-test"
BATCH = 10
"""Triples of one write."""

SECONDS, LONGEST = 15.0, 60.0
"""How long there are kills, at least and at most: until there were writes enough."""

ENOUGH = 40
"""Acknowledged writes."""

PAUSE = 0.02
"""What a client waits after a failure, as real ones do."""

WRITERS = 3
SEEN = """
SELECT ?writer (MAX(?number) AS ?last) (COUNT(*) AS ?triples) {
  GRAPH ?graph { ?batch <urn:x:writer> ?writer ; <urn:x:number> ?number ; <urn:x:part> ?part }
} GROUP BY ?writer
"""
WHOLE = """
SELECT ?number { GRAPH <urn:x:gWRITER> { ?batch <urn:x:number> ?number ; <urn:x:part> ?part } }
GROUP BY ?number HAVING (COUNT(?part) = 10)
"""


class Server:
    """A server in a process group of its own, started again as often as it takes."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "hbgraph", "serve", "--scratch", "--token", TOKEN]
        place = ["--data-dir", str(self._data_dir), "--bind", f"127.0.0.1:{self.port}"]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            [*command, *place], start_new_session=True, stdout=quiet, stderr=quiet
        )

    def wait_until_ready(self, seconds: float = 30) -> None:
        """Waits, and starts it again when it is dead, as a supervisor would."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                self.kill_all()
                self.start()
            with suppress(OSError, HTTPException):
                if self.send("GET", "/healthz")[0] == 200:
                    return
            time.sleep(0.02)
        pytest.fail("the server did not come back")

    def send(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
        try:
            connection.request(method, path, body, headers if body else {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def kill_all(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def processes(self) -> list[int]:
        """The server and all that descend from it."""
        assert self.process is not None
        children = defaultdict(list)
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                children[int(fields[1])].append(int(stat.parent.name))
        found, todo = [], [self.process.pid]
        while todo:
            found.append(todo.pop())
            todo.extend(children[found[-1]])
        return found


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "data")
    server.wait_until_ready()
    yield server
    server.kill_all()


def batch(writer: int, number: int) -> str:
    name = f"<urn:x:batch:{writer}:{number}>"
    parts = " , ".join(map(str, range(BATCH)))
    return (
        f"INSERT DATA {{ GRAPH <urn:x:g{writer}> {{ {name} <urn:x:writer> {writer} ; "
        f"<urn:x:number> {number} ; <urn:x:part> {parts} }} }}"
    )


class Witness:
    """What clients were told, and what they saw."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.acknowledged: dict[int, set[int]] = defaultdict(set)
        self.faults: list[str] = []
        self.reads = 0
        self.over = threading.Event()

    def has_seen_enough(self, seconds: float) -> bool:
        enough = sum(map(len, self.acknowledged.values())) >= ENOUGH
        return seconds > LONGEST or (seconds > SECONDS and enough)

    def write(self, writer: int) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            with suppress(OSError, HTTPException):
                status, _ = self._server.send("POST", "/update", batch(writer, number))
                if status == 204:
                    self.acknowledged[writer].add(number)
                elif status not in (503, 504):
                    self.faults.append(f"a write was answered with {status}")
                continue
            time.sleep(PAUSE)

    def read(self) -> None:
        last: dict[str, int] = {}
        while not self.over.is_set():
            with suppress(OSError, HTTPException):
                rows = seen(self._server)
                self.reads += 1
                for writer, (newest, triples) in rows.items():
                    if newest < last.get(writer, 0):
                        self.faults.append("a read went back")
                    if triples % BATCH:
                        self.faults.append("a write was there in part")
                    last[writer] = newest
                continue
            time.sleep(PAUSE)


def seen(server: Server) -> dict[str, tuple[int, int]]:
    """For each writer the number of its newest batch, and how many parts of batches there are."""
    status, body = server.send("GET", f"/sparql?{urlencode({'query': SEEN})}")
    if status != 200:
        return {}
    rows = json.loads(body)["results"]["bindings"]
    return {
        row["writer"]["value"]: (int(row["last"]["value"]), int(row["triples"]["value"]))
        for row in rows
        if "writer" in row
    }


def test_nothing_acknowledged_is_lost_whatever_is_killed(server: Server) -> None:
    witness = Witness(server)
    clients = [
        *(threading.Thread(target=witness.write, args=(n,)) for n in range(WRITERS)),
        *(threading.Thread(target=witness.read) for _ in range(2)),
    ]
    for client in clients:
        client.start()
    chance = random.Random(20260209)
    began = time.monotonic()
    kills = 0
    while not witness.has_seen_enough(time.monotonic() - began):
        time.sleep(chance.uniform(0.2, 2.5))
        if chance.random() < 0.3:
            server.kill_all()
        else:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(server.processes()), signal.SIGKILL)
        kills += 1
        server.wait_until_ready()
    witness.over.set()
    for client in clients:
        client.join()
    server.wait_until_ready()
    assert kills > 5
    assert witness.faults == []
    assert witness.reads > 20
    for writer, numbers in witness.acknowledged.items():
        assert missing(server, writer, numbers) == set()
    assert sum(map(len, witness.acknowledged.values())) > ENOUGH / 5


def missing(server: Server, writer: int, numbers: set[int]) -> set[int]:
    """The acknowledged batches that are not there whole."""
    query = WHOLE.replace("WRITER", str(writer))
    _, body = server.send("GET", f"/sparql?{urlencode({'query': query})}")
    rows = json.loads(body)["results"]["bindings"]
    return numbers - {int(row["number"]["value"]) for row in rows}
