"""The queries of the project: each file is complete SPARQL, and runs as it stands.

A parameter is an UNDEF in a table, ``VALUES ?iri { UNDEF }`` or, of two columns, ``VALUES (?iri
?property) { (UNDEF UNDEF) }``; ``bind`` puts terms in its place. What a pattern knows of a triple
stands in one table, so that the store looks all of it up at once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import product
from pathlib import Path

from rdflib.term import Identifier

FOLDER = Path(__file__).parent
TABLE = re.compile(r"VALUES (\?\w+|\([?\w ]+\)) \{([^{}]*UNDEF[^{}]*)\}")


@dataclass(frozen=True)
class Example:
    """A query for readers; its first two lines say in Chinese and English what it asks."""

    name: str
    zh: str
    en: str
    text: str


@cache
def load(name: str) -> str:
    """The text of a query file, such as ``select_names`` or ``page/Passage``."""
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")


@cache
def parts(name: str) -> tuple[tuple[str, str], ...]:
    """The queries of a class's page: (part, name of the file).

    ``page/Figure.rq`` is the part ``main``, ``page/Figure.siblings.rq`` the part ``siblings``.
    """
    stems = sorted(path.stem for path in FOLDER.glob("page/*.rq"))
    own = (stem.partition(".") for stem in stems)
    return tuple((part or "main", f"page/{c}{dot}{part}") for c, dot, part in own if c == name)


def bind(name: str, **terms: Identifier | Iterable[Identifier]) -> str:
    """The query with its parameters filled; a term's ``n3`` keeps it a single term.

    Of several terms each has a row of its own. Raises ValueError when the query has no such
    parameter.
    """
    text = load(name)
    spelt = {f"?{variable}": list(_spelt(given)) for variable, given in terms.items()}
    known = {variable for table in TABLE.finditer(text) for variable in _variables(table)}
    for variable in spelt.keys() - known:
        raise ValueError(f"{name}.rq has no line VALUES {variable} {{ UNDEF }}")
    return TABLE.sub(lambda table: _filled(table, spelt), text)


def _variables(table: re.Match[str]) -> list[str]:
    return table[1].strip("()").split()


def _spelt(given: Identifier | Iterable[Identifier]) -> Iterator[str]:
    yield from (term.n3() for term in ([given] if isinstance(given, Identifier) else given))


def _filled(table: re.Match[str], spelt: Mapping[str, list[str]]) -> str:
    """The table with a row for each term that takes the place of an UNDEF."""
    variables = _variables(table)
    cells = iter(re.findall(r"[^\s()]+", table[2]))
    rows = [
        " ".join(row)
        for cell in zip(*[cells] * len(variables), strict=True)
        for row in product(*map(partial(_choices, spelt), variables, cell))
    ]
    if table[1].startswith("("):
        rows = [f"({row})" for row in rows]
    return f"VALUES {table[1]} {{ {' '.join(rows)} }}"


def _choices(spelt: Mapping[str, list[str]], variable: str, cell: str) -> list[str]:
    return spelt.get(variable, [cell]) if cell == "UNDEF" else [cell]


def skipping(text: str, rows: int) -> str:
    """A query with its line ``OFFSET 0`` changed; ValueError when it has none."""
    before, marker, after = text.partition("OFFSET 0\n")
    if not marker:
        raise ValueError("the query has no line OFFSET 0")
    return f"{before}OFFSET {rows}\n{after}"


@cache
def examples() -> tuple[Example, ...]:
    """The example queries: those that make a table first, otherwise sorted by name."""
    paths = sorted(FOLDER.glob("examples/*.rq"))
    return tuple(map(_example, sorted(paths, key=lambda path: not path.stem.startswith("select"))))


@cache
def forms() -> tuple[Example, ...]:
    """The queries that can be made by choosing, sorted by name."""
    return tuple(_example(path) for path in sorted(FOLDER.glob("form/*.rq")))


def _example(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    zh, en = (line.removeprefix("#").strip() for line in text.splitlines()[:2])
    return Example(path.stem, zh, en, text)
