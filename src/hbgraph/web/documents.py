"""How a document is answered: in one of its forms, with what a client needs to keep it."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote

from flask import Response, request
from rdflib import URIRef

from hbgraph import __version__, media
from hbgraph.errors import NotAcceptable
from hbgraph.web.conditions import Conditional
from hbgraph.web.links import SAFE
from hbgraph.web.preferences import VARY, language, variant
from hbgraph.web.problems import UnknownForm
from hbgraph.web.reading import reader

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

Writers = dict[str, Callable[[], bytes | str]]
"""For each media type, what writes the document in it."""


def chosen(suffix: str | None, suffixes: Mapping[str, str] = media.SUFFIXES) -> str:
    """The media type that the suffix names, or else the one that the client prefers.

    A client that says nothing is a person; one that takes anything is a program.
    """
    if suffix is not None:
        if suffix not in suffixes:
            problem = UnknownForm(suffix=suffix, offered=", ".join(suffixes))
            problem.forms = offered(suffixes, f".{suffix}")
            raise problem
        return suffixes[suffix]
    accept = request.headers.get("Accept", "")
    forms = sorted(suffixes.values(), key=lambda form: form == media.HTML)
    best = media.best(accept, forms) if accept.strip() else media.HTML
    if best is None:
        listed = ", ".join(forms)
        raise NotAcceptable(accept=accept, offered=listed, forms=offered(suffixes))
    return best


def offered(suffixes: Mapping[str, str], asked: str = "") -> dict[str, str]:
    """The address of the requested document in each of its forms."""
    path = request.script_root + quote(request.path.removesuffix(asked), safe=SAFE)
    return {form: f"{path}.{suffix}" for suffix, form in suffixes.items()}


def respond(
    iri: URIRef,
    canonical: str,
    path: str,
    media_type: str,
    writers: Writers,
    query: str = "",
    suffixes: Mapping[str, str] = media.SUFFIXES,
    told: str | None = None,
) -> Response:
    """The document about ``iri`` at ``path`` on this server, known elsewhere as ``canonical``.

    ``query``, such as ``?page=2``, names a part of it. It is written only when the client does not
    have it yet. What it says follows from the release alone, or else ``told`` is what it says.
    """
    response = Conditional(content_type=content_type(media_type))
    suffix = next(suffix for suffix, form in suffixes.items() if form == media_type)
    response.headers["Content-Location"] = f"{path}.{suffix}{query}"
    response.headers["Content-Language"] = languages(media_type)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Link"] = ", ".join(links(canonical, path, query, suffixes))
    response.vary.update(VARY)
    response.set_etag(etag(f"{iri}{query}{told or ''}", media_type))
    if told is None:
        response.last_modified = datetime.fromisoformat(reader().manifest.created)
    response.make_conditional(request)
    if response.status_code == 200:
        response.set_data(writers[media_type]())
    return response


def links(
    canonical: str, path: str, query: str = "", suffixes: Mapping[str, str] = media.SUFFIXES
) -> list[str]:
    """Web links (RFC 8288) of a document."""
    forms = [
        f'<{path}.{suffix}{query}>; rel="alternate"; type="{form}"'
        for suffix, form in suffixes.items()
    ]
    described = f'<{path}.ttl{query}>; rel="describedby"; type="{media.TURTLE}"'
    lasting = f'<{canonical}{query}>; rel="canonical"'
    return [*forms, described, lasting, f'<{LICENCE}>; rel="license"']


def languages(media_type: str) -> str:
    """A page is in one language; data are in both."""
    return language() if media_type == media.HTML else "zh, en"


def etag(iri: str, media_type: str) -> str:
    """Changes with the release, the thing, the form, how the reader wants it and the program."""
    manner = variant() if media_type == media.HTML else ""
    key = "\n".join((reader().manifest.id, iri, media_type, manner, __version__))
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
