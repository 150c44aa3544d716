"""Indicators side by side: a table to choose for oneself, with a chart beside it."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from hbgraph import media
from hbgraph.pages.indicators import DIMENSIONS, Comparison, compare
from hbgraph.pages.targets import key
from hbgraph.web import tables
from hbgraph.web.problems import UnknownChoice
from hbgraph.web.reading import reader

bp = Blueprint("indicators", __name__)

COLUMNS = (
    "indicator",
    "area",
    "period",
    "year",
    "status",
    "comparator",
    "value",
    "unit",
    "printed",
    "figure",
)
"""The columns of the table that is taken along, a figure a row."""

ON_A_CHART = 8
"""Series that one can still tell apart."""


@bp.get("/indicators")
def endpoint() -> ResponseReturnValue:
    """``indicator``, ``area`` and ``year`` may be given several times; without, all are shown."""
    form = tables.wanted()
    compared = chosen()
    if form == media.HTML:
        page = render_template("indicators.html", compared=compared, key=key, on_a_chart=ON_A_CHART)
        response = Response(page)
    else:
        response = tables.sent([point.cells for point in compared.points], COLUMNS, form)
    response.vary.add("Accept")
    return response


def chosen() -> Comparison:
    given = {name: [v for v in request.args.getlist(name) if v] for name in DIMENSIONS}
    try:
        return compare(reader(), given)
    except KeyError as error:
        value = str(error.args[0])
        parameter = next(name for name in given if value in given[name])
        raise UnknownChoice(parameter=parameter, value=value) from error
