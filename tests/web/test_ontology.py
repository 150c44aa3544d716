"""The document of the ontology and the graphs beside it."""

import re

import html5rdf
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from hbgraph import media
from hbgraph.ns import HB, ONTOLOGY
from web.conftest import BROWSER, Site


@pytest.mark.parametrize("form", media.RDF_FORMS)
def test_the_ontology_comes_in_every_form(site: Site, form: str) -> None:
    reply = site.get("/ontology", form)
    graph = Graph().parse(data=reply.body, format=form)
    assert (HB.Cluster, RDF.type, OWL.Class) in graph
    assert (ONTOLOGY, RDF.type, OWL.Ontology) in graph


def test_the_page_has_one_anchor_a_term(site: Site) -> None:
    reply = site.get("/ontology", BROWSER)
    html5rdf.HTMLParser(strict=True).parse(reply.text)
    graph = Graph().parse(data=site.get("/ontology.ttl").body, format="turtle")
    terms = {str(t).removeprefix(HB) for t in graph.subjects(RDFS.isDefinedBy, ONTOLOGY)}
    assert len(terms) > 100
    anchors = re.findall('<article id="([^"]*)"', reply.text)
    assert sorted(anchors) == sorted(terms)


def test_a_term_shows_labels_definitions_domain_and_range(site: Site) -> None:
    assert "成员地区" in _member_region(site, "zh")
    term = _member_region(site, "en")
    assert "An administrative region that is part of the grouping." in term
    assert 'href="/ontology#RegionalGrouping"' in term
    assert 'href="/ontology#AdministrativeRegion"' in term


def _member_region(site: Site, language: str) -> str:
    text = site.get(f"/ontology?lang={language}", BROWSER).text
    return text.partition('<article id="memberRegion"')[2].partition("</article>")[0]


@pytest.mark.parametrize("name", ["codes", "indicators", "cube", "alignments"])
def test_a_graph_beside_the_ontology_has_its_document(site: Site, name: str) -> None:
    assert site.get(f"/ontology/{name}", BROWSER).status == 200
    reply = site.get(f"/ontology/{name}", "text/turtle")
    assert len(Graph().parse(data=reply.body, format="turtle")) > 20
    assert site.get(f"/ontology/{name}.nt").media_type == media.N_TRIPLES


def test_an_unknown_graph_is_not_found(site: Site) -> None:
    assert site.get("/ontology/none").status == 404
    assert site.get("/ontology.docx").status == 415


def test_the_alignments_travel_with_the_ontology(site: Site) -> None:
    graph = Graph().parse(data=site.get("/ontology.ttl").body, format="turtle")
    beside = Graph().parse(data=site.get("/ontology/alignments.ttl").body, format="turtle")
    assert set(beside) <= set(graph)
    assert URIRef(f"{ONTOLOGY}/alignments") in set(beside.subjects())
