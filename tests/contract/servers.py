"""Engines that others wrote, and our own, started for the tests on loopback, each ended by its
process."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hbgraph.engine.credentials import Access

NOWHERE = "http://127.0.0.1:9/sparql"
"""Where nobody listens."""

VIRTUOSO = "virtuoso-opensource-7-bin"
VIRTUOSO_ROWS = 3000
"""The most rows that it gives (ResultSetMaxRows)."""

SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
ServerThreads = 10
NumberOfBuffers = 20000
DirsAllowed = {folder}
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass(frozen=True)
class Server:
    """Where a remote engine is asked, where it is written to, and who may."""

    endpoint: str
    graph_store: str
    update: str
    access: Access = field(default_factory=Access)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(port: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@contextmanager
def running(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as server:
        try:
            wait_for(port)
            yield server
        finally:
            server.kill()


def oxigraph_command(store: Path, port: int, *, writable: bool = False) -> list[str]:
    """Oxigraph's own server; its default graph is that of the store, or the union where it is
    written to."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    command = [program, "serve" if writable else "serve-read-only"]
    command += ["-l", str(store), "-b", f"127.0.0.1:{port}"]
    return [*command, "--union-default-graph"] if writable else command


@contextmanager
def oxigraph(store: Path) -> Iterator[str]:
    """The endpoint of a server that reads a store."""
    port = free_port()
    with running(oxigraph_command(store, port), port):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def writable_oxigraph(folder: Path) -> Iterator[Server]:
    port = free_port()
    with running(oxigraph_command(folder, port, writable=True), port):
        root = f"http://127.0.0.1:{port}"
        yield Server(f"{root}/query", f"{root}/store", f"{root}/update")


@contextmanager
def hbgraph(folder: Path) -> Iterator[Server]:
    """Our own server, which asks writers for a bearer token."""
    port, token = free_port(), "a-token-of-the-tests"
    command = [sys.executable, "-m", "hbgraph", "serve", "--scratch", "--token", token]
    command += ["--data-dir", str(folder), "--bind", f"127.0.0.1:{port}"]
    with running(command, port) as server:
        root = f"http://127.0.0.1:{port}"
        access = Access(token=token)
        yield Server(f"{root}/sparql", f"{root}/graphs", f"{root}/update", access)
        server.terminate()
        server.wait(20)


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Virtuoso 7 with an empty data base; without the program tests are skipped, but not in CI."""
    program = shutil.which("virtuoso-t")
    if program is None:
        sentence = f"没有 virtuoso-t。No virtuoso-t here; get it with: apt-get install {VIRTUOSO}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(sentence)
    port = free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(
        SETTINGS.format(folder=folder, port=port, sql_port=free_port(), rows=VIRTUOSO_ROWS)
    )
    command = [str(program), "+configfile", str(settings), "+foreground", "+wait"]
    with running(command, port):
        root = f"http://127.0.0.1:{port}"
        access = Access(user="dba", password="dba")  # as every new data base has it
        yield Server(
            f"{root}/sparql", f"{root}/sparql-graph-crud-auth", f"{root}/sparql-auth", access
        )
