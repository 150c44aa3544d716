"""Requests byte by byte, and what a client makes of the answer."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import quote

SECONDS = 40
"""How long a client waits before it says that the server hangs."""

CLOSED = 0
"""Stands for the status where the server closed the connection without a word."""

INJECTED = "injected-header"

HUNG = -1
"""Stands for the status where nothing came in time."""


@dataclass(frozen=True)
class Reply:
    """What came over the wire; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True)
class Attack:
    """A request as bytes, and what it must not be answered with.

    ``expected`` holds the statuses allowed; empty, any below 500 will do. Where ``bound`` is true
    the request may run into a bound, and 503 or 504 with Retry-After is an answer too. ``absent``
    must not stand in the answer as it is. Where ``broken`` is true no answer is an answer.
    """

    name: str
    sent: bytes
    expected: frozenset[int] = frozenset()
    bound: bool = False
    absent: str = ""
    broken: bool = False

    def fault(self, reply: Reply) -> str:
        """What is wrong with an answer; empty when nothing is."""
        if reply.status == HUNG:
            return "hangs"
        if reply.status == CLOSED:
            return "" if self.broken else "closed without an answer"
        if reply.status >= 500:
            told = self.bound and reply.status in (503, 504) and "retry-after" in reply.headers
            return "" if told else f"{reply.status} {reply.text[:200]}"
        if self.expected and reply.status not in self.expected:
            return f"{reply.status}, not {sorted(self.expected)}: {reply.text[:200]}"
        if self.absent and self.absent in reply.text:
            return f"reflects {self.absent}"
        if INJECTED in reply.headers:
            return "a header was injected"
        return ""


def request(
    method: str = "GET",
    path: str = "/",
    body: bytes | str = b"",
    headers: Mapping[str, str | bytes] | None = None,
    version: str = "HTTP/1.1",
) -> bytes:
    """A request whose framing is right, unless ``headers`` say otherwise."""
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    lines = {"Host": "127.0.0.1", "Connection": "close", **(headers or {})}
    if (data or method in ("POST", "PUT")) and "Transfer-Encoding" not in lines:
        lines.setdefault("Content-Length", str(len(data)))
    head = f"{method} {path} {version}\r\n".encode()
    for name, value in lines.items():
        head += name.encode() + b": " + (value if isinstance(value, bytes) else value.encode())
        head += b"\r\n"
    return head + b"\r\n" + data


def query(text: str, accept: str = "application/sparql-results+json, text/turtle") -> bytes:
    """A query sent as a body, so that no length of an address matters."""
    sent = {"Content-Type": "application/sparql-query", "Accept": accept}
    return request("POST", "/sparql", text, sent)


def query_in_address(text: str, accept: str = "*/*") -> bytes:
    return request("GET", f"/sparql?query={quote(text, safe='')}", headers={"Accept": accept})


def exchange(address: tuple[str, int], sent: bytes, seconds: float = SECONDS) -> Reply:
    """Sends bytes and reads one answer."""
    try:
        with socket.create_connection(address, seconds) as connection:
            with suppress(ConnectionError):  # the answer may come before all is sent
                connection.sendall(sent)
            method = sent.partition(b" ")[0].decode("latin-1")
            response = HTTPResponse(connection, method=method)
            response.begin()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, headers, response.read())
    except TimeoutError:
        return Reply(HUNG, {}, b"")
    except (HTTPException, ConnectionError, ValueError):
        return Reply(CLOSED, {}, b"")
