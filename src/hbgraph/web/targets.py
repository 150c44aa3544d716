"""The target tracker: every target with its baseline, what it requires, and what became of it."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from rdflib import Literal

from hbgraph import media
from hbgraph.pages.targets import FILTERS, SORTS, STATUSES, Target, Tracker, key, track
from hbgraph.web import tables
from hbgraph.web.preferences import language
from hbgraph.web.problems import UnknownChoice, UnknownPage
from hbgraph.web.reading import reader

bp = Blueprint("targets", __name__)

PAGE_SIZE = 100
COLUMNS = (
    "target",
    "kind",
    "status",
    "indicator",
    "comparator",
    "value",
    "unit",
    "printed",
    "modality",
    "area",
    "period",
    "industry",
    "programme",
    "counted",
    "baseline",
    "baselineValue",
    "change",
    "changeUnit",
    "changePercent",
    "changeComparator",
    "reason",
    "outcome",
    "outcomeComparator",
    "outcomeValue",
    "passage",
)
"""The columns of the table that is taken along, a target a row; ``kind`` is one of KINDS."""

KINDS = ("target", "set-size")
"""What is to be reached, and what only says how many parts a named set has."""

WORDS = {
    "open": ("未见分晓", "open"),
    "met": ("已达到", "met"),
    "missed": ("未达到", "missed"),
    "undetermined": ("无法判断", "undetermined"),
}


@bp.get("/targets")
def endpoint() -> ResponseReturnValue:
    """Filters are parameters of their names; ``sort`` is one of SORTS, ``-`` for descending."""
    form = tables.wanted()
    tracker = tracked()
    if form == media.HTML:
        response = Response(page(tracker))
    else:
        response = tables.sent([row(target) for target in tracker.targets], COLUMNS, form)
    response.vary.add("Accept")
    return response


def row(target: Target) -> dict[str, tables.Cell]:
    kind = Literal(KINDS[target.counts_a_set])
    return {"kind": kind, **target.cells, **target.several}


def tracked() -> Tracker:
    given = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    sort = request.args.get("sort") or SORTS[0]
    if sort.removeprefix("-") not in SORTS:
        raise UnknownChoice(parameter="sort", value=sort)
    try:
        return track(reader(), given, sort, language())
    except KeyError as error:
        value = str(error.args[0])
        parameter = next(name for name in given if given[name] == value)
        raise UnknownChoice(parameter=parameter, value=value) from error


def page(tracker: Tracker) -> str:
    """A hundred targets at a time; sizes of named sets stand below, as nothing is to be reached."""
    plain = [target for target in tracker.targets if not target.counts_a_set]
    number, last = request.args.get("page", 1, type=int), max(1, -(-len(plain) // PAGE_SIZE))
    if not 1 <= number <= last:
        raise UnknownPage
    return render_template(
        "targets.html",
        tracker=tracker,
        targets=plain[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        count=len(plain),
        sets=[target for target in tracker.targets if target.counts_a_set],
        statuses=WORDS,
        counts=counts(plain),
        key=key,
        number=number,
        last=last,
    )


def counts(targets: list[Target]) -> dict[str, int]:
    """How many targets have each status, those with none left out."""
    found = [str(target.cells["status"]) for target in targets]
    return {status: found.count(status) for status in STATUSES if status in found}
