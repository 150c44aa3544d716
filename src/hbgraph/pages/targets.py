"""The targets: what each asks for beyond the year before, and what became of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rdflib import Literal
from rdflib.term import Identifier

from hbgraph.model import Row
from hbgraph.ns import ID
from hbgraph.pages.collation import Alphabetical, alphabetical
from hbgraph.pages.nouns import Cells, Name
from hbgraph.pages.reader import Reader
from hbgraph.queries import bind

FILTERS = ("programme", "industry", "unit", "period", "status")
"""By which targets can be chosen; each is a column of the query."""

STATUSES = ("open", "met", "missed", "undetermined")
"""What may have become of a target, whether or not it has of any."""

SET_SIZE = ID["indicator/set-size"]
SORTS = ("indicator", "period", "changePercent", "status")
SEVERAL = ("programme", "industry", "passage")
"""Columns in which one target may have several values."""

Names = Mapping[Identifier, Name]
Cell = Name | Literal


@dataclass(frozen=True)
class Target:
    """A target, once for each figure that tells its outcome; ``several`` holds the columns that
    may have more than one value."""

    cells: Cells
    several: Mapping[str, tuple[Name, ...]]

    @property
    def counts_a_set(self) -> bool:
        """Whether it only says how many parts a named set has, such as the five corridors."""
        return key(self.cells["indicator"]) == str(SET_SIZE)


@dataclass(frozen=True)
class Tracker:
    """The targets that are wanted, the values by which one can choose, and the query behind.

    What only sizes of named sets have is no choice, since these are not listed as targets.
    """

    targets: tuple[Target, ...]
    choices: Mapping[str, tuple[Cell, ...]]
    query: str


def track(
    reader: Reader, wanted: Mapping[str, str], sort: str = SORTS[0], language: str = "zh"
) -> Tracker:
    """The targets that fit every filter in ``wanted``, a filter's name and a value as ``key`` says.

    ``sort`` is one of SORTS, with a minus before it for descending; targets without a value come
    last, and names are sorted as the language does. KeyError when a filter has no such value.
    """
    every, names = reader.once(_every)
    known = _terms(every)
    sought = {name: _found(known[name], value) for name, value in wanted.items()}
    query = bind("select_targets", **{f"{name}Sought": term for name, term in sought.items()})
    rows = reader.engine.select(query) if sought else every
    found = [
        _target(names, list(same))
        for _, same in groupby(rows, key=lambda row: (row["target"], row.get("outcome")))
    ]
    label = alphabetical(reader, language)
    offered = _terms(row for row in every if row["indicator"] != SET_SIZE)
    for name, term in sought.items():
        offered[name].add(term)
    choices = {
        name: tuple(sorted((_cell(names, each) for each in terms), key=_place(name, label)))
        for name, terms in offered.items()
    }
    return Tracker(tuple(_ordered(found, sort, label)), choices, query)


def _terms(rows: Iterable[Row]) -> dict[str, set[Identifier]]:
    """The values by which rows can be chosen; the statuses are known beforehand."""
    found: dict[str, set[Identifier]] = {name: set() for name in FILTERS}
    for row in rows:
        for name in FILTERS:
            found[name] |= {row[name]} if name in row else set()
    return found | {"status": set(map(Literal, STATUSES))}


def _every(reader: Reader) -> tuple[list[Row], Names]:
    """All rows, and what is named in them."""
    rows = reader.engine.select(bind("select_targets"))
    return rows, reader.names(cell for row in rows for cell in row.values())


def key(cell: Cell) -> str:
    """A value as an address spells it."""
    return str(cell) if isinstance(cell, Literal) else str(cell.iri)


def _ordered(targets: Iterable[Target], sort: str, label: Alphabetical) -> list[Target]:
    """By one column; within that by indicator."""
    column, place = sort.removeprefix("-"), _place(sort.removeprefix("-"), label)
    found = sorted(targets, key=lambda target: _place(SORTS[0], label)(target.cells[SORTS[0]]))
    known = [target for target in found if column in target.cells]
    known.sort(key=lambda target: place(target.cells[column]), reverse=sort.startswith("-"))
    return known + [target for target in found if column not in target.cells]


def _place(column: str, label: Alphabetical) -> Callable[[Cell], Any]:
    """By what the values of a column are sorted."""
    if column == "status":
        return lambda cell: STATUSES.index(str(cell))
    if column == "period":
        return key
    return lambda cell: label(cell) if isinstance(cell, Name) else cell


def _found(terms: Iterable[Identifier], value: str) -> Identifier:
    for term in terms:
        if str(term) == value:
            return term
    raise KeyError(value)


def _target(names: Names, rows: list[Row]) -> Target:
    several = {
        column: tuple(names[term] for term in sorted({r[column] for r in rows if column in r}))
        for column in SEVERAL
    }
    return Target({column: _cell(names, term) for column, term in rows[0].items()}, several)


def _cell(names: Names, term: Identifier) -> Cell:
    return term if isinstance(term, Literal) else names[term]
