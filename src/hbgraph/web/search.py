"""Search: the things whose names fit, as a page or as JSON."""

from flask import Blueprint, Response, json, make_response, render_template, request
from flask.typing import ResponseReturnValue
from rdflib.term import Identifier

from hbgraph import media
from hbgraph.pages.nouns import Name
from hbgraph.queries import bind
from hbgraph.web.reading import reader

bp = Blueprint("search", __name__)

JSON = "application/json"
LONGEST = 200
"""Characters of a question that are looked at."""


@bp.get("/search")
def search() -> ResponseReturnValue:
    text = request.args.get("q", "")[:LONGEST].strip()
    found = reader().search(text)
    kinds = kinds_of(found)
    response = make_response(
        as_json(text, found, kinds)
        if wants_json()
        else render_template("search.html", sought=text, found=found, kinds=kinds)
    )
    response.vary.add("Accept")
    return response


def wants_json() -> bool:
    """A link says it with ``format=json``; a program says it in its Accept header."""
    accept = request.headers.get("Accept", "")
    return request.args.get("format") == "json" or media.best(accept, [media.HTML, JSON]) == JSON


def kinds_of(found: list[Name]) -> dict[Identifier, list[Name]]:
    """The classes of each thing, by name."""
    if not found:
        return {}
    rows = reader().engine.select(bind("select_kinds", iri=[name.iri for name in found]))
    names = reader().names(row["kind"] for row in rows)
    kinds: dict[Identifier, list[Name]] = {}
    for row in rows:
        kinds.setdefault(row["iri"], []).append(names[row["kind"]])
    return kinds


def as_json(text: str, found: list[Name], kinds: dict[Identifier, list[Name]]) -> Response:
    results = [
        {
            "iri": str(name.iri),
            "label": {"zh": name.zh, "en": name.en},
            "kinds": [str(kind.iri) for kind in kinds.get(name.iri, ())],
        }
        for name in found
    ]
    body = json.dumps({"query": text, "results": results}, ensure_ascii=False, indent=1)
    return Response(body, content_type=f"{JSON}; charset=utf-8")
