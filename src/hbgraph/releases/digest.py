"""A digest of a graph that follows from a change alone, whatever its blank nodes are called.

It is the sum, modulo 2^256, of the SHA-256 of each statement in canonical N-Triples. A blank node
is written as its colour: what its neighbourhood looks like, refined until no two nodes come apart
any more. Graphs that differ only in order or in the names of blank nodes have one digest; the
reverse holds but for nodes that refinement cannot tell apart (docs/decisions/0011).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

MODULUS = 2**256
ROUNDS = 64
"""Refinement stops at the latest after so many rounds, on chains longer than any in practice."""

LINES = 100_000
"""About so many statements are looked at in all rounds together, however many there are in one."""

FEWEST = 2
"""Rounds for graphs with more statements than that."""

Statement = ox.Triple | ox.Quad


def digest(statements: Iterable[Statement]) -> str:
    """The digest of a set of statements; the names of their graphs play no part."""
    given = list(statements)
    blank = [each for each in given if is_blank(each)]
    ground = total(each for each in given if not is_blank(each))
    return spell(ground + blank_total(blank))


def spell(number: int) -> str:
    return f"{number % MODULUS:064x}"


def is_blank(statement: Statement) -> bool:
    """Whether a blank node stands in it."""
    ends = (statement.subject, statement.object)
    return any(isinstance(term, ox.BlankNode) for term in ends)


def total(statements: Iterable[Statement]) -> int:
    """The sum for statements without blank nodes."""
    return sum(_number(_line(statement, {})) for statement in statements)


def blank_total(statements: Iterable[Statement]) -> int:
    """The sum for statements with blank nodes; it must be given all of a graph's at once."""
    given = list(statements)
    colours = _refined(given)
    return sum(_number(_line(statement, colours)) for statement in given)


def _refined(statements: list[Statement]) -> Mapping[ox.BlankNode, str]:
    """For each blank node a colour that does not depend on its name."""
    nodes = {t for s in statements for t in (s.subject, s.object) if isinstance(t, ox.BlankNode)}
    colours: dict[ox.BlankNode, str] = dict.fromkeys(nodes, "")
    rounds, classes = max(FEWEST, min(ROUNDS, LINES // max(1, len(statements)))), 1
    for _ in range(rounds):
        colours, coarser = _round(statements, colours), classes
        classes = len(set(colours.values()))
        if classes in (coarser, len(nodes)):
            break
    return colours


def _round(
    statements: list[Statement], colours: Mapping[ox.BlankNode, str]
) -> dict[ox.BlankNode, str]:
    seen: dict[ox.BlankNode, list[str]] = defaultdict(list)
    for statement in statements:
        line = _line(statement, colours)
        for role, term in (("s", statement.subject), ("o", statement.object)):
            if isinstance(term, ox.BlankNode):
                seen[term].append(f"{role} {line}")
    return {
        node: hashlib.sha256("\n".join([colours[node], *sorted(lines)]).encode()).hexdigest()
        for node, lines in seen.items()
    }


def _line(statement: Statement, colours: Mapping[ox.BlankNode, str]) -> str:
    subject, value = (
        f"_:{colours.get(term, '')}" if isinstance(term, ox.BlankNode) else str(term)
        for term in (statement.subject, statement.object)
    )
    return f"{subject} {statement.predicate} {value}"


def _number(line: str) -> int:
    return int.from_bytes(hashlib.sha256(line.encode()).digest())
