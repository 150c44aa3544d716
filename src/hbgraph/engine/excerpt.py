"""The beginning of an answer, for a page: cut where it is made, so nobody reads the rest."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeVar

import pyoxigraph as ox

T = TypeVar("T")


def table(variables: list[str], rows: Sequence[ox.QuerySolution]) -> bytes:
    """Rows in the SPARQL 1.1 Query Results JSON Format."""
    bindings = [
        {name: spelt(row[name]) for name in variables if row[name] is not None} for row in rows
    ]
    return json.dumps({"head": {"vars": variables}, "results": {"bindings": bindings}}).encode()


def spelt(term: object) -> dict[str, str]:
    match term:
        case ox.NamedNode(value=value):
            return {"type": "uri", "value": value}
        case ox.BlankNode(value=value):
            return {"type": "bnode", "value": value}
        case ox.Literal(value=value, language=str(language)):
            return {"type": "literal", "value": value, "xml:lang": language}
        case ox.Literal(value=value, datatype=datatype):
            return {"type": "literal", "value": value, "datatype": datatype.value}
    return {"type": "literal", "value": str(term)}


def first(items: Iterator[T], count: int) -> tuple[list[T], bool]:
    """The first so many items, and whether there are more."""
    found = list(islice(items, count + 1))
    return found[:count], len(found) > count
