"""Validation as a service: /validate takes data, and shapes or the project's own."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from hbgraph import media
from hbgraph.errors import NotAcceptable
from hbgraph.judge import FORMS, PLAIN, Case
from hbgraph.uploads import Upload
from hbgraph.web.documents import content_type
from hbgraph.web.protocol import budgeted
from hbgraph.web.reading import release, service, settings

bp = Blueprint("validation", __name__)


@bp.route("/validate", methods=["GET", "POST"])
def endpoint() -> ResponseReturnValue:
    """The page to send data from; the report on the data sent."""
    if request.method != "POST":
        return render_template("validate.html", forms=media.RDF_FORMS)
    request.max_content_length = settings().upload_limit << 20
    accept = request.headers.get("Accept", "")
    form = media.best(accept, (*FORMS, media.HTML))
    if form is None:
        raise NotAcceptable(accept=accept, offered=", ".join((*FORMS, media.HTML)))
    case = Case(
        Upload(request.content_type or "", request.get_data()),
        request.base_url,
        PLAIN if form == media.HTML else form,
    )
    with budgeted() as meter:
        report = service().judge.report(release(), case, meter)
    if form == media.HTML:
        report = render_template("validate.html", forms=media.RDF_FORMS, report=report)
    response = Response(report, content_type=content_type(form))
    response.vary.add("Accept")
    return response
