"""A way to a real server on which things go wrong: a proxy that can be told what."""

import base64
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP = {"connection", "transfer-encoding", "content-length", "date", "server", "keep-alive"}
"""Headers that are between two ends of one connection."""


@dataclass
class Gate:
    """What lies between a client and ``upstream``, and what came along it.

    ``basic`` (name and password) and ``bearer`` are asked of everybody. ``cut`` bytes are missing
    at the end of each answer, or ``added`` ones are too many; without ``framed`` nothing says
    where it ends, and with ``chunked`` its pieces do. ``moved`` points elsewhere. ``pause``
    seconds lie between any two bytes. ``echo`` refuses with the credentials that were sent.
    ``swallowed`` is the method of requests that are acknowledged and dropped; of those that
    write, ``writes`` are let through.
    """

    upstream: str
    address: str = ""
    basic: tuple[str, str] | None = None
    bearer: str | None = None
    cut: int = 0
    added: bytes = b""
    framed: bool = True
    chunked: bool = False
    moved: str | None = None
    pause: float = 0
    echo: bool = False
    swallowed: str | None = None
    writes: int | None = None
    connections: int = 0
    seen: list[str] = field(default_factory=list)

    def wanted(self) -> str | None:
        if self.basic:
            return "Basic " + base64.b64encode(":".join(self.basic).encode()).decode()
        return f"Bearer {self.bearer}" if self.bearer else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    gate: Gate

    def setup(self) -> None:
        self.gate.connections += 1
        super().setup()

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.gate.seen.append(self.command)
        given = self.headers.get("Authorization")
        if self.gate.echo:
            self.answer(400, {}, f"{given} is not welcome".encode())
        elif self.gate.moved:
            self.answer(302, {"Location": self.gate.moved}, b"")
        elif self.gate.wanted() not in (None, given):
            challenge = "Basic" if self.gate.basic else "Bearer"
            self.answer(401, {"WWW-Authenticate": f'{challenge} realm="gate"'}, b"who?")
        elif self.command == self.gate.swallowed:
            self.answer(204, {}, b"")
        elif self.command in ("PUT", "DELETE") and not self.may_write():
            self.answer(503, {}, b"no more")
        else:
            self.forward(body)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 (the names it looks for)

    def may_write(self) -> bool:
        if self.gate.writes is not None:
            self.gate.writes -= 1
        return self.gate.writes is None or self.gate.writes >= 0

    def forward(self, body: bytes) -> None:
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        place = urlsplit(self.gate.upstream).netloc
        with closing(HTTPConnection(place, timeout=30)) as server:
            server.request(self.command, self.path, body, headers)
            reply = server.getresponse()
            kept = {name: value for name, value in reply.getheaders() if name.lower() not in HOP}
            said = reply.read() + self.gate.added
        self.answer(reply.status, kept, said)

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if self.gate.chunked:
            self.send_header("Transfer-Encoding", "chunked")
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        elif self.gate.framed:
            self.send_header("Content-Length", str(len(body)))
        self.close_connection = bool(self.gate.cut) or not self.gate.framed
        self.end_headers()
        for byte in body[: len(body) - self.gate.cut] if self.gate.pause else ():
            self.wfile.write(bytes([byte]))
            time.sleep(self.gate.pause)
        if not self.gate.pause:
            self.wfile.write(body[: len(body) - self.gate.cut])


@contextmanager
def before(upstream: str) -> Iterator[Gate]:
    """A gate in front of a server; its ``address`` is that of the server but for the port."""
    gate = Gate(upstream)
    handler = type("GateHandler", (Handler,), {"gate": gate})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that left
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        gate.address = f"http://127.0.0.1:{server.server_port}{urlsplit(upstream).path}"
        yield gate
        server.shutdown()
