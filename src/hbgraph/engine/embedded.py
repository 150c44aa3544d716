"""The embedded engine: an Oxigraph store, opened read-only.

The store's unnamed default graph is the RDF merge of all its graphs, kept as a fact by whoever
wrote it, so a triple that stands in two graphs is one solution.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
from pyparsing import ParseException
from rdflib import Graph, Variable
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from hbgraph import media
from hbgraph.engine.terms import to_rdflib, to_triple
from hbgraph.errors import MalformedQuery, NotAcceptable, RefusedQuery
from hbgraph.model import Answer, Row
from hbgraph.ns import TURTLE_PREFIXES

ESCAPE = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")


class EmbeddedEngine:
    """Answers from a store in this process."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    @classmethod
    def open(cls, directory: Path) -> "EmbeddedEngine":
        return cls(ox.Store.read_only(str(directory)))

    def query(
        self,
        text: str,
        accept: str = "",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        refuse_federation(text)
        return serialise(self._run(text, default_graphs, named_graphs), accept)

    def select(self, text: str) -> list[Row]:
        solutions = self._run(text)
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError("not a SELECT query")
        names = [variable.value for variable in solutions.variables]
        return [
            {name: to_rdflib(solution[name]) for name in names if solution[name] is not None}
            for solution in solutions
        ]

    def construct(self, text: str) -> Graph:
        graph = Graph(bind_namespaces="none")
        results = self._run(text)
        if not isinstance(results, ox.QueryTriples):
            raise TypeError("not a CONSTRUCT or DESCRIBE query")
        for triple in results:
            graph.add(to_triple(triple))
        return graph

    def ask(self, text: str) -> bool:
        return bool(self._run(text))

    def close(self) -> None:
        """Lets go of the store; its files close when nobody reads them any more."""
        del self._store

    def _run(
        self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
        replaced = bool(default_graphs or named_graphs)
        try:
            return self._store.query(
                text,
                default_graph=[ox.NamedNode(iri) for iri in default_graphs] if replaced else None,
                named_graphs=[ox.NamedNode(iri) for iri in named_graphs] if replaced else None,
            )
        except (SyntaxError, ValueError) as error:
            raise MalformedQuery(reason=" ".join(str(error).split())) from error


def serialise(
    results: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean, accept: str
) -> Answer:
    """Writes results in the acceptable form that the client prefers."""
    if isinstance(results, ox.QueryTriples):
        chosen = _choose(accept, media.RDF_FORMS)
        rdf_format = ox.RdfFormat.from_media_type(chosen)
        body = ox.serialize(dict.fromkeys(results), format=rdf_format, prefixes=TURTLE_PREFIXES)
    else:
        chosen = _choose(accept, media.RESULT_FORMS)
        body = results.serialize(format=ox.QueryResultsFormat.from_media_type(chosen))
    return Answer(chosen, [body or b""])


def refuse_federation(text: str) -> None:
    """Refuses SERVICE, which would make the store ask other servers.

    Oxigraph knows the keyword in plain letters only, so a text without them is harmless; any
    other must satisfy rdflib's parser and hold no service pattern. The parser is given the text
    as Oxigraph takes it: rdflib itself would let a comment run on past a carriage return, and
    would turn an escaped quotation mark into one that ends the string.
    """
    if "service" not in text.lower():
        return
    try:
        parsed = parseQuery(ESCAPE.sub("A", text).replace("\r", "\n"))
    except (ParseException, RecursionError) as error:
        raise RefusedQuery(feature="SERVICE") from error
    if _mentions_service(parsed):
        raise RefusedQuery(feature="SERVICE")


def _mentions_service(node: object) -> bool:
    if isinstance(node, CompValue):
        return node.name == "ServiceGraphPattern" or any(map(_mentions_service, node.values()))
    if isinstance(node, (str, bytes, Variable)) or not hasattr(node, "__iter__"):
        return False
    return any(map(_mentions_service, node))


def _choose(accept: str, forms: Sequence[str]) -> str:
    chosen = media.best(accept, forms)
    if chosen is None:
        raise NotAcceptable(accept=accept, offered=", ".join(forms))
    return chosen
