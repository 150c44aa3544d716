"""A remote engine: any SPARQL 1.1 server, asked through SPARQLWrapper."""

import ast
import warnings
from collections.abc import Sequence
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from urllib.error import HTTPError

from rdflib import Graph
from rdflib.query import Result
from SPARQLWrapper import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from hbgraph import media
from hbgraph.errors import EndpointRefused, EndpointUnreachable, NotAcceptable, RefusedQuery
from hbgraph.model import Answer, Row

TIMEOUT = 60
"""Seconds to wait for the server."""

LONGEST_REASON = 500
"""Characters of the server's own words that an error quotes."""


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
        choices = (media.best(accept, forms) for forms in (media.RESULT_FORMS, media.RDF_FORMS))
        wanted = [form for form in choices if form]
        if not wanted:
            raise _not_acceptable(accept)
        wrapper = self._wrapper(text)
        wrapper.addCustomHttpHeader("Accept", ", ".join(wanted))
        for iri in default_graphs:
            wrapper.addDefaultGraph(iri)
        for iri in named_graphs:
            wrapper.addNamedGraph(iri)
        return self._send(wrapper, wanted)

    def select(self, text: str) -> list[Row]:
        rows = self._results(text).bindings
        return [{str(name): term for name, term in row.items()} for row in rows]

    def construct(self, text: str) -> Graph:
        body = b"".join(self.query(text, media.TURTLE).chunks)
        return Graph(bind_namespaces="none").parse(data=body, format="turtle")

    def ask(self, text: str) -> bool:
        return bool(self._results(text).askAnswer)

    def close(self) -> None:
        """Nothing stays open between queries."""

    def _results(self, text: str) -> Result:
        body = b"".join(self.query(text, media.RESULTS_JSON).chunks)
        try:
            return Result.parse(BytesIO(body), format="json")
        except ValueError as error:
            raise EndpointRefused(endpoint=self.endpoint, reason=error) from error

    def _wrapper(self, text: str) -> SPARQLWrapper:
        wrapper = SPARQLWrapper(self.endpoint)
        wrapper.setMethod("POST")
        wrapper.setTimeout(TIMEOUT)
        wrapper.setOnlyConneg(True)  # or it asks for XML in parameters that contradict the header
        with warnings.catch_warnings(action="ignore"):  # it warns when it cannot tell the form
            wrapper.setQuery(text)
        if wrapper.isSparqlUpdateRequest():
            raise RefusedQuery(feature="SPARQL Update")
        return wrapper

    def _send(self, wrapper: SPARQLWrapper, wanted: Sequence[str]) -> Answer:
        try:
            response: HTTPResponse = wrapper.query().response
            body = response.read()
        except HTTPError as error:
            if error.code == 406:
                raise _not_acceptable(", ".join(wanted)) from error
            raise self._refused(
                f"HTTP {error.code}: {error.read().decode(errors='replace')}"
            ) from error
        except SPARQLWrapperException as error:
            raise self._refused(_words(error)) from error
        except (OSError, HTTPException) as error:
            raise EndpointUnreachable(endpoint=self.endpoint, reason=error) from error
        sent = response.headers.get_content_type()
        if sent not in wanted:
            raise self._refused(f"Content-Type: {sent}")
        return Answer(sent, [body])

    def _refused(self, reason: str) -> EndpointRefused:
        return EndpointRefused(
            endpoint=self.endpoint, reason=" ".join(reason.split())[:LONGEST_REASON]
        )


def _not_acceptable(accept: str) -> NotAcceptable:
    return NotAcceptable(accept=accept, offered=", ".join((*media.RESULT_FORMS, *media.RDF_FORMS)))


def _words(error: SPARQLWrapperException) -> str:
    """The server's words, which SPARQLWrapper puts into its message as the repr of their bytes."""
    message, _, quoted = str(error).partition("Response:\n")
    return ast.literal_eval(quoted).decode(errors="replace") if quoted else message
