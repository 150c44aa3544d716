"""The namespaces, and the one table of prefixes that every file and answer uses."""

from functools import lru_cache

from rdflib import Namespace, URIRef
from rdflib.namespace import (
    DCAT,
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    TIME,
    VOID,
    XSD,
)

HB = Namespace("https://w3id.org/hbgraph/ontology#")
ID = Namespace("https://w3id.org/hbgraph/id/")
DOC = Namespace("https://w3id.org/hbgraph/doc/")
HBS = Namespace("https://w3id.org/hbgraph/shapes#")
ONTOLOGY = URIRef("https://w3id.org/hbgraph/ontology")
SHAPES = URIRef("https://w3id.org/hbgraph/shapes")
DISPLAY = URIRef("https://w3id.org/hbgraph/shapes/display")
"""The graph that says in which order pages show what is said of a thing."""

GEO = Namespace("http://www.opengis.net/ont/geosparql#")
OA = Namespace("http://www.w3.org/ns/oa#")
QB = Namespace("http://purl.org/linked-data/cube#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SDMX_ATTRIBUTE = Namespace("http://purl.org/linked-data/sdmx/2009/attribute#")
SDMX_DIMENSION = Namespace("http://purl.org/linked-data/sdmx/2009/dimension#")
SDMX_MEASURE = Namespace("http://purl.org/linked-data/sdmx/2009/measure#")
UNIT = Namespace("http://qudt.org/vocab/unit/")
WGS84 = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
XKOS = Namespace("http://rdf-vocabulary.ddialliance.org/xkos#")

PREFIXES: dict[str, str] = {
    "dcat": str(DCAT),
    "dct": str(DCTERMS),
    "foaf": str(FOAF),
    "geo": str(GEO),
    "hb": str(HB),
    "hbs": str(HBS),
    "id": str(ID),
    "oa": str(OA),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "qb": str(QB),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SDO),
    "sd": str(SD),
    "sdmx-attribute": str(SDMX_ATTRIBUTE),
    "sdmx-dimension": str(SDMX_DIMENSION),
    "sdmx-measure": str(SDMX_MEASURE),
    "sh": str(SH),
    "skos": str(SKOS),
    "time": str(TIME),
    "unit": str(UNIT),
    "void": str(VOID),
    "wgs84": str(WGS84),
    "xkos": str(XKOS),
    "xsd": str(XSD),
}

TURTLE_PREFIXES = {name: base for name, base in PREFIXES.items() if base != str(ID)}
"""The table without ``id:``, since in Turtle the slashes of its names would need escapes."""


@lru_cache(maxsize=4_096)
def curie(iri: str) -> str:
    """The shortest prefixed form of an IRI, or the IRI itself where no prefix fits."""
    fits = [(len(base), name, base) for name, base in PREFIXES.items() if iri.startswith(base)]
    if not fits:
        return iri
    _, name, base = max(fits)
    return f"{name}:{iri.removeprefix(base)}"
