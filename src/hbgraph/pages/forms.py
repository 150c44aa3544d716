"""Queries that are made by choosing: a query file is a form, each of its parameters a field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import Literal
from rdflib.term import Identifier

from hbgraph.pages.collation import alphabetical
from hbgraph.pages.nouns import Cells, Name
from hbgraph.pages.reader import Reader
from hbgraph.queries import Example, bind, load

FIELD = re.compile(r"VALUES \?(\w+)Sought \{ UNDEF \}")
COLUMNS = re.compile(r"^SELECT(?: DISTINCT)?((?: \?\w+)+)$", re.MULTILINE)


@dataclass(frozen=True)
class Filled:
    """A form with its answer; ``choices`` are the values that each field offers, and ``query`` is
    the SPARQL that the choices made."""

    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    choices: Mapping[str, tuple[Name, ...]]
    query: str


def fields(form: Example) -> tuple[str, ...]:
    """The columns by which the rows of a form can be chosen."""
    return tuple(FIELD.findall(form.text))


def fill(reader: Reader, form: Example, wanted: Mapping[str, str], language: str = "zh") -> Filled:
    """The rows that have the wanted IRI in each of the named fields, choices as a language sorts.

    KeyError when a field does not offer such a value.
    """
    name = f"form/{form.name}"
    every = reader.engine.select(load(name))
    names = reader.names(cell for row in every for cell in row.values())
    terms = {field: {row[field] for row in every if field in row} for field in fields(form)}
    sought = {f"{field}Sought": _found(terms[field], value) for field, value in wanted.items()}
    query = bind(name, **sought)
    rows = reader.engine.select(query) if sought else every
    label = alphabetical(reader, language)
    return Filled(
        columns=_columns(form),
        rows=tuple({key: _cell(names, term) for key, term in row.items()} for row in rows),
        choices={
            field: tuple(sorted((names[term] for term in found), key=label))
            for field, found in terms.items()
        },
        query=query,
    )


def _columns(form: Example) -> tuple[str, ...]:
    found = COLUMNS.search(form.text)
    return tuple(found[1].replace("?", "").split()) if found else ()


def _found(terms: set[Identifier], value: str) -> Identifier:
    return {str(term): term for term in terms}[value]


def _cell(names: Mapping[Identifier, Name], term: Identifier) -> Name | Literal:
    return term if isinstance(term, Literal) else names[term]
