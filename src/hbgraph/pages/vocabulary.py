"""The terms of the ontology, and the things of a class."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, SKOS, Literal, URIRef
from rdflib.term import Identifier

from hbgraph.model import Row
from hbgraph.ns import HB, ONTOLOGY, TURTLE_PREFIXES, curie
from hbgraph.pages.naming import foreign_names
from hbgraph.pages.nouns import Name
from hbgraph.pages.reader import Reader
from hbgraph.queries import bind, load

PAGE_SIZE = 100
HEADING = {RDF.type, RDFS.label, RDFS.isDefinedBy, SKOS.definition}


@dataclass(frozen=True)
class Term:
    """A class or property: its names, its definition (Chinese first), what else is said of it."""

    name: Name
    local: str
    is_class: bool
    definition: tuple[str, ...]
    relations: tuple[tuple[Name, tuple[Name | Literal, ...]], ...]
    count: int


@dataclass(frozen=True)
class Listing:
    """One page of the things of a class; ``last`` is the number of the last page."""

    kind: Name
    things: tuple[Name, ...]
    count: int
    number: int
    last: int


def terms(reader: Reader) -> tuple[Term, ...]:
    """Every term of the ontology, classes first, then in the order of their IRIs."""
    rows: dict[Identifier, list[Row]] = {}
    for row in reader.engine.select(load("select_terms")):
        rows.setdefault(row["term"], []).append(row)
    cells = (cell for each in rows.values() for row in each for cell in row.values())
    names = reader.names([*cells, ONTOLOGY])
    found = (_term(reader, names, iri, each) for iri, each in rows.items())
    return tuple(sorted(found, key=lambda term: (not term.is_class, term.local)))


def completions(reader: Reader) -> dict[str, object]:
    """Prefixes, and the terms that a query may use: ours, and those of others that pages know."""
    ours = [_offer(term.name, term.is_class) for term in terms(reader)]
    foreign = [_offer(name, _is_class(iri)) for iri, name in foreign_names().items()]
    return {"prefixes": TURTLE_PREFIXES, "terms": [*ours, *foreign]}


def _offer(name: Name, is_class: bool) -> dict[str, str]:
    kind = "class" if is_class else "property"
    return {"name": curie(str(name.iri)), "kind": kind, "zh": name.zh, "en": name.en}


def _is_class(iri: Identifier) -> bool:
    """By the custom of vocabularies, for terms that the graph does not describe."""
    return re.split("[#/]", str(iri))[-1][:1].isupper()


def listing(reader: Reader, local: str, number: int) -> Listing | None:
    """A page of the things of a class; None when there is no such class or no such page."""
    kind = HB[local]
    if kind not in reader.superclasses:
        return None
    rows = reader.engine.select(bind("select_instances", **{"class": kind}))
    last = max(1, -(-len(rows) // PAGE_SIZE))
    if not 1 <= number <= last:
        return None
    shown = [row["thing"] for row in rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]]
    names = reader.names([kind, *shown])
    things = tuple(names[thing] for thing in shown)
    return Listing(names[kind], things, len(rows), number, last)


def class_names(reader: Reader) -> list[tuple[Name, int]]:
    """The classes that have instances, with their number, in the order of their IRIs."""
    names = reader.names(reader.class_counts)
    return [(names[iri], count) for iri, count in reader.class_counts.items()]


def _term(
    reader: Reader, names: Mapping[Identifier, Name], iri: Identifier, rows: Iterable[Row]
) -> Term:
    said: dict[Identifier, list[Identifier]] = {}
    for row in rows:
        said.setdefault(row["property"], []).append(row["value"])
    definition = {_language(text): str(text) for text in said.get(SKOS.definition, ())}
    return Term(
        name=names[iri],
        local=iri.removeprefix(HB),
        is_class=OWL.Class in said.get(RDF.type, ()),
        definition=tuple(definition[code] for code in ("zh", "en") if code in definition),
        relations=tuple(
            (names[term], tuple(_value(names, value) for value in values))
            for term, values in said.items()
            if term not in HEADING
        ),
        count=reader.class_counts.get(URIRef(iri), 0),
    )


def _value(names: Mapping[Identifier, Name], term: Identifier) -> Name | Literal:
    return term if isinstance(term, Literal) else names[term]


def _language(term: Identifier) -> str | None:
    return term.language if isinstance(term, Literal) else None
