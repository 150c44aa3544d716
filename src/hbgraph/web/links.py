"""Where an IRI leads on this server."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from flask import Flask, request
from rdflib import URIRef

from hbgraph.ns import HB, HBS, ID, ONTOLOGY, SHAPES
from hbgraph.queries import bind
from hbgraph.web.once import once
from hbgraph.web.reading import release, service, visited

SAFE = "/-._~!$&'()*+,;=:@"
"""What may stand in the path of an IRI unescaped (RFC 3986, section 3.3, and the slash)."""

THINGS, TERMS = str(ID), (str(ONTOLOGY), str(HB), f"{ONTOLOGY}/")
"""How the IRIs begin that pages link to most, as plain texts."""


def init_app(app: Flask) -> None:
    app.add_template_filter(href)
    app.add_template_global(ask)
    for function in (endpoint, visited, release_id, current_id, now_at):
        app.add_template_global(function)
    app.add_template_global(ask_for_all)


def href(iri: str, release: str | None = None) -> str | None:
    """The address to follow from a page: ours on this server, others as they are, else None.

    It leads to a thing as the given release has it, or the one that is visited, or as it is now.
    """
    address = str(iri)  # an rdflib term does not compare with a str
    if address.startswith(THINGS):
        return f"{root(release)}/doc/{address.removeprefix(THINGS)}"
    if address == TERMS[0] or address.startswith(TERMS[1:]):
        return f"{request.script_root}/ontology{address.removeprefix(TERMS[0])}"
    if address == str(SHAPES) or address.startswith(str(HBS)):
        return f"{request.script_root}/shapes{address.removeprefix(SHAPES)}"
    return address if address.startswith(("http://", "https://")) else None


def root(release: str | None = None) -> str:
    """What addresses of things begin with: whoever visits a release stays within it."""
    return f"{request.script_root}/release/{release}" if release else _root()


@once
def _root() -> str:
    within = visited()
    return f"{request.script_root}/release/{within}" if within else request.script_root


def endpoint() -> str:
    """The address that answers queries from the release of this request."""
    return f"{root()}/sparql"


def release_id() -> str:
    """The release that this request reads."""
    return release().id


def current_id() -> str:
    return service().current().id


def now_at() -> str:
    """The page that shows now what a visited page shows of the past."""
    rest = request.path.removeprefix(f"/release/{visited()}/")
    if not rest.startswith(("doc/", "sparql")):
        return f"{root('current')}/"
    query = request.query_string.decode("ascii", "replace")
    return f"{request.script_root}/{path_of(rest)}{'?' if query else ''}{query}"


def thing(path: str) -> URIRef:
    """The IRI that ends in a path as a client spelt it."""
    return ID[path_of(path)]


def path_of(path: str) -> str:
    """A path in ASCII, with everything escaped that cannot stand in an IRI."""
    return quote(path, safe=SAFE)


def ask(
    query: str,
    form: str = "",
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> str:
    """The address that answers a query, asked of some graphs if they are given."""
    given = {
        "query": query,
        "format": [form] if form else [],
        "default-graph-uri": default_graphs,
        "named-graph-uri": named_graphs,
    }
    return f"{endpoint()}?{urlencode(given, doseq=True)}"


def ask_for_all(iri: URIRef, term: URIRef, pointing: bool = False) -> str:
    """The address of the query for all values of a property, or for all that points here by it."""
    name = "select_incoming_all" if pointing else "select_values_all"
    return ask(bind(name, iri=iri, property=term))
