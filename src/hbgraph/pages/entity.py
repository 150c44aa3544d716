"""The page of a thing, composed from three or four queries."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from rdflib import RDF, RDFS, SKOS, Literal, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Identifier

from hbgraph import queries
from hbgraph.model import Row
from hbgraph.ns import HB
from hbgraph.pages.nouns import Cells, Fact, Group, Mention, Name, Page, Witness
from hbgraph.pages.reader import Reader

HEADING = {RDF.type, RDFS.label, SKOS.prefLabel, SKOS.definition, DCTERMS.description}
"""What the head of a page shows, so that the table below it need not."""

Names = Mapping[Identifier, Name]
Incoming = Mapping[Identifier, tuple[int, list[Row]]]


def describe(reader: Reader, iri: URIRef) -> Page:
    """The page of a thing that the reader knows."""
    texts = [queries.bind("page/_default", iri=iri)]
    rows = reader.engine.select(texts[0])
    types = sorted({row["value"] for row in rows if row["property"] == RDF.type and _plain(row)})
    classes = reader.lineage(types)
    incoming = _incoming(reader, iri)
    own = next((name for name in classes if queries.exists(f"page/{name}")), None)
    if own:
        texts.append(queries.bind(f"page/{own}", iri=iri))
    anchored = reader.engine.select(texts[1]) if own else []
    stated = _stated(reader, iri) if own == "Passage" else []
    names = reader.names(_terms(reader, [iri], rows, anchored, stated, *_rows_of(incoming)))
    shown = [row for row in rows if row["property"] not in HEADING]
    return Page(
        name=names[iri],
        types=tuple(names[each] for each in types),
        classes=classes,
        gloss=_gloss(rows),
        facts=_groups(reader, names, [row for row in shown if _plain(row)]),
        implied=_groups(reader, names, _hidden(rows)),
        incoming=_linking(reader, names, incoming),
        witnesses=_witnesses(reader, names, _graphs([*rows, *_rows_of(incoming)[0]])),
        mentions=_mentions(names, anchored),
        statements=tuple(_cells(names, row) for row in stated),
        queries=tuple(texts),
    )


def _plain(row: Row) -> bool:
    return str(row.get("implied")) != "true"


def _hidden(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if not _plain(row)]


def _gloss(rows: Iterable[Row]) -> tuple[Literal, ...]:
    """The definition or description, Chinese first."""
    texts = {
        row["value"] for row in rows if row["property"] in (SKOS.definition, DCTERMS.description)
    }
    return tuple(sorted((t for t in texts if isinstance(t, Literal)), key=_reading_order))


def _incoming(reader: Reader, iri: URIRef) -> Incoming:
    """For each property by which things point here: how many do, and the rows of the first."""
    counts = reader.engine.select(queries.bind("select_incoming_counts", iri=iri))
    return {
        row["property"]: (
            int(row["count"]),
            reader.engine.select(
                queries.bind("select_incoming_first", iri=iri, property=row["property"])
            ),
        )
        for row in counts
    }


def _rows_of(incoming: Incoming) -> tuple[list[Row], list[Row]]:
    """The rows of all incoming links, and rows that hold their properties."""
    return (
        [row for _, rows in incoming.values() for row in rows],
        [{"property": term} for term in incoming],
    )


def _stated(reader: Reader, iri: URIRef) -> list[Row]:
    return reader.engine.select(queries.bind("select_statements_of_passage", iri=iri))


def _terms(reader: Reader, things: Iterable[Identifier], *tables: list[Row]) -> set[Identifier]:
    """Everything that needs a name."""
    cells = {term for table in tables for row in table for term in row.values()}
    return {*things, *cells, *reader.grades.values()}


def _groups(reader: Reader, names: Names, rows: Iterable[Row]) -> tuple[Group, ...]:
    by_property: dict[Identifier, dict[Identifier, list[Identifier]]] = {}
    for row in rows:
        values = by_property.setdefault(row["property"], {})
        values.setdefault(row["value"], []).append(row["graph"])
    return tuple(
        _group(reader, names[term], names, values)
        for term, values in sorted(by_property.items(), key=lambda item: _display_order(item[0]))
    )


def _linking(reader: Reader, names: Names, incoming: Incoming) -> tuple[Group, ...]:
    groups = []
    for term, (count, rows) in sorted(incoming.items(), key=lambda item: _display_order(item[0])):
        subjects: dict[Identifier, list[Identifier]] = {}
        for row in rows:
            subjects.setdefault(row["subject"], []).append(row["graph"])
        groups.append(_group(reader, names[term], names, subjects, count))
    return tuple(groups)


def _group(
    reader: Reader,
    term: Name,
    names: Names,
    values: Mapping[Identifier, list[Identifier]],
    count: int = 0,
) -> Group:
    facts = tuple(
        Fact(_value(names, value), _witnesses(reader, names, graphs))
        for value, graphs in sorted(values.items(), key=lambda item: _reading_order(item[0]))
    )
    return Group(term, facts, count or len(facts))


def _witnesses(reader: Reader, names: Names, graphs: Iterable[Identifier]) -> tuple[Witness, ...]:
    return tuple(
        Witness(names[graph], names.get(reader.grades.get(graph, graph)))
        if graph in reader.grades
        else Witness(names[graph], None)
        for graph in sorted(set(graphs))
    )


def _graphs(rows: Iterable[Row]) -> list[Identifier]:
    return [row["graph"] for row in rows if "graph" in row]


def _mentions(names: Names, rows: Iterable[Row]) -> tuple[Mention, ...]:
    """One mention for each thing and place; a thing of two classes comes in two rows."""
    mentions: list[Mention] = []
    for _, same in groupby(rows, key=lambda row: (row["thing"], row["start"], row["end"])):
        found = list(same)
        kinds = {row["kind"]: names[row["kind"]] for row in found if "kind" in row}
        fragment = f"anchor-{found[0]['start']}-{found[0]['end']}"
        first = fragment not in {mention.fragment for mention in mentions}
        cells = _cells(names, found[0])
        mentions.append(Mention(tuple(kinds.values()), fragment if first else "", cells))
    return tuple(mentions)


def _cells(names: Names, row: Row) -> Cells:
    return {variable: _value(names, term) for variable, term in row.items()}


def _value(names: Names, term: Identifier) -> Name | Literal:
    return term if isinstance(term, Literal) else names[term]


def _display_order(term: Identifier) -> tuple[bool, str]:
    """Our own properties before those of other vocabularies."""
    return not term.startswith(HB), str(term)


def _reading_order(term: Identifier) -> tuple[str, str]:
    """Chinese before English, things before texts; otherwise as spelt."""
    language = (term.language or "") if isinstance(term, Literal) else ""
    return {"zh": "0", "": "1"}.get(language, "2"), str(term)
