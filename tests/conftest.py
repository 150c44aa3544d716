from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from hbgraph import publish, releases
from hbgraph.corpus import Corpus
from hbgraph.engine.embedded import EmbeddedEngine

FILES = {
    "ontology/hbgraph.ttl": """
        hb:Thing a owl:Class ; rdfs:label "thing"@en, "事物"@zh .
        hb:Region a owl:Class ; rdfs:subClassOf hb:Thing ; rdfs:label "region"@en, "区域"@zh .
    """,
    "data/ttl/reference/places.ttl": """
        <https://w3id.org/hbgraph/id/reference/places> rdfs:label "places"@en, "地名"@zh .
        <https://w3id.org/hbgraph/id/region/990000> a hb:Region ;
            rdfs:label "Test Province"@en, "试省"@zh .
    """,
    "data/ttl/bulletins/2031-test/bulletin.ttl": """
        <https://w3id.org/hbgraph/id/bulletin/2031-test> a hb:Thing ;
            rdfs:label "Bulletin"@en, "公报"@zh .
    """,
    "data/ttl/bulletins/2031-test/p01.ttl": """
        <https://w3id.org/hbgraph/id/region/990000> hb:population 7.0 .
        <https://w3id.org/hbgraph/id/region/990100> a hb:Region ;
            rdfs:label "Test City"@en, "试市"@zh ; hb:population 5.0 .
    """,
    "data/ttl/bulletins/2031-test/p02.ttl": """
        <https://w3id.org/hbgraph/id/region/990000> hb:population 7.0 .
    """,
}
"""A corpus small enough to reason about: “population 7.0” stands in two passages."""

PREFIXES = """
    PREFIX hb: <https://w3id.org/hbgraph/ontology#>
    PREFIX owl: <http://www.w3.org/2002/07/owl#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    PREFIX sh: <http://www.w3.org/ns/shacl#>
"""

SUPERCLASS = """
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    CONSTRUCT { ?thing a ?superclass } WHERE { ?thing a/rdfs:subClassOf+ ?superclass }
"""

LABELLED = """
    <https://w3id.org/hbgraph/shapes#Region> a sh:NodeShape ; sh:targetClass hb:Region ;
        sh:property <https://w3id.org/hbgraph/shapes#Region-label> .
    <https://w3id.org/hbgraph/shapes#Region-label> sh:path rdfs:label ; sh:minCount 1 ;
        sh:message "写上名称。"@zh, "State the label."@en .
"""


@dataclass(frozen=True)
class SmallCorpus:
    """Files in a temporary folder, to be changed by a test."""

    corpus: Corpus

    @property
    def root(self) -> Path:
        return self.corpus.root

    def write(self, path: str, statements: str) -> Path:
        """Writes Turtle (the prefixes are added) or, for a rule, SPARQL."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        prefixes = "" if path.endswith(".rq") else PREFIXES
        file.write_text(prefixes + statements, encoding="utf-8")
        return file


def small_corpus(root: Path) -> SmallCorpus:
    small = SmallCorpus(Corpus(root))
    for path, statements in FILES.items():
        small.write(path, statements)
    small.write("ontology/rules/superclass.rq", SUPERCLASS)
    small.write("shapes/Region.ttl", LABELLED)
    return small


@pytest.fixture
def small(tmp_path: Path) -> SmallCorpus:
    return small_corpus(tmp_path / "corpus")


def release_of(corpus: Corpus, data_dir: Path) -> None:
    """A release with everything but the validation, which other tests hold."""
    policy = publish.Policy(corpus)
    with releases.publisher(data_dir) as folder, publish.drafted(folder, policy) as draft:
        publish.fill(draft, corpus)
        publish.index(draft)
        manifest = publish.described(draft, policy, "test")
        releases.commit(draft.finish(), data_dir, manifest, {"shapes.ttl": corpus.shapes_text})


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Made by whichever worker of pytest-xdist comes first, and read by all."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "site"
    folder.mkdir(exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "current").exists():
            release_of(Corpus.default(), folder)
    return folder


@pytest.fixture(scope="session")
def published(data_dir: Path) -> Iterator[EmbeddedEngine]:
    """Everything that the corpus states and what the rules derive from it."""
    engine = EmbeddedEngine.open(releases.current(data_dir).store)
    yield engine
    engine.close()
