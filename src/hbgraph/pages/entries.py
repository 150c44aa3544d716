"""What templates pick out of a page: rows with all who state them, facts of some properties."""

from collections.abc import Iterable
from dataclasses import dataclass

from hbgraph.ns import HB
from hbgraph.pages.nouns import Cells, Group, Name, Page, Witness


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
    """The page's facts by the given properties of ours (local names), in their order."""
    found = {group.property.iri: group for section in page.facts for group in section.groups}
    return [found[HB[local]] for local in properties if HB[local] in found]
