"""The SPARQL endpoint: SPARQL 1.1 Protocol, section 2.1, and a page to try it."""

from codecs import BOM_UTF8
from dataclasses import replace
from itertools import chain

from flask import Blueprint, Response, json, request
from flask.typing import ResponseReturnValue

from hbgraph import media
from hbgraph.engine.bounded import Question
from hbgraph.errors import HbgraphError, NotAcceptable
from hbgraph.model import Answer
from hbgraph.pages import vocabulary
from hbgraph.pages.document import joined
from hbgraph.web import query_page
from hbgraph.web.conditions import Conditional
from hbgraph.web.documents import content_type, etag
from hbgraph.web.problems import JSON, PROBLEM_JSON, MissingText, UpdateHere
from hbgraph.web.protocol import budgeted, text_of
from hbgraph.web.reading import read_release, reader, release, service, settings
from hbgraph.web.service_description import describe

bp = Blueprint("sparql", __name__)

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
SHORT = 1 << 20
"""Bytes of an answer that is sent in one piece, so that it can be compressed."""

ENCODED = 4
"""How many bytes one byte of a text may take in a form, with something to spare for the rest."""


@bp.route("/sparql", methods=["GET", "POST"], strict_slashes=False)
@bp.route("/release/<known_as>/sparql", methods=["GET", "POST"], strict_slashes=False)
def endpoint(known_as: str | None = None) -> ResponseReturnValue:
    """Answers from the current release, or from the one that the address names."""
    request.max_content_length = ENCODED * settings().query_limit
    if known_as:
        read_release(known_as)
    asked = question()
    response = _bare() if asked is None else _answered(asked)
    response.vary.add("Accept")
    return response


def question() -> Question | None:
    """The query of the request; None for a GET without any parameter of ours."""
    text, given = text_of("query", QUERY)
    if "update" in given:
        raise UpdateHere
    if text is None and request.method == "POST":
        raise MissingText(parameter="query")
    if text is None:
        return None
    default, named = given.getlist("default-graph-uri"), given.getlist("named-graph-uri")
    return Question(text, wanted(), default, named, request.base_url)


def wanted() -> str:
    """What the client accepts; ``format`` overrides the header."""
    name = request.values.get("format")
    if not name:
        return request.headers.get("Accept", "")
    if name not in FORMATS:
        raise NotAcceptable(accept=f"format={name}", offered=", ".join(FORMATS))
    return FORMATS[name]


def _answered(asked: Question) -> Response:
    """The answer in the form that the client prefers, a page among them."""
    forms = (*media.RESULT_FORMS, *media.RDF_FORMS, media.HTML)
    try:
        if media.best(asked.accept, forms) == media.HTML:
            return _page(asked)
        return sent(marked(_run(asked)))
    except NotAcceptable:
        if media.best(asked.accept, [media.HTML]):
            return _page(asked)
        raise


def marked(answer: Answer) -> Answer:
    """With ``bom=1``, CSV begins with the mark by which spreadsheets know UTF-8."""
    if answer.media_type != media.RESULTS_CSV or request.values.get("bom") != "1":
        return answer
    size = None if answer.size is None else len(BOM_UTF8) + answer.size
    return Answer(answer.media_type, chain([BOM_UTF8], answer.chunks), size)


def sent(answer: Answer) -> Response:
    """An answer as it stands; a long one is read from disk as fast as the client takes it."""
    short = answer.size is not None and answer.size <= SHORT
    body = joined(answer.chunks) if short else answer.chunks
    response = Response(body, content_type=content_type(answer.media_type))
    if answer.size is not None:
        response.content_length = answer.size
    return response


def _run(asked: Question) -> Answer:
    with budgeted() as meter:
        return service().engine.query(release(), asked, meter)


def _bare() -> Response:
    """The page to a browser, the service description to whoever does not ask for a page."""
    accept = request.headers.get("Accept", "")
    best = media.best(accept, (*media.RDF_FORMS, media.HTML))
    if best is None:
        raise MissingText(parameter="query")
    if best == media.HTML:
        return Response(query_page.bare())
    description = describe(request.base_url, release().manifest)
    body = description.serialize(format=best, encoding="utf-8")
    return Response(body, content_type=content_type(best))


def _page(asked: Question) -> Response:
    """The page with the answer, or with what is wrong, unless a client wants the latter as JSON."""
    on_page = replace(asked, accept=ON_PAGE, excerpt=query_page.MOST)
    try:
        return Response(query_page.answered(asked, _run(on_page)))
    except HbgraphError as error:
        if media.best(asked.accept, (media.HTML, PROBLEM_JSON)) != media.HTML:
            raise
        return query_page.refused(asked, error)


@bp.get("/sparql/terms.json")
def terms() -> Response:
    """The terms of the graph, for an editor that completes them."""
    response = Conditional(content_type=JSON)
    response.set_etag(etag("terms.json", JSON))
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    if response.status_code == 200:
        response.set_data(json.dumps(vocabulary.completions(reader()), ensure_ascii=False))
    return response
