"""The catalogue of one data set and one service: DCAT 3, with what DCAT-AP 3 asks for."""

from collections.abc import Sequence

from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from hbgraph.catalogue.about import (
    EU,
    HUBEI,
    LANGUAGES,
    LICENCE,
    PROJECT,
    PUBLIC,
    THEME,
    about,
    either,
)
from hbgraph.catalogue.examples import add_examples
from hbgraph.catalogue.place import SPDX, Facts, Place, both, exact, state
from hbgraph.catalogue.void import add_dataset, dump_address
from hbgraph.dumps import N_QUADS, TRIG, Dump
from hbgraph.ns import ONTOLOGY
from hbgraph.pages.reader import Reader
from hbgraph.releases import Manifest

VERSION = URIRef(f"{DCAT}version")
"""New in DCAT 3, which rdflib does not know yet."""

CHECKSUM = Namespace(SPDX)
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
FILE_TYPES = {TRIG: f"{EU}file-type/RDF_TRIG", N_QUADS: f"{EU}file-type/RDF_N_QUADS"}
PROTOCOL = URIRef("https://www.w3.org/TR/sparql11-protocol/")

RANGES = {
    DCTERMS.accessRights: DCTERMS.RightsStatement,
    DCTERMS.conformsTo: DCTERMS.Standard,
    DCTERMS["format"]: DCTERMS.MediaTypeOrExtent,
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.publisher: FOAF.Agent,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.temporal: DCTERMS.PeriodOfTime,
    DCAT.compressFormat: DCTERMS.MediaType,
    DCAT.landingPage: FOAF.Document,
    DCAT.mediaType: DCTERMS.MediaType,
    DCAT.theme: SKOS.Concept,
    FOAF.homepage: FOAF.Document,
}
"""What DCAT-AP says their values are; stated, so that a checker need not fetch them."""


def dcat(reader: Reader, place: Place, dumps: Sequence[Dump]) -> Graph:
    """The catalogue that the server at ``place`` offers, with the dumps of its release."""
    graph = Graph(bind_namespaces="none")
    add_dataset(graph, reader.manifest, place)
    state(graph, place.part("catalogue"), _catalogue(reader.manifest, place))
    state(graph, place.dataset, _dataset(reader.manifest, place))
    state(graph, place.part("sparql"), _service(reader.manifest, place))
    for dump in dumps:
        _add_distribution(graph, place, reader.manifest, dump)
    if about(reader.manifest).of_corpus:
        _add_scope(graph, reader, place)
        add_examples(graph, place, place.endpoint)
    for term, kind in RANGES.items():
        for value in list(graph.objects(None, term)):
            graph.add((value, RDF.type, kind))
    return graph


def _catalogue(manifest: Manifest, place: Place) -> Facts:
    said = about(manifest)
    return {
        **_offered(manifest),
        RDF.type: [DCAT.Catalog],
        DCTERMS.title: both(f"目录:{said.title.zh}", f"Catalogue: {said.title.en}"),
        DCTERMS.description: both(
            "本服务器提供的数据集和服务。", "The data set and the service that this server offers."
        ),
        DCTERMS.modified: [exact(manifest.created, XSD.dateTime)],
        DCAT.dataset: [place.dataset],
        DCAT.service: [place.part("sparql")],
        FOAF.homepage: [URIRef(place.root)],
    }


def _offered(manifest: Manifest) -> Facts:
    """Who offers it, in which languages, under which licence; nothing of what we do not know."""
    if not about(manifest).of_corpus:
        return {}
    return {
        DCTERMS.publisher: [PROJECT],
        DCTERMS.language: LANGUAGES,
        DCTERMS.license: [LICENCE],
    }


def _dataset(manifest: Manifest, place: Place) -> Facts:
    said = about(manifest)
    facts: Facts = {
        **_offered(manifest),
        RDF.type: [DCAT.Dataset],
        VERSION: [Literal(manifest.id)],
        DCAT.landingPage: [URIRef(f"{place.root}dataset")],
        DCAT.keyword: [text for words in said.keywords for text in both(*either(words))],
        RDFS.seeAlso: [URIRef(f"{place.root}.well-known/void")],
    }
    ours: Facts = {
        DCTERMS.accessRights: [PUBLIC],
        DCTERMS.conformsTo: [ONTOLOGY],
        DCTERMS.spatial: [HUBEI],
        DCAT.theme: [THEME],
    }
    return {**facts, **ours} if said.of_corpus else facts


def _add_scope(graph: Graph, reader: Reader, place: Place) -> None:
    """The publisher, the region and the time; an end of it that the data does not say is absent."""
    name = reader.name(HUBEI)
    state(graph, HUBEI, {SKOS.prefLabel: both(name.zh, name.en)})
    state(graph, THEME, {SKOS.prefLabel: [Literal("Economy and finance", "en")]})
    state(graph, PROJECT, {FOAF.name: [Literal("hbgraph")]})
    state(graph, ONTOLOGY, {RDF.type: [OWL.Ontology]})
    period = reader.period
    if period:
        temporal = place.part("temporal")
        state(graph, place.dataset, {DCTERMS.temporal: [temporal]})
        ends = {DCAT.startDate: period[:1], DCAT.endDate: period[1:]}
        state(graph, temporal, ends)


def _service(manifest: Manifest, place: Place) -> Facts:
    said = about(manifest)
    return {
        **_offered(manifest),
        RDF.type: [DCAT.DataService],
        DCTERMS.title: both(f"SPARQL:{said.title.zh}", f"SPARQL: {said.title.en}"),
        DCTERMS.description: both(
            "只读的 SPARQL 1.1 查询端点。", "A SPARQL 1.1 endpoint for queries; it only reads."
        ),
        DCTERMS.conformsTo: [PROTOCOL],
        DCAT.endpointURL: [place.endpoint],
        DCAT.endpointDescription: [place.endpoint],
        DCAT.servesDataset: [place.dataset],
    }


def _add_distribution(graph: Graph, place: Place, manifest: Manifest, dump: Dump) -> None:
    node, checksum = place.part(dump.name), place.part(f"{dump.name}-sha256")
    address, form = dump_address(place, manifest, dump.name), dump.form
    ours = about(manifest).of_corpus
    state(graph, place.dataset, {DCAT.distribution: [node]})
    facts: Facts = {
        RDF.type: [DCAT.Distribution],
        DCTERMS.title: both(f"全部数据,{dump.name}", f"The whole data set, {dump.name}"),
        DCTERMS["format"]: [URIRef(FILE_TYPES[form.media_type])],
        DCTERMS.license: [LICENCE] if ours else [],
        DCTERMS.modified: [exact(manifest.created, XSD.dateTime)],
        DCAT.mediaType: [URIRef(f"{MEDIA_TYPES}{form.media_type}")],
        DCAT.compressFormat: [URIRef(f"{MEDIA_TYPES}{form.compression}")],
        DCAT.byteSize: [exact(dump.size, XSD.nonNegativeInteger)],
        DCAT.accessURL: [address],
        DCAT.downloadURL: [address],
        CHECKSUM.checksum: [checksum],
    }
    state(graph, node, facts)
    state(
        graph,
        checksum,
        {
            RDF.type: [CHECKSUM.Checksum],
            CHECKSUM.algorithm: [CHECKSUM.checksumAlgorithm_sha256],
            CHECKSUM.checksumValue: [exact(dump.digest, XSD.hexBinary)],
        },
    )
