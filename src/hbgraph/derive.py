"""Runs the rules: each is one CONSTRUCT whose results go into the graph named by the rule."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from rdflib import Graph

from hbgraph.model import NamedGraph
from hbgraph.ns import ID


class Stated(Protocol):
    """What is stated so far, as far as a rule needs to see it."""

    def construct(self, text: str) -> Graph: ...

    def __contains__(self, triple: object) -> bool: ...


def derive(rules: Iterable[Path], stated: Stated) -> Iterator[NamedGraph]:
    """What each rule adds to ``stated``, in the order given.

    A rule sees what earlier ones derived when the caller adds each graph before asking for the
    next. A triple that somebody states already is not derived again.
    """
    for rule in rules:
        found = stated.construct(rule.read_text(encoding="utf-8"))
        new = Graph(bind_namespaces="none")
        for triple in found:
            if triple not in stated:
                new.add(triple)
        yield NamedGraph(ID[f"rule/{rule.stem}"], new)
