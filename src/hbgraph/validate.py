"""Validation: a graph and its shapes in, a report out that needs no knowledge of SHACL."""

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from hbgraph.corpus import merge
from hbgraph.model import Finding, Report, Row
from hbgraph.ns import curie

Locate = Callable[[URIRef], tuple[Path, int] | None]
Select = Callable[[str], Iterable[Row]]

AIMS = (SH.target, SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
UNSAID = {
    "zh": "违反约束 {};请对照该约束改正。",
    "en": "This violates {}; mend it as that constraint says.",
}


def validate(
    data: Graph,
    shapes: Graph,
    locate: Locate,
    focus_nodes: Collection[URIRef] | None = None,
    select: Select | None = None,
) -> Report:
    """Validates ``data``, the merge of all graphs, and says of each finding where it stands.

    With ``focus_nodes``, only these are looked at. ``select`` answers queries on the same data, a
    hundred times faster than rdflib. The shapes must be our own: SPARQL targets (SHACL Advanced
    Features 3.1) are run as they stand.
    """
    import pyshacl  # a third of a second, which a server that starts has not got

    aimed = shapes if focus_nodes is None else aim(shapes, data, focus_nodes)
    if select:
        aimed = targeted(aimed, select)
    _, results, _ = pyshacl.validate(
        data,
        shacl_graph=aimed,
        advanced=True,
        inference="none",
        inplace=True,
        do_owl_imports=False,
    )
    return findings(results, data, shapes, locate)


def findings(results: Graph, data: Graph, shapes: Graph, locate: Locate) -> Report:
    """The report on a graph of results, in the words of the shapes."""
    found = sorted(
        (
            finding(results, result, data, shapes, locate)
            for result in results.objects(None, SH.result)
        ),
        key=lambda each: (str(each.file), each.line or 0, each.focus_node, each.constraint),
    )
    return Report(tuple(found), labelled(results, data))


def aim(shapes: Graph, data: Graph, focus_nodes: Collection[URIRef]) -> Graph:
    """The same shapes, each aimed at those of the nodes that it targets.

    A SPARQL target only saves time by selecting the nodes that may be at fault; the constraint
    decides. So such a shape is aimed at all the nodes.
    """
    aimed = merge([shapes])
    kinds = {node: classes(data, node) for node in focus_nodes}
    for declaration in AIMS:
        for shape, what in shapes.subject_objects(declaration):
            aimed.remove((shape, declaration, what))
            for node in focus_nodes:
                if is_target(data, node, kinds[node], declaration, what):
                    aimed.add((shape, SH.targetNode, node))
    return aimed


def targeted(shapes: Graph, select: Select) -> Graph:
    """The same shapes, each SPARQL target replaced by the nodes that it selects."""
    found = merge([shapes])
    for shape, target in shapes.subject_objects(SH.target):
        found.remove((shape, SH.target, target))
        for row in select(str(shapes.value(target, SH.select))):
            found.add((shape, SH.targetNode, row["this"]))
    return found


def classes(data: Graph, node: URIRef) -> set[Node]:
    """The classes that a node is an instance of in SHACL's sense."""
    return {
        superclass
        for stated in data.objects(node, RDF.type)
        for superclass in data.transitive_objects(stated, RDFS.subClassOf)
        if superclass is not None
    }


def is_target(data: Graph, node: URIRef, kinds: set[Node], declaration: URIRef, what: Node) -> bool:
    """Whether a target declaration selects the node (SHACL 2.1.3)."""
    match declaration:
        case SH.targetClass:
            return what in kinds
        case SH.targetNode:
            return what == node
        case SH.targetSubjectsOf:
            return (node, what, None) in data
        case SH.targetObjectsOf:
            return (None, what, node) in data
        case _:
            return True


def finding(results: Graph, result: Node, data: Graph, shapes: Graph, locate: Locate) -> Finding:
    """One validation result in the words of its shape and of the thing it is about."""
    focus_node = URIRef(str(results.value(result, SH.focusNode)))
    constraint = URIRef(str(results.value(result, SH.sourceShape)))
    path = results.value(result, SH.resultPath)
    said = {**texts(shapes, constraint, SH.message), **texts(results, result, SH.resultMessage)}
    names = texts(data, focus_node, RDFS.label)
    file, line = locate(focus_node) or (None, None)
    return Finding(
        focus_node=focus_node,
        label_zh=names.get("zh", curie(focus_node)),
        label_en=names.get("en", curie(focus_node)),
        path=path if isinstance(path, URIRef) else None,
        value=results.value(result, SH.value),
        constraint=constraint,
        message_zh=said.get("zh", UNSAID["zh"].format(curie(constraint))),
        message_en=said.get("en", UNSAID["en"].format(curie(constraint))),
        severity=URIRef(str(results.value(result, SH.resultSeverity))),
        file=file,
        line=line,
    )


def texts(graph: Graph, subject: Node, predicate: URIRef) -> dict[str, str]:
    """The texts of a property by language."""
    return {
        text.language or "": str(text)
        for text in graph.objects(subject, predicate)
        if isinstance(text, Literal)
    }


def labelled(results: Graph, data: Graph) -> Graph:
    """The results together with the labels of what they mention."""
    for term in set(mentioned(results)):
        for label in data.objects(term, RDFS.label):
            results.add((term, RDFS.label, label))
    return results


def mentioned(results: Graph) -> Iterator[URIRef]:
    for predicate in (SH.focusNode, SH.resultPath, SH.value):
        yield from (term for term in results.objects(None, predicate) if isinstance(term, URIRef))
