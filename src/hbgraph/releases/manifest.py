"""What a release says of itself."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypedDict

FILE = "manifest.json"


class GraphState(TypedDict):
    """The number of triples of a graph, how many of them hold a blank node, and its digest."""

    triples: int
    blank: int
    digest: str


EMPTY: GraphState = {"triples": 0, "blank": 0, "digest": f"{0:064x}"}


class GraphChange(TypedDict):
    """How many triples a graph gained and lost since the parent."""

    added: int
    removed: int


@dataclass(frozen=True)
class Manifest:
    """``default`` and ``graphs`` describe the default graph and each named graph; ``merged`` tells
    whether the former is the RDF merge of the latter; ``inputs`` is the digest of the corpus that
    it was built from, and ``corpus`` names the graphs that came from there; ``changes`` are those
    since ``parent``; ``rules`` and ``shapes`` name what derived and validated it, each by its
    digest."""

    id: str
    created: str
    parent: str | None = None
    merged: bool = True
    inputs: str = ""
    default: GraphState = field(default_factory=lambda: EMPTY)
    graphs: Mapping[str, GraphState] = field(default_factory=dict)
    corpus: tuple[str, ...] = ()
    changes: Mapping[str, GraphChange] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    shapes: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def triples(self) -> int:
        """Of the default graph: each triple once when it is the merge."""
        return self.default["triples"]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        said = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return cls(**said | {"corpus": tuple(said["corpus"])})

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        (folder / FILE).write_text(text, encoding="utf-8")
