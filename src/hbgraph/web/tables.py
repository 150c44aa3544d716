"""A table to take along: as CSV, which a spreadsheet opens, or as JSON."""

import csv
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from decimal import Decimal
from io import StringIO

from flask import Response, request
from rdflib import Literal

from hbgraph import media
from hbgraph.pages.nouns import Name
from hbgraph.web.preferences import say

CSV = "text/csv"
JSON = "application/json"
FORMATS = {"csv": CSV, "json": JSON, "html": media.HTML}
BETWEEN = " | "
"""What stands between several values of one cell of CSV."""

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it, Excel takes Chinese in UTF-8 for another encoding."""

Cell = Name | Literal | Sequence[Name]
Value = str | int | float | list[str] | None


def wanted() -> str:
    """The media type of the answer: ``format`` says it, else the Accept header, else a page."""
    given = FORMATS.get(request.args.get("format", ""))
    accept = request.headers.get("Accept", "")
    return given or media.best(accept, (media.HTML, CSV, JSON)) or media.HTML


def sent(rows: Sequence[Mapping[str, Cell]], columns: Sequence[str], form: str) -> Response:
    """Rows as CSV (with ``bom=1``, for spreadsheets) or JSON.

    A thing stands in two columns: its IRI, and its name in the language of the page.
    """
    named = {c for row in rows for c in columns if not isinstance(row.get(c), Literal | None)}
    records = [_record(row, columns, named) for row in rows]
    heads = list(_record({}, columns, named))
    written = _csv(records, heads) if form == CSV else _json(records)
    return Response(written, content_type=f"{form}; charset=utf-8")


def _csv(records: Iterable[Mapping[str, Value]], heads: Sequence[str]) -> str:
    written = StringIO()
    if request.args.get("bom") == "1":
        written.write(BOM)
    lines = csv.DictWriter(written, fieldnames=heads)
    lines.writeheader()
    for record in records:
        lines.writerow({head: _joined(value) for head, value in record.items()})
    return written.getvalue()


def _joined(value: Value) -> Value:
    return BETWEEN.join(value) if isinstance(value, list) else value


def _json(records: Sequence[Mapping[str, Value]]) -> str:
    return json.dumps(records, ensure_ascii=False, indent=1)


def _record(
    row: Mapping[str, Cell], columns: Iterable[str], named: Container[str]
) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for column in columns:
        found[column], label = _value(row.get(column))
        if column in named:
            found[f"{column}_label"] = label
    return found


def _value(cell: Cell | None) -> tuple[Value, Value]:
    """What stands for a cell, and what it is called."""
    match cell:
        case None:
            return None, None
        case Literal():
            return _plain(cell), None
        case Name():
            return str(cell.iri), say(cell.zh, cell.en)
    return [str(name.iri) for name in cell], [say(name.zh, name.en) for name in cell]


def _plain(literal: Literal) -> Value:
    """A number as a number: 1836000 for 1836000.0."""
    value = literal.toPython()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, int) else str(literal)
