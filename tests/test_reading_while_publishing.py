"""A running server takes each new release without failing or mixing a single request."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

READERS, WRITES, KEPT = 3, 15, 2
THING = "https://w3id.org/hbgraph/id/x/a"
PAIR = f"SELECT ?n ?m {{ <{THING}> <urn:x:n> ?n . GRAPH <urn:x:g> {{ <{THING}> <urn:x:m> ?m }} }}"
QUERY = f"/sparql?{urlencode({'query': PAIR, 'format': 'csv'})}"

PAGE = "/doc/x/a.nt"


@dataclass
class Server:
    port: int
    read: list[tuple[str, str, str]] = field(default_factory=list)
    failed: list[object] = field(default_factory=list)

    def send(self, method: str, path: str, body: str | None = None, **headers: str) -> str:
        """The body of the answer; notes from which release it is, or that it failed."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            text = response.read().decode()
            if response.status not in (200, 201, 204):
                self.failed.append((path, response.status, text))
            self.read.append((path, response.headers["Hbgraph-Release"], text))
            return text
        except OSError as error:
            self.failed.append((path, error))
            raise
        finally:
            connection.close()

    def write(self, number: int) -> None:
        """One update of two graphs, which a reader may only ever see together."""
        old = f"<{THING}> <urn:x:n> ?n . GRAPH <urn:x:g> {{ <{THING}> <urn:x:m> ?m }}"
        new = old.replace("?n", str(number)).replace("?m", str(number))
        text = f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ OPTIONAL {{ {old} }} }}"
        sent = {"Authorization": "Bearer t", "Content_Type": "application/sparql-update"}
        self.send("POST", "/update", text, **sent)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "hbgraph", "serve", "--scratch", "--token", "t"]
    command += ["--data-dir", str(tmp_path), "--bind", bind]
    environment = {**os.environ, "HBGRAPH_KEEP": str(KEPT), "HBGRAPH_BUDGET_SECONDS": "9999"}
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(
        command, env=environment, stdout=pipe, stderr=quiet, text=True
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"Serving: http://127\.0\.0\.1:(\d+)/", line):
                    yield Server(int(found[1]))
                    break
        finally:
            process.terminate()


def test_no_request_fails_or_sees_two_releases_and_what_is_cited_stays(server: Server) -> None:
    server.write(0)
    form = {"Content_Type": "application/x-www-form-urlencoded", "Accept": "text/plain"}
    cited = re.findall(r"/q/\w+", server.send("POST", "/q", urlencode({"query": PAIR}), **form))[0]
    paths = (QUERY, PAGE, "/releases.json", f"{cited}/result?format=csv")
    done = threading.Event()

    def hammer() -> None:
        while not done.is_set():
            for path in paths:
                server.send("GET", path)

    readers = [threading.Thread(target=hammer) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for number in range(1, WRITES):
        server.write(number)
    done.set()
    for reader in readers:
        reader.join()
    assert server.failed == []
    answers, pages, _, results = (
        {(release, text) for each, release, text in server.read if each == path} for path in paths
    )
    assert len(answers) == len({release for release, _ in answers}) > WRITES / 3
    rows = [text.split()[1].split(",") for _, text in answers]
    assert all(n == m for n, m in rows)
    assert len(pages) == len({release for release, _ in pages}) > WRITES / 3
    assert all(f'versionInfo> "{release}"' in text for release, text in pages)
    assert {text for _, text in results} == {"n,m\r\n0,0\r\n"}
