"""The data set in numbers: VoID (W3C Interest Group Note of 3 March 2011)."""

from rdflib import DCTERMS, FOAF, OWL, RDF, VOID, XSD, Graph, Literal, URIRef

from hbgraph import media
from hbgraph.catalogue.about import LICENCE, Words, about, either
from hbgraph.catalogue.place import Facts, Place, both, count, exact, state
from hbgraph.dumps import FORMS
from hbgraph.ns import HB, ID, PREFIXES
from hbgraph.pages.reader import Reader
from hbgraph.pages.statistics import ClassPart, Links, PropertyPart, Statistics
from hbgraph.releases import Manifest

FORMATS = {
    media.TURTLE: "Turtle",
    media.JSON_LD: "JSON-LD",
    media.N_TRIPLES: "N-Triples",
    media.RDF_XML: "RDF_XML",
}
SHOWN = tuple(map(HB.__getitem__, ("Bulletin", "Target", "Observation", "Cluster", "Industry")))
"""Classes whose first thing is an example for readers."""

KNOWN = {
    "http://www.wikidata.org/entity/": Words("维基数据", "Wikidata"),
    "https://sws.geonames.org/": Words("GeoNames", "GeoNames"),
    "http://qudt.org/vocab/unit/": Words("QUDT 单位", "QUDT units"),
}
"""Data sets that ours links to, by how their IRIs begin."""


def void(reader: Reader, place: Place) -> Graph:
    """The VoID description of a release, as the server at ``place`` offers it."""
    graph = Graph(bind_namespaces="none")
    said, numbers = about(reader.manifest), reader.statistics()
    state(
        graph,
        URIRef(place.void),
        {
            RDF.type: [VOID.DatasetDescription],
            DCTERMS.title: both(f"VoID:{said.title.zh}", f"VoID: {said.title.en}"),
            FOAF.primaryTopic: [place.dataset],
        },
    )
    add_dataset(graph, reader.manifest, place)
    state(graph, place.dataset, _numbers(reader, numbers))
    for part in numbers.properties:
        _add_property(graph, place.dataset, place.partition("property", part.iri), part)
    for each in numbers.classes:
        _add_class(graph, place, each)
    for links in numbers.links:
        _add_links(graph, place, links)
    return graph


def add_dataset(graph: Graph, manifest: Manifest, place: Place) -> None:
    """What VoID and DCAT both say of the data set."""
    said, modified = about(manifest), exact(manifest.created, XSD.dateTime)
    facts: Facts = {
        RDF.type: [VOID.Dataset],
        DCTERMS.title: both(*either(said.title)),
        DCTERMS.description: both(*either(said.description)),
        DCTERMS.modified: [modified],
        DCTERMS.identifier: [Literal(place.dataset)],
        OWL.versionInfo: [Literal(manifest.id)],
        DCTERMS.license: [LICENCE] if said.of_corpus else [],
        VOID.sparqlEndpoint: [place.endpoint],
        VOID.dataDump: [dump_address(place, manifest, name) for name in FORMS],
    }
    state(graph, place.dataset, facts)


def dump_address(place: Place, manifest: Manifest, name: str) -> URIRef:
    return URIRef(f"{place.root}dataset/{manifest.id}/{name}")


def _numbers(reader: Reader, numbers: Statistics) -> Facts:
    classes = {part.iri: part.example for part in numbers.classes}
    formats = [URIRef(f"http://www.w3.org/ns/formats/{name}") for name in FORMATS.values()]
    return {
        VOID.triples: [count(reader.manifest.triples)],
        VOID.entities: [count(reader.entity_count)],
        VOID.distinctSubjects: [count(numbers.subjects)],
        VOID.distinctObjects: [count(numbers.objects)],
        VOID.classes: [count(len(numbers.classes))],
        VOID.properties: [count(len(numbers.properties))],
        VOID.documents: [count(len(reader.documents))],
        VOID.uriSpace: [Literal(str(ID))] if reader.documents else [],
        VOID.exampleResource: [URIRef(classes[iri]) for iri in SHOWN if classes.get(iri)],
        VOID.vocabulary: [URIRef(base) for base in vocabularies(numbers)],
        VOID.feature: formats,
    }


def vocabularies(numbers: Statistics) -> list[str]:
    """The namespaces of ours and others' whose classes or properties the data uses."""
    return [
        base for base in PREFIXES.values() if any(term.startswith(base) for term in numbers.terms)
    ]


def _add_property(graph: Graph, whole: URIRef, node: URIRef, part: PropertyPart) -> None:
    facts: Facts = {
        VOID.property: [part.iri],
        VOID.triples: [count(part.triples)],
        VOID.distinctSubjects: [count(part.subjects)],
        VOID.distinctObjects: [count(part.objects)] if part.objects else [],
    }
    state(graph, whole, {VOID.propertyPartition: [node]})
    state(graph, node, facts)


def _add_class(graph: Graph, place: Place, part: ClassPart) -> None:
    node = place.partition("class", part.iri)
    state(graph, place.dataset, {VOID.classPartition: [node]})
    state(graph, node, {VOID["class"]: [part.iri], VOID.entities: [count(part.entities)]})
    for each in part.properties:
        _add_property(graph, node, place.partition("class", part.iri, each.iri), each)


def _add_links(graph: Graph, place: Place, links: Links) -> None:
    node = place.partition("links", links.property, links.space)
    target = place.partition("target", links.space)
    facts: Facts = {
        RDF.type: [VOID.Linkset],
        VOID.linkPredicate: [links.property],
        VOID.subjectsTarget: [place.dataset],
        VOID.objectsTarget: [target],
        VOID.triples: [count(links.triples)],
    }
    state(graph, place.dataset, {VOID.subset: [node]})
    state(graph, node, facts)
    known = KNOWN.get(links.space)
    title = both(*either(known)) if known else []
    uri_space = [Literal(links.space)]
    described: Facts = {RDF.type: [VOID.Dataset], DCTERMS.title: title, VOID.uriSpace: uri_space}
    state(graph, target, described)
