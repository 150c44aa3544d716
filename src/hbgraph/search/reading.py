"""Searches the index of a release."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tantivy
from rdflib import URIRef
from tantivy import Order, Query

from hbgraph.search.fields import registered
from hbgraph.search.form import Form, from_json
from hbgraph.search.forms import fold, grams
from hbgraph.search.question import Question, Stage, every, some, term
from hbgraph.search.readings import Readings

KINDS = 200
"""More classes than the ontology has."""


@dataclass(frozen=True)
class Match:
    """A thing that fits: the IRIs of its classes, the name that fits and the way it does.

    ``way`` is name, sound (pinyin), initials, beginning, part, abbreviation, homophone, typo,
    broader code, contained (the name is within the question) or some parts.
    """

    iri: URIRef
    kinds: tuple[str, ...]
    form: str
    way: str


@dataclass(frozen=True)
class Matches:
    """Some of the things that fit, best first; ``total`` counts them all.

    ``kinds`` tells how many there are of each class, whatever the question was narrowed to.
    """

    found: tuple[Match, ...] = ()
    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)


class SearchIndex:
    """An index on disk, opened for searching; any number of threads may use it at once."""

    def __init__(self, folder: Path) -> None:
        self._searcher = registered(tantivy.Index.open(str(folder))).searcher()
        self._readings = Readings(folder)
        self.kinds = self._kinds(Query.all_query())
        """How many things there are of each class."""

    def first(self, text: str, limit: int = 8, kinds: Collection[str] = ()) -> list[Match]:
        """The things whose names fit best, best first; nothing for a blank text."""
        question = Question(text, self._readings)
        stages, _ = self._answering(question)
        return self._found(question, stages, kinds, 0, limit)

    def search(
        self, text: str, limit: int = 20, offset: int = 0, kinds: Collection[str] = ()
    ) -> Matches:
        """At most ``limit`` of what fits from ``offset`` on; ``kinds`` are IRIs of classes."""
        question = Question(text, self._readings)
        stages, total = self._answering(question)
        fits = some(stage.query for stage in stages)
        if kinds:
            total = self._count(narrowed(fits, kinds))
        found = self._found(question, stages, kinds, offset, limit) if offset < total else ()
        return Matches(tuple(found), total, self._kinds(fits))

    def aloud(self, iri: str, name: str) -> Sequence[str]:
        """A thing's name in pinyin without tones, as it was read at publishing; one that the index
        does not hold has each character in its first reading."""
        hits: Any = self._searcher.search(term("iri", iri), 1).hits
        forms = [form for _, address in hits for form in _forms(self._searcher.doc(address))]
        held = next((form.syllables for form in forms if form.name == name), ())
        return held or self._readings.of(fold(name))

    def _answering(self, question: Question) -> tuple[list[Stage], int]:
        """The first attempt that finds anything, and how much."""
        for stages in question.attempts:
            if total := self._count(some(stage.query for stage in stages)):
                return stages, total
        return [], 0

    def _found(
        self,
        question: Question,
        stages: list[Stage],
        kinds: Collection[str],
        offset: int,
        limit: int,
    ) -> list[Match]:
        found: list[Match] = []
        for number, stage in enumerate(stages):
            new = narrowed(stage.after(stages[:number]), kinds)
            count, addresses = self._hits(new, limit - len(found), offset)
            offset = max(0, offset - count)
            found += [self._match(question, stage.way, address) for address in addresses]
            if len(found) == limit:
                break
        return found

    def _hits(
        self, query: Query, limit: int, offset: int = 0
    ) -> tuple[int, list[tantivy.DocAddress]]:
        """How many things fit, and some of them in their order."""
        result: Any = self._searcher.search(
            query, limit, offset=offset, order_by_field="order", order=Order.Asc
        )
        return int(result.count), [address for _, address in result.hits]

    def _count(self, query: Query) -> int:
        return self._hits(query, 1)[0]

    def _kinds(self, query: Query) -> dict[str, int]:
        wanted = {"kinds": {"terms": {"field": "kind", "size": KINDS}}}
        buckets = self._searcher.aggregate(query, wanted)["kinds"]["buckets"]
        return {each["key"]: int(each["doc_count"]) for each in buckets}

    def _match(self, question: Question, way: str, address: tantivy.DocAddress) -> Match:
        document = self._searcher.doc(address)
        kinds = tuple(map(str, document.get_all("kind")))
        form = fitting(_forms(document), question)
        return Match(URIRef(str(document.get_first("iri"))), kinds, form, way)


def _forms(document: tantivy.Document) -> list[Form]:
    return from_json(document.get_first("forms") or b"[]")


def narrowed(query: Query, kinds: Collection[str]) -> Query:
    """The query for things of one of these classes only; of any class when none is given."""
    return every([query, some(term("kind", kind) for kind in kinds)]) if kinds else query


def fitting(forms: Sequence[Form], question: Question) -> str:
    """The name that is most like the question; an address of the thing where it is just that."""
    *names, slug, address = forms
    for form in (slug, address):
        if form.key == question.key and form.key not in {name.key for name in names}:
            return form.name
    return max(names, key=lambda name: likeness(name, question)).name


def likeness(form: Form, question: Question) -> tuple[int, float]:
    """Whether a name is the question, begins so, holds it or is held; then how much they share."""
    named, sounded = _alike(form.key, question.key), _alike(form.sound, question.sound)
    return max(named, sounded, _alike(form.initials, question.key))


def _alike(name: str, sought: str) -> tuple[int, float]:
    if not name or not sought:
        return 0, 0.0
    mine, theirs = set(grams(name)), set(grams(sought))
    shared = len(mine & theirs) / len(mine | theirs)
    if name == sought:
        return 3, shared
    if name.startswith(sought):
        return 2, shared
    return int(sought in name or name in sought), shared
