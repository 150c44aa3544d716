"""A JSON-LD context for clients that want short names: terms, prefixes, labels by language."""

import json

from rdflib import OWL, RDF, RDFS, Literal
from rdflib.term import Identifier

from hbgraph.model import Row
from hbgraph.ns import HB, PREFIXES
from hbgraph.pages.reader import Reader
from hbgraph.queries import load

KEYWORDS = {"iri": "@id", "type": "@type"}
BY_LANGUAGE = {
    "label": "rdfs:label",
    "altLabel": "skos:altLabel",
    "definition": "skos:definition",
    "description": "dct:description",
    "title": "dct:title",
}
"""Texts that a client reads as ``label.zh`` and ``label.en``."""


def context(reader: Reader) -> str:
    """The context (JSON-LD 1.1) of the ontology in a release.

    Where a prefix and a property have one name, such as ``unit``, it means the property.
    """
    said: dict[Identifier, list[Row]] = {}
    for row in reader.engine.select(load("select_terms")):
        said.setdefault(row["term"], []).append(row)
    terms = {
        iri.removeprefix(HB): _term(iri, rows) for iri, rows in said.items() if iri.startswith(HB)
    }
    texts = {name: {"@id": term, "@container": "@language"} for name, term in BY_LANGUAGE.items()}
    whole = {"@context": {"@version": 1.1, **KEYWORDS, **PREFIXES, **texts, **terms}}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _term(iri: Identifier, rows: list[Row]) -> object:
    """A class is its IRI; a property says whether its values are things, or of which datatype."""
    types = {row["value"] for row in rows if row["property"] == RDF.type}
    ranges = [row["value"] for row in rows if row["property"] == RDFS.range]
    if OWL.ObjectProperty in types:
        return {"@id": str(iri), "@type": "@id"}
    plain = not ranges or isinstance(ranges[0], Literal) or ranges[0] == RDF.langString
    if OWL.DatatypeProperty in types and not plain:
        return {"@id": str(iri), "@type": str(ranges[0])}
    return {"@id": str(iri)}
