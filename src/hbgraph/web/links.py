"""Where an IRI leads on this server."""

from urllib.parse import quote, urlencode

from flask import Flask, request
from rdflib import URIRef

from hbgraph.ns import HB, HBS, ID, ONTOLOGY, SHAPES
from hbgraph.queries import bind

SAFE = "/-._~!$&'()*+,;=:@"
"""What may stand in the path of an IRI unescaped (RFC 3986, section 3.3, and the slash)."""


def init_app(app: Flask) -> None:
    app.add_template_filter(href)
    app.add_template_global(ask)
    app.add_template_global(ask_for_all)


def href(iri: str) -> str | None:
    """The address to follow from a page: ours on this server, others as they are, else None."""
    address, ontology = str(iri), str(ONTOLOGY)  # an rdflib term does not compare with a str
    if address.startswith(str(ID)):
        return f"{request.script_root}/doc/{address.removeprefix(ID)}"
    if address == ontology or address.startswith((str(HB), f"{ontology}/")):
        return f"{request.script_root}/ontology{address.removeprefix(ontology)}"
    if address == str(SHAPES) or address.startswith(str(HBS)):
        return f"{request.script_root}/shapes{address.removeprefix(SHAPES)}"
    return address if address.startswith(("http://", "https://")) else None


def thing(path: str) -> URIRef:
    """The IRI that ends in a path as a client spelt it."""
    return ID[path_of(path)]


def path_of(path: str) -> str:
    """A path in ASCII, with everything escaped that cannot stand in an IRI."""
    return quote(path, safe=SAFE)


def ask(query: str, form: str = "") -> str:
    """The address that answers a query."""
    given = {"query": query} | ({"format": form} if form else {})
    return f"{request.script_root}/sparql?{urlencode(given)}"


def ask_for_all(iri: URIRef, term: URIRef, pointing: bool = False) -> str:
    """The address of the query for all values of a property, or for all that points here by it."""
    name = "select_incoming_all" if pointing else "select_values_all"
    return ask(bind(name, iri=iri, property=term))
