"""How much a release holds, class by class and property by property."""

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib.term import Identifier

from hbgraph.engine import Engine
from hbgraph.model import Row
from hbgraph.queries import load


@dataclass(frozen=True)
class PropertyPart:
    """The triples of a property; ``objects`` counts different ones, 0 where not counted."""

    iri: Identifier
    triples: int
    subjects: int
    objects: int = 0


@dataclass(frozen=True)
class ClassPart:
    """The things of a class, one of them, and the properties that they have."""

    iri: Identifier
    entities: int
    example: str
    properties: tuple[PropertyPart, ...]


@dataclass(frozen=True)
class Links:
    """How many triples of a property lead to IRIs that begin with ``space``."""

    property: Identifier
    space: str
    triples: int


@dataclass(frozen=True)
class Statistics:
    """Counts of the default graph."""

    subjects: int
    objects: int
    classes: tuple[ClassPart, ...]
    properties: tuple[PropertyPart, ...]
    links: tuple[Links, ...]

    @property
    def terms(self) -> tuple[Identifier, ...]:
        """The classes, then the properties, that are used."""
        return (*(part.iri for part in self.classes), *(part.iri for part in self.properties))


def measure(engine: Engine) -> Statistics:
    """Counts everything: some seconds for a million triples."""
    (totals,) = engine.select(load("select_totals"))
    rows = engine.select(load("select_links"))
    return Statistics(
        subjects=int(totals["subjects"]),
        objects=int(totals["objects"]),
        classes=_classes(engine),
        properties=tuple(map(_property, engine.select(load("select_property_partition")))),
        links=tuple(Links(row["property"], str(row["space"]), int(row["triples"])) for row in rows),
    )


def _classes(engine: Engine) -> tuple[ClassPart, ...]:
    within: dict[Identifier, list[PropertyPart]] = {}
    for row in engine.select(load("select_class_property_partition")):
        within.setdefault(row["class"], []).append(_property(row))
    rows = engine.select(load("select_class_partition"))
    return tuple(_class(row, within) for row in rows)


def _class(row: Row, within: Mapping[Identifier, list[PropertyPart]]) -> ClassPart:
    properties = tuple(within.get(row["class"], ()))
    return ClassPart(row["class"], int(row["entities"]), str(row.get("example", "")), properties)


def _property(row: Row) -> PropertyPart:
    counts = (int(row[name]) for name in ("triples", "subjects", "objects") if name in row)
    return PropertyPart(row["property"], *counts)
