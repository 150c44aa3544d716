"""The example queries as RDF, in the form that SPARQL editors of the SIB read."""

from rdflib import OWL, RDF, RDFS, SDO, SH, XSD, Graph, Literal, URIRef

from hbgraph.catalogue.place import Facts, Place, both, exact, state
from hbgraph.ns import PREFIXES
from hbgraph.queries import Example, examples

KINDS = {
    "select": (SH.SPARQLSelectExecutable, SH.select),
    "ask": (SH.SPARQLAskExecutable, SH.ask),
    "construct": (SH.SPARQLConstructExecutable, SH.construct),
}
"""For the first word of a query file's name: the class, and the property that holds the text."""


def add_examples(graph: Graph, place: Place, endpoint: URIRef) -> None:
    """Each query with its question in both languages, and the prefixes that all may use."""
    prefixes = place.part("prefixes")
    for example in examples():
        _add(graph, place.part(example.name), example, prefixes, endpoint)
    state(graph, prefixes, {RDF.type: [OWL.Ontology]})
    for name, base in PREFIXES.items():
        declared = place.part(f"prefix-{name}")
        facts = {SH.prefix: [Literal(name)], SH.namespace: [exact(base, XSD.anyURI)]}
        state(graph, prefixes, {SH.declare: [declared]})
        state(graph, declared, {RDF.type: [SH.PrefixDeclaration], **facts})


def _add(graph: Graph, query: URIRef, example: Example, prefixes: URIRef, endpoint: URIRef) -> None:
    kind, text = KINDS[example.name.partition("_")[0]]
    facts: Facts = {
        RDF.type: [SH.SPARQLExecutable, kind],
        RDFS.comment: both(example.zh, example.en),
        SH.prefixes: [prefixes],
        text: [Literal(example.text)],
        SDO.target: [endpoint],
    }
    state(graph, query, facts)
