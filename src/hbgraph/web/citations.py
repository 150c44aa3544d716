"""Citable queries: POST /q keeps a query with its release, /q/<id> tells of it for ever."""

import math
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, json, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hbgraph import media
from hbgraph.catalogue.about import about
from hbgraph.engine import checksum
from hbgraph.engine.bounded import Question
from hbgraph.engine.lexis import check_length, tokens
from hbgraph.errors import BrokenJson, OverBudget, UnknownCitation, UnrepeatableQuery
from hbgraph.media import JSON
from hbgraph.model import Answer
from hbgraph.pages.bibliography import Reference, bibtex, csl, in_chinese, in_english
from hbgraph.pages.document import joined
from hbgraph.releases import named
from hbgraph.releases.citations import Caps, Citation, find, keep
from hbgraph.web.documents import chosen, content_type
from hbgraph.web.observing import client
from hbgraph.web.problems import MissingText
from hbgraph.web.protocol import (
    FORM,
    budgeted,
    only,
    refuse_broken,
    refuse_other_encodings,
)
from hbgraph.web.reading import read_release, reader, release, service, settings
from hbgraph.web.sparql import ENCODED, sent, wanted

bp = Blueprint("citations", __name__)

BIBTEX, CSL = "application/x-bibtex", "application/vnd.citationstyles.csl+json"
QUERY, PLAIN = "application/sparql-query", "text/plain"
SUFFIXES = {
    "html": media.HTML,
    "json": JSON,
    "bib": BIBTEX,
    "csl": CSL,
    "txt": PLAIN,
    "rq": QUERY,
}
SHAPE = '{"query": "…", "release": "…"}'
UNREPEATABLE = ("NOW", "RAND", "STRUUID", "UUID")
GRAPHS = ("default-graph-uri", "named-graph-uri")


@bp.post("/q", strict_slashes=False)
def cite() -> ResponseReturnValue:
    """Keeps a query with the release it names, else with the current one: 201 when it is new.

    A browser is sent to the page of the citation, which has an address to come back to.
    """
    request.max_content_length = ENCODED * settings().citation_limit
    citation = asked()
    reader()  # keeps the release from being pruned before its citation is on disk
    try:
        citation, status = find(settings().data_dir, citation.id), 200
    except UnknownCitation:
        citation, status = made(citation), 201
    form, address = chosen(None, SUFFIXES), f"{request.script_root}/q/{citation.id}"
    if form == media.HTML:
        return redirect(address, 303)
    response = told(citation, form)
    response.status_code = status
    response.headers["Location"] = address
    return response


def asked() -> Citation:
    """The citation that a request wants, which then reads its release: a form, or JSON."""
    refuse_other_encodings((FORM, JSON))
    given = _of_json() if request.mimetype == JSON else _of_form()
    text, known_as = only(given, "query"), only(given, "release")
    if not text or not text.strip():
        raise MissingText(parameter="query")
    read_release(known_as or "current")
    check_length(text, settings().citation_limit)
    for token in tokens(text):
        if token.says(*UNREPEATABLE):
            raise UnrepeatableQuery(feature=token.text.upper())
    default_graphs, named_graphs = (tuple(given.getlist(name)) for name in GRAPHS)
    base = f"{request.url_root}sparql"
    return Citation(release().id, text, base, default_graphs, named_graphs)


def made(citation: Citation) -> Citation:
    """A new citation, on disk, with the checksum of its answer."""
    limits = settings()
    wait = service().citing.check(client())
    if wait is not None:
        raise OverBudget(seconds=max(1, math.ceil(wait)))
    found = answered(replace(citation, ordered=_is_ordered(citation.query)))
    new = replace(found, created=datetime.now(UTC).isoformat(timespec="seconds"))
    caps = Caps(limits.citations, limits.citations_per_release, limits.cited_releases)
    keep(limits.data_dir, new, caps, named(limits.data_dir).values())
    service().citing.spend(client())
    return new


@bp.get("/q/<known_as>")
@bp.get("/q/<known_as>.<suffix>")
def citation(known_as: str, suffix: str | None = None) -> Response:
    """The page of a citation, or what a bibliography takes."""
    form = chosen(suffix, SUFFIXES)
    found = find(settings().data_dir, known_as)
    read_release(found.release)
    return told(found, form)


@bp.get("/q/<known_as>/result")
def result(known_as: str) -> Response:
    """The rows again, from the same release; a header tells whether they are the same."""
    found = find(settings().data_dir, known_as)
    read_release(found.release)
    reader()
    now = answered(found)
    response = sent(_run(found, wanted()))
    same = "same" if now.checksum == found.checksum else "different"
    response.headers["Hbgraph-Checksum"] = f'{same}; checksum="{now.checksum}"; rows={now.rows}'
    response.vary.add("Accept")
    return response


def answered(citation: Citation) -> Citation:
    """The citation with the number of rows and the checksum that its answer has now."""
    answer = _run(citation, ", ".join(checksum.FORMS), citation.ordered)
    return replace(citation, **json.loads(joined(answer.chunks)))


def told(citation: Citation, form: str) -> Response:
    """A citation in one of its forms."""
    reference = reference_of(citation)
    if form == media.HTML:
        body = _page(reference)
    elif form == JSON:
        body = _json(citation)
    elif form == CSL:
        body = json.dumps([csl(reference)], ensure_ascii=False)
    else:
        plain = f"{in_chinese(reference)}\n{in_english(reference)}\n"
        body = {BIBTEX: bibtex(reference), PLAIN: plain, QUERY: citation.query}[form]
    response = Response(body, content_type=content_type(form))
    response.headers["Link"] = ", ".join(
        f'<{request.script_root}/q/{citation.id}.{suffix}>; rel="alternate"; type="{known}"'
        for suffix, known in SUFFIXES.items()
    )
    response.vary.add("Accept")
    return response


def reference_of(citation: Citation) -> Reference:
    manifest = release().manifest
    title = about(manifest).title
    created = datetime.fromisoformat(manifest.created)
    return Reference(citation, f"{request.url_root}q/{citation.id}", title.zh, title.en, created)


def _run(citation: Citation, accept: str, ordered: bool | None = None) -> Answer:
    asked, graphs = citation.query, (citation.default_graphs, citation.named_graphs)
    question = Question(asked, accept, *graphs, citation.base, ordered)
    with budgeted() as meter:
        return service().engine.query(release(), question, meter)


def _is_ordered(text: str) -> bool:
    """Whether the query itself, not one within it, says ORDER BY."""
    depth = 0
    for token in tokens(text):
        depth += (token.kind == "opening") - (token.kind == "closing")
        if depth == 0 and token.says("ORDER"):
            return True
    return False


def _of_json() -> MultiDict[str, str]:
    """``{"query": "…", "release": "…", "default-graph-uri": ["…"]}``"""
    try:
        said = request.get_json(silent=True)
    except RecursionError as error:  # brackets within brackets
        raise BrokenJson(wanted=SHAPE) from error
    if not isinstance(said, dict):
        raise BrokenJson(wanted=SHAPE)
    given: MultiDict[str, str] = MultiDict(said)
    if not all(_is_text(each) for values in given.listvalues() for each in values):
        raise BrokenJson(wanted=SHAPE)
    return given


def _of_form() -> MultiDict[str, str]:
    refuse_broken(request.get_data())
    return request.form


def _is_text(value: object) -> bool:
    """Whether it is a text that can be written down: JSON can escape half a character."""
    return isinstance(value, str) and not any("\ud800" <= each <= "\udfff" for each in value)


def _page(reference: Reference) -> str:
    return render_template(
        "citation.html",
        citation=reference.citation,
        address=reference.address,
        bibtex=bibtex(reference),
        plain=(in_chinese(reference), in_english(reference)),
        forms=SUFFIXES,
    )


def _json(citation: Citation) -> str:
    told = {"id": citation.id, **vars(citation), "url": f"{request.url_root}q/{citation.id}"}
    return json.dumps(told, ensure_ascii=False)
