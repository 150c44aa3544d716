"""The SPARQL endpoint: SPARQL 1.1 Protocol, section 2.1, and a page to try it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, json, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hbgraph import media
from hbgraph.errors import NotAcceptable, QueryTooLong
from hbgraph.model import Answer
from hbgraph.pages.document import joined
from hbgraph.queries import examples
from hbgraph.web.documents import content_type
from hbgraph.web.problems import BadEncoding, MissingQuery, RepeatedQuery, UpdateHere, WrongBody
from hbgraph.web.reading import reader, settings
from hbgraph.web.service_description import describe

bp = Blueprint("sparql", __name__)

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
FORMATS = {
    **media.SUFFIXES,
    "json": media.RESULTS_JSON,
    "xml": media.RESULTS_XML,
    "csv": media.RESULTS_CSV,
    "tsv": media.RESULTS_TSV,
}
"""What the parameter ``format`` may say, for clients that cannot set a header, such as links."""

ON_PAGE = f"{media.RESULTS_JSON}, {media.TURTLE}"
ROWS_ON_PAGE = 1_000
CHARACTERS_ON_PAGE = 200_000


@dataclass(frozen=True)
class Asked:
    """A query with its data set."""

    text: str
    default_graphs: Sequence[str]
    named_graphs: Sequence[str]


@bp.route("/sparql", methods=["GET", "POST"])
def endpoint() -> ResponseReturnValue:
    asked = read()
    response = _bare() if asked is None else _answered(asked, wanted())
    response.vary.add("Accept")
    return response


def read() -> Asked | None:
    """The query of the request; None for a GET without any parameter of ours."""
    if request.method == "POST" and request.mimetype == QUERY:
        _refuse_other_encodings(QUERY)
        _one_of(request.args, at_most=0)
        return _asked(_utf8(request.get_data()), request.args)
    if request.method == "POST":
        if request.mimetype != FORM:
            raise WrongBody(sent=request.content_type or "", offered=f"{FORM}, {QUERY}")
        _refuse_other_encodings(FORM)
    given = request.values  # the parameters of the address and of the form
    text = _one_of(given)
    if text is None and request.method == "POST":
        raise MissingQuery
    return None if text is None else _asked(text, given)


def wanted() -> str:
    """What the client accepts; ``format`` overrides the header."""
    name = request.values.get("format")
    if not name:
        return request.headers.get("Accept", "")
    if name not in FORMATS:
        raise NotAcceptable(accept=f"format={name}", offered=", ".join(FORMATS))
    return FORMATS[name]


def _asked(text: str, given: MultiDict[str, str]) -> Asked:
    length, limit = len(text.encode()), settings().query_limit
    if length > limit:
        raise QueryTooLong(length=length, limit=limit)
    return Asked(text, given.getlist("default-graph-uri"), given.getlist("named-graph-uri"))


def _one_of(given: MultiDict[str, str], at_most: int = 1) -> str | None:
    if "update" in given:
        raise UpdateHere
    texts = given.getlist("query")
    if len(texts) > at_most:
        raise RepeatedQuery(count=len(texts) + 1 - at_most)
    return texts[0] if texts else None


def _refuse_other_encodings(offered: str) -> None:
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise WrongBody(sent=request.content_type or "", offered=offered)


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadEncoding from error


def _answered(asked: Asked, accept: str) -> Response:
    """The answer in the form that the client prefers, a page among them."""
    forms = (*media.RESULT_FORMS, *media.RDF_FORMS, media.HTML)
    try:
        if media.best(accept, forms) == media.HTML:
            return _page(asked)
        answer = _run(asked, accept)
    except NotAcceptable:
        if media.best(accept, [media.HTML]):
            return _page(asked)
        raise
    return Response(joined(answer.chunks), content_type=content_type(answer.media_type))


def _run(asked: Asked, accept: str) -> Answer:
    return reader().engine.query(asked.text, accept, asked.default_graphs, asked.named_graphs)


def _bare() -> Response:
    """The page to a person, the service description to a program."""
    accept = request.headers.get("Accept", "")
    best = media.best(accept, (*media.RDF_FORMS, media.HTML)) if accept.strip() else media.HTML
    if best is None:
        raise MissingQuery
    if best == media.HTML:
        return Response(render_template("sparql.html", examples=examples()))
    description = describe(request.base_url, reader().manifest)
    body = description.serialize(format=best, encoding="utf-8")
    return Response(body, content_type=content_type(best))


def _page(asked: Asked) -> Response:
    """The answer on a page, as much of it as a page can hold, and saying so."""
    answer = _run(asked, ON_PAGE)
    body = joined(answer.chunks)
    shown = {"table": json.loads(body)} if answer.media_type == media.RESULTS_JSON else {}
    return Response(
        render_template(
            "sparql.html",
            asked=asked,
            examples=examples(),
            turtle="" if shown else body.decode(),
            rows_on_page=ROWS_ON_PAGE,
            characters_on_page=CHARACTERS_ON_PAGE,
            **shown,
        )
    )
