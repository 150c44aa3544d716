"""The one place where a request gets the release it reads."""

from flask import current_app, g

from hbgraph.pages.reader import Reader
from hbgraph.releases import Release
from hbgraph.settings import Settings
from hbgraph.web.service import Service


def service() -> Service:
    found: Service = current_app.extensions["hbgraph"]
    return found


def release() -> Release:
    """The release that this request reads, the same from its beginning to its end."""
    if "release" not in g:
        g.release = service().current()
    found: Release = g.release
    return found


def read_release(known_as: str) -> Release:
    """Makes this request read another release than the current one."""
    g.release = service().find(known_as)
    g.pop("reader", None)
    return release()


def reader() -> Reader:
    """The release of this request, open for pages."""
    if "reader" not in g:
        g.reader = service().reader(release())
    found: Reader = g.reader
    return found


def settings() -> Settings:
    return service().settings
