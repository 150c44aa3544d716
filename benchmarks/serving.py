"""A server for the benchmarks, on loopback, with data of its own."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

TOKEN = "benchmark"


class Hbgraph:
    """One kept connection to a running server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = HTTPConnection("127.0.0.1", port, timeout=600)

    def send(self, method: str, path: str, body: bytes | None = None, sent: str = "") -> bytes:
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": sent}
        self._connection.request(method, path, body, headers if body else {})
        response = self._connection.getresponse()
        answer = response.read()
        if response.status >= 300:
            raise SystemExit(f"{method} {path}: {response.status} {answer.decode()}")
        return answer

    def query(self, text: str) -> bytes:
        return self.send("GET", f"/sparql?{urlencode({'query': text})}")

    def ask(self, text: str) -> bool:
        return b"true" in self.query(text)


@contextmanager
def serving(data_dir: Path) -> Iterator[Hbgraph]:
    """A scratch server, stopped at the end."""
    command = [sys.executable, "-m", "hbgraph", "serve", "--scratch", "--token", TOKEN]
    place = ["--data-dir", str(data_dir), "--bind", f"127.0.0.1:{free_port()}"]
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen([*command, *place], stdout=pipe, stderr=quiet, text=True) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"Serving: http://127\.0\.0\.1:(\d+)/", line):
                    yield Hbgraph(int(found[1]))
                    return
            raise SystemExit("the server did not start")
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
