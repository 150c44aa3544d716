"""Canonical Turtle: sorted, one fact a line, the same bytes for the same graph.

Comments at the top of a file stay; comments elsewhere have no place in data.
"""

from io import BytesIO
from itertools import takewhile
from pathlib import Path

from rdflib import Graph, Literal
from rdflib.plugins.serializers.longturtle import LongTurtleSerializer
from rdflib.term import Node

from hbgraph.corpus import parse
from hbgraph.ns import PREFIXES


class CanonicalSerializer(LongTurtleSerializer):
    """rdflib's longturtle, except that no literal changes its lexical form.

    rdflib would shorten 0.123456789 to 1.234568e-01, and print “5.” so that it ends the
    statement; and it reads an unquoted 007 as 7.
    """

    def label(self, node: Node, position: int) -> str:
        written = str(super().label(node, position))  # type: ignore[no-untyped-call]
        if isinstance(node, Literal) and _reads_otherwise(written, node):
            return node.n3(self.store.namespace_manager)
        return written

    def buildPredicateHash(self, subject: Node) -> dict[Node, list[Node]]:  # noqa: N802
        """rdflib sorts by value, which leaves the order of 1.0 and 1.00 to chance."""
        found = super().buildPredicateHash(subject)
        return {
            path: sorted(values, key=lambda value: value.n3()) for path, values in found.items()
        }


def canonical(graph: Graph) -> str:
    """Writes a graph in the canonical form, with the prefixes that it uses."""
    bound = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        bound.bind(prefix, namespace, override=True)
    bound += graph
    written = BytesIO()
    serializer = CanonicalSerializer(bound)  # type: ignore[no-untyped-call]
    serializer.serialize(written, encoding="utf-8", canon=True)
    return written.getvalue().decode().strip() + "\n"


def formatted(path: Path) -> str:
    """What the file should hold; BrokenTurtle when it cannot be parsed."""
    graph = parse(path)
    lines = _text(path).splitlines(keepends=True)
    comments = takewhile(lambda line: line.startswith("#"), lines)
    return "".join(comments) + canonical(graph)


def is_canonical(path: Path) -> bool:
    """Whether the bytes of a file are those that ``rewrite`` would leave."""
    return _text(path) == formatted(path)


def rewrite(path: Path) -> bool:
    """Formats a file in place; tells whether it changed."""
    text = formatted(path)
    if text == _text(path):
        return False
    path.write_bytes(text.encode())
    return True


def _reads_otherwise(written: str, literal: Literal) -> bool:
    """Whether an unquoted form would be read back as another literal."""
    bare = not written.startswith('"')
    return bare and (written != str(literal) or Literal(literal.value) != literal)


def _text(path: Path) -> str:
    """The text as it is: Path.read_text would hide foreign line ends."""
    return path.read_bytes().decode()
