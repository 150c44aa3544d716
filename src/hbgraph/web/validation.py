"""Validation as a service: /validate takes data, and shapes or the project's own."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from hbgraph import media
from hbgraph.errors import NotAcceptable
from hbgraph.judge import FORMS, PLAIN, Case
from hbgraph.web.documents import content_type
from hbgraph.web.problems import BrokenJson, MissingData, WrongBody
from hbgraph.web.protocol import FORM, budgeted
from hbgraph.web.reading import release, service, settings
from hbgraph.writes import Part

bp = Blueprint("validation", __name__)

JSON = "application/json"
MULTIPART = "multipart/form-data"
FIELDS = ("data", "shapes")
SHAPE = '{"data": "…", "data-format": "text/turtle", "shapes": "…"}'
BROWSERS = {"application/octet-stream", "", "text/plain"}
"""What browsers call a file of a type they do not know."""


@bp.route("/validate", methods=["GET", "POST"])
def endpoint() -> ResponseReturnValue:
    """The page to send data from; the report on the data sent."""
    if request.method != "POST":
        return render_template("validate.html", forms=media.RDF_FORMS)
    request.max_content_length = request.max_form_memory_size = settings().upload_limit << 20
    accept = request.headers.get("Accept", "")
    form = media.best(accept, (*FORMS, media.HTML))
    if form is None:
        raise NotAcceptable(accept=accept, offered=", ".join((*FORMS, media.HTML)))
    data, shapes = given()
    with budgeted():
        case = Case(data, shapes, request.base_url, PLAIN if form == media.HTML else form)
        report = service().judge.report(release(), case)
    if form == media.HTML:
        report = render_template("validate.html", forms=media.RDF_FORMS, report=report)
    response = Response(report, content_type=content_type(form))
    response.vary.add("Accept")
    return response


def given() -> tuple[Sequence[Part], Sequence[Part]]:
    """The data and the shapes of a request; no shapes mean the project's own."""
    if request.mimetype in media.RDF_FORMS:
        return [Part(request.mimetype, request.get_data())], []
    readers = {JSON: _of_json, FORM: _of_form, MULTIPART: _of_form}
    if request.mimetype not in readers:
        offered = ", ".join((*readers, *media.RDF_FORMS))
        raise WrongBody(sent=request.content_type or "", offered=offered)
    data, shapes = (readers[request.mimetype](field) for field in FIELDS)
    if not data:
        raise MissingData
    return data, shapes


def _of_form(field: str) -> list[Part]:
    """A field is text, in the format that ``<field>-format`` names, or a file."""
    format_named = request.form.get(f"{field}-format", "") or media.TURTLE
    texts = [text for text in request.form.getlist(field) if text.strip()]
    files = [file for file in request.files.getlist(field) if file.filename]
    return [
        *(Part(_known(format_named), text.encode()) for text in texts),
        *(Part(_known(_type_of(file)), file.read()) for file in files),
    ]


def _type_of(file: FileStorage) -> str:
    suffix = (file.filename or "").rpartition(".")[2]
    named = media.SUFFIXES.get(suffix, "")
    return named if file.mimetype in BROWSERS else file.mimetype


def _of_json(field: str) -> list[Part]:
    """``{"data": "…", "data-format": "text/turtle", "shapes": …}``"""
    said = request.get_json(silent=True)
    if not isinstance(said, dict) or not all(isinstance(text, str) for text in said.values()):
        raise BrokenJson(wanted=SHAPE)
    text, named = said.get(field, ""), said.get(f"{field}-format", media.TURTLE)
    return [Part(_known(named), text.encode())] if text else []


def _known(media_type: str) -> str:
    chosen = media.SUFFIXES.get(media_type, media_type)
    if chosen not in media.RDF_FORMS:
        raise WrongBody(sent=media_type, offered=", ".join(media.RDF_FORMS))
    return chosen
