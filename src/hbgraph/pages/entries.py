"""What templates pick out of a page: rows with all who state them, facts of some properties."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rdflib import Literal

from hbgraph.ns import curie
from hbgraph.pages.nouns import Cells, Group, Name, Section, Witness


@dataclass(frozen=True)
class Entry:
    """A row, with the graphs that state it and their evidence grades.

    ``several`` are the values of a variable in which rows may differ and yet be one entry.
    """

    cells: Cells
    witnesses: tuple[Witness, ...]
    several: tuple[Name | Literal, ...]


def entries(rows: Iterable[Cells], several: str = "") -> list[Entry]:
    """The rows in their order; ?graph and ?grade become witnesses of what the other cells say.

    Rows that differ only in the variable ``several`` are one entry too, with all its values.
    """
    found: dict[frozenset[tuple[str, object]], tuple[Cells, list[Cells]]] = {}
    for row in rows:
        cells = {name: row[name] for name in row if name not in {"graph", "grade", several}}
        found.setdefault(frozenset(cells.items()), (cells, []))[1].append(row)
    return [
        Entry(cells, _witnesses(same), tuple({row[several]: 0 for row in same if several in row}))
        for cells, same in found.values()
    ]


def _witnesses(rows: Iterable[Cells]) -> tuple[Witness, ...]:
    pairs = {(row.get("graph"), row.get("grade")): 0 for row in rows}
    return tuple(
        Witness(graph, grade if isinstance(grade, Name) else None)
        for graph, grade in pairs
        if isinstance(graph, Name)
    )


def groups_of(sections: Iterable[Section], properties: Iterable[str]) -> list[Group]:
    """What the sections tell by the given properties (``hb:level``), in their order."""
    found = {curie(group.property.iri): group for each in sections for group in each.groups}
    return [found[each] for each in properties if each in found]


def without(sections: Iterable[Section], properties: Iterable[str]) -> list[Section]:
    """The sections without what a page tells elsewhere; those with nothing left fall away."""
    told = set(properties)
    kept = (
        replace(each, groups=tuple(g for g in each.groups if curie(g.property.iri) not in told))
        for each in sections
    )
    return [each for each in kept if each.groups]
