"""Search: the things whose names fit, as a page or as JSON, and suggestions as one types."""

from flask import Blueprint, Response, json, make_response, render_template, request
from flask.typing import ResponseReturnValue

from hbgraph import media
from hbgraph.ns import HB
from hbgraph.pages import finding
from hbgraph.pages.finding import Finding, Found
from hbgraph.pages.nouns import Name
from hbgraph.pages.texts import Telling
from hbgraph.web.links import href
from hbgraph.web.problems import UnknownChoice, UnknownPage
from hbgraph.web.reading import reader

bp = Blueprint("search", __name__)

JSON = "application/json"
LONGEST = 200
"""Characters of a question that are looked at."""

SUGGESTIONS = 8
KEPT_SECONDS = 60
"""How long a browser may keep suggestions, as one who types goes back and forth."""

WAYS = {
    "name": ("名称", "name"),
    "sound": ("拼音", "pinyin"),
    "initials": ("拼音首字母", "initials"),
    "beginning": ("开头", "beginning"),
    "part": ("部分", "part"),
    "abbreviation": ("缩略", "abbreviation"),
    "homophone": ("同音", "sounds alike"),
    "typo": ("近似拼写", "near spelling"),
    "broader code": ("上级代码", "broader code"),
    "contained": ("所含名称", "contained"),
    "some parts": ("部分相同", "some parts"),
}


@bp.get("/search")
def search() -> ResponseReturnValue:
    text, kind = asked(), request.args.get("type", "")
    try:
        found = finding.find(reader(), text, kind, request.args.get("page", 1, type=int))
    except KeyError as error:
        raise UnknownChoice(parameter="type", value=kind) from error
    if found is None:
        raise UnknownPage
    response = as_json(text, found) if wants_json() else as_page(text, kind, found)
    response.vary.add("Accept")
    return response


@bp.get("/search/suggest")
def suggest() -> ResponseReturnValue:
    text = asked()
    suggestions = [
        {
            "iri": str(found.name.iri),
            "href": href(found.name.iri),
            "zh": found.name.zh,
            "en": found.name.en,
            "kind": label(found.kinds[0]) if found.kinds else None,
        }
        for found in finding.suggest(reader(), text, SUGGESTIONS)
    ]
    response = written({"query": text, "suggestions": suggestions})
    response.cache_control.public = True
    response.cache_control.max_age = KEPT_SECONDS
    return response


def asked() -> str:
    return request.args.get("q", "")[:LONGEST].strip()


def wants_json() -> bool:
    """A link says it with ``format=json``; a program says it in its Accept header."""
    accept = request.headers.get("Accept", "")
    return request.args.get("format") == "json" or media.best(accept, [media.HTML, JSON]) == JSON


def as_page(text: str, kind: str, found: Finding) -> Response:
    page = render_template(
        "search.html", sought=text, chosen=kind, finding=found, type_of=type_of, ways=WAYS
    )
    return make_response(page)


def as_json(text: str, found: Finding) -> Response:
    types = [
        {"type": type_of(kind), "iri": str(kind.iri), "label": label(kind), "count": count}
        for kind, count in found.kinds
    ]
    return written(
        {
            "query": text,
            "total": found.total,
            "page": found.number,
            "pages": found.last,
            "types": types,
            "results": [result(each) for each in found.found],
            "mentioned": [mention(each) for each in found.telling],
        }
    )


def result(found: Found) -> dict[str, object]:
    return {
        "iri": str(found.name.iri),
        "href": href(found.name.iri),
        "label": label(found.name),
        "kinds": [{"iri": str(kind.iri), "label": label(kind)} for kind in found.kinds],
        "matched": {"form": found.form, "way": found.way},
    }


def mention(telling: Telling) -> dict[str, object]:
    iri, sentence = telling.name.iri, telling.sentence
    text = {"text": str(sentence), "language": sentence.language}
    return {"iri": str(iri), "href": href(iri), "label": label(telling.name), **text}


def label(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def type_of(kind: Name) -> str:
    """What the parameter ``type`` calls a class."""
    return kind.iri.removeprefix(HB)


def written(said: dict[str, object]) -> Response:
    body = json.dumps(said, ensure_ascii=False, indent=1)
    return Response(body, content_type=f"{JSON}; charset=utf-8")
