"""The ways in: the home page, and the things of each class."""

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from hbgraph.ns import HB
from hbgraph.pages.indicators import headline
from hbgraph.pages.vocabulary import class_names, listing
from hbgraph.queries import examples
from hbgraph.web.problems import UnknownPage
from hbgraph.web.reading import reader

bp = Blueprint("home", __name__)

WAYS_IN = (
    "Indicator",
    "Target",
    "Observation",
    "Industry",
    "Cluster",
    "Corridor",
    "AdministrativeRegion",
    "EconomicRegion",
    "Programme",
    "Enterprise",
    "Honour",
    "Passage",
)
"""The classes that a reader looks for first; the rest follow on the same page."""


@bp.get("/")
def home() -> str:
    classes = class_names(reader())
    first = {HB[name]: place for place, name in enumerate(WAYS_IN)}
    series, years = reader().once(headline)
    return render_template(
        "home.html",
        manifest=reader().manifest,
        entity_count=reader().entity_count,
        figure_count=reader().class_counts.get(HB.Figure, 0),
        passage_count=reader().class_counts.get(HB.Passage, 0),
        bulletins=_all("Bulletin"),
        series=series,
        years=years,
        ways_in=sorted((c for c in classes if c[0].iri in first), key=lambda c: first[c[0].iri]),
        others=[c for c in classes if c[0].iri not in first],
        examples=examples(),
    )


@bp.get("/browse/<name>")
def browse(name: str) -> ResponseReturnValue:
    """The things of a class, a hundred at a time, always in the order of their IRIs."""
    number = request.args.get("page", 1, type=int)
    found = listing(reader(), name, number)
    if found is None:
        raise UnknownPage
    response: Response = make_response(render_template("browse.html", listing=found))
    beside = {"prev": number - 1, "next": number + 1}
    links = [
        f'<{request.path}?page={other}>; rel="{relation}"'
        for relation, other in beside.items()
        if 1 <= other <= found.last
    ]
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def _all(name: str) -> tuple[object, ...]:
    found = listing(reader(), name, 1)
    return found.things if found else ()
