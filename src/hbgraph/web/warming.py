"""What the first visitors would wait for, made before they come."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from flask import Flask

from hbgraph.web.service import Service

LATER = 1.0
"""Seconds after the start: who waits for a server that comes back is answered before."""


@contextmanager
def warming(app: Flask) -> Iterator[None]:
    """Begins beside the block, and has ended when the block is left."""
    ended = Event()
    thread = Thread(target=warm_later, args=(app, ended))
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def warm_later(app: Flask, ended: Event) -> None:
    if not ended.wait(LATER):
        warm(app, ended)


def warm(app: Flask, ended: Event) -> None:
    """Reads what all pages of the current release need, and compiles the templates."""
    service: Service = app.extensions["hbgraph"]
    service.reader(service.current()).warm()
    for name in app.jinja_env.list_templates(extensions=("html",)):
        if ended.is_set():
            return
        app.jinja_env.get_template(name)
