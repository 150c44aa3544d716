"""The one place where a request gets the release it reads."""

from flask import current_app, g

from hbgraph.pages.reader import Reader
from hbgraph.releases import Release
from hbgraph.settings import Settings
from hbgraph.web.once import forget
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
    """Makes this request read a release that it names, be it the current one or not."""
    g.release = service().find(known_as)
    g.visited = g.release.id
    g.pop("reader", None)
    forget()
    return release()


def visited() -> str | None:
    """The id of the release that the request names; None where it takes the current one."""
    found: str | None = g.get("visited")
    return found


def reader() -> Reader:
    """The release of this request, open for pages."""
    if "reader" not in g:
        g.reader = service().reader(release())
    found: Reader = g.reader
    return found


def settings() -> Settings:
    return service().settings
