"""What is tested, and what it is measured against: our server over HTTP, pyoxigraph in process."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from tempfile import TemporaryDirectory
from typing import Protocol
from urllib.parse import quote, urlencode

import pyoxigraph as ox

TOKEN = "conformance"
N_TRIPLES = "application/n-triples"
XML, JSON = "application/sparql-results+xml", "application/sparql-results+json"
REFUSED = 422
"""A text that parses but asks for what this server does not do, such as LOAD."""


@dataclass(frozen=True)
class Reply:
    """An answer, and the address that gave it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str = ""

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class Engine(Protocol):
    """A store that can be filled, asked and changed; a graph's empty name is the default graph."""

    def load(self, graphs: Mapping[str, bytes]) -> None:
        """Makes these N-Triples all that there is."""

    def query(self, text: str, accept: str) -> Reply: ...

    def update(self, text: str) -> int:
        """The status of HTTP that tells what became of it."""

    def names(self) -> set[str]: ...

    def graph(self, name: str) -> bytes:
        """A graph as N-Triples."""


@dataclass
class Server:
    """The server under test, through one connection that is kept."""

    port: int
    _held: dict[str, bytes] | None = None
    _connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._connection = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """One exchange; ``content_type`` is the header Content-Type, and so on."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        fields.setdefault("Authorization", f"Bearer {TOKEN}")
        self._connection.request(method, path, body, fields)
        response = self._connection.getresponse()
        got = {name.lower(): value for name, value in response.getheaders()}
        address = f"http://127.0.0.1:{self.port}{path}"
        return Reply(response.status, got, response.read(), address)

    def forget(self) -> None:
        """What it holds is about to change."""
        self._held = None

    def load(self, graphs: Mapping[str, bytes]) -> None:
        if self._held == graphs:
            return
        self.update("DROP ALL")
        for name, data in graphs.items():
            place = f"graph={quote(name, safe='')}" if name else "default"
            reply = self.send("PUT", f"/graphs?{place}", data, content_type=N_TRIPLES)
            if reply.status >= 300:
                raise SystemExit(f"PUT <{name}>: {reply.status} {reply.body.decode()}")
        self._held = dict(graphs)

    def query(self, text: str, accept: str) -> Reply:
        return self.send("GET", f"/sparql?{urlencode({'query': text})}", accept=accept)

    def update(self, text: str) -> int:
        self.forget()
        sent = self.send("POST", "/update", text.encode(), content_type="application/sparql-update")
        return sent.status

    def names(self) -> set[str]:
        found = self.query("SELECT DISTINCT ?g { GRAPH ?g {} }", JSON)
        rows = ox.parse_query_results(found.body, format=ox.QueryResultsFormat.JSON)
        return {row["g"].value for row in rows}

    def graph(self, name: str) -> bytes:
        place = f"graph={quote(name, safe='')}" if name else "default"
        return self.send("GET", f"/graphs?{place}", accept=N_TRIPLES).body


class InProcess:
    """Oxigraph as its Python package offers it."""

    def __init__(self) -> None:
        self._store = ox.Store()

    def load(self, graphs: Mapping[str, bytes]) -> None:
        self._store = ox.Store()
        for name, data in graphs.items():
            if name:
                self._store.add_graph(ox.NamedNode(name))
            self._store.load(data, ox.RdfFormat.N_TRIPLES, to_graph=_node(name))

    def query(self, text: str, accept: str) -> Reply:
        try:
            found = self._store.query(text, base_iri="http://localhost/sparql")
            graph = isinstance(found, ox.QueryTriples)
            form = ox.RdfFormat.N_TRIPLES if graph else _results_format(accept)
            return Reply(200, {"content-type": form.media_type}, found.serialize(format=form))
        except (SyntaxError, ValueError):
            return Reply(400, {}, b"")
        except RuntimeError:  # an unknown function
            return Reply(REFUSED, {}, b"")

    def update(self, text: str) -> int:
        try:
            self._store.update(text, base_iri="http://localhost/update")
        except (SyntaxError, ValueError):
            return 400
        except (RuntimeError, OSError):
            return 409
        return 204

    def names(self) -> set[str]:
        return {node.value for node in self._store.named_graphs()}

    def graph(self, name: str) -> bytes:
        quads = self._store.quads_for_pattern(None, None, None, _node(name))
        triples = (quad.triple for quad in quads)
        return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _node(name: str) -> ox.NamedNode | ox.DefaultGraph:
    return ox.NamedNode(name) if name else ox.DefaultGraph()


def _results_format(accept: str) -> ox.QueryResultsFormat:
    found = ox.QueryResultsFormat.from_media_type(accept.partition(",")[0])
    return found or ox.QueryResultsFormat.JSON


@contextmanager
def serving() -> Iterator[Server]:
    """A scratch server of this checkout, stopped at the end."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hbgraph", "serve", "--scratch", "--token", TOKEN]
        place = ["--data-dir", folder, "--bind", f"127.0.0.1:{free_port()}"]
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        with subprocess.Popen([*command, *place], stdout=pipe, stderr=quiet, text=True) as process:
            try:
                for line in process.stdout or ():
                    if found := re.search(r"Serving: http://127\.0\.0\.1:(\d+)/", line):
                        yield Server(int(found[1]))
                        return
                raise SystemExit("the server did not start")
            finally:
                process.terminate()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
