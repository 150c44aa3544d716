"""The shapes: what the data of a release are held against, each constraint with its anchor."""

from functools import partial

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from hbgraph import media
from hbgraph.ns import SHAPES
from hbgraph.pages.shapes import shapes
from hbgraph.web.documents import Writers, chosen, respond
from hbgraph.web.links import href
from hbgraph.web.reading import reader

bp = Blueprint("shapes", __name__)


@bp.get("/shapes")
@bp.get("/shapes.<suffix>")
def endpoint(suffix: str | None = None) -> ResponseReturnValue:
    """Where a validation report leads: ``https://w3id.org/hbgraph/shapes#Target-year``."""
    writers: Writers = {media.HTML: _page}
    writers |= {form: partial(_rdf, form) for form in media.RDF_FORMS}
    return respond(SHAPES, SHAPES, href(SHAPES) or "", chosen(suffix), writers)


def _page() -> str:
    return render_template("shapes.html", shapes=reader().once(shapes), path=href(SHAPES))


def _rdf(media_type: str) -> bytes:
    return reader().shapes.serialize(format=media_type, encoding="utf-8")
