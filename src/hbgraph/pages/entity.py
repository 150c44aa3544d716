"""The page of a thing, composed from a handful of queries."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from urllib.parse import urldefrag

from rdflib import RDF, SKOS, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Identifier

from hbgraph import queries
from hbgraph.model import Row
from hbgraph.pages.nouns import Cells, Fact, Group, Mention, Name, Page, Section, Witness
from hbgraph.pages.order import implied, reading_order
from hbgraph.pages.reader import Reader

SHOWN = 20
"""So many values of a property stand on a page; all are one query away."""

FIRST = 10
"""So many of the things that point here by a property stand on it."""

Names = Mapping[Identifier, Name]
Told = Mapping[Identifier, tuple[int, Mapping[Identifier, list[Identifier]]]]
"""For each property how many values it has, and of those shown the graphs that state each."""


def describe(reader: Reader, iri: URIRef) -> Page:
    """The page of a thing that the reader knows."""
    text = queries.bind("page/_default", iri=iri)
    rows = reader.engine.select(text)
    follows = implied(rows, reader.broader)
    plain = [row for row in rows if (row["property"], row["value"]) not in follows]
    hidden = [row for row in rows if (row["property"], row["value"]) in follows]
    types = sorted({row["value"] for row in plain if row["property"] == RDF.type})
    classes = reader.lineage(types)
    texts = class_queries(classes, iri)
    tables = {part: reader.engine.select(each) for part, each in texts.items()}
    own, more, incoming = told(plain), told(hidden), pointing(reader, iri)
    graphs = [row["graph"] for row in rows] + stating(incoming)
    things = (iri, *types, *graphs)
    names = reader.names(terms(reader, things, (own, more, incoming), tables.values()))
    return Page(
        name=names[iri],
        types=tuple(names[each] for each in types),
        classes=classes,
        gloss=gloss(rows),
        facts=sections(reader, names, own),
        implied=sections(reader, names, more),
        incoming=sections(reader, names, incoming),
        witnesses=witnesses(reader, names, graphs),
        tables={part: tuple(cells(names, row) for row in each) for part, each in tables.items()},
        mentions=mentions(names, [row for row in tables.get("main", ()) if "start" in row]),
        queries=(text, *(texts[part] for part, rows in tables.items() if rows)),
    )


def class_queries(classes: Iterable[str], iri: URIRef) -> dict[str, str]:
    """The queries that the classes of a thing add to its page; the nearest class has its way."""
    files: dict[str, str] = {}
    for name in classes:
        files = dict(queries.parts(name)) | files
    return {part: queries.bind(file, iri=iri) for part, file in sorted(files.items())}


def told(rows: Iterable[Row]) -> Told:
    """What a thing says by which property, cut to what a page shows."""
    said: dict[Identifier, dict[Identifier, list[Identifier]]] = {}
    for row in rows:
        said.setdefault(row["property"], {}).setdefault(row["value"], []).append(row["graph"])
    return {
        term: (len(values), {value: values[value] for value in sorted(values, key=_key)[:SHOWN]})
        for term, values in said.items()
    }


def pointing(reader: Reader, iri: URIRef) -> Told:
    """What points to a thing by which property: how much, and the first of it.

    A wider property that says no more than a narrower one is left out.
    """
    rows = reader.engine.select(queries.bind("select_incoming_counts", iri=iri))
    counts = {row["property"]: int(row["count"]) for row in rows}
    found = {term: _first(reader, iri, term) for term in counts}
    said = {
        up
        for term in counts
        for up in reader.broader.get(term, frozenset()) & counts.keys()
        if (counts[up], found[up].keys()) == (counts[term], found[term].keys())
        if term not in reader.broader.get(up, ())
    }
    first = {term: subjects for term, subjects in found.items() if term not in said}
    for row in _graphs(reader, iri, first) if first else ():
        if row["subject"] in first.get(row["property"], ()):
            first[row["property"]][row["subject"]].append(row["graph"])
    return {term: (counts[term], subjects) for term, subjects in first.items()}


def _first(reader: Reader, iri: URIRef, term: Identifier) -> dict[Identifier, list[Identifier]]:
    """The first things that point here by a property, each with room for its graphs."""
    text = queries.bind("select_incoming_first", iri=iri, property=term)
    subjects = sorted((row["subject"] for row in reader.engine.select(text)), key=str)
    return {subject: [] for subject in subjects[:FIRST]}


def _graphs(
    reader: Reader, iri: URIRef, first: Mapping[Identifier, Iterable[Identifier]]
) -> list[Row]:
    """Which graphs state any of it: ?subject, ?property, ?graph."""
    subjects = {subject for found in first.values() for subject in found}
    text = queries.bind("select_incoming_graphs", iri=iri, subject=subjects)
    return reader.engine.select(text)


def stating(found: Told) -> list[Identifier]:
    """The graphs that state any of it."""
    return [graph for _, values in found.values() for graphs in values.values() for graph in graphs]


def terms(
    reader: Reader,
    things: Iterable[Identifier],
    found: Iterable[Told],
    tables: Iterable[Iterable[Row]],
) -> set[Identifier]:
    """Everything that needs a name."""
    wanted = {*things, *reader.grades.values()}
    wanted |= {place.heading for place in reader.order.values()}
    for each in found:
        wanted.update(each, stating(each), *(values for _, values in each.values()))
    return wanted | {term for rows in tables for row in rows for term in row.values()}


def gloss(rows: Iterable[Row]) -> tuple[Literal, ...]:
    """The definition or description, Chinese first."""
    texts = {
        row["value"] for row in rows if row["property"] in (SKOS.definition, DCTERMS.description)
    }
    return tuple(sorted((t for t in texts if isinstance(t, Literal)), key=_key))


def sections(reader: Reader, names: Names, found: Told) -> tuple[Section, ...]:
    """What is told under the headings of the release, in its order."""
    order = reader.order
    ordered = sorted(found, key=lambda term: reading_order(order, term))
    return tuple(
        Section(
            names[heading] if heading else None,
            tuple(_group(reader, names, term, *found[term]) for term in members),
        )
        for heading, members in groupby(
            ordered, key=lambda term: order[term].heading if term in order else None
        )
    )


def _group(
    reader: Reader,
    names: Names,
    term: Identifier,
    count: int,
    values: Mapping[Identifier, list[Identifier]],
) -> Group:
    facts = tuple(
        Fact(_value(names, value), witnesses(reader, names, graphs))
        for value, graphs in values.items()
    )
    return Group(names[term], facts, count)


def witnesses(reader: Reader, names: Names, graphs: Iterable[Identifier]) -> tuple[Witness, ...]:
    """The graphs, once each, with their evidence grades."""
    grades = reader.grades
    return tuple(
        Witness(names[graph], names[grades[graph]] if graph in grades else None)
        for graph in sorted(set(graphs))
    )


def mentions(names: Names, rows: Iterable[Row]) -> tuple[Mention, ...]:
    """One mention for each thing and place; a thing of two classes comes in two rows."""
    found: list[Mention] = []
    taken: set[str] = set()
    for _, rest in groupby(rows, key=lambda row: (row["thing"], row["start"], row["end"])):
        same = list(rest)
        kinds = {row["kind"]: names[row["kind"]] for row in same if "kind" in row}
        wanted = f"anchor-{same[0]['start']}-{same[0]['end']}", urldefrag(same[0]["thing"]).fragment
        fragment, own = (each * (each not in taken) for each in wanted)
        taken.update(wanted)
        found.append(Mention(tuple(kinds.values()), fragment, own, cells(names, same[0])))
    return tuple(found)


def cells(names: Names, row: Row) -> Cells:
    """A row with its IRIs turned into names."""
    return {variable: _value(names, term) for variable, term in row.items()}


def _value(names: Names, term: Identifier) -> Name | Literal:
    return term if isinstance(term, Literal) else names[term]


def _key(term: Identifier) -> tuple[str, str]:
    """Chinese before English, things before texts; otherwise as spelt."""
    language = (term.language or "") if isinstance(term, Literal) else ""
    return {"zh": "0", "": "1"}.get(language, "2"), str(term)
