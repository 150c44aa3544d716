from pathlib import Path

import pytest
from rdflib import XSD, Literal, URIRef

from conftest import SmallCorpus
from hbgraph.corpus import Corpus, load, parse
from hbgraph.errors import BlankNodeInData, BrokenTurtle, UnknownBulletin, UnknownPath
from hbgraph.ns import HB, ID

ONTOLOGY = "https://w3id.org/hbgraph/ontology"


@pytest.mark.parametrize(
    ("path", "graph"),
    [
        ("ontology/hbgraph.ttl", ONTOLOGY),
        ("ontology/codes.ttl", f"{ONTOLOGY}/codes"),
        ("data/ttl/reference/places.ttl", ID["reference/places"]),
        ("data/ttl/bulletins/2031-test/bulletin.ttl", ID["bulletin/2031-test"]),
        ("data/ttl/bulletins/2031-test/p02.ttl", ID["bulletin/2031-test/p02"]),
    ],
)
def test_the_path_of_a_file_gives_the_name_of_its_graph(path: str, graph: str) -> None:
    corpus = Corpus(Path("anywhere"))
    assert corpus.graph_name(Path("anywhere") / path) == URIRef(graph)


@pytest.mark.parametrize("path", ["shapes/X.ttl", "ontology/rules/x/y.ttl", "../x.ttl"])
def test_a_file_outside_the_corpus_has_no_graph(path: str) -> None:
    with pytest.raises(UnknownPath):
        Corpus(Path("anywhere")).graph_name(Path("anywhere") / path)


def test_no_two_files_share_a_graph() -> None:
    names = [source.graph for source in Corpus.default().sources]
    assert len(set(names)) == len(names)


def test_broken_turtle_names_file_and_line(small: SmallCorpus) -> None:
    path = small.write("data/ttl/reference/places.ttl", "\n<urn:x:a> <urn:x:b> .\n")
    with pytest.raises(BrokenTurtle) as broken:
        parse(path)
    line = path.read_text(encoding="utf-8").splitlines().index("<urn:x:a> <urn:x:b> .") + 1
    assert f"{path}:{line}:" in broken.value.text_zh
    assert f"{path}:{line}:" in broken.value.text_en


def test_a_blank_node_in_data_is_refused(small: SmallCorpus) -> None:
    small.write("data/ttl/reference/places.ttl", "<urn:x:a> <urn:x:b> [ <urn:x:c> 1 ] .")
    source = next(s for s in small.corpus.sources if s.graph == ID["reference/places"])
    with pytest.raises(BlankNodeInData):
        load(source)


def test_literals_keep_their_lexical_form(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text('<urn:x:a> <urn:x:b> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .')
    assert set(parse(path).objects()) == {Literal("007", datatype=XSD.integer)}


def test_a_file_that_is_not_utf_8_is_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_bytes('<urn:x:a> <urn:x:b> "武汉" .'.encode("gb18030"))
    with pytest.raises((BrokenTurtle, UnknownPath)):
        parse(path)


def test_locate_finds_the_line_where_a_thing_is_described(small: SmallCorpus) -> None:
    path = small.write(
        "data/ttl/reference/places.ttl",
        "\n<https://w3id.org/hbgraph/id/region/9900001> a hb:Region .\n\n"
        "<https://w3id.org/hbgraph/id/region/990000>\n    a hb:Region .\n",
    )
    line = path.read_text().splitlines().index("<https://w3id.org/hbgraph/id/region/990000>") + 1
    found = {small.corpus.locate(ID["region/990000"])}
    assert (path, line) in found


def test_locate_finds_prefixed_names(small: SmallCorpus) -> None:
    path = small.write("ontology/hbgraph.ttl", "\nhb:Thing\n    a owl:Class .\n")
    line = path.read_text().splitlines().index("hb:Thing") + 1
    assert small.corpus.locate(HB.Thing) == (path, line)


def test_locate_prefers_the_file_that_gives_the_type(small: SmallCorpus) -> None:
    thing = f"<{ID['region/990500']}>"
    small.write("data/ttl/bulletins/2031-test/p01.ttl", f"\n{thing}\n    hb:population 1.0 .\n")
    path = small.write("data/ttl/reference/places.ttl", f"\n{thing}\n    a hb:Region .\n")
    located = small.corpus.locate(ID["region/990500"])
    assert located is not None
    assert located[0] == path


def test_locate_of_an_unknown_thing_is_nothing(small: SmallCorpus) -> None:
    assert small.corpus.locate(ID["region/000000"]) is None


def test_rules_run_in_the_order_of_their_names(small: SmallCorpus) -> None:
    for name in ("within", "comparison", "comparison-b"):
        small.write(f"ontology/rules/{name}.rq", "CONSTRUCT { } WHERE { }")
    names = [rule.stem for rule in small.corpus.rules]
    assert names == ["comparison", "comparison-b", "superclass", "within"]


def test_an_unknown_bulletin_is_told_with_the_known_ones(small: SmallCorpus) -> None:
    with pytest.raises(UnknownBulletin, match="2031-test"):
        small.corpus.bulletin("2030-none")


def test_the_name_of_a_bulletin_gives_its_iri(small: SmallCorpus) -> None:
    assert small.corpus.bulletin("2031-test") == ID["bulletin/2031-test"]


def test_the_bundled_corpus_loads() -> None:
    assert sum(len(graph.triples) for graph in Corpus.default().load()) > 5_000
