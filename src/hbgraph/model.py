"""The nouns that functions take and return, in the order in which data flows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import SH, Graph, URIRef
from rdflib.term import Identifier, Node


@dataclass(frozen=True)
class Source:
    """A Turtle file and the IRI of the named graph it is loaded into."""

    path: Path
    graph: URIRef


@dataclass(frozen=True)
class NamedGraph:
    """A named graph with its triples."""

    name: URIRef
    triples: Graph


@dataclass(frozen=True)
class Finding:
    """One violation: which thing, what is wrong, how to mend it, and where it stands."""

    focus_node: URIRef
    label_zh: str
    label_en: str
    path: URIRef | None
    value: Node | None
    constraint: URIRef
    message_zh: str
    message_en: str
    severity: URIRef
    file: Path | None
    line: int | None


@dataclass(frozen=True)
class Report:
    """What validation found; ``graph`` is the SHACL results graph."""

    findings: tuple[Finding, ...]
    graph: Graph

    @property
    def conforms(self) -> bool:
        """Whether there is nothing to say (SHACL 3.6.1.1), not even a warning."""
        return not self.findings

    @property
    def acceptable(self) -> bool:
        """Whether there is no violation: what only warns or informs may be published."""
        return all(each.severity != SH.Violation for each in self.findings)


@dataclass(frozen=True)
class Answer:
    """A serialised answer: its exact media type, its bytes in pieces, and, if known, how many.

    ``cut`` says that it is only the beginning, as was asked.
    """

    media_type: str
    chunks: Iterable[bytes]
    size: int | None = None
    cut: bool = False


Row = Mapping[str, Identifier]
