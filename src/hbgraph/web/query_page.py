"""The page on which people ask with SPARQL: the query, the answer, the examples."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, g, json, render_template
from rdflib import XSD, URIRef

from hbgraph import media
from hbgraph.engine.bounded import Question
from hbgraph.errors import HbgraphError
from hbgraph.model import Answer
from hbgraph.ns import ID
from hbgraph.pages.document import joined
from hbgraph.pages.maps import Map, draw
from hbgraph.pages.nouns import Name
from hbgraph.queries import examples
from hbgraph.web.problems import from_error
from hbgraph.web.reading import reader, service

FIRST = "select_clusters_of_yichang"
"""The example to begin from."""

MOST = 1_000
"""Rows or triples that are shown."""

NUMBERS = {
    str(XSD[name]) for name in ("integer", "decimal", "double", "float", "int", "long", "short")
}

Binding = Mapping[str, Mapping[str, str]]
"""A solution as the JSON results format has it."""


def bare() -> str:
    """The page before anything is asked, with the first example to begin from."""
    first = next(example for example in examples() if example.name == FIRST)
    return _rendered(text=first.text)


def answered(asked: Question, answer: Answer) -> str:
    """The answer, or its beginning, and saying so."""
    body = joined(answer.chunks)
    if answer.media_type != media.RESULTS_JSON:
        return _rendered(text=asked.text, asked=asked, turtle=body.decode(), cut=answer.cut)
    table = json.loads(body)
    rows = table.get("results", {}).get("bindings", ())
    names = _names(rows)
    shown = {"table": table, "names": names, "map": _map(names), "cut": answer.cut}
    return _rendered(text=asked.text, asked=asked, **shown)


def refused(asked: Question, error: HbgraphError) -> Response:
    """Why there is no answer, beside the query that is to be mended."""
    problem = from_error(error)
    g.refusal = problem.code
    page = _rendered(text=asked.text, asked=asked, problem=problem)
    return Response(page, problem.status, problem.headers)


def _rendered(**shown: Any) -> str:  # noqa: ANN401 (whatever the template takes)
    return render_template(
        "sparql.html",
        examples=examples(),
        number_types=NUMBERS,
        **shown,
    )


def _map(names: Mapping[str, Name]) -> Map | None:
    """The map of the places among the solutions; None where there are none that it can show."""
    places = [iri for iri in names if iri.startswith(ID["region/"])]
    atlas = service().atlas
    if not places or not atlas:
        return None
    drawn = draw(reader(), atlas, {URIRef(iri): None for iri in places})
    return drawn if any(place.lit for place in (*drawn.units, *drawn.points)) else None


def _names(rows: Sequence[Binding]) -> Mapping[str, Name]:
    """What the things and terms among the solutions are called."""
    values = {term["value"] for row in rows for term in row.values() if term["type"] == "uri"}
    return {str(iri): name for iri, name in reader().names(map(URIRef, values)).items()}
