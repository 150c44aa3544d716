"""Every term of another vocabulary that we use exists there.

``vocabulary.txt`` lists the terms that were found in their vocabularies' own files; the rest must
be carried by rdflib. Where the full list of existing terms lies beside the checkout, our extract
is held against it.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import rdflib.namespace
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DefinedNamespace

from hbgraph.corpus import Corpus, load, parse
from hbgraph.ns import WGS84

ROOT = Path(__file__).parents[2]
OURS = "https://w3id.org/hbgraph/"
EXTRACT = set((Path(__file__).parent / "vocabulary.txt").read_text(encoding="utf-8").split())
FULL_LIST = ROOT.parent / "shared/reference/vocabulary-terms.tsv"
MISSPELT = {str(WGS84.lat), str(WGS84.long)}
"""rdflib carries the WGS84 vocabulary, but spells its scheme https; the vocabulary says http."""


@cache
def carried() -> frozenset[str]:
    """The terms of the closed namespaces that rdflib defines."""
    spaces = [
        space
        for space in vars(rdflib.namespace).values()
        if isinstance(space, type)
        and issubclass(space, DefinedNamespace)
        and space is not DefinedNamespace
    ]
    return frozenset(
        f"{space._NS}{name}"
        for space in spaces
        for name in (*space.__annotations__, *getattr(space, "_extras", ()))
    )


def foreign(graph: Graph, alignments: bool) -> Iterator[str]:
    """The predicates and classes that are not ours; in the alignments, the objects too."""
    for _, predicate, value in graph:
        named = [predicate, *([value] if predicate == RDF.type or alignments else [])]
        yield from (str(t) for t in named if isinstance(t, URIRef) and not t.startswith(OURS))


@cache
def used() -> frozenset[str]:
    corpus = Corpus.default()
    graphs = [(load(source).triples, source.path.stem) for source in corpus.sources]
    graphs += [(parse(path), path.stem) for path in corpus.shape_files]
    return frozenset(t for graph, name in graphs for t in foreign(graph, name == "alignments"))


def test_every_foreign_term_exists() -> None:
    assert used() - EXTRACT - carried() - MISSPELT == set()


def test_the_extract_lists_only_what_is_used() -> None:
    assert EXTRACT - used() == set()


@pytest.mark.skipif(not FULL_LIST.is_file(), reason="the full list of terms is not beside us")
def test_the_extract_is_taken_from_the_full_list() -> None:
    rows = FULL_LIST.read_text(encoding="utf-8").splitlines()[1:]
    assert EXTRACT - {row.split("\t")[0] for row in rows} == set()
