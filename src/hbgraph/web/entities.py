"""Things and the documents about them: /id/… names a thing, /doc/… tells about it."""

from functools import partial

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from rdflib import URIRef

from hbgraph import media
from hbgraph.ns import DOC, ID
from hbgraph.pages.document import document as write
from hbgraph.pages.document import embedded, joined
from hbgraph.pages.entity import describe
from hbgraph.web.documents import Writers, chosen, respond
from hbgraph.web.links import href, thing
from hbgraph.web.problems import UnknownThing
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
def document(path: str) -> ResponseReturnValue:
    iri, suffix = split(path)
    return respond(iri, canonical(iri), href(iri) or "", chosen(suffix), writers(iri))


def split(path: str) -> tuple[URIRef, str | None]:
    """The thing that a path names, and the suffix after it; UnknownThing when there is none."""
    iri = thing(path)
    if reader().knows(iri):
        return iri, None
    stem, dot, suffix = path.rpartition(".")
    if dot and "/" not in suffix and reader().knows(thing(stem)):
        return thing(stem), suffix
    raise unknown(iri, stem if suffix in media.SUFFIXES else path)


def canonical(iri: URIRef) -> str:
    """The lasting address of the document about a thing."""
    return DOC[iri.removeprefix(ID)] if iri.startswith(ID) else iri


def writers(iri: URIRef) -> Writers:
    return {media.HTML: partial(page, iri)} | {
        form: partial(rdf, iri, form) for form in media.RDF_FORMS
    }


def rdf(iri: URIRef, media_type: str) -> bytes:
    return joined(write(reader(), iri, media_type).chunks)


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


def unknown(iri: URIRef, path: str) -> UnknownThing:
    return UnknownThing(reader().near(path), path=iri.removeprefix(ID))
