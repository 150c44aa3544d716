"""What follows from what, and in which order a reader wants it: both are data of the release."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import RDF
from rdflib.term import Identifier

from hbgraph.model import Row
from hbgraph.ns import HB

Closure = Mapping[Identifier, frozenset[Identifier]]
LAST = 1_000_000.0


@dataclass(frozen=True)
class Place:
    """Where a property stands: under which heading, and how far down in it (``sh:order``)."""

    section: float
    within: float
    heading: Identifier


Order = Mapping[Identifier, Place]


def order_of(rows: Iterable[Row]) -> Order:
    """The places of all properties that have one."""
    return {
        row["property"]: Place(float(row["groupOrder"]), float(row["order"]), row["group"])
        for row in rows
    }


def reading_order(order: Order, term: Identifier) -> tuple[float, float, bool, str]:
    """What sorts properties; those without a place come last, ours before others'."""
    place = order.get(term)
    section, within = (place.section, place.within) if place else (LAST, LAST)
    return section, within, not term.startswith(HB), str(term)


def closure(direct: Mapping[Identifier, Iterable[Identifier]]) -> Closure:
    """Everything above each term, near or far, itself left out."""
    found: dict[Identifier, frozenset[Identifier]] = {}
    for term in direct:
        above: set[Identifier] = set()
        level = set(direct[term])
        while level:
            above |= level
            level = {up for each in level for up in direct.get(each, ())} - above
        found[term] = frozenset(above - {term})
    return found


def implied(rows: Iterable[Row], broader: Closure) -> set[tuple[Identifier, Identifier]]:
    """The (property, value) pairs of a thing that more specific ones among them imply."""
    pairs = {(row["property"], row["value"]) for row in rows}
    wider = {(up, value) for term, value in pairs for up in broader.get(term, ())}
    above = {
        (RDF.type, up) for term, value in pairs if term == RDF.type for up in broader.get(value, ())
    }
    return pairs & (wider | above)
