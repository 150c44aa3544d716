"""The ontology: its own document, whose parts are the terms; and the graphs beside it."""

from functools import partial

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from rdflib import URIRef

from hbgraph import media
from hbgraph.ns import ONTOLOGY
from hbgraph.pages.document import contents, joined
from hbgraph.pages.nearness import near_terms
from hbgraph.pages.shapes import shapes
from hbgraph.pages.vocabulary import terms
from hbgraph.web.documents import Writers, chosen, respond
from hbgraph.web.entities import page
from hbgraph.web.links import href, path_of
from hbgraph.web.problems import UnknownThing
from hbgraph.web.reading import reader

bp = Blueprint("ontology", __name__)

ALIGNMENTS = URIRef(f"{ONTOLOGY}/alignments")


@bp.get("/ontology")
@bp.get("/ontology.<suffix>")
def ontology(suffix: str | None = None) -> ResponseReturnValue:
    """Where every term of ours leads: ``https://w3id.org/hbgraph/ontology#Cluster``."""
    forms = rdf_writers(ONTOLOGY, ALIGNMENTS) | {media.HTML: terms_page}
    return respond(ONTOLOGY, ONTOLOGY, href(ONTOLOGY) or "", chosen(suffix), forms)


@bp.get("/ontology/<name>")
@bp.get("/ontology/<name>.<suffix>")
def beside(name: str, suffix: str | None = None) -> ResponseReturnValue:
    """A graph beside the ontology, such as its code lists."""
    iri = URIRef(f"{ONTOLOGY}/{path_of(name)}")
    if not reader().knows(iri):
        raise UnknownThing(near_terms(reader(), name), path=f"ontology/{path_of(name)}")
    forms = rdf_writers(iri) | {media.HTML: partial(page, iri)}
    return respond(iri, iri, href(iri) or "", chosen(suffix), forms)


def rdf_writers(*graphs: URIRef) -> Writers:
    return {form: partial(_rdf, graphs, form) for form in media.RDF_FORMS}


def terms_page() -> str:
    return render_template(
        "ontology.html",
        terms=reader().once(terms),
        shaped={shape.local for shape in reader().once(shapes)},
        path=href(ONTOLOGY),
    )


def _rdf(graphs: tuple[URIRef, ...], media_type: str) -> bytes:
    return joined(contents(reader(), graphs, media_type).chunks)
