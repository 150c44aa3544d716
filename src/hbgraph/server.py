"""Runs the web application until it is told to stop."""

import multiprocessing
import os
import socket
import time
from threading import Thread

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from hbgraph.errors import AddressInUse
from hbgraph.settings import Settings

THREADS = 4
"""Blocking threads of the one worker; more do not help on few cores."""


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

    The worker is spawned, not forked: a store opened in a fork of a process that has published
    waits for ever for RocksDB's threads, which only the parent has.
    """
    host, port = address(settings.bind)
    os.environ["HBGRAPH_DATA_DIR"] = str(settings.data_dir.resolve())
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "hbgraph.web:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
    )
    server.on_startup(Thread(target=announce, args=(settings.bind,), daemon=True).start)
    server.serve()


def announce(bind: str) -> None:
    """Prints the address once connections are taken: the worker needs a moment to start."""
    while True:
        try:
            socket.create_connection(address(bind), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return click.echo(f"服务已就绪 Serving: http://{bind}/")
