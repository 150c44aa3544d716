"""Canonical Turtle: sorted, one fact a line, the same bytes for the same graph.

Comments at the top of a file stay; comments elsewhere have no place in data.
"""

from itertools import takewhile
from pathlib import Path

from rdflib import Graph

from hbgraph.corpus import parse
from hbgraph.ns import PREFIXES


def canonical(graph: Graph) -> str:
    """Writes a graph in the canonical form, with the prefixes that it uses."""
    bound = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        bound.bind(prefix, namespace, override=True)
    bound += graph
    return bound.serialize(format="longturtle", canon=True).strip() + "\n"


def formatted(path: Path) -> str:
    """What the file should hold; BrokenTurtle when it cannot be parsed."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    comments = takewhile(lambda line: line.startswith("#"), lines)
    return "".join(comments) + canonical(parse(path))


def is_canonical(path: Path) -> bool:
    return path.read_text(encoding="utf-8") == formatted(path)


def rewrite(path: Path) -> bool:
    """Formats a file in place; tells whether it changed."""
    text = formatted(path)
    if text == path.read_text(encoding="utf-8"):
        return False
    path.write_text(text, encoding="utf-8")
    return True
