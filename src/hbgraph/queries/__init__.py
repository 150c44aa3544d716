"""The queries of the project: each file is complete SPARQL, and runs as it stands.

A parameter is a line ``VALUES ?iri { UNDEF }``; ``bind`` puts terms in the place of UNDEF.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib.term import Identifier

FOLDER = Path(__file__).parent


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

    Raises ValueError when the query has no such parameter.
    """
    text = load(name)
    for variable, given in terms.items():
        marker = f"VALUES ?{variable} {{ UNDEF }}"
        if marker not in text:
            raise ValueError(f"{name}.rq has no line {marker}")
        values = [given] if isinstance(given, Identifier) else given
        spelt = " ".join(value.n3() for value in values)
        text = text.replace(marker, f"VALUES ?{variable} {{ {spelt} }}")
    return text


def skipping(text: str, rows: int) -> str:
    """A query with its line ``OFFSET 0`` changed; ValueError when it has none."""
    before, marker, after = text.partition("OFFSET 0\n")
    if not marker:
        raise ValueError("the query has no line OFFSET 0")
    return f"{before}OFFSET {rows}\n{after}"


@cache
def examples() -> tuple[Example, ...]:
    """The example queries, sorted by name."""
    return tuple(_example(path) for path in sorted(FOLDER.glob("examples/*.rq")))


@cache
def forms() -> tuple[Example, ...]:
    """The queries that can be made by choosing, sorted by name."""
    return tuple(_example(path) for path in sorted(FOLDER.glob("form/*.rq")))


def _example(path: Path) -> Example:
    text = path.read_text(encoding="utf-8")
    zh, en = (line.removeprefix("#").strip() for line in text.splitlines()[:2])
    return Example(path.stem, zh, en, text)
