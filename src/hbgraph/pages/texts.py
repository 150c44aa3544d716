"""Things whose definition, description or basis has words that are no name of anything."""

import re
from dataclasses import dataclass

from rdflib import Literal, URIRef

from hbgraph.pages.nouns import Name
from hbgraph.pages.reader import Reader
from hbgraph.queries import load
from hbgraph.search.forms import fold, is_latin

SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?] )")
"""Where a sentence ends."""


@dataclass(frozen=True)
class Telling:
    """A thing, and the first sentence about it that has the words."""

    name: Name
    sentence: Literal


def telling(reader: Reader, words: str) -> tuple[Telling, ...]:
    """The things in whose texts the words stand, spelt in either script and any case, once each;
    Latin words from the beginning of a word on. Nothing for blank words."""
    sought = fold(words)
    if not sought:
        return ()
    sought = f" {sought}" if is_latin(sought) else sought
    found: dict[URIRef, Literal] = {}
    for thing, sentence, folded in reader.once(_sentences):
        if sought in folded:
            found.setdefault(thing, sentence)
    names = reader.names(found)
    return tuple(Telling(names[thing], sentence) for thing, sentence in found.items())


def _sentences(reader: Reader) -> tuple[tuple[URIRef, Literal, str], ...]:
    """Every sentence, as it is written and as it is compared."""
    return tuple(
        (URIRef(row["thing"]), Literal(sentence.strip(), lang=text.language), f" {fold(sentence)}")
        for row in reader.engine.select(load("select_texts"))
        if isinstance(text := row["text"], Literal)
        for sentence in SENTENCE.split(text)
    )
