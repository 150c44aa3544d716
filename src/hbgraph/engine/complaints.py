"""What a parser's complaint means to whoever wrote the query."""

import re
from collections.abc import Iterator, Mapping

from hbgraph.engine.lexis import Token, position, tokens
from hbgraph.errors import MalformedQuery, UndeclaredPrefix
from hbgraph.ns import PREFIXES

PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?")
OPAQUE = re.compile(r"\[(?:'(?:\\u\{\w+\}|\\.|[^'\\])'|[^\]'])*\]|<unreported>")
"""A class of characters, such as ``['A' ..= 'Z' | '_']``: nobody mends a query by that."""

ITEM = re.compile(r'"(?:\\.|[^"\\])+"|[^,"\s][^,"]*')
"""One of the things that the parser expects: quoted characters, a keyword, or a sentence."""

CAUSES: Mapping[str, tuple[str, str]] = {
    "Duplicated variable name in SELECT": (
        "SELECT 中同一个变量出现了两次",
        "a variable stands in SELECT twice",
    ),
    "IRI parsing failed": ("IRI 有误,例如含有空格", "the IRI is wrong; it may hold a space"),
    "Prefix not found": (
        "完整的 IRI 要写在 < 和 > 之间",
        "a full IRI stands between < and >",
    ),
    "SELECT * is not authorized with GROUP BY": (
        "有 GROUP BY 时不能用 SELECT *",
        "SELECT * does not go with GROUP BY",
    ),
    "The SELECT contains a variable that is unbound": (
        "SELECT 中有变量既没有分组也没有聚合,或没有值",
        "a variable of SELECT is neither grouped nor aggregated, or never has a value",
    ),
    "The SELECT overrides an existing variable using an expression": (
        "SELECT 用 AS 命名的变量已有值",
        "a variable that SELECT names by AS has a value already",
    ),
}
"""What the parser's sentences mean to whoever writes a query; others are told as they are."""

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
        return MalformedQuery(said, said)
    items = [item.strip() for item in ITEM.findall(OPAQUE.sub("", said[place.end() :]))]
    sentences = [item for item in items if " " in item and not item.startswith('"')]
    expected = [] if sentences else items[:EXPECTED]
    line, column = int(place[1]), int(place[2])
    causes = [CAUSES.get(sentence, (sentence, sentence)) for sentence in sentences]
    zh, en = ("; ".join(cause[language] for cause in causes) for language in (0, 1))
    return MalformedQuery(zh, en, ", ".join(expected), line, column)


def _undeclared(text: str) -> Iterator[Token]:
    """The prefixed names whose prefixes the text does not declare before them; what ``//`` follows
    is an IRI without its brackets, or with a space between them."""
    declared: set[str] = set()
    before: Token | None = None
    for token in tokens(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before and before.says("PREFIX"):
                declared.add(prefix)
            elif prefix not in declared and not text.startswith("//", token.end):
                yield token
        before = token


def _without_declaration(text: str, name: Token) -> UndeclaredPrefix:
    line, column = position(text, name.start)
    prefix = name.text.partition(":")[0]
    namespace = PREFIXES.get(prefix, "…")
    return UndeclaredPrefix(prefix=prefix, namespace=namespace, line=line, column=column)
