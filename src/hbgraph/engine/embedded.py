"""The embedded engine: an Oxigraph store.

The store's unnamed default graph is the RDF merge of all its graphs, kept as a fact by whoever
wrote it, so a triple that stands in two graphs is one solution.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox
from rdflib import Graph, URIRef

from hbgraph import media
from hbgraph.engine import xml
from hbgraph.engine.complaints import malformed
from hbgraph.engine.dataset import Dataset, from_clauses, merged
from hbgraph.engine.lexis import check, check_length
from hbgraph.engine.terms import to_quad, to_rdflib, to_triple, unnamed
from hbgraph.errors import NotAcceptable, NotInXml, RefusedQuery
from hbgraph.model import Answer, NamedGraph, Row
from hbgraph.ns import TURTLE_PREFIXES

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Results = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean

DEFAULT = ox.DefaultGraph()

REFUSED = ("SERVICE", "LOAD")
"""What would make the store ask other servers."""

LONGEST = 10_000_000
"""Bytes of a query that comes from this machine; a server has its own, narrower bound."""


class EmbeddedEngine:
    """Answers from a store in this process.

    With ``union``, for a store whose default graph is no merge, a query that names no data set
    sees all graphs as one, and a triple of two graphs twice.
    """

    def __init__(self, store: ox.Store, union: bool = False) -> None:
        self._store = store
        self._union = union

    @classmethod
    def open(cls, directory: Path, union: bool = False) -> "EmbeddedEngine":
        return cls(ox.Store.read_only(str(directory)), union)

    @classmethod
    def open_writable(cls, directory: Path) -> "EmbeddedEngine":
        """A store of one's own: what belongs to a release must never change."""
        return cls(ox.Store(str(directory)))

    def query(
        self,
        text: str,
        accept: str = "",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        check_length(text, LONGEST)
        check(text, REFUSED)
        results = self._results(text, Dataset(default_graphs, named_graphs))
        forms = media.RDF_FORMS if isinstance(results, ox.QueryTriples) else media.RESULT_FORMS
        chosen = media.best(accept, forms)
        try:
            if chosen is None:
                raise NotAcceptable(accept=accept, offered=", ".join(forms))
            return Answer(chosen, [serialise(results, chosen) or b""])
        finally:
            del results  # only this thread may drop them, and a traceback may live on in another

    def select(self, text: str) -> list[Row]:
        solutions = self._results(text)
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError("not a SELECT query")
        return rows(solutions)

    def construct(self, text: str) -> Graph:
        graph = Graph(bind_namespaces="none")
        results = self._results(text)
        if not isinstance(results, ox.QueryTriples):
            raise TypeError("not a CONSTRUCT or DESCRIBE query")
        for triple in results:
            graph.add(to_triple(triple))
        return graph

    def ask(self, text: str) -> bool:
        return bool(self._results(text))

    def _results(self, text: str, dataset: Dataset | None = None) -> Results:
        return evaluate(self._store, text, dataset, union=self._union)

    def replace(self, graph: NamedGraph) -> None:
        new = {to_quad(triple, str(graph.name)) for triple in graph.triples}
        self._change(self._quads(graph.name) - new, new)

    def merge(self, graph: NamedGraph) -> None:
        self._change((), {to_quad(triple, str(graph.name)) for triple in graph.triples})

    def delete(self, name: URIRef) -> None:
        self._change(self._quads(name), ())
        self._store.remove_graph(ox.NamedNode(str(name)))

    def _quads(self, name: URIRef) -> set[ox.Quad]:
        return set(self._store.quads_for_pattern(None, None, None, ox.NamedNode(str(name))))

    def _change(self, gone: Iterable[ox.Quad], come: Collection[ox.Quad]) -> None:
        """Changes named graphs, and the default graph so that it stays their merge."""
        self._store.extend([*come, *map(unnamed, come)])
        for quad in gone:
            self._store.remove(quad)
            if not any(quad.graph_name != DEFAULT for quad in self._same(quad)):
                self._store.remove(unnamed(quad))

    def _same(self, quad: ox.Quad) -> Iterator[ox.Quad]:
        """The triple in every graph that holds it."""
        return self._store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)

    def close(self) -> None:
        """Lets go of the store; its files close when nobody reads them any more."""
        del self._store


def evaluate(
    store: ox.Store,
    text: str,
    dataset: Dataset | None = None,
    base: str | None = None,
    union: bool = False,
) -> Results:
    """The results of a query over the data set given, else over the one that its text names."""
    try:
        if dataset is None or not any(dataset):
            dataset = from_clauses(text, base) if "from" in text.lower() else Dataset()
        if not any(dataset):
            return store.query(text, base_iri=base, use_default_graph_as_union=union)
        default: list[GraphName] = [ox.NamedNode(name) for name in dataset.default]
        if len(default) > 1:
            store, default = merged(store, dataset), [ox.DefaultGraph()]
        named: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(name) for name in dataset.named]
        return store.query(text, base_iri=base, default_graph=default, named_graphs=named)
    except (SyntaxError, ValueError) as error:
        raise malformed(text, str(error)) from error
    except RuntimeError as error:  # it parsed, and names a function that there is not
        raise RefusedQuery(feature=" ".join(str(error).split())) from error


def rows(solutions: ox.QuerySolutions) -> list[Row]:
    """Solutions as rows of rdflib terms; unbound variables are absent."""
    names = [variable.value for variable in solutions.variables]
    return [
        {
            name: to_rdflib(term)
            for name, term in zip(names, solution, strict=True)
            if term is not None
        }
        for solution in solutions
    ]


def serialise(
    results: Results | Iterable[ox.Triple], media_type: str, output: BinaryIO | None = None
) -> bytes | None:
    """Writes results to ``output``, or gives them as bytes; of triples, each once.

    Raises NotInXml, which may come after a part of the answer was written.
    """
    if media_type not in xml.OTHERS:
        return _written(results, media_type, output)
    kept = BytesIO()
    file = xml.Checked(kept if output is None else output, media_type)
    try:
        _written(results, media_type, cast(BinaryIO, file))
    except NotInXml as error:
        del results
        raise error.with_traceback(None) from None
    return kept.getvalue() if output is None else None


def _written(
    results: Results | Iterable[ox.Triple], media_type: str, output: BinaryIO | None
) -> bytes | None:
    if isinstance(results, ox.QuerySolutions | ox.QueryBoolean):
        form = ox.QueryResultsFormat.from_media_type(media_type)
        return results.serialize(output, format=form)
    rdf_format = ox.RdfFormat.from_media_type(media_type)
    once = dict.fromkeys(results)
    if rdf_format == ox.RdfFormat.RDF_XML:
        xml.check_names(once)
    return ox.serialize(once, output, format=rdf_format, prefixes=TURTLE_PREFIXES)
