"""Every example is held against all shapes, in the context of the whole corpus."""

from pathlib import Path

import pytest
from rdflib import SH, Graph, URIRef

from hbgraph.corpus import Corpus, parse
from hbgraph.engine.embedded import EmbeddedEngine
from hbgraph.ns import HBS
from hbgraph.validate import validate

HERE = Path(__file__).parent
EXAMPLES = sorted(HERE.glob("*/*/*.ttl"))
MARK = "# violates: hbs:"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus.default()


@pytest.fixture(scope="module")
def context(published: EmbeddedEngine) -> Graph:
    """Everything stated and derived, as one graph in memory."""
    return published.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def expected(path: Path) -> set[URIRef]:
    """The constraint that the first line of an invalid example names."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    return {HBS[first.removeprefix(MARK)]} if first.startswith(MARK) else set()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_an_example_trips_exactly_the_constraint_it_names(
    path: Path, context: Graph, corpus: Corpus
) -> None:
    example = parse(path)
    added = [triple for triple in example if triple not in context]
    for triple in added:
        context.add(triple)
    try:
        focus_nodes = {node for node in example.subjects() if isinstance(node, URIRef)}
        report = validate(context, corpus.shapes, corpus.locate, focus_nodes)
    finally:
        for triple in added:
            context.remove(triple)
    assert {finding.constraint for finding in report.findings} == expected(path)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_an_invalid_example_says_what_it_violates(path: Path) -> None:
    assert bool(expected(path)) == (path.parent.name == "invalid")


def constraints(shapes: Graph) -> set[URIRef]:
    """The shapes that carry a message: what a finding can name as its source."""
    return {shape for shape in shapes.subjects(SH.message) if isinstance(shape, URIRef)}


def test_every_constraint_has_an_invalid_example(corpus: Corpus) -> None:
    named = {constraint for path in EXAMPLES for constraint in expected(path)}
    assert constraints(corpus.shapes) - named == set()


def test_every_message_is_in_both_languages(corpus: Corpus) -> None:
    for shape in constraints(corpus.shapes):
        languages = {message.language for message in corpus.shapes.objects(shape, SH.message)}
        assert languages == {"zh", "en"}, shape
