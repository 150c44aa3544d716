import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from hbgraph.audit import Coverage, audit
from hbgraph.ns import HB, ID, OA

BULLETIN = ID["bulletin/2031-test"]
TITLE, BODY = URIRef(f"{BULLETIN}/p01"), URIRef(f"{BULLETIN}/p02")
TEXT = "甲市简报\n2031年粮食产量7.25万吨, 居全国第3; 一是开通5G, “三优”行动吸引投资50亿元。\n"
GRAIN, RANK, MONEY = (ID[f"observation/2031-test-{s}"] for s in ("grain", "rank", "money"))
YEAR, PROGRAMME = ID["period/2031"], ID["programme/three-goods"]
REASON = ID["waiver-reason/name"]


@dataclass
class Annotated:
    """A text and the graph written about it."""

    text: str = TEXT
    graph: Graph = field(default_factory=Graph)

    def anchor(
        self, thing: URIRef, start: int, end: int, passage: URIRef = BODY, source: URIRef = BULLETIN
    ) -> URIRef:
        anchor = URIRef(f"{passage}#anchor-{start}-{end}")
        selector = URIRef(f"{passage}#selector-{start}-{end}")
        self.graph.add((thing, HB.anchor, anchor))
        self.graph.add((anchor, OA.hasSource, source))
        self.graph.add((anchor, OA.hasSelector, selector))
        self.graph.add((selector, OA.start, Literal(start)))
        self.graph.add((selector, OA.end, Literal(end)))
        return anchor

    def mention(self, thing: URIRef, characters: str) -> None:
        start = self.text.index(characters)
        self.anchor(thing, start, start + len(characters))

    def name(self, thing: URIRef, name: str) -> None:
        self.graph.add((thing, RDFS.label, Literal(name, "zh")))

    def figure(self, thing: URIRef, printed: str, value: str) -> None:
        self.graph.add((thing, RDF.type, HB.Observation))
        self.graph.add((thing, HB.value, Literal(Decimal(value))))
        self.graph.add((thing, HB.printed, Literal(printed)))
        self.mention(thing, printed)

    def waive(self, characters: str, length: int = 1) -> URIRef:
        """Waives the first ``length`` of the characters."""
        start = self.text.index(characters)
        end = start + length
        waiver = URIRef(f"{BODY}#waiver-{start}-{end}")
        self.graph.add((waiver, RDF.type, HB.Waiver))
        self.graph.add((waiver, HB.printed, Literal(self.text[start:end])))
        self.graph.add((waiver, HB.waivedBecause, REASON))
        self.anchor(waiver, start, end)
        return waiver

    def frame(self) -> None:
        """The bulletin, its two passages, and the label of the reason."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        self.graph.add((BULLETIN, HB.textDigest, Literal(digest)))
        self.graph.add((BULLETIN, HB.textLength, Literal(len(self.text))))
        line_end = self.text.index("\n")
        for passage, start, end in ((TITLE, 0, line_end), (BODY, line_end + 1, len(self.text))):
            self.graph.add((passage, RDF.type, HB.Passage))
            self.anchor(passage, start, end, passage)
        self.graph.add((REASON, RDFS.label, Literal("名称", "zh")))
        self.graph.add((REASON, RDFS.label, Literal("name", "en")))

    def audit(self) -> Coverage:
        return audit(self.text, self.graph, BULLETIN)


@pytest.fixture
def framed() -> Annotated:
    annotated = Annotated()
    annotated.frame()
    return annotated


@pytest.fixture
def complete(framed: Annotated) -> Annotated:
    framed.figure(GRAIN, "7.25万吨", "72500.0")
    framed.figure(RANK, "第3", "3.0")
    framed.figure(MONEY, "50亿元", "5000000000.0")
    framed.graph.add((YEAR, RDF.type, HB.Period))
    framed.name(YEAR, "2031年")
    framed.mention(YEAR, "2031年")
    framed.name(PROGRAMME, "三优行动")
    framed.mention(PROGRAMME, "“三优”行动")
    framed.waive("一是")
    framed.waive("5G")
    return framed


def statuses(coverage: Coverage) -> dict[str, str]:
    return {n.numeral.printed: n.status for n in coverage.numerals}


def faults(coverage: Coverage) -> list[str]:
    return [wrong.fault for wrong in coverage.anchors_wrong]


def test_a_complete_graph_passes(complete: Annotated) -> None:
    coverage = complete.audit()
    assert coverage.ok
    assert statuses(coverage) == {
        **dict.fromkeys(["2031", "7.25万", "第3", "三", "50亿"], "anchored"),
        **dict.fromkeys(["一", "5"], "waived"),
    }


def test_an_anchored_numeral_lists_what_covers_it(complete: Annotated) -> None:
    figures = {n.numeral.printed: n.figures for n in complete.audit().numerals}
    assert figures["7.25万"] == (str(GRAIN),)
    assert figures["三"] == (str(PROGRAMME),)
    assert figures["5"] == ()


def test_a_waived_numeral_gives_its_reason_in_both_languages(complete: Annotated) -> None:
    rows = {row["printed"]: row for row in complete.audit().to_json()["numerals"]}
    assert rows["5"]["reason"] == {"zh": "名称", "en": "name"}
    assert rows["三"]["reason"] is None


def test_a_reason_without_labels_is_given_by_its_iri(complete: Annotated) -> None:
    complete.graph.remove((REASON, RDFS.label, None))
    rows = {row["printed"]: row for row in complete.audit().to_json()["numerals"]}
    assert rows["5"]["reason"] == {"zh": str(REASON), "en": str(REASON)}


def test_a_figure_outranks_a_waiver_of_the_same_numeral(complete: Annotated) -> None:
    complete.waive("第3", 2)
    assert statuses(complete.audit())["第3"] == "anchored"


def test_numerals_that_nothing_covers_are_uncovered(framed: Annotated) -> None:
    coverage = framed.audit()
    assert set(statuses(coverage).values()) == {"uncovered"}
    assert len(coverage.uncovered) == 7
    assert not coverage.ok
    assert coverage.anchors_wrong == ()


def test_an_anchor_must_contain_the_whole_numeral(framed: Annotated) -> None:
    framed.figure(GRAIN, "7.25", "7.25")
    assert statuses(framed.audit())["7.25万"] == "uncovered"


def test_a_mention_does_not_cover_a_numeral_outside_the_name(framed: Annotated) -> None:
    framed.name(PROGRAMME, "行动")
    framed.mention(PROGRAMME, "“三优”行动")
    coverage = framed.audit()
    assert statuses(coverage)["三"] == "uncovered"
    assert faults(coverage) == ["name"]


def test_a_name_covers_only_a_numeral_that_it_prints_whole(framed: Annotated) -> None:
    framed.name(PROGRAMME, "1502031年计划")
    framed.mention(PROGRAMME, "2031年")
    assert statuses(framed.audit())["2031"] == "uncovered"


@pytest.mark.parametrize("term", [SKOS.altLabel, HB.abbreviation])
def test_other_names_cover_as_labels_do(framed: Annotated, term: URIRef) -> None:
    language = None if term == HB.abbreviation else "zh"
    framed.name(PROGRAMME, "优质产品行动")
    framed.graph.add((PROGRAMME, term, Literal("三优", language)))
    framed.mention(PROGRAMME, "三优")
    coverage = framed.audit()
    assert statuses(coverage)["三"] == "anchored"
    assert faults(coverage) == []


def test_an_english_name_does_not_justify_an_anchor(framed: Annotated) -> None:
    framed.graph.add((PROGRAMME, RDFS.label, Literal("三优", "en")))
    framed.mention(PROGRAMME, "三优")
    assert faults(framed.audit()) == ["name"]


def test_quotes_alone_are_not_a_mention(framed: Annotated) -> None:
    framed.name(PROGRAMME, "三优行动")
    framed.mention(PROGRAMME, "“")
    assert faults(framed.audit()) == ["name"]


def test_a_passage_covers_no_numeral(framed: Annotated) -> None:
    framed.name(BODY, framed.text)
    assert set(statuses(framed.audit()).values()) == {"uncovered"}


def test_a_figure_covers_only_the_numeral_of_its_value(framed: Annotated) -> None:
    framed.figure(GRAIN, "7.25万吨, 居全国第3", "72500")
    coverage = framed.audit()
    assert statuses(coverage)["7.25万"] == "anchored"
    assert statuses(coverage)["第3"] == "uncovered"
    assert faults(coverage) == []


def test_a_value_that_is_not_printed_is_wrong(framed: Annotated) -> None:
    framed.figure(GRAIN, "7.25万吨", "7.25")
    coverage = framed.audit()
    assert faults(coverage) == ["value"]
    assert statuses(coverage)["7.25万"] == "uncovered"


def test_a_value_in_a_converted_unit_fits(framed: Annotated) -> None:
    kilogram, tonne = ID["unit/kilogram"], ID["unit/tonne"]
    framed.graph.add((GRAIN, HB.unit, kilogram))
    framed.graph.add((tonne, HB.baseUnit, kilogram))
    framed.graph.add((tonne, HB.conversionMultiplier, Literal(Decimal(1000))))
    framed.name(tonne, "吨")
    framed.figure(GRAIN, "7.25万吨", "72500000")
    assert faults(framed.audit()) == []


@pytest.mark.parametrize(
    ("sentence", "printed", "value"),
    [
        ("能耗下降3%。", "下降3%", "-3"),
        ("预计增长5%-6%。", "5%-6%", "5"),
        ("占全国三成。", "三成", "30"),
        ("产值翻两番。", "两番", "300"),
        ("已过半。", "过半", "50"),
        ("排名居首位。", "首位", "1"),
        ("签约2万余户。", "2万余户", "20000"),
    ],
)
def test_a_value_fits_what_the_words_around_the_numeral_make_of_it(
    sentence: str, printed: str, value: str
) -> None:
    annotated = Annotated(f"题\n{sentence}")
    annotated.frame()
    annotated.figure(GRAIN, printed, value)
    assert annotated.audit().ok


def test_printed_must_be_what_the_text_has_there(complete: Annotated) -> None:
    complete.graph.set((GRAIN, HB.printed, Literal("7.26万吨")))
    coverage = complete.audit()
    assert faults(coverage) == ["printed"]
    assert statuses(coverage)["7.25万"] == "uncovered"


def test_a_figure_without_printed_is_wrong(complete: Annotated) -> None:
    complete.graph.remove((GRAIN, HB.printed, None))
    assert faults(complete.audit()) == ["printed"]


def test_a_shifted_anchor_is_told_where_its_characters_stand(complete: Annotated) -> None:
    start = complete.text.index("第3")
    complete.graph.remove((RANK, HB.anchor, None))
    complete.anchor(RANK, start - 1, start + 1)
    (wrong,) = complete.audit().anchors_wrong
    assert wrong.fault == "moved"
    assert f"{start}-{start + 2}" in wrong.mend.zh
    assert f"{start}-{start + 2}" in wrong.mend.en


def test_a_waiver_of_two_numerals_is_wrong_and_covers_neither(framed: Annotated) -> None:
    framed.waive("第3; 一是", 6)
    coverage = framed.audit()
    assert faults(coverage) == ["waiver"]
    assert set(statuses(coverage).values()) == {"uncovered"}


def test_a_waiver_of_no_numeral_is_wrong(framed: Annotated) -> None:
    framed.waive("粮食")
    assert faults(framed.audit()) == ["waiver"]


def test_a_waiver_needs_one_reason(framed: Annotated) -> None:
    framed.graph.remove((framed.waive("5G"), HB.waivedBecause, None))
    assert faults(framed.audit()) == ["reason"]


@pytest.mark.parametrize(("start", "end"), [(9, 9), (12, 8), (-4, 8), (8, len(TEXT) + 1)])
def test_positions_out_of_order_or_outside_the_text_are_wrong(
    framed: Annotated, start: int, end: int
) -> None:
    framed.anchor(YEAR, start, end)
    assert faults(framed.audit()) == ["bounds"]


def test_an_anchor_must_lie_in_its_passage(framed: Annotated) -> None:
    region = ID["region/999999"]
    framed.name(region, "甲市")
    framed.anchor(region, 0, 2, BODY)
    assert faults(framed.audit()) == ["outside"]


def test_an_anchor_of_an_unknown_passage_is_wrong(framed: Annotated) -> None:
    region = ID["region/999999"]
    framed.name(region, "甲市")
    framed.anchor(region, 0, 2, URIRef(f"{BULLETIN}/p09"))
    assert faults(framed.audit()) == ["passage"]


def test_the_bulletin_may_anchor_things_itself(framed: Annotated) -> None:
    region = ID["region/999999"]
    framed.name(region, "甲市")
    framed.anchor(region, 0, 2, BULLETIN)
    framed.anchor(BULLETIN, 0, len(framed.text), BULLETIN)
    assert faults(framed.audit()) == []


def test_an_anchor_without_source_is_wrong(complete: Annotated) -> None:
    anchor = complete.graph.value(RANK, HB.anchor)
    complete.graph.remove((anchor, OA.hasSource, None))
    coverage = complete.audit()
    assert faults(coverage) == ["source"]
    assert statuses(coverage)["第3"] == "uncovered"


def selector_of(annotated: Annotated, thing: URIRef) -> Node:
    (anchor,) = annotated.graph.objects(thing, HB.anchor)
    (selector,) = annotated.graph.objects(anchor, OA.hasSelector)
    return selector


@pytest.mark.parametrize("term", [OA.start, OA.end])
@pytest.mark.parametrize("value", [None, Literal("three"), Literal(Decimal("3.5"))])
def test_an_anchor_without_whole_positions_is_wrong(
    complete: Annotated, term: URIRef, value: Literal | None
) -> None:
    selector = selector_of(complete, RANK)
    complete.graph.remove((selector, term, None))
    if value is not None:
        complete.graph.add((selector, term, value))
    assert faults(complete.audit()) == ["selector"]


def test_two_positions_for_one_end_are_wrong(complete: Annotated) -> None:
    selector = selector_of(complete, RANK)
    complete.graph.add((selector, OA.end, Literal(40)))
    assert faults(complete.audit()) == ["selector"]


def test_anchors_of_another_bulletin_are_left_alone(complete: Annotated) -> None:
    other = ID["bulletin/2031-test-b"]
    complete.anchor(GRAIN, 900, 800, URIRef(f"{other}/p01"), other)
    assert complete.audit().ok


def test_a_changed_text_fails_though_every_anchor_still_fits(complete: Annotated) -> None:
    coverage = audit(complete.text.replace("甲", "乙"), complete.graph, BULLETIN)
    assert (coverage.text_hash_matches, coverage.text_length_matches) == (False, True)
    assert (coverage.uncovered, coverage.anchors_wrong) == ((), ())
    assert not coverage.ok
    assert "hb:textDigest" in coverage.to_text()


def test_a_text_of_another_length_is_told(complete: Annotated) -> None:
    coverage = audit(complete.text + "完", complete.graph, BULLETIN)
    assert not coverage.text_length_matches
    assert "hb:textLength" in coverage.to_text()


def test_a_digest_in_capitals_is_the_same_digest(complete: Annotated) -> None:
    digest = str(complete.graph.value(BULLETIN, HB.textDigest))
    complete.graph.set((BULLETIN, HB.textDigest, Literal(digest.upper())))
    assert complete.audit().ok


def test_a_bulletin_without_digest_fails(complete: Annotated) -> None:
    complete.graph.remove((BULLETIN, HB.textDigest, None))
    assert not complete.audit().ok


def state(annotated: Annotated, numerals: int, anchored: int, waived: int) -> None:
    counts = {HB.numerals: numerals, HB.numeralsAnchored: anchored, HB.numeralsWaived: waived}
    for term, count in counts.items():
        annotated.graph.add((BULLETIN, term, Literal(count)))


def test_a_coverage_that_is_stated_as_it_is_passes(complete: Annotated) -> None:
    state(complete, 7, 5, 2)
    coverage = complete.audit()
    assert (coverage.ok, coverage.stated_truly) == (True, True)


def test_a_coverage_that_is_stated_otherwise_fails_and_is_corrected(complete: Annotated) -> None:
    state(complete, 7, 6, 1)
    coverage = complete.audit()
    assert not coverage.ok
    wanted = "hb:numerals 7 ; hb:numeralsAnchored 5 ; hb:numeralsWaived 2"
    assert coverage.to_text().rstrip().endswith(wanted)
    assert coverage.to_json()["stated"] == {"numerals": 7, "anchored": 6, "waived": 1}


def test_half_a_coverage_is_not_the_coverage(complete: Annotated) -> None:
    complete.graph.add((BULLETIN, HB.numerals, Literal(7)))
    assert not complete.audit().ok


def test_json_rows_have_the_keys_of_the_report(complete: Annotated) -> None:
    complete.graph.set((GRAIN, HB.printed, Literal("粮")))
    report = complete.audit().to_json()
    assert json.loads(json.dumps(report)) == report
    numeral, wrong = report["numerals"][0], report["anchors_wrong"][0]
    assert set(numeral) == {"start", "end", "printed", "status", "figures", "reason"}
    assert wrong["thing"] == str(GRAIN)
    assert wrong["anchor"].startswith(str(BODY))


def test_text_of_a_complete_audit_is_a_summary_in_both_languages(complete: Annotated) -> None:
    zh, en = complete.audit().to_text().splitlines()
    assert "有锚 5, 豁免 2, 未覆盖 0; 有误锚点 0 个" in zh
    assert "5 anchored, 2 waived, 0 uncovered; 0 wrong anchors" in en


def test_text_shows_line_offsets_and_context_of_an_uncovered_numeral(complete: Annotated) -> None:
    complete.graph.remove((RANK, None, None))
    start = complete.text.index("第3")
    assert f"第 2 行 line 2, {start}-{start + 2}: " in complete.audit().to_text()
    assert "【第3】" in complete.audit().to_text()


def test_text_names_the_thing_of_a_wrong_anchor(complete: Annotated) -> None:
    complete.graph.set((GRAIN, HB.value, Literal(Decimal(1))))
    told = complete.audit().to_text()
    assert f"<{GRAIN}>" in told
    assert "hb:value" in told


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_an_anchor_is_right_exactly_when_it_prints_the_figure(start: int, end: int) -> None:
    annotated = Annotated()
    annotated.frame()
    annotated.figure(MONEY, "50亿元", "5000000000")
    annotated.graph.remove((MONEY, HB.anchor, None))
    annotated.anchor(MONEY, start, end)
    coverage = annotated.audit()
    right = TEXT[start:end] == "50亿元"
    assert (not coverage.anchors_wrong) == right
    assert (statuses(coverage)["50亿"] == "anchored") == right
