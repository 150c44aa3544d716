"""What templates pick out of a page: rows with all who state them, facts of some properties."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rdflib import Literal, URIRef

from hbgraph.ns import curie
from hbgraph.pages.nouns import Cells, Group, Name, Section, Witness

Tables = Mapping[str, Iterable[Cells]]
"""The parts of a page by their names, as ``Page.tables``."""


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


def without(
    sections: Iterable[Section], told: Iterable[str], tables: Tables | None = None
) -> list[Section]:
    """The sections without the properties that a page tells elsewhere.

    With the tables that tell them, only what stands there in full is left out. A section with
    nothing left falls away.
    """
    elsewhere = set(told)
    columns = None if tables is None else _columns(tables)

    def stays(group: Group) -> bool:
        if curie(group.property.iri) not in elsewhere:
            return True
        return columns is not None and not _tell(columns, group)

    kept = (replace(each, groups=tuple(filter(stays, each.groups))) for each in sections)
    return [each for each in kept if each.groups]


def _columns(tables: Tables) -> list[set[URIRef]]:
    """The things that each column of each table names."""
    columns: dict[tuple[str, str], set[URIRef]] = {}
    for part, rows in tables.items():
        for row in rows:
            for variable, cell in row.items():
                if isinstance(cell, Name):
                    columns.setdefault((part, variable), set()).add(cell.iri)
    return list(columns.values())


def _tell(columns: list[set[URIRef]], group: Group) -> bool:
    """Whether columns name every value of a group, also those that it counts but leaves out."""
    listed = {fact.value.iri for fact in group.facts if isinstance(fact.value, Name)}
    if len(listed) < len(group.facts) or not listed <= set[URIRef]().union(*columns):
        return False
    return group.count == len(listed) or any(
        listed <= column and len(column) >= group.count for column in columns
    )
