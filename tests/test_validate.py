import json
from pathlib import Path

import pytest
from rdflib import SH, Graph, URIRef

from conftest import SmallCorpus
from hbgraph import publish
from hbgraph.corpus import Corpus
from hbgraph.model import Finding, Report
from hbgraph.ns import HBS, ID
from hbgraph.releases import Draft
from hbgraph.report import to_json, to_text, to_turtle
from hbgraph.validate import validate

UNLABELLED = "<https://w3id.org/hbgraph/id/region/990200> a hb:Region ."
NAMED_TWICE = """
    <https://w3id.org/hbgraph/shapes#Region-name> a sh:PropertyShape ; sh:targetClass hb:Region ;
        sh:path hb:population ; sh:maxInclusive 6.0 ;
        sh:message "人口太多,请核对。"@zh, "Too many people; check the number."@en .
"""


def only(report: Report) -> Finding:
    assert len(report.findings) == 1
    return report.findings[0]


def test_a_corpus_that_keeps_its_shapes_conforms(small: SmallCorpus) -> None:
    report = publish.check(small.corpus)
    assert report.conforms
    assert report.findings == ()


def test_a_finding_says_which_thing_what_is_wrong_and_where(small: SmallCorpus) -> None:
    path = small.write("data/ttl/reference/more.ttl", UNLABELLED)
    finding = only(publish.check(small.corpus))
    assert finding.focus_node == ID["region/990200"]
    assert finding.constraint == HBS["Region-label"]
    assert (finding.message_zh, finding.message_en) == ("写上名称。", "State the label.")
    assert finding.file == path
    assert finding.line
    assert "990200" in path.read_text(encoding="utf-8").splitlines()[finding.line - 1]


def test_a_finding_calls_a_thing_by_its_labels(small: SmallCorpus) -> None:
    small.write("shapes/Population.ttl", NAMED_TWICE)
    finding = only(publish.check(small.corpus))
    assert (finding.label_zh, finding.label_en) == ("试省", "Test Province")
    assert str(finding.value) == "7"


def test_only_the_files_given_are_reported_on(small: SmallCorpus) -> None:
    small.write("data/ttl/reference/more.ttl", UNLABELLED)
    good = small.root / "data/ttl/reference/places.ttl"
    assert publish.check(small.corpus, [good]).conforms


def test_a_file_outside_the_corpus_is_held_against_it(small: SmallCorpus, tmp_path: Path) -> None:
    new = small.write("../new.ttl", UNLABELLED)
    finding = only(publish.check(small.corpus, [new]))
    assert finding.file == new


def test_a_thing_of_a_subclass_is_held_against_the_shape_of_its_class(small: SmallCorpus) -> None:
    small.write("ontology/more.ttl", "hb:Town rdfs:subClassOf hb:Region .")
    town = small.write(
        "data/ttl/reference/town.ttl", "<https://w3id.org/hbgraph/id/region/1> a hb:Town ."
    )
    assert only(publish.check(small.corpus, [town])).focus_node == ID["region/1"]


def test_a_sparql_target_reaches_the_files_given(small: SmallCorpus) -> None:
    small.write(
        "shapes/Known.ttl",
        '''
        <https://w3id.org/hbgraph/shapes#known> a sh:NodeShape ;
            sh:target [ a sh:SPARQLTarget ; sh:select """
                SELECT ?this WHERE {
                    ?this <https://w3id.org/hbgraph/ontology#population> ?n FILTER(?n = 9) }
            """ ] ;
            sh:sparql [ sh:select """
                SELECT $this WHERE {
                    $this <https://w3id.org/hbgraph/ontology#population> ?n FILTER(?n = 9) }
            """ ] ;
            sh:message "不是九。"@zh, "Not nine."@en .
        ''',
    )
    nine = small.write(
        "data/ttl/reference/nine.ttl",
        '<https://w3id.org/hbgraph/id/region/9> rdfs:label "9"@en, "九"@zh ; hb:population 9.0 .',
    )
    assert only(publish.check(small.corpus)).constraint == HBS.known
    assert only(publish.check(small.corpus, [nine])).constraint == HBS.known


@pytest.fixture
def report(small: SmallCorpus) -> Report:
    small.write("shapes/Population.ttl", NAMED_TWICE)
    return publish.check(small.corpus)


def test_the_text_is_for_people_chinese_first(report: Report) -> None:
    text = to_text(report)
    assert "试省 · Test Province" in text
    assert text.index("人口太多") < text.index("Too many people")


def test_the_json_is_for_programs(report: Report) -> None:
    whole = json.loads(to_json(report))
    assert whole["conforms"] is False
    finding = whole["findings"][0]
    assert finding["focus_node"] == str(ID["region/990000"])
    assert finding["message"] == {
        "zh": "人口太多,请核对。",
        "en": "Too many people; check the number.",
    }
    assert finding["severity"] == "violation"


def test_the_turtle_is_the_shacl_report(report: Report) -> None:
    graph = report.graph.__class__().parse(data=to_turtle(report), format="turtle")
    assert list(graph.objects(None, SH.sourceShape)) == [HBS["Region-name"]]
    assert (None, SH.focusNode, URIRef(ID["region/990000"])) in graph


CROSSING = """
    <https://w3id.org/hbgraph/shapes#_graph-smaller> a sh:NodeShape ;
        sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this WHERE {{ ?this {path} ?size }}" ] ;
        sh:property <https://w3id.org/hbgraph/shapes#_graph-smaller-size> .
    <https://w3id.org/hbgraph/shapes#_graph-smaller-size>
        sh:path hb:population ; sh:maxInclusive 6 ;
        sh:message "人口太多,请核对。"@zh, "Too many people; check the number."@en .
"""
POPULATION = "<https://w3id.org/hbgraph/ontology#population>"


def test_a_sparql_target_selects_the_nodes_that_are_looked_at(small: SmallCorpus) -> None:
    small.write("shapes/_graph.ttl", CROSSING.format(path=POPULATION))
    assert only(publish.check(small.corpus)).focus_node == ID["region/990000"]
    small.write("shapes/_graph.ttl", CROSSING.format(path="<urn:x:none>"))
    assert publish.check(Corpus(small.root)).conforms


@pytest.mark.parametrize("severity", ["sh:Warning", "sh:Info"])
def test_a_warning_is_reported_and_does_not_refuse(small: SmallCorpus, severity: str) -> None:
    shapes = CROSSING.format(path=POPULATION)
    small.write(
        "shapes/_graph.ttl", shapes.replace("sh:message", f"sh:severity {severity} ; sh:message")
    )
    report = publish.check(small.corpus)
    assert (len(report.findings), report.conforms, report.acceptable) == (1, False, True)
    turtle = Graph().parse(data=to_turtle(report), format="turtle")
    assert [value.toPython() for value in turtle.objects(None, SH.conforms)] == [False]
    assert publish.publish(small.corpus, small.root / "data").path.is_dir()


def test_the_store_and_the_validator_agree_on_sparql_targets(small: SmallCorpus) -> None:
    small.write("shapes/_graph.ttl", CROSSING.format(path=POPULATION))
    draft = Draft()
    publish.fill(draft, small.corpus)
    data, shapes, nowhere = draft.merge(), small.corpus.shapes, lambda thing: None
    by_store = validate(data, shapes, nowhere, select=draft.select)
    assert by_store.findings == validate(data, shapes, nowhere).findings
    assert len(by_store.findings) == 1
