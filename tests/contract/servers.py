"""Engines that others wrote, started for the tests on loopback, each stopped by its process."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

VIRTUOSO_USER = ("dba", "dba")
"""What a new Virtuoso data base lets in; this one is on loopback and lives as long as the tests."""

VIRTUOSO = "virtuoso-opensource-7-bin"
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
ResultSetMaxRows = 100000
"""


@dataclass(frozen=True)
class Server:
    """Where a remote engine is asked, and where it is written to."""

    endpoint: str
    graph_store: str


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
def running(command: list[str], port: int) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as server:
        try:
            wait_for(port)
            yield
        finally:
            server.terminate()


@contextmanager
def oxigraph(store: Path) -> Iterator[str]:
    """Oxigraph's own server, reading a store."""
    port = free_port()
    command = [_oxigraph(), "serve-read-only", "-l", str(store), "-b", f"127.0.0.1:{port}"]
    with running(command, port):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def writable_oxigraph(folder: Path) -> Iterator[Server]:
    port = free_port()
    command = [_oxigraph(), "serve", "-l", str(folder), "-b", f"127.0.0.1:{port}"]
    with running([*command, "--union-default-graph"], port):
        root = f"http://127.0.0.1:{port}"
        yield Server(f"{root}/query", f"{root}/store")


def _oxigraph() -> str:
    return shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Virtuoso 7 with an empty data base; without the program tests are skipped, but not in CI."""
    program = shutil.which("virtuoso-t")
    if program is None:
        sentence = f"没有 virtuoso-t。No virtuoso-t here; get it with: apt-get install {VIRTUOSO}"
        (pytest.fail if "CI" in os.environ else pytest.skip)(sentence)
    port = free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(SETTINGS.format(folder=folder, port=port, sql_port=free_port()))
    command = [str(program), "+configfile", str(settings), "+foreground", "+wait"]
    with running(command, port):
        root = f"http://127.0.0.1:{port}"
        yield Server(f"{root}/sparql", f"{root}/sparql-graph-crud-auth")
