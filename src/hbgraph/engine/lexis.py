"""The words of a SPARQL text (SPARQL 1.1, section 19.8), for checks that need no parser."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hbgraph.errors import MalformedQuery, QueryTooLong, RefusedQuery

DEEPEST = 128
"""Brackets within brackets: people write a dozen, and at a thousand parsers run out of stack."""

TERMINALS = re.compile(
    r"""
    (?P<space>[\x20\t\r\n]++ | \#[^\r\n]*+)
    | (?P<string>\"{3}(?:\"{0,2}+(?:[^\"\\]|\\.))*+(?:\"{3})?
        | '{3}(?:'{0,2}+(?:[^'\\]|\\.))*+(?:'{3})?
        | \"(?:[^\"\\\r\n]|\\.)*+\"? | '(?:[^'\\\r\n]|\\.)*+'?)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*+>)
    | (?P<variable>[?$]\w++)
    | (?P<blank>_:[\w.\-]++)
    | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    | (?P<name>(?:[^\W\d_][\w.\-]*+)?:(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\.)*+)
    | (?P<run>[^\W\d][\w.\-]*+)
    | (?P<number>[0-9]++(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?)
    | (?P<opening>[{(\[])
    | (?P<closing>[})\]])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
"""No character is read more than twice, whatever stands around it: nothing is given back once it is
taken, an unclosed string reaches as far as it could, and a run is words where no colon follows."""

WORDS = re.compile(
    r"(?P<word>[^\W\d]\w*+)|(?P<number>[0-9]++(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?)|(?P<other>.)"
)

DOUBTFUL = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*+://)[^>?$()'\#]*+[?$()'\#]")
"""What the longest match makes an IRI, and a parser that awaits an operator may not, such as
``<?b)SERVICE#>`` after ``(?a``."""

OPERANDS = ("iri", "variable", "name", "word", "number", "string", "language", "closing")


class Token(NamedTuple):
    """One terminal: ``kind`` is the name of its group above, ``start`` and ``end`` are offsets."""

    kind: str
    text: str
    start: int
    end: int

    def says(self, *words: str) -> bool:
        """Whether it is one of these keywords, which SPARQL spells in any case."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """The terminals of a text, without white space and comments."""
    for found in TERMINALS.finditer(text):
        parts = WORDS.finditer(text, *found.span()) if found.lastgroup == "run" else (found,)
        for part in parts:
            kind = part.lastgroup or ""
            if kind != "space":
                yield Token(kind, part[0], *part.span())


def check_length(text: str, limit: int) -> None:
    """Raises QueryTooLong when the text has more bytes of UTF-8 than the limit."""
    length = len(text.encode("utf-8", "surrogatepass"))
    if length > limit:
        raise QueryTooLong(length=length, limit=limit)


def check(text: str, refused: Sequence[str]) -> None:
    """Refuses, before anything is parsed, a text that is too deep or uses refused words.

    Raises MalformedQuery or RefusedQuery.
    """
    opened: list[str] = []
    hidden, doubt, before = 0, False, ""
    for token in tokens(text):
        if token.says(*refused):
            raise RefusedQuery(feature=token.text.upper())
        if token.kind == "opening":
            opened.append(token.text)
        elif token.kind == "closing":
            del opened[-1:]
        elif before in OPERANDS and opened[-1:] == ["("] and DOUBTFUL.match(token.text):
            doubt, hidden = True, hidden + len(re.findall(r"[(\[]", token.text))
        if len(opened) + hidden > DEEPEST:
            line, column = position(text, token.start)
            raise MalformedQuery(
                f"括号嵌套超过 {DEEPEST} 层",
                f"brackets nested over {DEEPEST} deep",
                line=line,
                column=column,
            )
        before = token.kind
    if doubt:
        check_words(text, refused)


def check_words(text: str, refused: Sequence[str]) -> None:
    """Refuses these words wherever they stand, as nobody knows where strings and comments end."""
    if found := re.search(rf"\b(?:{'|'.join(refused)})\b", text, re.IGNORECASE):
        raise RefusedQuery(feature=found[0].upper())


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")
