"""What an audit finds, and how it is told: as JSON, and as text in Chinese and English."""

from collections import Counter
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from rdflib import Graph, URIRef
from rdflib.term import Node

from hbgraph.ns import HB
from hbgraph.numerals import Numeral

Status = Literal["anchored", "waived", "uncovered"]

# fault: what is wrong (zh, en), how to mend it (zh, en)
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "source": (
        "锚点没有指明其位置按哪篇公报计数",
        "the anchor does not say in which bulletin it counts",
        "给锚点补上 oa:hasSource,指向公报",
        "give the anchor an oa:hasSource that names the bulletin",
    ),
    "selector": (
        "锚点应有且只有一个选择器,起止位置各一个整数",
        "the anchor has not exactly one selector with one whole oa:start and one whole oa:end",
        "改正 oa:hasSelector 及其 oa:start、oa:end",
        "mend oa:hasSelector and its oa:start and oa:end",
    ),
    "bounds": (
        "位置颠倒、为空或超出原文({length}个码位)",
        "the positions are out of order, empty or outside the text of {length} code points",
        "按原文的码位重新计算位置",
        "count the positions again, in code points of the text",
    ),
    "passage": (
        "锚点所在段落没有自己的锚点,范围不明",
        "the passage of the anchor has no sound anchor of its own, so its extent is unknown",
        "在 <{passage}> 的图中写明该段落的锚点,或改正锚点的 IRI",
        "state the anchor of <{passage}> in its graph, or mend the IRI of this anchor",
    ),
    "outside": (
        "锚点超出所在段落的范围",
        "the anchor lies outside its passage",
        "改正位置,或把锚点移到印有这些字的段落",
        "mend the positions, or move the anchor to the passage that prints these characters",
    ),
    "printed": (
        "原文此处为“{text}”,hb:printed 为“{printed}”",
        "the text has “{text}” here, hb:printed has “{printed}”",
        "改正位置或 hb:printed(原文没有后者)",
        "mend the positions or hb:printed, which the text does not have",
    ),
    "moved": (
        "原文此处为“{text}”,hb:printed 为“{printed}”",
        "the text has “{text}” here, hb:printed has “{printed}”",
        "把位置改为 {start}-{end}(最近一处),或改正 hb:printed",
        "set the positions to {start}-{end}, where it next stands, or mend hb:printed",
    ),
    "name": (
        "原文此处为“{text}”,不在该事物的任何中文名称之中",
        "the text has “{text}” here, which is in no Chinese name of the thing",
        "改正位置,或把它写作 skos:altLabel(简称用 hb:abbreviation)",
        "mend the positions, or state it as skos:altLabel (a short form as hb:abbreviation)",
    ),
    "value": (
        "原文此处为“{text}”,hb:value 为 {value}",
        "the text has “{text}” here, hb:value is {value}",
        "改正 hb:value(以基本单位计)或位置",
        "mend hb:value, which is in base units, or the positions",
    ),
    "waiver": (
        "豁免处“{text}”应恰有一个数字",
        "the waiver of “{text}” does not hold exactly one numeral",
        "每个数字写一条豁免;不含数字的豁免应删去",
        "write one waiver for each numeral; remove one that holds none",
    ),
    "reason": (
        "豁免应有且只有一个理由",
        "the waiver has not exactly one reason",
        "用 hb:waivedBecause 写明一个理由",
        "state one reason with hb:waivedBecause",
    ),
}


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One wording in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class CoveredNumeral:
    """A numeral, the IRIs of what covers it, and where a reader finds it."""

    numeral: Numeral
    status: Status
    figures: tuple[str, ...]
    reason: Bilingual | None
    line: int
    context: str

    def to_json(self) -> dict[str, Any]:
        """The row of the audit report; ``figures`` are IRIs, ``reason`` is set on a waived one."""
        return {
            **asdict(self.numeral),
            "status": self.status,
            "figures": list(self.figures),
            "reason": asdict(self.reason) if self.reason else None,
        }

    def to_text(self) -> str:
        """Line, offsets and surroundings: the same in every language but for two words."""
        span = f"{self.numeral.start}-{self.numeral.end}"
        return f"  第 {self.line} 行 line {self.line}, {span}: {self.context}"


@dataclass(frozen=True, slots=True)
class WrongAnchor:
    """An anchor that does not hold, the thing it belongs to, what is wrong and how to mend it."""

    anchor: str
    thing: str
    start: int | None
    end: int | None
    fault: str
    reason: Bilingual
    mend: Bilingual

    def to_json(self) -> dict[str, Any]:
        """The row of the audit report."""
        return asdict(self)

    def to_text(self) -> str:
        """Four lines: the anchor, its thing, and the remedy in both languages."""
        return (
            f"  <{self.anchor}>\n    <{self.thing}>\n"
            f"    {self.reason.zh}。{self.mend.zh}。\n"
            f"    {self.reason.en}: {self.mend.en}."
        )


def wrong_anchor(
    fault: str,
    anchor: str,
    thing: str,
    span: tuple[int, int] | tuple[None, None] = (None, None),
    **facts: object,
) -> WrongAnchor:
    """Words a fault of ``FAULTS`` with the facts that its wording asks for."""
    zh, en, mend_zh, mend_en = (wording.format(**facts) for wording in FAULTS[fault])
    reason, mend = Bilingual(zh, en), Bilingual(mend_zh, mend_en)
    return WrongAnchor(str(anchor), str(thing), span[0], span[1], fault, reason, mend)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many numerals a text has, and how many of them are anchored and waived."""

    numerals: int
    anchored: int
    waived: int

    def to_text(self) -> str:
        """As it is stated in Turtle."""
        return (
            f"hb:numerals {self.numerals} ; hb:numeralsAnchored {self.anchored} ; "
            f"hb:numeralsWaived {self.waived}"
        )


def stated_counts(graph: Graph, bulletin: URIRef) -> Counts | None:
    """What the graph itself says of its coverage; None when it says nothing."""
    terms = (HB.numerals, HB.numeralsAnchored, HB.numeralsWaived)
    said = [graph.value(bulletin, term) for term in terms]
    if not any(said):
        return None
    return Counts(*(int(number(value) or 0) for value in said))


def number(value: Node | None) -> Decimal | None:
    """The number that a literal spells; None for anything else."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The outcome of an audit; ``stated`` is what the graph itself says of it."""

    bulletin: str
    numerals: tuple[CoveredNumeral, ...]
    anchors_wrong: tuple[WrongAnchor, ...]
    text_hash_matches: bool
    text_length_matches: bool
    stated: Counts | None = None

    @property
    def counts(self) -> Counts:
        by = Counter[Status](n.status for n in self.numerals)
        return Counts(len(self.numerals), by["anchored"], by["waived"])

    @property
    def stated_truly(self) -> bool:
        """Whether the graph says of its coverage what the audit finds, or nothing yet."""
        return self.stated in (None, self.counts)

    @property
    def uncovered(self) -> tuple[CoveredNumeral, ...]:
        """The numerals that no figure, period, name or waiver accounts for."""
        return tuple(n for n in self.numerals if n.status == "uncovered")

    @property
    def text_matches(self) -> bool:
        """Whether the text is the one whose digest and length the graph states."""
        return self.text_hash_matches and self.text_length_matches

    @property
    def ok(self) -> bool:
        """Everything covered, every anchor right, the right text, and the coverage told truly."""
        sound = self.text_matches and self.stated_truly
        return sound and not self.uncovered and not self.anchors_wrong

    def to_json(self) -> dict[str, Any]:
        """``numerals`` and ``anchors_wrong`` in the order of the text, and the verdict."""
        return {
            "bulletin": self.bulletin,
            "ok": self.ok,
            "text_hash_matches": self.text_hash_matches,
            "text_length_matches": self.text_length_matches,
            "counts": asdict(self.counts),
            "stated": asdict(self.stated) if self.stated else None,
            "numerals": [n.to_json() for n in self.numerals],
            "anchors_wrong": [a.to_json() for a in self.anchors_wrong],
        }

    def to_text(self) -> str:
        """A summary, then only what has to be mended."""
        parts = [*self._summary(), *self._text_section(), *self._uncovered_section()]
        return "\n".join([*parts, *self._anchors_section(), *self._stated_section()]) + "\n"

    def _summary(self) -> tuple[str, str]:
        found, open_, wrong = self.counts, len(self.uncovered), len(self.anchors_wrong)
        return (
            f"{self.bulletin}: 数字 {found.numerals} 个, 有锚 {found.anchored}, "
            f"豁免 {found.waived}, 未覆盖 {open_}; 有误锚点 {wrong} 个",
            f"{self.bulletin}: {found.numerals} numerals, {found.anchored} anchored, "
            f"{found.waived} waived, {open_} uncovered; {wrong} wrong anchors",
        )

    def _text_section(self) -> tuple[str, ...]:
        if self.text_matches:
            return ()
        zh = [] if self.text_hash_matches else ["SHA-256(hb:textDigest)"]
        en = [] if self.text_hash_matches else ["SHA-256 (hb:textDigest)"]
        if not self.text_length_matches:
            zh.append("码位数(hb:textLength)")
            en.append("number of code points (hb:textLength)")
        return (
            f"\n原文的{'、'.join(zh)}与图中所记不同:请先换用公报原来的文本, 不要改动换行。",
            f"The {' and '.join(en)} of the text are not those the graph states: "
            "first use the text of the bulletin as it was, with its line ends untouched.",
        )

    def _uncovered_section(self) -> tuple[str, ...]:
        if not self.uncovered:
            return ()
        return (
            "\n未覆盖:在所在段落的图中为数字写一个数值并锚定;"
            "不陈述事实的, 写一条 hb:Waiver 并说明理由。",
            "Uncovered: state a figure with an anchor in the graph of the passage; "
            "for a numeral that states no fact, an hb:Waiver with its reason.",
            *(n.to_text() for n in self.uncovered),
        )

    def _anchors_section(self) -> tuple[str, ...]:
        if not self.anchors_wrong:
            return ()
        return ("\n有误的锚点", "Wrong anchors", *(a.to_text() for a in self.anchors_wrong))

    def _stated_section(self) -> tuple[str, ...]:
        if self.stated_truly:
            return ()
        return (
            "\n图中所记的覆盖与审计结果不同;请在 bulletin.ttl 中改为:",
            "The graph states another coverage than the audit finds; put into bulletin.ttl:",
            f"  {self.counts.to_text()}",
        )
