"""A remote engine: any SPARQL 1.1 server, asked through SPARQLWrapper."""

from collections.abc import Sequence
from io import BytesIO
from urllib.error import HTTPError, URLError

from rdflib import Graph
from rdflib.query import Result
from SPARQLWrapper import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from hbgraph import media
from hbgraph.errors import EndpointRefused, EndpointUnreachable, NotAcceptable
from hbgraph.model import Answer, Row

TIMEOUT = 60
"""Seconds to wait for an answer."""

FORMATS = {
    media.RESULTS_JSON: "json",
    media.RESULTS_XML: "xml",
    media.RESULTS_CSV: "csv",
    media.RESULTS_TSV: "tsv",
    media.TURTLE: "turtle",
    media.JSON_LD: "json-ld",
    media.N_TRIPLES: "n3",
    media.RDF_XML: "rdf+xml",
}
"""Media types and SPARQLWrapper's names for them."""


class RemoteEngine:
    """Answers from the server at ``endpoint``."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def query(
        self,
        text: str,
        accept: str = "",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        wrapper = self._wrapper(text)
        for iri in default_graphs:
            wrapper.addDefaultGraph(iri)
        for iri in named_graphs:
            wrapper.addNamedGraph(iri)
        rows = wrapper.queryType in ("SELECT", "ASK")
        forms = media.RESULT_FORMS if rows else media.RDF_FORMS
        chosen = media.best(accept, forms)
        if chosen is None:
            raise NotAcceptable(accept=accept, offered=", ".join(forms))
        wrapper.setReturnFormat(FORMATS[chosen])
        wrapper.setOnlyConneg(True)
        return Answer(chosen, [self._send(wrapper)])

    def select(self, text: str) -> list[Row]:
        body = b"".join(self.query(text, media.RESULTS_JSON).chunks)
        found = Result.parse(BytesIO(body), format="json").bindings
        return [{str(name): term for name, term in row.items()} for row in found]

    def construct(self, text: str) -> Graph:
        body = b"".join(self.query(text, media.TURTLE).chunks)
        return Graph(bind_namespaces="none").parse(data=body, format="turtle")

    def ask(self, text: str) -> bool:
        body = b"".join(self.query(text, media.RESULTS_JSON).chunks)
        return bool(Result.parse(BytesIO(body), format="json").askAnswer)

    def close(self) -> None:
        """Nothing stays open between queries."""

    def _wrapper(self, text: str) -> SPARQLWrapper:
        wrapper = SPARQLWrapper(self.endpoint)
        wrapper.setMethod("POST")
        wrapper.setTimeout(TIMEOUT)
        wrapper.setQuery(text)
        return wrapper

    def _send(self, wrapper: SPARQLWrapper) -> bytes:
        try:
            response = wrapper.query().response
            return bytes(response.read())
        except (SPARQLWrapperException, HTTPError) as error:
            raise EndpointRefused(endpoint=self.endpoint, reason=_first_line(error)) from error
        except (URLError, OSError) as error:
            raise EndpointUnreachable(endpoint=self.endpoint, reason=_first_line(error)) from error


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
