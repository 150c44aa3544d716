"""In which order names stand where people look for one."""

from collections.abc import Callable, Sequence

from hbgraph.pages.nouns import Name
from hbgraph.pages.reader import Reader

Alphabetical = Callable[[Name], tuple[Sequence[str], str]]
"""A key to sort names by."""


def alphabetical(reader: Reader, language: str) -> Alphabetical:
    """Chinese names by their pinyin, or by code points where the index cannot be read; English
    ones by their letters."""
    if language == "en":
        return lambda name: ([name.en.casefold()], name.iri)
    if not reader.searchable:
        return lambda name: ([name.zh], name.iri)
    return lambda name: (reader.index.aloud(name.iri, name.zh), name.zh)
