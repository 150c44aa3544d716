"""A query's result as a table for the terminal."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from unicodedata import east_asian_width

from rdflib import URIRef
from rdflib.query import Result
from rdflib.term import Identifier

from hbgraph.ns import curie

GAP = "  "


def of_results(results_json: bytes) -> str:
    """The table of SPARQL 1.1 JSON results; of an ASK, the word true or false."""
    result = Result.parse(BytesIO(results_json), format="json")
    if result.type == "ASK":
        return str(result.askAnswer).lower()
    names = [str(variable) for variable in result.vars or ()]
    rows = [[_cell(row.get(variable)) for variable in result.vars or ()] for row in result.bindings]
    return aligned([names, ["-" * _width(name) for name in names], *rows])


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells as lines with straight columns; a Chinese character takes two places."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _line(row: Iterable[str], widths: Iterable[int]) -> str:
    cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
    return GAP.join(cells).rstrip()


def _cell(term: Identifier | None) -> str:
    if isinstance(term, URIRef):
        return curie(term)
    return "" if term is None else " ".join(str(term).split())


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
