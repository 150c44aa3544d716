"""Runs the web application until it is told to stop."""

import signal
import socket
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection
from threading import Thread
from types import FrameType
from typing import NoReturn

import click
from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from hbgraph import framing
from hbgraph.errors import AddressInUse
from hbgraph.settings import Settings
from hbgraph.web import create_app
from hbgraph.web.service import Service
from hbgraph.web.warming import warming

THREADS = 192
"""Requests that are worked on at once: most of them wait, for a query or for a write."""

CONNECTIONS = 2_000
IDLE_SECONDS = 30
"""How long a connection may stay silent, be it before, within or after a request."""

IN_MEMORY = 1 << 20
"""Bytes of an answer beyond which what a slow reader has not taken yet waits on disk."""

UNBOUNDED = 1 << 40
"""A thread never waits for a reader: what one answer may have is bounded elsewhere."""

GRACE = 10
"""Seconds after which a server that does not stop is told again, and then ended by the kernel."""


def address(bind: str) -> tuple[str, int]:
    """``127.0.0.1:8000`` or ``[::1]:8000`` as host and port; AddressInUse when it is neither."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise AddressInUse(bind=bind, reason="HOST:PORT?")
    return host.removeprefix("[").removesuffix("]"), int(port)


def check_free(bind: str) -> None:
    """Fails early, before anything is published, when the address cannot be had."""
    host, port = address(bind)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise AddressInUse(bind=bind, reason=error) from error


def run(settings: Settings) -> None:
    """Serves the current release until SIGTERM or SIGINT."""
    app = create_app(settings)
    server = listen(app, settings)
    service: Service = app.extensions["hbgraph"]
    if not settings.scratch:
        service.judge.warm(service.current())
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, stop)
    Thread(target=announce, args=(settings.bind,), daemon=True).start()
    try:
        with warming(app):
            server.run()
    finally:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(GRACE)
        server.close()
        service.close()


def listen(app: Flask, settings: Settings) -> MultiSocketServer | BaseWSGIServer:
    """A server of the application that listens at ``settings.bind``; ``run()`` makes it answer.

    Requests are read, and answers sent, by one thread that never waits for a client; so neither a
    request that does not go on nor an answer that nobody reads holds a thread that works.
    """
    host, port = address(settings.bind)
    server = create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=IDLE_SECONDS // 3,
        max_request_body_size=settings.body_limit << 20,
        outbuf_overflow=IN_MEMORY,
        outbuf_high_watermark=UNBOUNDED,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=False,
        ident="hbgraph",
    )
    for each in listening(server):
        each.channel_class = framing.channel(strangers=(settings.upload_limit + 1) << 20)
    return server


def listening(server: MultiSocketServer | BaseWSGIServer) -> Iterator[BaseWSGIServer]:
    """What listens: one for each address."""
    found = [server] if isinstance(server, BaseWSGIServer) else (server.map or {}).values()
    yield from (each for each in found if isinstance(each, BaseWSGIServer))


def stop(number: int, frame: FrameType | None) -> NoReturn:
    """Ends ``run``; calls again later, as an exception that meets a destructor is lost."""
    signal.alarm(GRACE)
    raise SystemExit(0)


def announce(bind: str) -> None:
    """Prints the address once the server answers there."""
    host, port = address(bind)
    while True:
        connection = HTTPConnection(host, port, timeout=IDLE_SECONDS)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == HTTPStatus.OK:
                return click.echo(f"服务已就绪 Serving: http://{bind}/")
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
