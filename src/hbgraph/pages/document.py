"""The document about a thing, as RDF."""

from collections.abc import Iterable

from rdflib import Literal, URIRef

from hbgraph import media
from hbgraph.model import Answer
from hbgraph.pages.reader import Reader
from hbgraph.queries import bind, skipping

PAGE_SIZE = 1_000
"""How many of the statements that point to a thing are on one page of its document."""


def document(reader: Reader, iri: URIRef, media_type: str, number: int = 1) -> Answer:
    """The thing's own statements, its parts, names of what it points to, and what points here.

    Of the last there may be many; a page after the first has nothing but more of them.
    """
    name = "construct_document" if number == 1 else "construct_incoming"
    text = bind(
        name,
        iri=iri,
        release=Literal(reader.manifest.id),
        time=Literal(reader.manifest.created),
    )
    if number > 1:
        text = skipping(text, (number - 1) * PAGE_SIZE)
    return reader.engine.query(text, media_type)


def last_page(reader: Reader, iri: URIRef) -> int:
    """The number of the last page of the document about a thing, counted from 1."""
    (row,) = reader.engine.select(bind("select_incoming_total", iri=iri))
    return max(1, -(-int(row["count"]) // PAGE_SIZE))


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
