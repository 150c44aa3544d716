"""Where Virtuoso 7 departs from the standards (observed with 7.2.5), so that nothing else knows."""

import re
from collections.abc import Mapping

import pyoxigraph as ox

MENDED = (
    (re.compile(rb'("type": "bnode", "value": ")nodeID://'), rb"\1"),
    (re.compile(rb'(XMLSchema#boolean", "value": ")1"'), rb'\1true"'),
    (re.compile(rb'(XMLSchema#boolean", "value": ")0"'), rb'\1false"'),
)
"""What its JSON results spell in its own way: no string can hold these bytes, since quotation marks
within a string have a backslash before them."""

PROBE = "SELECT ?s {{ ?s ?p ?o . ?a ?b ?c }} LIMIT {rows}"
"""As many rows as a graph has triples: a CONSTRUCT is cut without a word where this one is told to
be cut."""


def is_virtuoso(headers: Mapping[str, str]) -> bool:
    return headers.get("Server", "").startswith("Virtuoso")


def mended(body: bytes) -> bytes:
    """JSON results as the format has them."""
    for pattern, replacement in MENDED:
        body = pattern.sub(replacement, body)
    return body


def truth(solutions: ox.QuerySolutions) -> bool:
    """The answer to an ASK, which comes as a table of one cell, or of none."""
    cells = [cell for row in solutions for cell in row]
    return any(isinstance(cell, ox.Literal) and cell.value in ("1", "true") for cell in cells)


def cut(headers: Mapping[str, str]) -> str | None:
    """Why an answer is not known to be whole: it has as many rows as the server ever gives
    (``ResultSetMaxRows``), or time ran out (an anytime query)."""
    if rows := headers.get("X-SPARQL-MaxRows"):
        return f"X-SPARQL-MaxRows: {rows}"
    if state := headers.get("X-SQL-State"):
        return f"X-SQL-State: {state} {headers.get('X-SQL-Message', '')}"
    return None
