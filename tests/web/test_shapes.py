"""The shapes, as the release keeps them."""

import re
from pathlib import Path

import html5rdf
import pytest
from rdflib import SH, Graph, URIRef
from rdflib.compare import isomorphic

from hbgraph import media
from hbgraph.corpus import Corpus
from hbgraph.ns import HBS
from hbgraph.pages.shapes import spelt
from web.conftest import BROWSER, Site


@pytest.fixture(scope="module")
def corpus_shapes() -> Graph:
    return Corpus.default().shapes


@pytest.mark.parametrize("form", media.RDF_FORMS)
def test_the_shapes_come_in_every_form(site: Site, form: str, corpus_shapes: Graph) -> None:
    reply = site.get("/shapes", form)
    assert reply.media_type == form
    assert len(Graph().parse(data=reply.body, format=form)) == len(corpus_shapes)


def test_a_release_keeps_the_shapes_that_validated_it(data_dir: Path, corpus_shapes: Graph) -> None:
    kept = Graph().parse(data_dir / "current/shapes.ttl")
    assert isomorphic(kept, corpus_shapes)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_constraint_has_its_anchor_and_its_words(
    site: Site, language: str, corpus_shapes: Graph
) -> None:
    text = site.get(f"/shapes?lang={language}", BROWSER).text
    html5rdf.HTMLParser(strict=True).parse(text)
    constraints = {n for n in corpus_shapes.subjects(SH.message) if isinstance(n, URIRef)}
    anchors = set(re.findall('<article id="([^"]*)"', text))
    assert anchors == {node.removeprefix(HBS) for node in constraints}


def test_a_constraint_shows_its_path_and_parameters(site: Site) -> None:
    text = site.get("/shapes?lang=en", BROWSER).text
    year = text.partition('<article id="Target-year"')[2].partition("</article>")[0]
    assert "<code>sdmx-dimension:refPeriod/hb:year</code>" in year
    assert "<code>sh:minCount</code></dt><dd><code>1</code>" in year


def test_a_class_leads_to_its_shape(site: Site) -> None:
    text = site.get("/ontology", BROWSER).text
    assert 'href="/shapes#Target"' in text
    assert 'id="Target"' in site.get("/shapes", BROWSER).text


def test_paths_are_spelt_as_sparql_spells_them() -> None:
    shapes = Graph().parse(
        data="""
        PREFIX sh: <http://www.w3.org/ns/shacl#>
        PREFIX hb: <https://w3id.org/hbgraph/ontology#>
        <urn:x:s> sh:path ( hb:indicator [ sh:inversePath hb:unit ] ) .
        """
    )
    (path,) = shapes.objects(URIRef("urn:x:s"), SH.path)
    assert spelt(shapes, path) == "hb:indicator/^hb:unit"
