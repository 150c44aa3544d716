"""What a parser's complaint means to whoever wrote the query."""

import re
from collections.abc import Iterator

from hbgraph.engine.lexis import Token, position, tokens
from hbgraph.errors import MalformedQuery, UndeclaredPrefix
from hbgraph.ns import PREFIXES

PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?")
CLASS = re.compile(r"\[(?:'(?:\\u\{\w+\}|\\.|[^'\\])'|[^\]'])*\]")
"""A class of characters, such as ``['A' ..= 'Z' | '_']``: nobody mends a query by that."""

ITEM = re.compile(r'"(?:\\.|[^"\\])+"|[^,"\s<][^,"]*')
"""One of the things that the parser expects: quoted characters, a keyword, or a sentence."""

EXPECTED = 12
"""How much of what the parser could go on with is told."""


def malformed(text: str, complaint: str) -> MalformedQuery | UndeclaredPrefix:
    """The error for a query that the parser rejects with these words.

    An undeclared prefix comes before all else, since the parser knows no name for that fault.
    """
    undeclared = next(_undeclared(text), None)
    if undeclared:
        return _without_declaration(text, undeclared)
    said = " ".join(complaint.split())
    place = PLACE.match(said)
    if place is None:
        return MalformedQuery(cause=said)
    items = [item.strip() for item in ITEM.findall(CLASS.sub("", said[place.end() :]))]
    sentences = [item for item in items if " " in item and not item.startswith('"')]
    expected = [] if sentences else items[:EXPECTED]
    line, column = int(place[1]), int(place[2])
    return MalformedQuery("; ".join(sentences), ", ".join(expected), line, column)


def _undeclared(text: str) -> Iterator[Token]:
    """The prefixed names whose prefixes the text does not declare before them."""
    declared: set[str] = set()
    before: Token | None = None
    for token in tokens(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before and before.says("PREFIX"):
                declared.add(prefix)
            elif prefix not in declared:
                yield token
        before = token


def _without_declaration(text: str, name: Token) -> UndeclaredPrefix:
    line, column = position(text, name.start)
    prefix = name.text.partition(":")[0]
    namespace = PREFIXES.get(prefix, "…")
    return UndeclaredPrefix(prefix=prefix, namespace=namespace, line=line, column=column)
