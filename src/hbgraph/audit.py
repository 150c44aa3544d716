"""Holds a bulletin's text against its graph: is every numeral accounted for, is every anchor right?

A numeral is *anchored* when a sound anchor that contains all of it belongs to

- a figure whose ``hb:value`` is the number printed there (numerals that print no single number,
  such as ranges, fit any value);
- a period; or
- another thing, when the numeral is part of its name, so that a mention of a thing never hides a
  figure that nobody stated.

It is *waived* when only an ``hb:Waiver`` of this one numeral contains it, and else *uncovered*.
The anchors of passages and of the bulletin itself cover nothing. A wrong anchor covers nothing.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from hbgraph.coverage import (
    Bilingual,
    Coverage,
    CoveredNumeral,
    Status,
    WrongAnchor,
    number,
    stated_counts,
    wrong_anchor,
)
from hbgraph.ns import HB, OA
from hbgraph.numerals import Numeral, find

__all__ = ["Coverage", "audit"]

Fault = tuple[str, dict[str, object]]

CONTEXT = 8
QUOTES_AND_SPACES = re.compile("[\\s\"'“”\u2018\u2019「」『』《》〈〉]")
SCALE_WORDS = tuple("成番折倍")  # 三成 is 30 per cent, 翻两番 fourfold: no plain value to compare


def audit(text: str, graph: Graph, bulletin: URIRef) -> Coverage:
    """Audits one bulletin.

    ``text`` is the file as it is, line ends untouched. ``graph`` is the merge of the bulletin's
    graphs; where reference graphs and the ontology are merged in as well, the names, units and
    labels of waiver reasons stated there count too.
    """
    reading = _Reading(text, graph, bulletin)
    faults = {place: list(reading.faults(place)) for place in reading.places}
    sound = [place for place, found in faults.items() if not found]
    wrong = [*reading.unreadable(), *(fault for found in faults.values() for fault in found)]
    return Coverage(
        bulletin=str(bulletin),
        numerals=tuple(reading.covered(numeral, sound) for numeral in reading.numerals),
        anchors_wrong=tuple(sorted(wrong, key=lambda w: (w.start or 0, w.end or 0, w.anchor))),
        text_hash_matches=reading.hash_matches(),
        text_length_matches=reading.length_matches(),
        stated=stated_counts(graph, bulletin),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a thing is said to be anchored: code points [start, end)."""

    anchor: URIRef
    thing: URIRef
    start: int
    end: int

    @property
    def passage(self) -> URIRef:
        """The graph that the anchor is written in: its IRI up to the fragment."""
        return URIRef(self.anchor.partition("#")[0])

    def holds(self, numeral: Numeral) -> bool:
        return self.start <= numeral.start and numeral.end <= self.end


class _Reading:
    """The text and the graph side by side."""

    def __init__(self, text: str, graph: Graph, bulletin: URIRef) -> None:
        self.text = text
        self.graph = graph
        self.bulletin = bulletin
        self.numerals = find(text)

    @cached_property
    def anchors(self) -> list[tuple[URIRef, URIRef]]:
        """(thing, anchor) of this bulletin, known by ``oa:hasSource`` or the anchor's IRI."""
        own = re.compile(rf"{re.escape(self.bulletin)}[/#]")
        return sorted(
            (thing, anchor)
            for thing, anchor in self.graph.subject_objects(HB.anchor)
            if isinstance(thing, URIRef) and isinstance(anchor, URIRef)
            if self._has_source(anchor) or own.match(anchor)
        )

    @cached_property
    def places(self) -> list[_Place]:
        """The anchors that can be held against the text."""
        return [
            _Place(anchor, thing, *span)
            for thing, anchor in self.anchors
            if self._has_source(anchor) and (span := self._span(anchor))
        ]

    @cached_property
    def extents(self) -> dict[URIRef, _Place]:
        """Passage -> where it stands in the text."""
        return {place.thing: place for place in self.places if place.thing == place.passage}

    def hash_matches(self) -> bool:
        digest = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        stated = self.graph.objects(self.bulletin, HB.textDigest)
        return {str(value).lower() for value in stated} == {digest}

    def length_matches(self) -> bool:
        stated = self.graph.objects(self.bulletin, HB.textLength)
        return {number(value) for value in stated} == {Decimal(len(self.text))}

    def unreadable(self) -> Iterator[WrongAnchor]:
        """The anchors that cannot be held against the text."""
        for thing, anchor in self.anchors:
            if not self._has_source(anchor):
                yield wrong_anchor("source", anchor, thing)
            elif not self._span(anchor):
                yield wrong_anchor("selector", anchor, thing)

    def faults(self, place: _Place) -> Iterator[WrongAnchor]:
        """What is wrong with an anchor; while its position is, nothing is said of its content."""
        for fault, facts in self._position_faults(place) or self._content_faults(place):
            span = (place.start, place.end)
            yield wrong_anchor(fault, place.anchor, place.thing, span, **facts)

    def covered(self, numeral: Numeral, sound: list[_Place]) -> CoveredNumeral:
        """The status of a numeral, given the anchors without a fault."""
        covering = [p.thing for p in sound if p.holds(numeral) and self._accounts(p, numeral)]
        waivers = [thing for thing in covering if self._is_a(thing, HB.Waiver)]
        figures = sorted({str(thing) for thing in covering if thing not in waivers})
        status: Status = "anchored" if figures else "waived" if waivers else "uncovered"
        reason = self._reason(waivers[0]) if status == "waived" else None
        line = self.text.count("\n", 0, numeral.start) + 1
        context = self._context(numeral)
        return CoveredNumeral(numeral, status, tuple(figures), reason, line, context)

    def _position_faults(self, place: _Place) -> list[Fault]:
        if not 0 <= place.start < place.end <= len(self.text):
            return [("bounds", {"length": len(self.text)})]
        if place.passage == self.bulletin:
            return []
        extent = self.extents.get(place.passage)
        if extent is None:
            return [("passage", {"passage": place.passage})]
        inside = extent.start <= place.start and place.end <= extent.end
        return [] if inside else [("outside", {})]

    def _content_faults(self, place: _Place) -> list[Fault]:
        if self._is_a(place.thing, HB.Waiver):
            return self._printed_faults(place) + self._waiver_faults(place)
        if self._values(place.thing):
            return self._printed_faults(place) + self._value_faults(place)
        if self._is_text(place.thing) or self._names_at(place):
            return []
        return [("name", {"text": self._at(place)})]

    def _printed_faults(self, place: _Place) -> list[Fault]:
        text = self._at(place)
        forms = sorted(str(value) for value in self.graph.objects(place.thing, HB.printed))
        if text in forms:
            return []
        printed = " / ".join(forms)
        start = self._nearest(printed, place.start)
        if start is None:
            return [("printed", {"text": text, "printed": printed})]
        end = start + len(printed)
        return [("moved", {"text": text, "printed": printed, "start": start, "end": end})]

    def _waiver_faults(self, place: _Place) -> list[Fault]:
        held = [numeral for numeral in self.numerals if place.holds(numeral)]
        reasons = list(self.graph.objects(place.thing, HB.waivedBecause))
        faults: list[Fault] = [] if len(held) == 1 else [("waiver", {"text": self._at(place)})]
        return faults if len(reasons) == 1 else [*faults, ("reason", {})]

    def _value_faults(self, place: _Place) -> list[Fault]:
        held = [numeral for numeral in self.numerals if place.holds(numeral)]
        if not held or any(self._fits(place.thing, numeral) for numeral in held):
            return []
        value = self.graph.value(place.thing, HB.value)
        return [("value", {"text": self._at(place), "value": value})]

    def _accounts(self, place: _Place, numeral: Numeral) -> bool:
        """Whether the thing anchored there says what this numeral is about."""
        if self._is_a(place.thing, HB.Waiver) or self._is_a(place.thing, HB.Period):
            return True
        if self._values(place.thing):
            return self._fits(place.thing, numeral)
        names = [] if self._is_text(place.thing) else self._names_at(place)
        return any(numeral.printed == part.printed for name in names for part in find(name))

    def _fits(self, figure: URIRef, numeral: Numeral) -> bool:
        """Whether the value is the number printed, in its base unit or in one converted to it.

        The sign is left aside: 下降3% prints 3 for -3.
        """
        after = self.text[numeral.end : numeral.end + CONTEXT]
        number = numeral.value
        if number is None or after.startswith(SCALE_WORDS):
            return True
        factors = [factor for unit, factor in self._conversions(figure) if after.startswith(unit)]
        return not self._values(figure).isdisjoint(abs(number) * f for f in [Decimal(1), *factors])

    def _values(self, figure: URIRef) -> set[Decimal]:
        """Magnitudes of ``hb:value``; empty for all that is not a figure."""
        numbers = (number(value) for value in self.graph.objects(figure, HB.value))
        return {abs(number) for number in numbers if number is not None}

    def _conversions(self, figure: URIRef) -> Iterator[tuple[str, Decimal]]:
        """Printed name and factor of each unit that converts to the unit of the figure."""
        for base in self.graph.objects(figure, HB.unit):
            for unit in self.graph.subjects(HB.baseUnit, base):
                factor = number(self.graph.value(unit, HB.conversionMultiplier))
                label = self._label(unit, "zh")
                if factor is not None and label:
                    yield label, factor

    def _names_at(self, place: _Place) -> list[str]:
        """The Chinese names of the thing that contain the characters anchored."""
        bare = _bare(self._at(place))
        names = [
            *_in_language(self.graph.objects(place.thing, RDFS.label), "zh"),
            *_in_language(self.graph.objects(place.thing, SKOS.altLabel), "zh"),
            *(str(value) for value in self.graph.objects(place.thing, HB.abbreviation)),
        ]
        return sorted(name for name in names if bare and bare in _bare(name))

    def _reason(self, waiver: URIRef) -> Bilingual:
        """The labels of the reason; its IRI where the graph does not label it."""
        reason = self.graph.value(waiver, HB.waivedBecause)
        zh, en = (self._label(reason, language) or str(reason) for language in ("zh", "en"))
        return Bilingual(zh, en)

    def _label(self, thing: Node | None, language: str) -> str:
        return next(_in_language(self.graph.objects(thing, RDFS.label), language), "")

    def _span(self, anchor: URIRef) -> tuple[int, int] | None:
        """Start and end, when the anchor has one selector and that has one of each."""
        bounds = [
            [number(value) for value in self.graph.objects(selector, bound)]
            for selector in self.graph.objects(anchor, OA.hasSelector)
            for bound in (OA.start, OA.end)
        ]
        match bounds:
            case [[Decimal() as start], [Decimal() as end]] if start % 1 == 0 == end % 1:
                return int(start), int(end)
        return None

    def _has_source(self, anchor: URIRef) -> bool:
        return (anchor, OA.hasSource, self.bulletin) in self.graph

    def _is_a(self, thing: URIRef, kind: URIRef) -> bool:
        return (thing, RDF.type, kind) in self.graph

    def _is_text(self, thing: URIRef) -> bool:
        """Passages and the bulletin are anchored as text, not by a name."""
        return thing == self.bulletin or self._is_a(thing, HB.Passage)

    def _at(self, place: _Place) -> str:
        return self.text[place.start : place.end]

    def _nearest(self, printed: str, start: int) -> int | None:
        found = (match.start() for match in re.finditer(re.escape(printed), self.text))
        return min(
            found if printed else (), key=lambda position: abs(position - start), default=None
        )

    def _context(self, numeral: Numeral) -> str:
        before = self.text[max(0, numeral.start - CONTEXT) : numeral.start]
        after = self.text[numeral.end : numeral.end + CONTEXT]
        return f"{before}【{numeral.printed}】{after}".replace("\n", " ")


def _bare(name: str) -> str:
    return QUOTES_AND_SPACES.sub("", name)


def _in_language(values: Iterator[Node], language: str) -> Iterator[str]:
    return (
        str(value)
        for value in values
        if isinstance(value, Literal) and (value.language or "").split("-")[0] == language
    )
