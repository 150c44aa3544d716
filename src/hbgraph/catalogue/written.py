"""A catalogue in the forms of RDF: the same bytes for the same statements, in every process."""

import pyoxigraph as ox
from rdflib import Graph

from hbgraph.catalogue.place import SPDX
from hbgraph.engine.terms import to_quad
from hbgraph.ns import TURTLE_PREFIXES


def written(graph: Graph, media_type: str) -> bytes:
    """The statements in their order; literals keep their spelling and their datatype.

    rdflib would write them in an order that differs from process to process, which the strong
    entity tag of a document does not allow.
    """
    triples = sorted((to_quad(triple).triple for triple in graph), key=str)
    prefixes = {**TURTLE_PREFIXES, "spdx": SPDX}
    rdf_format = ox.RdfFormat.from_media_type(media_type)
    return ox.serialize(triples, format=rdf_format, prefixes=prefixes) or b""
