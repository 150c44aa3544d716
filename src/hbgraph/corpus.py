"""The corpus: Turtle files on disk, each a named graph.

``ontology/x.ttl``, ``data/ttl/reference/x.ttl``, ``data/ttl/bulletins/<id>/p08.ttl``: the path
gives the graph's name, and the name gives the path. Of the shapes only ``_display.ttl`` is a graph:
pages of a release read from it in which order to show things.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import rdflib
from rdflib import BNode, Graph, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax

from hbgraph.errors import BlankNodeInData, BrokenTurtle, UnknownBulletin, UnknownPath
from hbgraph.model import NamedGraph, Source
from hbgraph.ns import DISPLAY, ID, ONTOLOGY, curie

rdflib.NORMALIZE_LITERALS = False

BUNDLED = Path(__file__).parent / "corpus"
CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Corpus:
    """The folder that holds ``ontology/``, ``shapes/`` and ``data/``."""

    root: Path

    @classmethod
    def default(cls) -> "Corpus":
        """The corpus inside an installed wheel, or that of the checkout."""
        return cls(BUNDLED if BUNDLED.is_dir() else CHECKOUT)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Every file that becomes a named graph, sorted by path."""
        folders = ("ontology/*.ttl", "data/ttl/**/*.ttl", "shapes/_display.ttl")
        found = sorted(path for folder in folders for path in self.root.glob(folder))
        return tuple(Source(path, self.graph_name(path)) for path in found)

    @property
    def rules(self) -> tuple[Path, ...]:
        """The rules, in the order in which they run."""
        return tuple(sorted(self.root.glob("ontology/rules/*.rq"), key=lambda path: path.stem))

    @property
    def bulletins(self) -> tuple[str, ...]:
        return tuple(
            sorted(p.parent.name for p in self.root.glob("data/ttl/bulletins/*/bulletin.ttl"))
        )

    @property
    def shape_files(self) -> tuple[Path, ...]:
        """The files that validation reads."""
        found = sorted(self.root.glob("shapes/*.ttl"))
        return tuple(path for path in found if path.name != "_display.ttl")

    @property
    def shapes_text(self) -> str:
        """All shapes as one Turtle document, as they were written."""
        return "\n".join(path.read_text(encoding="utf-8") for path in self.shape_files)

    @cached_property
    def shapes(self) -> Graph:
        """All shapes as one graph."""
        return merge(map(parse, self.shape_files))

    def graph_name(self, path: Path) -> URIRef:
        """The name of the graph that a file becomes; UnknownPath outside the corpus."""
        try:
            match path.resolve().relative_to(self.root.resolve()).with_suffix("").parts:
                case ("ontology", "hbgraph"):
                    return ONTOLOGY
                case ("ontology", name):
                    return URIRef(f"{ONTOLOGY}/{name}")
                case ("shapes", "_display"):
                    return DISPLAY
                case ("data", "ttl", "reference", name):
                    return ID[f"reference/{name}"]
                case ("data", "ttl", "bulletins", bulletin, "bulletin"):
                    return ID[f"bulletin/{bulletin}"]
                case ("data", "ttl", "bulletins", bulletin, passage):
                    return ID[f"bulletin/{bulletin}/{passage}"]
        except ValueError:
            pass
        raise UnknownPath(path=path)

    def bulletin(self, name: str) -> URIRef:
        """The IRI of a bulletin; UnknownBulletin when there is none of this name."""
        if name not in self.bulletins:
            raise UnknownBulletin(bulletin=name, known=", ".join(self.bulletins))
        return ID[f"bulletin/{name}"]

    def load(self) -> Iterator[NamedGraph]:
        """Every named graph, parsed one at a time."""
        return (load(source) for source in self.sources)

    def locate(self, thing: URIRef) -> tuple[Path, int] | None:
        """The file and line where a thing is described: where its type stands, else anywhere."""
        found = ((source.path, line_of(source.path, thing)) for source in self.sources)
        places = [(path, line) for path, line in found if line]
        typed = (place for place in places if _states_type(*place))
        return next(typed, places[0] if places else None)


def load(source: Source) -> NamedGraph:
    """Parses one source; its nodes must all have IRIs."""
    triples = parse(source.path)
    blank = {term for triple in triples for term in triple if isinstance(term, BNode)}
    if blank:
        raise BlankNodeInData(path=source.path, count=len(blank))
    return NamedGraph(source.graph, triples)


def parse(path: Path) -> Graph:
    """Reads a Turtle file; BrokenTurtle says where the parser stopped."""
    try:
        return Graph(bind_namespaces="none").parse(path, format="turtle")
    except BadSyntax as error:
        reason = " ".join(str(error).splitlines()[-1].split())
        raise BrokenTurtle(path=path, line=error.lines + 1, reason=reason) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UnknownPath(path=path) from error


def merge(graphs: Iterable[Graph]) -> Graph:
    """The RDF merge; plain union will do where no graph has a blank node in common."""
    merged = Graph(bind_namespaces="none")
    for graph in graphs:
        merged += graph
    return merged


def line_of(path: Path, thing: URIRef) -> int | None:
    """The line on which a thing's block begins in a canonical Turtle file, counted from 1."""
    names = "|".join(re.escape(name) for name in (f"<{thing}>", _escaped(curie(thing))))
    found = re.search(rf"^(?:{names})(?=\s|$)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return found.string.count("\n", 0, found.start()) + 1 if found else None


def _escaped(name: str) -> str:
    return name.replace("/", r"\/")


def _states_type(path: Path, line: int) -> bool:
    """Whether the line after the subject's gives its type, as canonical Turtle begins a block."""
    following = path.read_text(encoding="utf-8").splitlines()[line : line + 1]
    return any(text.startswith("    a ") for text in following)
