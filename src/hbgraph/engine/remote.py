"""A remote engine: any SPARQL 1.1 server, asked with the requests that SPARQLWrapper builds.

Whatever form the server has its answers in, they are parsed to their end and written anew: a cut or
broken one is an error, and the others are exactly of the form that was asked for.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.request import Request

import pyoxigraph as ox
from rdflib import Graph, URIRef
from SPARQLWrapper import GET, POST, SPARQLWrapper

from hbgraph import media
from hbgraph.engine import virtuoso
from hbgraph.engine.credentials import Access
from hbgraph.engine.embedded import rows, serialise
from hbgraph.engine.parsing import BUILDING, ENDLESS, Results, kind_of, parsed, wanted
from hbgraph.engine.terms import to_triple
from hbgraph.engine.transport import AGENT, Reply, Transport, checked
from hbgraph.engine.writing import GraphStore, Updates, Writer
from hbgraph.errors import EndpointRefused, EndpointTruncated, NotAcceptable, NotWritable
from hbgraph.model import Answer, NamedGraph, Row

LONGEST_ADDRESS = 2000
"""Characters of an address that every server and proxy takes; longer queries are posted."""


class RemoteEngine:
    """Answers from the server at ``endpoint``, and writes where it is told how to."""

    def __init__(
        self,
        endpoint: str,
        access: Access | None = None,
        graph_store: str | None = None,
        update: str | None = None,
    ) -> None:
        """``graph_store`` speaks the Graph Store Protocol, with ``?graph=``; ``update`` is for
        servers that have none, and speaks SPARQL Update. Raises BadEndpoint."""
        self._address = checked(endpoint)
        self.endpoint = endpoint.partition("?")[0]  # to be shown: parameters may hold a secret
        self._transport = Transport(access or Access())
        self._writer: Writer | None = None
        if graph_store:
            self._writer = GraphStore(self._transport, checked(graph_store))
        elif update:
            self._writer = Updates(self._transport, checked(update))
        self._uncut = 0

    def query(
        self,
        text: str,
        accept: str = "",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        kind = kind_of(text)
        forms = media.RDF_FORMS if kind in BUILDING else media.RESULT_FORMS
        form = media.best(accept, forms)
        if form is None:
            raise NotAcceptable(accept=accept, offered=", ".join(forms))
        with self._understanding():
            results = self._results(_Query(self._address, text, default_graphs, named_graphs))
            body = serialise(results, form) or b""
        return Answer(form, [body], len(body))

    def select(self, text: str) -> list[Row]:
        with self._understanding():
            solutions = self._results(_Query(self._address, text))
            if not isinstance(solutions, ox.QuerySolutions):
                raise TypeError("not a SELECT query")
            return rows(solutions)

    def construct(self, text: str) -> Graph:
        with self._understanding():
            triples = self._results(_Query(self._address, text))
        if not isinstance(triples, list):
            raise TypeError("not a CONSTRUCT or DESCRIBE query")
        graph = Graph(bind_namespaces="none")
        for triple in triples:
            graph.add(to_triple(triple))
        return graph

    def ask(self, text: str) -> bool:
        with self._understanding():
            return bool(self._results(_Query(self._address, text)))

    def replace(self, graph: NamedGraph) -> None:
        self._writing().replace(graph)

    def merge(self, graph: NamedGraph) -> None:
        self._writing().merge(graph)

    def delete(self, name: URIRef) -> None:
        self._writing().delete(name)

    def close(self) -> None:
        """Lets go of the connections."""
        self._transport.close()

    def _writing(self) -> Writer:
        if self._writer is None:
            raise NotWritable(endpoint=self.endpoint)
        return self._writer

    def _results(self, query: "_Query") -> Results:
        reply = self._sent(query)
        results = parsed(reply, query.kind)
        if isinstance(results, list) and virtuoso.is_virtuoso(reply.headers):
            self._check_uncut(len(results))
        return results

    def _sent(self, query: "_Query") -> Reply:
        request = query.request()
        body = request.data if isinstance(request.data, bytes) else None
        headers = dict(request.header_items())
        reply = self._transport.send(request.get_method(), request.full_url, body, headers)
        reason = virtuoso.cut(reply.headers)
        if reply.media_type in ENDLESS and not reply.framed:
            reason = f"{reply.media_type} without Content-Length"
        if reason:
            raise EndpointTruncated(endpoint=self.endpoint, reason=reason)
        return reply

    def _check_uncut(self, triples: int) -> None:
        """Asks for as many rows as a graph has triples, since only rows are told to be cut."""
        if triples > self._uncut:
            self._sent(_Query(self._address, virtuoso.PROBE.format(rows=triples)))
            self._uncut = triples

    @contextmanager
    def _understanding(self) -> Iterator[None]:
        """Tells of an answer that cannot be read to its end."""
        try:
            yield
        except SyntaxError as error:
            reason = " ".join(str(error.msg).split())
            raise EndpointRefused(endpoint=self.endpoint, reason=reason) from error


class _Query(SPARQLWrapper):
    """Builds the request for a query; sending it is left to our connections."""

    def __init__(
        self,
        endpoint: str,
        text: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> None:
        super().__init__(endpoint, agent=AGENT)
        self.kind = self.queryType = kind_of(text)
        self.queryString = text  # not by setQuery, which guesses the kind, and warns in doubt
        self.setOnlyConneg(True)  # or it asks for XML in parameters that contradict the header
        self.addCustomHttpHeader("Accept", wanted(self.kind))
        for iri in default_graphs:
            self.addDefaultGraph(iri)
        for iri in named_graphs:
            self.addNamedGraph(iri)

    def request(self) -> Request:
        """By GET, which can be cached, unless the address would be too long.

        An address that has parameters already is posted to, since SPARQLWrapper adds another ``?``.
        """
        self.setMethod(GET)
        short: Request = self._createRequest()
        if len(short.full_url) <= LONGEST_ADDRESS and "?" not in self.endpoint:
            return short
        self.setMethod(POST)
        long: Request = self._createRequest()
        return long
