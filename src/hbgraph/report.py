"""A report for people, for programs, and as SHACL says it."""

import json
from collections.abc import Iterator
from pathlib import Path

from rdflib import RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from hbgraph.model import Finding, Report
from hbgraph.ns import PREFIXES, curie

GOOD = "符合全部约束。\nEverything conforms to the shapes."
TALLY = "{count} 处需要修改。\n{count} to mend."
SEVERITIES = {SH.Violation: "", SH.Warning: "提醒 Warning: ", SH.Info: "说明 Note: "}
NOWHERE = "(不在文件中,推导所得或没有描述 in no file: derived, or not described)"


def to_text(report: Report) -> str:
    """For people: where, what thing, what is wrong and how to mend it, in both languages."""
    if not report.findings:
        return GOOD
    told = [tell(finding, report.graph) for finding in report.findings]
    return "\n\n".join([*told, TALLY.format(count=len(told))])


def tell(finding: Finding, graph: Graph) -> str:
    place = f"{shown(finding.file)}:{finding.line}" if finding.file else NOWHERE
    return "\n".join(
        [
            f"{SEVERITIES.get(finding.severity, '')}{place}",
            f"  {finding.label_zh} · {finding.label_en}  <{finding.focus_node}>",
            *(f"  {line}" for line in particulars(finding, graph)),
            f"  → {finding.message_zh}",
            f"  → {finding.message_en}",
            f"    [{curie(finding.constraint)}]",
        ]
    )


def particulars(finding: Finding, graph: Graph) -> Iterator[str]:
    """The property and the value at fault, as far as the result names them."""
    if finding.path is not None:
        yield f"属性 Property: {named(finding.path, graph)}"
    if finding.value not in (None, finding.focus_node):
        yield f"值 Value: {named(finding.value, graph)}"


def named(term: Node | None, graph: Graph) -> str:
    """The labels of a thing, Chinese first, with its IRI; a literal as it is written."""
    if not isinstance(term, URIRef):
        return str(term)
    found = [label for label in graph.objects(term, RDFS.label) if isinstance(label, Literal)]
    labels = sorted(found, key=lambda label: label.language != "zh")
    return " · ".join([*map(str, labels), curie(term)])


def shown(path: Path) -> str:
    """A path as seen from the working directory, where that is shorter."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def to_json(report: Report) -> str:
    """For programs: ``{"conforms", "findings": [{"file", "line", "focus_node", …}]}``."""
    findings = [as_json(finding) for finding in report.findings]
    whole = {"conforms": report.conforms, "findings": findings}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def as_json(finding: Finding) -> dict[str, object]:
    value = finding.value
    return {
        "file": shown(finding.file) if finding.file else None,
        "line": finding.line,
        "focus_node": str(finding.focus_node),
        "label": {"zh": finding.label_zh, "en": finding.label_en},
        "path": None if finding.path is None else str(finding.path),
        "value": None if value is None else value.n3(),
        "constraint": str(finding.constraint),
        "message": {"zh": finding.message_zh, "en": finding.message_en},
        "severity": str(finding.severity).removeprefix(str(SH)).lower(),
    }


def to_turtle(report: Report) -> str:
    """The SHACL validation report itself, with the labels of what it mentions."""
    graph = Graph(bind_namespaces="none")
    graph += report.graph
    for prefix, base in PREFIXES.items():
        graph.bind(prefix, base)
    return graph.serialize(format="turtle")
