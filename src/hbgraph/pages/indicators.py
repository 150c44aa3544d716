"""Indicators side by side: what was achieved and what is planned, by area and year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from rdflib import Literal
from rdflib.term import Identifier

from hbgraph.model import Row
from hbgraph.pages.nouns import Cells, Name
from hbgraph.pages.reader import Reader
from hbgraph.queries import bind

DIMENSIONS = ("indicator", "area", "year")
"""By which figures can be chosen; each is a column of the query, and a parameter of it."""

PLANNED = "https://w3id.org/hbgraph/id/status/planned"


@dataclass(frozen=True)
class Point:
    """A figure of a series, achieved or planned."""

    cells: Cells

    @property
    def planned(self) -> bool:
        status = self.cells["status"]
        return isinstance(status, Name) and str(status.iri) == PLANNED


@dataclass(frozen=True)
class Series:
    """An indicator in an area: its figures by year."""

    indicator: Name
    area: Name
    unit: Name
    points: Mapping[str, tuple[Point, ...]]

    @property
    def spans(self) -> bool:
        """Whether something was achieved and something is planned."""
        return {point.planned for points in self.points.values() for point in points} == {
            True,
            False,
        }


@dataclass(frozen=True)
class Sheet:
    """The series of one unit, so that they can stand in one table and on one axis."""

    unit: Name
    series: tuple[Series, ...]

    @property
    def years(self) -> tuple[str, ...]:
        """Those in which any of them has a figure."""
        return _years(self.series)


@dataclass(frozen=True)
class Comparison:
    """Sheets of series; ``choices`` are the values to choose from, each with
    whether it is chosen; ``points`` are all figures shown; ``query`` is behind it all."""

    sheets: tuple[Sheet, ...]
    choices: Mapping[str, tuple[tuple[Name | Literal, bool], ...]]
    points: tuple[Point, ...]
    query: str

    @property
    def chosen(self) -> bool:
        return any(chosen for values in self.choices.values() for _, chosen in values)


def compare(reader: Reader, wanted: Mapping[str, Iterable[str]]) -> Comparison:
    """The figures of the wanted values of each dimension, or of all where none is wanted.

    KeyError when a dimension has no such value.
    """
    every, names = reader.once(_every)
    terms = {name: dict.fromkeys(row[name] for row in every) for name in DIMENSIONS}
    sought = {name: _found(terms[name], values) for name, values in wanted.items() if values}
    query = bind("select_series", **sought)
    rows = reader.engine.select(query) if sought else every
    points = tuple(_point(names, row) for row in rows)
    choices = {
        name: tuple((_cell(names, term), term in sought.get(name, ())) for term in terms[name])
        for name in DIMENSIONS
    }
    return Comparison(_sheets(rows, names, points), choices, points, query)


def _every(reader: Reader) -> tuple[list[Row], Mapping[Identifier, Name]]:
    """All rows, and what is named in them."""
    rows = reader.engine.select(bind("select_series"))
    return rows, reader.names(cell for row in rows for cell in row.values())


def headline(reader: Reader) -> tuple[tuple[Series, ...], tuple[str, ...]]:
    """The series that lead from what was achieved to what is planned, and their years."""
    every = compare(reader, {})
    spanning = tuple(one for sheet in every.sheets for one in sheet.series if one.spans)
    return spanning, _years(spanning)


def _years(series: Iterable[Series]) -> tuple[str, ...]:
    return tuple(sorted({year for one in series for year in one.points}))


def _sheets(
    rows: Iterable[Row], names: Mapping[Identifier, Name], points: Iterable[Point]
) -> tuple[Sheet, ...]:
    """Rows and points go together, sorted by indicator and area."""
    by_unit: dict[Identifier, list[Series]] = {}
    pairs = zip(rows, points, strict=True)
    for (indicator, area, unit), same in groupby(
        pairs, key=lambda pair: tuple(pair[0][name] for name in ("indicator", "area", "unit"))
    ):
        by_year: dict[str, tuple[Point, ...]] = {}
        for row, point in same:
            year = str(row["year"])
            by_year[year] = (*by_year.get(year, ()), point)
        series = Series(names[indicator], names[area], names[unit], by_year)
        by_unit.setdefault(unit, []).append(series)
    return tuple(Sheet(names[unit], tuple(series)) for unit, series in by_unit.items())


def _point(names: Mapping[Identifier, Name], row: Row) -> Point:
    return Point({column: _cell(names, term) for column, term in row.items()})


def _found(terms: Iterable[Identifier], values: Iterable[str]) -> list[Identifier]:
    known = {str(term): term for term in terms}
    return [known[value] for value in values]


def _cell(names: Mapping[Identifier, Name], term: Identifier) -> Name | Literal:
    return term if isinstance(term, Literal) else names[term]
