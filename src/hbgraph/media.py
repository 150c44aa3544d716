"""Media types: which forms there are, and which one a client wants."""

from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

HTML = "text/html"
TURTLE = "text/turtle"
JSON_LD = "application/ld+json"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
RESULTS_JSON = "application/sparql-results+json"
RESULTS_XML = "application/sparql-results+xml"
RESULTS_CSV = "text/csv"
RESULTS_TSV = "text/tab-separated-values"

JSON = "application/json"
RDF_PATCH = "application/rdf-patch"
MULTIPART = "multipart/mixed"

RDF_FORMS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
RESULT_FORMS = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)

SUFFIXES: Mapping[str, str] = {
    "html": HTML,
    "ttl": TURTLE,
    "jsonld": JSON_LD,
    "nt": N_TRIPLES,
    "rdf": RDF_XML,
}

GENERIC: Mapping[str, tuple[str, ...]] = {
    "application/json": (JSON_LD, RESULTS_JSON),
    "application/xml": (RDF_XML, RESULTS_XML),
    "text/xml": (RDF_XML, RESULTS_XML),
}


def best(accept: str, offered: Iterable[str]) -> str | None:
    """The offered form that the client wants most, or None when it wants none of them.

    An empty header takes the first offer (RFC 9110, section 12.5.1). Parameters other than ``q``
    are set aside, and a generic type such as application/json stands for the offer it can mean.
    """
    forms = list(offered)
    if not accept.strip():
        return forms[0]
    wanted = parse_accept_header(accept, MIMEAccept)
    spelt = MIMEAccept((_meant(media.partition(";")[0].strip(), forms), q) for media, q in wanted)
    return spelt.best_match(forms)


def _meant(media: str, forms: list[str]) -> str:
    """application/json means the JSON form on offer, unless it is on offer itself."""
    if media in forms:
        return media
    return next((form for form in GENERIC.get(media, ()) if form in forms), media)
