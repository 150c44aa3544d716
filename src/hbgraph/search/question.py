"""A question as queries: what fits it exactly comes before what begins so or has such parts."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tantivy import Occur, Query

from hbgraph.search.fields import FLOCKS, LONGEST_BEGINNING, schema, stem
from hbgraph.search.forms import HAN, asked, grams, is_latin, key, pairs, runs, syllables
from hbgraph.search.readings import Readings

TONE = re.compile(r"(?<=[a-z])[1-5](?![0-9])")
"""A tone after its syllable, as in xiang1 yang2."""

GENERIC = ("city", "county", "district", "prefecture", "province")
"""What people put after the English name of a place."""

MOST_PARTS = 32
"""Parts of a long question that are looked for."""

SPELT = 4
"""From this many letters on one may be wrong, from twice as many two."""

SHARES = (0.8, 0.5)
"""How many of its parts must be there when not all are."""

SCHEMA = schema()


class Stage(NamedTuple):
    """A way in which names fit, among all things or those of a flock (see ``fields``).

    The things of one stage come before those of the next.
    """

    way: str
    query: Query
    flock: str = ""

    def after(self, earlier: Iterable["Stage"]) -> Query:
        """What it finds and no earlier stage does; another flock's finds none of these anyhow."""
        same = [stage.query for stage in earlier if stage.flock in ("", self.flock)]
        return Query.boolean_query(
            [(Occur.Must, self.query), *((Occur.MustNot, query) for query in same)]
        )


class Question:
    """What somebody typed.

    ``key`` is it without spaces, ``sound`` the same in pinyin; an empty key finds nothing.
    """

    def __init__(self, text: str, readings: Readings) -> None:
        folded = asked(text)
        self.key = key(folded)
        self.latin = is_latin(folded)
        self.words = runs(folded)
        self.spoken = self._spoken(folded, readings)
        self.sound = "".join(self.spoken) or TONE.sub("", self.key)

    def _spoken(self, folded: str, readings: Readings) -> list[str]:
        if not self.latin:
            return readings.of(folded)
        return syllables(TONE.sub("", self.key)[: 2 * LONGEST_BEGINNING], readings.syllables)

    @property
    def attempts(self) -> Iterator[list[Stage]]:
        """Stages by the first of which that finds anything the question is answered."""
        if not self.key:
            return
        tries = (self._direct, self._homophones, self._loosely, self._misspelt, self._partly)
        for attempt in tries:
            if stages := list(attempt()):
                yield stages

    def _direct(self) -> Iterator[Stage]:
        yield Stage("name", term("whole", self.key))
        if self.latin:
            yield Stage("sound", term("sound", self.sound))
            if len(self.words) > 1 and self.words[-1] in GENERIC:
                yield Stage("name", term("whole", "".join(self.words[:-1])))
        for flock in FLOCKS:
            for way, query, _ in self._inexact():
                yield Stage(way, every([query, term("flock", flock)]), flock)

    def _inexact(self) -> Iterator[Stage]:
        if self.latin and self.key.isalpha() and len(self.key) > 1:
            yield Stage("initials", term("initials", self.key))
        if len(self.key) <= LONGEST_BEGINNING:
            yield Stage("beginning", term("begins", self.key))
        parts = [every(self._parts(self.words))]
        if self.latin and len(self.spoken) > 1:
            parts.append(terms("sounds", pairs(self.spoken)))
        yield Stage("part", some(parts))
        if not self.latin and len(self.key) > 2:
            yield Stage("abbreviation", self._apart())

    def _parts(self, words: Iterable[str]) -> list[Query]:
        found: list[Query] = []
        for run in words:
            if HAN.match(run):
                found.extend(term("parts", gram) for gram in grams(run))
            else:
                beginning = term("parts", run[:LONGEST_BEGINNING])
                found.append(some([beginning, term("parts", stem(run))]))
        return found[:MOST_PARTS]

    def _homophones(self) -> Iterator[Stage]:
        """What sounds the same though it is written otherwise."""
        if not self.latin:
            yield Stage("homophone", term("sound", self.sound))
            yield Stage("homophone", term("begins", self.sound))

    def _loosely(self) -> Iterator[Stage]:
        """What two characters may abbreviate, and what sounds so within a name."""
        if not self.latin and len(self.key) == 2:
            yield Stage("abbreviation", self._apart())
        if not self.latin and len(self.spoken) > 1:
            yield Stage("homophone", terms("sounds", pairs(self.spoken)))

    def _misspelt(self) -> Iterator[Stage]:
        """One or two wrong letters; in Chinese one in its pinyin, as in n for ng."""
        if len(self.key if self.latin else self.sound) < SPELT:
            return
        if not self.latin:
            yield Stage("typo", misspelt(self.sound, 1))
            return
        for wrong in (1, 2) if len(self.key) >= 2 * SPELT else (1,):
            each = every(misspelt(word, wrong) for word in self.words[:MOST_PARTS])
            yield Stage("typo", some([misspelt(self.key, wrong), each]))

    def _apart(self) -> Query:
        return terms("apart", (pair for run in self.words for pair in pairs(run)))

    def _partly(self) -> Iterator[Stage]:
        """Names that the question ends or begins with, as 湖北省襄阳市 does; some of its parts."""
        if self.key[-1].isdigit() and len(self.key) > 2:
            yield Stage("broader code", term("whole", self.key[:-1]))
        units = [unit for run in self.words for unit in (run if HAN.match(run) else [run])]
        places = range(1, len(units[:MOST_PARTS]))
        for parts in ([units[place:] for place in places], [units[:place] for place in places]):
            names = [name for name in map("".join, parts) if len(name) > 1]
            long = [name for name in names if 2 * len(name) >= len(self.key)]
            known = every([within(names), term("flock", FLOCKS[0])])
            yield Stage("contained", some([known, within(long)]))
        wanted = self._parts(run for run in self.words if HAN.match(run) or len(run) > 1)
        for share in SHARES:
            needed = max(1, round(share * len(wanted)))
            if needed < len(wanted):
                yield Stage("some parts", some(wanted, needed))


def term(field: str, text: str) -> Query:
    return Query.term_query(SCHEMA, field, text, index_option="basic")


def within(names: Iterable[str]) -> Query:
    """What is called one of these; a set of terms would be forty times slower for so few."""
    return some(term("whole", name) for name in names)


def terms(field: str, texts: Iterable[str]) -> Query:
    return every(term(field, text) for text in list(texts)[:MOST_PARTS])


def misspelt(word: str, wrong: int) -> Query:
    """Words that differ in so many letters at most; two letters swapped are one mistake."""
    if len(word) < SPELT or not word.isalpha():
        return term("parts", word)
    allowed = wrong if len(word) >= 2 * SPELT else 1
    return Query.fuzzy_term_query(SCHEMA, "words", word, allowed)


def every(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def some(queries: Iterable[Query], needed: int = 1) -> Query:
    clauses = [(Occur.Should, query) for query in queries] or [(Occur.Must, Query.empty_query())]
    return Query.boolean_query(clauses, minimum_number_should_match=needed)
