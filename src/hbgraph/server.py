"""Runs the web application until it is told to stop."""

import multiprocessing
import os
import socket
import time
from http import HTTPStatus
from http.client import HTTPConnection
from threading import Thread

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from hbgraph.errors import AddressInUse
from hbgraph.sandbox.limits import die_with_parent
from hbgraph.settings import Settings, chosen
from hbgraph.web import create_app

THREADS = 64
"""Requests that are worked on at once: most of them wait, for a query, a write or a slow reader."""

HEADER_MILLISECONDS = 10_000
"""How long a client may take to send the head of its request."""

STOP_SECONDS = 10
"""How long requests may go on after the server was told to stop."""

RESPAWN_SECONDS = 0.2


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
    """Serves the current release; one worker process, which SIGTERM and SIGINT end.

    The worker is a fork of this process, which therefore must have one thread and no open store:
    of other threads it would inherit the locks and not the work.
    """
    host, port = address(settings.bind)
    multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        "hbgraph.server:worker",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        blocking_threads=THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_SECONDS,
        workers_kill_timeout=STOP_SECONDS,
    )
    os.environ.update(settings.environment())
    server.serve()


def worker() -> Flask:
    """The application in a worker process, which ends when the process that started it does."""
    die_with_parent()
    settings = chosen()
    Thread(target=announce, args=(settings.bind,), daemon=True).start()
    return create_app(settings)


def announce(bind: str) -> None:
    """Prints the address once the server answers there."""
    host, port = address(bind)
    while True:
        connection = HTTPConnection(host, port, timeout=STOP_SECONDS)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == HTTPStatus.OK:
                return click.echo(f"服务已就绪 Serving: http://{bind}/")
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
