"""Things and the documents about them: /id/… names a thing, /doc/… tells about it."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from rdflib import URIRef

from hbgraph import media
from hbgraph.ns import DOC, ID
from hbgraph.pages.document import document as write
from hbgraph.pages.document import embedded, joined, last_page
from hbgraph.pages.entity import describe
from hbgraph.pages.nearness import near_things
from hbgraph.web import mementos
from hbgraph.web.documents import Writers, chosen, respond
from hbgraph.web.links import href, thing
from hbgraph.web.problems import Problem, UnknownPage, UnknownThing
from hbgraph.web.reading import reader

bp = Blueprint("entities", __name__)


@bp.get("/id/<path:path>")
def identify(path: str) -> ResponseReturnValue:
    """A thing cannot be sent; the document about it can (303, see other)."""
    iri = thing(path)
    if not reader().knows(iri):
        raise unknown(iri, path)
    return redirect(href(iri) or "", 303)


@bp.get("/doc/<path:path>")
@bp.get("/release/<known_as>/doc/<path:path>")
def document(path: str, known_as: str | None = None) -> ResponseReturnValue:
    """The document as it is now, or as a release has it."""
    if known_as is None and "Accept-Datetime" in request.headers:
        return mementos.negotiated(*split(path, mementos.knows))
    iri, suffix = split(path)
    form = chosen(suffix)
    number, last = paging(iri, form)
    query = f"?page={number}" if number > 1 else ""
    written = writers(iri, number)
    response = respond(iri, canonical(iri), href(iri) or "", form, written, query)
    address = f"{href(iri)}.{suffix}" if suffix else href(iri)
    for relation, other in {"prev": number - 1, "next": number + 1}.items():
        if 1 <= other <= last:
            response.headers["Link"] += f', <{address}?page={other}>; rel="{relation}"'
    mementos.remember(response, iri, suffix)
    return response


@bp.get("/timemap/doc/<path:path>")
def timemap(path: str) -> ResponseReturnValue:
    """The releases that have a thing."""
    return mementos.timemap(*split(path, mementos.knows))


def paging(iri: URIRef, form: str) -> tuple[int, int]:
    """The number of the page asked for, and of the last; UnknownPage when there is no such page.

    Only RDF is paged, by what points to the thing; a web page shows the first of it on one page.
    """
    if form == media.HTML:
        return 1, 1
    number, last = request.args.get("page", 1, type=int), last_page(reader(), iri)
    if not 1 <= number <= last:
        raise UnknownPage
    return number, last


def split(path: str, knows: Callable[[URIRef], bool] | None = None) -> tuple[URIRef, str | None]:
    """The thing that a path names, and the suffix after it; UnknownThing when there is none, or
    GoneThing when there was. ``knows`` tells which things count, if not those of the release."""
    iri, known = thing(path), knows or reader().knows
    if known(iri):
        return iri, None
    stem, dot, suffix = path.rpartition(".")
    whole = "/" in suffix or not dot
    if not whole and known(thing(stem)):
        return thing(stem), suffix
    raise unknown(iri, stem if suffix in media.SUFFIXES and not whole else path)


def canonical(iri: URIRef) -> str:
    """The lasting address of the document about a thing."""
    return DOC[iri.removeprefix(ID)] if iri.startswith(ID) else iri


def writers(iri: URIRef, number: int = 1) -> Writers:
    return {media.HTML: partial(page, iri)} | {
        form: partial(rdf, iri, form, number) for form in media.RDF_FORMS
    }


def rdf(iri: URIRef, media_type: str, number: int = 1) -> bytes:
    return joined(write(reader(), iri, media_type, number).chunks)


def page(iri: URIRef) -> str:
    described = describe(reader(), iri)
    names = [f"entity/{name}.html" for name in described.classes]
    return render_template(
        [*names, "entity/default.html"],
        page=described,
        path=href(iri),
        canonical=canonical(iri),
        json_ld=embedded(reader(), iri),
        manifest=reader().manifest,
    )


def unknown(iri: URIRef, path: str) -> Problem:
    """The error for a thing that the release has not: it may have been in an earlier one."""
    for each in (iri, thing(path)):
        if mementos.knows(each):
            return mementos.gone(each)
    return UnknownThing(near_things(reader(), path), path=iri.removeprefix(ID))
