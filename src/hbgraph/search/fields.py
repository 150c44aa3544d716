"""What the index holds of a thing.

======== ==============================================================================
order    ``<precedence><length> <iri>``: sorting by it puts what is meant more often first
iri      the thing
kind     the IRIs of its classes
flock    whether people look for it by name, or it is of a code list, or one of thousands
whole    its names, codes and slug, each without spaces
sound    its names in pinyin, without spaces
initials the first letters of that
begins   each beginning of ``whole`` and ``sound``
parts    neighbouring characters; words, their beginnings and their stems
apart    two characters with few between them, as an abbreviation leaves out
sounds   neighbouring syllables
words    what may be spelt with a wrong letter
forms    the names as they are written, with their pinyin, to say what matched
======== ==============================================================================
"""

from typing import Any

import tantivy
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

RAW = ("kind", "flock", "whole", "sound", "initials", "sounds", "words", "parts", "apart")
FLOCKS = ("named", "listed", "many")
LONGEST_BEGINNING = 24
"""Characters; what is longer is found by its parts."""

BEGINNINGS = "beginnings"
STEM = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()


def schema() -> tantivy.Schema:
    fields = tantivy.SchemaBuilder()
    raw: dict[str, Any] = {"tokenizer_name": "raw", "index_option": "basic"}
    fields.add_text_field("order", stored=True, fast=True, **raw)
    fields.add_text_field("iri", stored=True, **raw)
    for name in RAW:
        fields.add_text_field(name, stored=name == "kind", fast=name == "kind", **raw)
    fields.add_text_field("begins", tokenizer_name=BEGINNINGS, index_option="basic")
    fields.add_bytes_field("forms", stored=True)
    return fields.build()


def registered(index: tantivy.Index) -> tantivy.Index:
    """The index with our analyser, which tantivy does not keep on disk."""
    beginnings = Tokenizer.ngram(1, LONGEST_BEGINNING, prefix_only=True)
    index.register_tokenizer(BEGINNINGS, TextAnalyzerBuilder(beginnings).build())
    return index


def stem(word: str) -> str:
    """An English word without its ending: batteries as batteri, like battery."""
    (found,) = STEM.analyze(word) or [word]
    return str(found)
