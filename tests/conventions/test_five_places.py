"""One name, five places: term, shape, page query, template, examples."""

from pathlib import Path

import pytest
from rdflib import OWL, RDF

from hbgraph.corpus import Corpus, parse
from hbgraph.ns import HB

ROOT = Path(__file__).parents[2]
TERMS = parse(Corpus.default().root / "ontology/hbgraph.ttl")
CLASSES = sorted(str(c).removeprefix(str(HB)) for c in TERMS.subjects(RDF.type, OWL.Class))
QUERIES = ROOT / "src/hbgraph/queries/page"
TEMPLATES = ROOT / "src/hbgraph/web/templates/entity"


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_has_its_shape_and_its_examples(name: str) -> None:
    examples = ROOT / "tests/shapes" / name
    assert (ROOT / "shapes" / f"{name}.ttl").is_file()
    assert list((examples / "valid").glob("*.ttl"))
    assert list((examples / "invalid").glob("*.ttl"))


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        (ROOT / "shapes", "[!_]*.ttl"),
        (ROOT / "tests/shapes", "[!_]*/"),
        (QUERIES, "[!_]*.rq"),
        (TEMPLATES, "[A-Z]*.html"),
    ],
    ids=["shapes", "examples", "queries", "templates"],
)
def test_a_file_named_like_a_class_names_one(folder: Path, pattern: str) -> None:
    found = (path for path in folder.glob(pattern) if path.suffix or path.is_dir())
    names = {path.name.partition(".")[0] for path in found}
    assert names - {"__pycache__"}
    assert names - {"__pycache__"} - set(CLASSES) == set()


def test_a_class_without_a_page_of_its_own_falls_back() -> None:
    assert (QUERIES / "_default.rq").is_file()
    assert (TEMPLATES / "default.html").is_file()
