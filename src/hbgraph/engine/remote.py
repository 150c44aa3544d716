"""A remote engine: any SPARQL 1.1 server, asked through SPARQLWrapper."""

import ast
import json
import warnings
from collections.abc import Sequence
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from urllib.error import HTTPError

import requests
from rdflib import Graph, URIRef
from rdflib.query import Result
from requests.auth import HTTPDigestAuth
from SPARQLWrapper import ASK, CONSTRUCT, DESCRIBE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from hbgraph import media
from hbgraph.errors import (
    EndpointRefused,
    EndpointUnreachable,
    NotAcceptable,
    RefusedQuery,
    UnknownGraph,
)
from hbgraph.model import Answer, NamedGraph, Row

TIMEOUT = 60
"""Seconds to wait for the server."""

LONGEST_REASON = 500
"""Characters of the server's own words that an error quotes."""


class RemoteEngine:
    """Answers from the server at ``endpoint``, and writes to its ``graph_store`` if it has one."""

    def __init__(
        self,
        endpoint: str,
        graph_store: str | None = None,
        user: tuple[str, str] | None = None,
    ) -> None:
        """``graph_store`` takes ``?graph=`` (SPARQL 1.1 Graph Store HTTP Protocol, section 4.2);
        ``user`` is a name and a password, for digest authentication."""
        self.endpoint = endpoint
        self._graph_store = graph_store
        self._session = requests.Session()
        self._session.auth = HTTPDigestAuth(*user) if user else None

    def query(
        self,
        text: str,
        accept: str = "",
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        wrapper = self._wrapper(text)
        builds = wrapper.queryType in (CONSTRUCT, DESCRIBE)
        form = media.best(accept, media.RDF_FORMS if builds else media.RESULT_FORMS)
        if form is None:
            raise _not_acceptable(accept)
        wrapper.addCustomHttpHeader("Accept", form)
        for iri in default_graphs:
            wrapper.addDefaultGraph(iri)
        for iri in named_graphs:
            wrapper.addNamedGraph(iri)
        return self._send(wrapper, form)

    def select(self, text: str) -> list[Row]:
        rows = self._results(text).bindings
        return [{str(name): term for name, term in row.items()} for row in rows]

    def construct(self, text: str) -> Graph:
        body = b"".join(self.query(text, media.TURTLE).chunks)
        return Graph(bind_namespaces="none").parse(data=body, format="turtle")

    def ask(self, text: str) -> bool:
        return bool(self._results(text).askAnswer)

    def replace(self, graph: NamedGraph) -> None:
        """Gives the named graph these triples and no others."""
        self._write("PUT", graph.name, _n_triples(graph))

    def merge(self, graph: NamedGraph) -> None:
        """Adds these triples to the named graph."""
        self._write("POST", graph.name, _n_triples(graph))

    def delete(self, name: URIRef) -> None:
        """Removes a named graph; one that is not there is removed already."""
        try:
            self._write("DELETE", name)
        except UnknownGraph:
            return

    def close(self) -> None:
        """Lets go of the connections that are kept for writing."""
        self._session.close()

    def _write(self, method: str, name: URIRef, body: bytes | None = None) -> None:
        if self._graph_store is None:
            raise EndpointRefused(endpoint=self.endpoint, reason="no graph store is known")
        try:
            response = self._session.request(
                method,
                self._graph_store,
                params={"graph": str(name)},
                data=body,
                headers={"Content-Type": media.N_TRIPLES} if body is not None else {},
                timeout=TIMEOUT,
            )
        except requests.RequestException as error:
            raise EndpointUnreachable(endpoint=self._graph_store, reason=error) from error
        if response.status_code == HTTPStatus.NOT_FOUND:
            raise UnknownGraph(graph=name)
        if not response.ok:
            raise self._refused(f"HTTP {response.status_code}: {response.text}")

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

    def _send(self, wrapper: SPARQLWrapper, form: str) -> Answer:
        try:
            response: HTTPResponse = wrapper.query().response
            body = response.read()
        except HTTPError as error:
            with error:
                said = error.read().decode(errors="replace")
            if error.code == HTTPStatus.NOT_ACCEPTABLE:
                raise _not_acceptable(form) from error
            raise self._refused(f"HTTP {error.code}: {said}") from error
        except SPARQLWrapperException as error:
            raise self._refused(_words(error)) from error
        except (OSError, HTTPException) as error:
            raise EndpointUnreachable(endpoint=self.endpoint, reason=error) from error
        sent = response.headers.get_content_type()
        if sent != form:
            raise self._refused(f"Content-Type: {sent}")
        if wrapper.queryType == ASK and form == media.RESULTS_JSON:
            body = _truth(body)
        return Answer(sent, [body], len(body))

    def _refused(self, reason: str) -> EndpointRefused:
        return EndpointRefused(
            endpoint=self.endpoint, reason=" ".join(reason.split())[:LONGEST_REASON]
        )


def _truth(body: bytes) -> bytes:
    """The answer to ASK as the format has it; Virtuoso 7 sends a table of one cell, or none."""
    said = json.loads(body)
    if "boolean" in said:
        return body
    cells = [cell["value"] for row in said["results"]["bindings"] for cell in row.values()]
    return json.dumps(
        {"head": {}, "boolean": any(cell in ("1", "true") for cell in cells)}
    ).encode()


def _n_triples(graph: NamedGraph) -> bytes:
    return graph.triples.serialize(format="ntriples", encoding="utf-8")


def _not_acceptable(accept: str) -> NotAcceptable:
    return NotAcceptable(accept=accept, offered=", ".join((*media.RESULT_FORMS, *media.RDF_FORMS)))


def _words(error: SPARQLWrapperException) -> str:
    """The server's words, which SPARQLWrapper puts into its message as the repr of their bytes."""
    message, _, quoted = str(error).partition("Response:\n")
    return ast.literal_eval(quoted).decode(errors="replace") if quoted else message
