"""Maps: the places of an atlas, and which of them belong to a set, on whose evidence.

A set lights up the places that the graph says are its members; it has no shape of its own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.term import Identifier

from hbgraph.atlas import WIDTH, Atlas, Cell
from hbgraph.pages.entity import cells
from hbgraph.pages.nouns import Cells, Name
from hbgraph.pages.reader import Reader
from hbgraph.queries import bind

GRADES = ("printed", "sourced", "derived", "inferred", "unverified")
"""Local names of the evidence grades, the strongest first."""


@dataclass(frozen=True)
class Place:
    """A place on a map: an outline, or a point when ``path`` is empty.

    ``short`` is its name where space is scarce, ``room`` how many cells wide it is. A ``member``
    of the set of the map has the strongest evidence for that as its ``grade``, if any graph has
    one; ``here`` marks the subject of a page.
    """

    name: Name
    short: Name
    path: str
    at: Cell
    room: int
    member: bool
    grade: Name | None
    here: bool

    @property
    def lit(self) -> bool:
        """Whether it stands out; it is drawn last, so that its border is whole."""
        return self.here or self.member


@dataclass(frozen=True)
class Map:
    """Outlines, points above them, the grades to explain, what the owner of the outlines says."""

    width: int
    height: int
    units: tuple[Place, ...]
    points: tuple[Place, ...]
    grades: tuple[tuple[Name | None, int], ...]
    note: tuple[str, str] | None

    @property
    def graded(self) -> bool:
        """Whether the membership of any place has evidence; what a query found has none."""
        return any(grade for grade, _ in self.grades)


Members = Mapping[Identifier, Name | None]
"""The members of a set, each with the strongest evidence for it, if any is graded."""


def draw(
    reader: Reader, atlas: Atlas, members: Members | None = None, here: URIRef | None = None
) -> Map:
    """The map of the places that the graph knows by the codes of the outlines.

    A member, or the place ``here``, that has no outline becomes a point at its coordinates, unless
    these lie off the map.
    """
    members = members or {}
    rows = {URIRef(row["place"]): row for row in reader.places}
    outlines = {outline.code: outline for outline in atlas.outlines}
    drawn, points = [], []
    for iri, row in rows.items():
        outline = outlines.get(str(row["code"]))
        if outline:
            drawn.append((iri, outline.path, outline.label, outline.room))
        elif "lat" in row and (iri in members or iri == here):
            at = atlas.point(float(row["long"]), float(row["lat"]))
            points += [(iri, "", at, 0)] if at else []
    names = reader.names([iri for iri, *_ in (*drawn, *points)])

    def place(iri: URIRef, path: str, at: Cell, room: int) -> Place:
        short = Name(iri, str(rows[iri].get("short", names[iri].zh)), names[iri].en)
        grade = members.get(iri)
        return Place(names[iri], short, path, at, room, iri in members, grade, iri == here)

    units = sorted((place(*each) for each in drawn), key=lambda unit: unit.lit)
    above = [place(*each) for each in points]
    grades = _counted((*units, *above))
    return Map(WIDTH, atlas.height, tuple(units), tuple(above), grades, atlas.note)


def groupings(reader: Reader) -> dict[Name, tuple[Name, ...]]:
    """The things that are made up of divisions, by their kind."""
    names = reader.names(cell for row in reader.groupings for cell in row.values())
    found: dict[Name, tuple[Name, ...]] = {}
    for row in reader.groupings:
        kind = names[row["kind"]]
        found[kind] = (*found.get(kind, ()), names[row["thing"]])
    return found


def members(reader: Reader, iri: URIRef) -> tuple[Cells, ...]:
    """The divisions that make up a grouping: ?thing, ?code, ?level, ?graph, ?grade."""
    rows = reader.engine.select(bind("page/RegionalGrouping.members", iri=iri))
    names = reader.names(cell for row in rows for cell in row.values())
    return tuple(cells(names, row) for row in rows)


def members_of(rows: Iterable[Cells]) -> Members:
    """The members in the rows of a query for ?thing and ?grade, each with its strongest grade."""
    found: dict[Identifier, Name | None] = {}
    for row in rows:
        thing, grade = row["thing"], row.get("grade")
        if isinstance(thing, Name):
            graded = grade if isinstance(grade, Name) else None
            found[thing.iri] = min(found.get(thing.iri), graded, key=strength)
    return found


def strength(grade: Name | None) -> int:
    """The place of a grade among the others: 0 is the strongest, no grade the weakest."""
    local = grade.iri.rpartition("/")[2] if grade else ""
    return GRADES.index(local) if local in GRADES else len(GRADES)


def _counted(places: Iterable[Place]) -> tuple[tuple[Name | None, int], ...]:
    counts = Counter(place.grade for place in places if place.member)
    return tuple(sorted(counts.items(), key=lambda item: strength(item[0])))
