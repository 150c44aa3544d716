"""The document about a thing, as RDF."""

from collections.abc import Iterable

from rdflib import Literal, URIRef

from hbgraph import media
from hbgraph.model import Answer
from hbgraph.pages.reader import Reader
from hbgraph.queries import bind


def document(reader: Reader, iri: URIRef, media_type: str) -> Answer:
    """The thing's own statements, its parts, names of what it points to, and what points here."""
    text = bind(
        "construct_document",
        iri=iri,
        release=Literal(reader.manifest.id),
        time=Literal(reader.manifest.created),
    )
    return reader.engine.query(text, media_type)


def contents(reader: Reader, graphs: Iterable[URIRef], media_type: str) -> Answer:
    """Everything that the given graphs hold."""
    return reader.engine.query(bind("construct_graphs", graph=graphs), media_type)


def embedded(reader: Reader, iri: URIRef) -> str:
    """The thing's own statements as JSON-LD that is safe inside a script element.

    ``<`` can stand in JSON only within a string, where the escape means the same.
    """
    answer = reader.engine.query(bind("construct_thing", iri=iri), media.JSON_LD)
    return joined(answer.chunks).decode().replace("<", "\\u003c")


def joined(chunks: Iterable[bytes]) -> bytes:
    return b"".join(chunks)
