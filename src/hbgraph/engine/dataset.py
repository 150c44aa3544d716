"""The data set of a query or an update: SPARQL 1.1 section 13, and FROM as an RDF merge."""

from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph as ox

from hbgraph.engine.lexis import tokens


class Dataset(NamedTuple):
    """Names of the graphs whose merge is the default graph, and of the named graphs."""

    default: Sequence[str] = ()
    named: Sequence[str] = ()


def prologue(text: str) -> str:
    """The BASE and PREFIX declarations that a text begins with."""
    end = 0
    expected = 0
    for token in tokens(text):
        if expected:
            expected -= 1
        elif token.says("BASE", "PREFIX"):
            expected = 1 if token.says("BASE") else 2
        else:
            break
        end = token.end
    return text[:end] + "\n"


def from_clauses(text: str, base: str | None) -> Dataset:
    """The data set that the FROM clauses of a query describe."""
    clauses: tuple[list[str], list[str]] = ([], [])
    depth, kind = 0, None
    for token in tokens(text):
        depth += (token.kind == "opening") - (token.kind == "closing")
        if depth == 0 and token.says("FROM"):
            kind = 0
        elif kind == 0 and token.says("NAMED"):
            kind = 1
        elif kind is not None:
            clauses[kind].append(token.text)
            kind = None
    try:
        return Dataset(*(resolve(prologue(text), names, base) for names in clauses))
    except SyntaxError:  # the same fault stands in the whole text, where its place is told
        return Dataset()


def resolve(declarations: str, names: Sequence[str], base: str | None) -> list[str]:
    """The IRIs that names as a text spells them stand for."""
    if not names:
        return []
    asked = f"{declarations} SELECT ?g {{ VALUES ?g {{ {' '.join(names)} }} }}"
    found = ox.Store().query(asked, base_iri=base)
    return [row["g"].value for row in found] if isinstance(found, ox.QuerySolutions) else []


def is_iri(name: str) -> bool:
    """Whether a name can stand in a store: an absolute IRI, its escapes in order."""
    try:
        ox.NamedNode(name)
    except ValueError:
        return False
    return True


def merged(store: ox.Store, dataset: Dataset) -> ox.Store:
    """A store in memory with just this data set, its default graph a true merge.

    Oxigraph itself would make the default graph a union, in which a triple that stands in two of
    its graphs is two solutions.
    """
    copy = ox.Store()
    for name in dataset.default:
        copy.extend(
            ox.Quad(quad.subject, quad.predicate, quad.object)
            for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(name))
        )
    for name in dataset.named:
        copy.add_graph(ox.NamedNode(name))
        copy.extend(store.quads_for_pattern(None, None, None, ox.NamedNode(name)))
    return copy
