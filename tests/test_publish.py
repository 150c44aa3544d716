import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import RDF, Graph

from conftest import SmallCorpus
from hbgraph import releases
from hbgraph.engine import open_engine
from hbgraph.errors import BrokenTurtle, NoRelease, NotConforming, OldIndex
from hbgraph.ns import HB, ID
from hbgraph.pages.nearness import near_things
from hbgraph.pages.reader import Reader
from hbgraph.publish import check, publish
from hbgraph.search import SearchIndex

CODES = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<https://w3id.org/hbgraph/id/code/section> skos:notation "LETTER" .
<https://w3id.org/hbgraph/id/code/36>
    skos:notation "36" ; skos:broader <https://w3id.org/hbgraph/id/code/section> .
<https://w3id.org/hbgraph/id/code/361>
    skos:notation "361" ; skos:broader <https://w3id.org/hbgraph/id/code/36> .
"""
UNLABELLED = "<https://w3id.org/hbgraph/id/region/990200> a hb:Region ."


def test_publishing_loads_every_graph_and_derives(small: SmallCorpus, tmp_path: Path) -> None:
    release = publish(small.corpus, tmp_path / "data")
    sources = {str(source.graph) for source in small.corpus.sources}
    assert set(release.manifest.graphs) == sources | {str(ID["rule/superclass"])}
    engine = open_engine(release.store)
    graph = f"GRAPH <{ID['rule/superclass']}>"
    assert engine.ask(f"ASK {{ {graph} {{ <{ID['region/990000']}> a <{HB.Thing}> }} }}")


def test_a_statement_of_two_passages_is_one_solution(small: SmallCorpus, tmp_path: Path) -> None:
    engine = open_engine(publish(small.corpus, tmp_path / "data").store)
    (row,) = engine.select(f"SELECT (SUM(?n) AS ?sum) {{ ?region <{HB.population}> ?n }}")
    assert float(row["sum"]) == 12.0
    assert len(engine.select(f"SELECT ?g {{ GRAPH ?g {{ ?r <{HB.population}> 7.0 }} }}")) == 2


def test_an_unchanged_corpus_keeps_its_release(small: SmallCorpus, tmp_path: Path) -> None:
    first = publish(small.corpus, tmp_path / "data")
    assert publish(small.corpus, tmp_path / "data") == first
    assert len(releases.released(tmp_path / "data")) == 1


@pytest.mark.parametrize(
    "path",
    ["data/ttl/bulletins/2031-test/p02.ttl", "ontology/rules/superclass.rq", "shapes/Region.ttl"],
)
def test_any_change_makes_a_new_release(small: SmallCorpus, tmp_path: Path, path: str) -> None:
    first = publish(small.corpus, tmp_path / "data")
    with (small.root / path).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    second = publish(small.corpus, tmp_path / "data")
    assert second.path != first.path
    assert releases.current(tmp_path / "data") == second


def test_what_does_not_conform_is_not_published(small: SmallCorpus, tmp_path: Path) -> None:
    first = publish(small.corpus, tmp_path / "data")
    small.write("data/ttl/bulletins/2031-test/p02.ttl", UNLABELLED)
    with pytest.raises(NotConforming) as refused:
        publish(small.corpus, tmp_path / "data")
    assert "State the label." in "\n".join(refused.value.__notes__)
    assert releases.current(tmp_path / "data") == first
    assert list((tmp_path / "data/releases").iterdir()) == [first.path]


def test_a_broken_file_is_not_published(small: SmallCorpus, tmp_path: Path) -> None:
    small.write("data/ttl/bulletins/2031-test/p02.ttl", "nonsense")
    with pytest.raises(BrokenTurtle):
        publish(small.corpus, tmp_path / "data")
    with pytest.raises(NoRelease):
        releases.current(tmp_path / "data")
    assert list((tmp_path / "data/releases").iterdir()) == []


def test_the_report_is_kept_beside_the_store(small: SmallCorpus, tmp_path: Path) -> None:
    release = publish(small.corpus, tmp_path / "data")
    report = Graph().parse(release.path / "report.ttl")
    assert len(report) > 0
    assert (release.path / "report.txt").read_text(encoding="utf-8").strip()


def test_a_release_does_not_depend_on_the_corpus_any_more(
    small: SmallCorpus, tmp_path: Path
) -> None:
    release = publish(small.corpus, tmp_path / "data")
    shutil.rmtree(small.root)
    assert open_engine(release.store).ask("ASK { ?s ?p ?o }")


def test_a_conforming_corpus_has_no_findings(small: SmallCorpus) -> None:
    report = check(small.corpus)
    assert report.conforms
    assert report.findings == ()


def test_a_file_is_checked_in_the_context_of_the_corpus(small: SmallCorpus, tmp_path: Path) -> None:
    good = small.write("../good.ttl", "<https://w3id.org/hbgraph/id/region/990100> a hb:Region .")
    assert check(small.corpus, [good]).conforms
    bad = small.write("../bad.ttl", UNLABELLED)
    (finding,) = check(small.corpus, [bad]).findings
    assert finding.focus_node == ID["region/990200"]
    line = bad.read_text(encoding="utf-8").splitlines().index(UNLABELLED) + 1
    assert (finding.file, finding.line) == (bad, line)
    assert finding.message_zh == "写上名称。"


def test_only_the_given_files_are_checked(small: SmallCorpus) -> None:
    small.write("data/ttl/bulletins/2031-test/p02.ttl", UNLABELLED)
    good = small.write("../good.ttl", "<https://w3id.org/hbgraph/id/region/990100> a hb:Region .")
    assert check(small.corpus, [good]).conforms
    assert not check(small.corpus).conforms


def test_types_of_the_ontology_stay_stated_not_derived(small: SmallCorpus, tmp_path: Path) -> None:
    engine = open_engine(publish(small.corpus, tmp_path / "data").store)
    places = f"GRAPH <{ID['reference/places']}> {{ ?s a ?o }}"
    stated = engine.construct(f"CONSTRUCT {{ ?s a ?o }} WHERE {{ {places} }}")
    assert set(stated) == {(ID["region/990000"], RDF.type, HB.Region)}


def test_a_release_finds_its_things_by_name(small: SmallCorpus, tmp_path: Path) -> None:
    release = publish(small.corpus, tmp_path / "data")
    found = SearchIndex(release.search_index).first("试市")
    assert [match.iri for match in found] == [ID["region/990100"]]


def test_a_code_is_found_with_the_letter_of_its_section(small: SmallCorpus, tmp_path: Path) -> None:
    for letter in ("C", "D"):
        small.write("data/ttl/reference/codes.ttl", CODES.replace("LETTER", letter))
        release = publish(small.corpus, tmp_path / "data")
        found = SearchIndex(release.search_index).first(f"{letter}361")
        assert [(match.iri, match.form) for match in found] == [(ID["code/361"], f"{letter}361")]
    assert release.manifest.parent


def test_an_index_of_another_format_is_not_read_and_written_anew(
    small: SmallCorpus, tmp_path: Path
) -> None:
    old = publish(small.corpus, tmp_path / "data")
    versions = {**old.manifest.versions, "search": "1"}
    replace(old.manifest, versions=versions).write(old.path)
    reader = Reader.open(releases.current(tmp_path / "data"))
    assert near_things(reader, "region/试市") == []
    with pytest.raises(OldIndex):
        reader.index.first("试市")
    (old.search_index / "meta.json").write_text("{}")
    small.write("data/ttl/bulletins/2031-test/p02.ttl", "")
    assert SearchIndex(publish(small.corpus, tmp_path / "data").search_index).first("试市")
