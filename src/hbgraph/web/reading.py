"""The one place where a request gets the release it reads."""

from flask import current_app, g

from hbgraph.pages.reader import Reader
from hbgraph.settings import Settings


def reader() -> Reader:
    """The open release; the same one from the beginning of a request to its end."""
    if "reader" not in g:
        g.reader = current_app.extensions["hbgraph"]
    found: Reader = g.reader
    return found


def settings() -> Settings:
    found: Settings = current_app.extensions["hbgraph_settings"]
    return found
