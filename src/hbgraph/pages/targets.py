"""The targets: what each asks for beyond the year before, and what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from rdflib import Literal
from rdflib.term import Identifier

from hbgraph.model import Row
from hbgraph.pages.nouns import Cells, Name
from hbgraph.pages.reader import Reader
from hbgraph.queries import bind

FILTERS = ("programme", "industry", "unit", "period", "status")
"""By which targets can be chosen; each is a column of the query."""

SORTS = ("indicator", "period", "changePercent", "status")
SEVERAL = ("programme", "industry", "passage")
"""Columns in which one target may have several values."""

Names = Mapping[Identifier, Name]


@dataclass(frozen=True)
class Target:
    """A target, once for each figure that tells its outcome; ``several`` holds the columns that
    may have more than one value."""

    cells: Cells
    several: Mapping[str, tuple[Name, ...]]

    @property
    def counts_a_set(self) -> bool:
        """Whether it only says how many parts a named set has, such as the five corridors."""
        indicator = self.cells["indicator"]
        return isinstance(indicator, Name) and indicator.iri.endswith("/indicator/set-size")


@dataclass(frozen=True)
class Tracker:
    """The targets that are wanted, the values by which one can choose, and the query behind."""

    targets: tuple[Target, ...]
    choices: Mapping[str, tuple[Name | Literal, ...]]
    query: str


def track(reader: Reader, wanted: Mapping[str, str], sort: str = SORTS[0]) -> Tracker:
    """The targets that fit every filter in ``wanted``, a filter's name and a value as ``key`` says.

    ``sort`` is one of SORTS, with a minus before it for descending; targets without a value come
    last. KeyError when a filter has no such value.
    """
    every, names = reader.once(_every)
    terms = {name: {row[name] for row in every if name in row} for name in FILTERS}
    sought = {name: _found(terms[name], value) for name, value in wanted.items()}
    query = bind("select_targets", **{f"{name}Sought": term for name, term in sought.items()})
    rows = reader.engine.select(query) if sought else every
    found = [
        _target(names, list(same))
        for _, same in groupby(rows, key=lambda row: (row["target"], row.get("outcome")))
    ]
    choices = {name: _choices(names, terms[name]) for name in FILTERS}
    return Tracker(tuple(ordered(found, sort)), choices, query)


def _every(reader: Reader) -> tuple[list[Row], Names]:
    """All rows, and what is named in them."""
    rows = reader.engine.select(bind("select_targets"))
    return rows, reader.names(cell for row in rows for cell in row.values())


def key(cell: Name | Literal) -> str:
    """A value as an address spells it."""
    return str(cell) if isinstance(cell, Literal) else str(cell.iri)


def ordered(targets: Iterable[Target], sort: str) -> list[Target]:
    column = sort.removeprefix("-")
    found = list(targets)
    known = [target for target in found if column in target.cells]
    known.sort(key=lambda target: _place(target.cells[column]), reverse=sort.startswith("-"))
    return known + [target for target in found if column not in target.cells]


def _place(cell: Name | Literal) -> Identifier:
    return cell if isinstance(cell, Literal) else cell.iri


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


def _choices(names: Names, terms: Iterable[Identifier]) -> tuple[Name | Literal, ...]:
    return tuple(sorted((_cell(names, term) for term in terms), key=key))


def _cell(names: Names, term: Identifier) -> Name | Literal:
    return term if isinstance(term, Literal) else names[term]
