"""What templates pick out of a page: rows with all who state them, facts of some properties."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hbgraph.ns import curie
from hbgraph.pages.nouns import Cells, Group, Name, Page, Section, Witness


@dataclass(frozen=True)
class Entry:
    """A row, with the graphs that state it and their evidence grades."""

    cells: Cells
    witnesses: tuple[Witness, ...]


def entries(rows: Iterable[Cells]) -> list[Entry]:
    """The rows in their order; ?graph and ?grade become witnesses of what the other cells say."""
    found: dict[frozenset[tuple[str, object]], tuple[Cells, list[Witness]]] = {}
    for row in rows:
        cells = {name: cell for name, cell in row.items() if name not in {"graph", "grade"}}
        _, witnesses = found.setdefault(frozenset(cells.items()), (cells, []))
        graph, grade = row.get("graph"), row.get("grade")
        if isinstance(graph, Name):
            witnesses.append(Witness(graph, grade if isinstance(grade, Name) else None))
    return [Entry(cells, tuple(dict.fromkeys(graphs))) for cells, graphs in found.values()]


def groups_of(page: Page, properties: Iterable[str]) -> list[Group]:
    """The page's facts by the given properties (``hb:level``), in their order."""
    found = {curie(group.property.iri): group for section in page.facts for group in section.groups}
    return [found[each] for each in properties if each in found]


def without(sections: Iterable[Section], properties: Iterable[str]) -> list[Section]:
    """The sections without what a page tells elsewhere; those with nothing left fall away."""
    told = set(properties)
    kept = (
        replace(each, groups=tuple(g for g in each.groups if curie(g.property.iri) not in told))
        for each in sections
    )
    return [each for each in kept if each.groups]
