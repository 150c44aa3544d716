"""What the endpoint says of itself (SPARQL 1.1 Service Description)."""

from urllib.parse import urljoin

from rdflib import DCAT, DCTERMS, RDF, RDFS, VOID, XSD, Graph, Literal, URIRef

from hbgraph import media
from hbgraph.catalogue.about import about
from hbgraph.catalogue.examples import add_examples
from hbgraph.catalogue.place import place_of
from hbgraph.ns import PREFIXES, SD
from hbgraph.releases import Manifest

FORMATS = {
    media.RESULTS_JSON: "SPARQL_Results_JSON",
    media.RESULTS_XML: "SPARQL_Results_XML",
    media.RESULTS_CSV: "SPARQL_Results_CSV",
    media.RESULTS_TSV: "SPARQL_Results_TSV",
    media.TURTLE: "Turtle",
    media.JSON_LD: "JSON-LD",
    media.N_TRIPLES: "N-Triples",
    media.RDF_XML: "RDF_XML",
}
MERGE = {
    "zh": "不指定数据集时,默认图是全部命名图的 RDF 合并:两个图都有的三元组只算一次。",
    "en": "Without a data set in the request the default graph is the RDF merge of all named "
    "graphs: a triple that stands in two of them is one.",
}
UNNAMED = {
    "zh": "不指定数据集时,默认图是一个独立的无名图,不含命名图的内容。",
    "en": "Without a data set in the request the default graph is an unnamed graph of its own, "
    "apart from all named graphs.",
}


def describe(endpoint: str, manifest: Manifest) -> Graph:
    """The description of the service at ``endpoint``, which is the very address asked."""
    graph = Graph(bind_namespaces="none")
    for prefix in ("dcat", "dct", "rdfs", "schema", "sd", "sh", "void", "xsd"):
        graph.bind(prefix, PREFIXES[prefix])
    service, dataset = URIRef(endpoint), URIRef(f"{endpoint}#dataset")
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, service))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    graph.add((service, SD.feature, SD.EmptyGraphs))
    if manifest.merged:
        graph.add((service, SD.feature, SD.UnionDefaultGraph))
    for name in FORMATS.values():
        graph.add((service, SD.resultFormat, URIRef(f"http://www.w3.org/ns/formats/{name}")))
    graph.add((service, SD.defaultDataset, dataset))
    _add_dataset(graph, dataset, manifest)
    _add_catalogue(graph, service, manifest)
    return graph


def _add_catalogue(graph: Graph, service: URIRef, manifest: Manifest) -> None:
    """The data set that it serves, where that is described, and what may be asked of it."""
    place = place_of(manifest, urljoin(service, "/"))
    graph.add((service, RDF.type, DCAT.DataService))
    graph.add((service, DCAT.servesDataset, place.dataset))
    graph.add((service, RDFS.seeAlso, URIRef(f"{place.root}dataset")))
    graph.add((place.dataset, RDF.type, VOID.Dataset))
    graph.add((place.dataset, VOID.sparqlEndpoint, service))
    if about(manifest).of_corpus:
        add_examples(graph, place, service)


def _add_dataset(graph: Graph, dataset: URIRef, manifest: Manifest) -> None:
    merge = URIRef(f"{dataset}-default")
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, SD.defaultGraph, merge))
    graph.add((merge, RDF.type, SD.Graph))
    graph.add((merge, VOID.triples, _count(manifest.triples)))
    for language, words in (MERGE if manifest.merged else UNNAMED).items():
        graph.add((merge, DCTERMS.description, Literal(words, language)))
    for number, (name, said) in enumerate(sorted(manifest.graphs.items()), 1):
        named, content = (URIRef(f"{dataset}-{part}-{number}") for part in ("named", "graph"))
        graph.add((dataset, SD.namedGraph, named))
        graph.add((named, RDF.type, SD.NamedGraph))
        graph.add((named, SD.name, URIRef(name)))
        graph.add((named, SD.graph, content))
        graph.add((content, RDF.type, SD.Graph))
        graph.add((content, VOID.triples, _count(said["triples"])))


def _count(number: object) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
