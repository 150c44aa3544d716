"""Exchanges for the suites that are prose: protocol, graph store and service description.

Each has the name of the W3C's test and is written from the specification that it tests:
SPARQL 1.1 Protocol, SPARQL 1.1 Graph Store HTTP Protocol, SPARQL 1.1 Service Description.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
from compare import RESULTS, canonical, graph
from engines import JSON, N_TRIPLES, XML, Reply, Server
from pyshacl import validate
from rdflib import Graph, Namespace, URIRef

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SCHEMA = Path(__file__).with_name("service_description.ttl")

FORM = "application/x-www-form-urlencoded"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
TURTLE, RDF_XML = "text/turtle", "application/rdf+xml"
GRAPH_FORMS = (TURTLE, RDF_XML, N_TRIPLES, "application/ld+json")
TABLE_FORMS = (XML, JSON, "text/csv", "text/tab-separated-values")

SUCCESS, REFUSAL = range(200, 400), range(400, 500)
OK, CREATED, DONE = (200,), (201,), (200, 204)
MADE, MISSING = (200, 201, 204), (404,)

Check = Callable[[Reply], bool]


@dataclass(frozen=True)
class Step:
    """A request and the statuses it may get; the path may use {new}, a Location that came."""

    status: Container[int]
    method: str
    path: str
    body: str | bytes | None = None
    sent: str = ""
    accept: str = ""
    check: Check = lambda reply: True


@dataclass(frozen=True)
class Case:
    """Steps to be taken in order, in a store that holds just these graphs."""

    name: str
    steps: tuple[Step, ...]
    graphs: Mapping[str, bytes] = field(default_factory=dict)


def passes(case: Case, server: Server) -> bool:
    server.load(case.graphs)
    server.forget()
    new = ""
    for step in case.steps:
        headers = {"content_type": step.sent, "accept": step.accept}
        body = step.body.encode() if isinstance(step.body, str) else step.body
        path = step.path.replace("{new}", new)
        given = {name: value for name, value in headers.items() if value}
        reply = server.send(step.method, path, body, **given)
        if reply.status not in step.status or not step.check(reply):
            return False
        new = reply.headers.get("location", new)
    return True


def true(reply: Reply) -> bool:
    form = {JSON: RESULTS[".srj"], XML: RESULTS[".srx"]}.get(reply.media_type)
    if form is None:
        return False
    found = ox.parse_query_results(reply.body, format=form)
    return isinstance(found, ox.QueryBoolean) and bool(found)


def typed(*forms: str) -> Check:
    return lambda reply: reply.media_type in forms


def says(turtle: str) -> Check:
    """Whether an answer in Turtle is this graph."""

    def same(reply: Reply) -> bool:
        wanted, got = (
            canonical(graph(data, ox.RdfFormat.TURTLE, "http://localhost/"))
            for data in (turtle.encode(), reply.body)
        )
        return reply.media_type == TURTLE and wanted == got

    return same


def with_parameters(path: str, *pairs: tuple[str, str]) -> str:
    return f"{path}?{urlencode(pairs)}"


def asked(query: str, *pairs: tuple[str, str], check: Check = true) -> Step:
    """A query sent as the body, with parameters in the address."""
    return Step(SUCCESS, "POST", with_parameters("/sparql", *pairs), query, QUERY, check=check)


# SPARQL 1.1 Protocol

ONE, TWO, THREE = (f"http://example.org/data{number}" for number in (1, 2, 3))
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
DOCUMENTS = {name: f"<{name}> {TYPE} <urn:x:Document> .".encode() for name in (ONE, TWO, THREE)}
BOTH = f"ASK {{ <{ONE}> a ?t . <{TWO}> a ?t FILTER NOT EXISTS {{ <{THREE}> a ?t }} }}"
BOTH_NAMED = f"""ASK {{ GRAPH ?g {{ <{ONE}> a ?t }} GRAPH ?h {{ <{TWO}> a ?t }}
  FILTER NOT EXISTS {{ GRAPH ?i {{ <{THREE}> a ?t }} }} }}"""
DEFAULTS = (("default-graph-uri", ONE), ("default-graph-uri", TWO))
NAMED = (("named-graph-uri", ONE), ("named-graph-uri", TWO))


def protocol() -> Iterator[Case]:
    for name, steps in {**_queries(), **_updates(), **_refusals()}.items():
        yield Case(name, steps, DOCUMENTS)


def _queries() -> dict[str, tuple[Step, ...]]:
    third = ("default-graph-uri", THREE)
    full = BOTH_NAMED.replace("ASK {", f"ASK {{ <{THREE}> a ?any .")
    other = BOTH_NAMED.replace("ASK", f"ASK FROM <{THREE}> FROM NAMED <{THREE}>")

    def got(query: str, *pairs: tuple[str, str]) -> Step:
        path = with_parameters("/sparql", ("query", query), *pairs)
        return Step(SUCCESS, "GET", path, check=true)

    form = urlencode({"query": "ASK {}"})
    return {
        "query_get": (got("ASK {}"),),
        "query_post_form": (Step(SUCCESS, "POST", "/sparql/", form, FORM, check=true),),
        "query_post_direct": (asked("ASK {}"),),
        "query_dataset_default_graphs_get": (got(BOTH, *DEFAULTS),),
        "query_dataset_default_graphs_post": (asked(BOTH, *DEFAULTS),),
        "query_dataset_named_graphs_get": (got(BOTH_NAMED, *NAMED),),
        "query_dataset_named_graphs_post": (asked(BOTH_NAMED, *NAMED),),
        "query_dataset_full": (asked(full, third, *NAMED),),
        "query_multiple_dataset": (asked(other, *NAMED),),
        "query_content_type_select": (asked("SELECT (1 AS ?x) {}", check=typed(*TABLE_FORMS)),),
        "query_content_type_ask": (asked("ASK {}", check=typed(XML, JSON)),),
        "query_content_type_describe": (asked("DESCRIBE <a:b>", check=typed(*GRAPH_FORMS)),),
        "query_content_type_construct": (
            asked("CONSTRUCT { <s> <p> 1 } {}", check=typed(*GRAPH_FORMS)),
        ),
    }


def _updates() -> dict[str, tuple[Step, ...]]:
    def changed(where: str, *pairs: tuple[str, str]) -> Step:
        update = f"INSERT {{ GRAPH <urn:x:out> {{ ?s a ?g }} }} WHERE {{ {where} }}"
        return Step(SUCCESS, "POST", with_parameters("/update", *pairs), update, UPDATE)

    def out(*names: str) -> Step:
        rows = " ".join(f"<{name}>" for name in names)
        inside = (
            f"SELECT (COUNT(*) AS ?n) {{ GRAPH <urn:x:out> {{ ?s a ?g }} VALUES ?s {{ {rows} }} }}"
        )
        every = "SELECT (COUNT(*) AS ?m) { GRAPH <urn:x:out> { ?s a ?g } }"
        return asked(f"ASK {{ {{ {inside} }} {{ {every} }} FILTER(?n = {len(names)} && ?m = ?n) }}")

    one, two = ("using-graph-uri", ONE), ("using-graph-uri", TWO)
    named_one, named_two = ("using-named-graph-uri", ONE), ("using-named-graph-uri", TWO)
    plain, named = "?s a ?g", "GRAPH ?g { ?s a ?any }"
    relative = "CLEAR GRAPH <urn:x:b> ; INSERT DATA { GRAPH <urn:x:b> { <urn:x:s> <urn:x:p> <t> } }"
    absolute = "ASK { GRAPH <urn:x:b> { ?s ?p ?o FILTER(STRSTARTS(STR(?o), 'http://')) } }"
    form = urlencode({"update": "CLEAR ALL"})
    return {
        "update_post_form": (Step(SUCCESS, "POST", "/update", form, FORM),),
        "update_post_direct": (Step(SUCCESS, "POST", "/update/", "CLEAR ALL", UPDATE),),
        "update_base_uri": (Step(SUCCESS, "POST", "/update", relative, UPDATE), asked(absolute)),
        "update_dataset_default_graph": (changed(plain, one), out(ONE)),
        "update_dataset_default_graphs": (changed(plain, one, two), out(ONE, TWO)),
        "update_dataset_named_graphs": (changed(named, named_one, named_two), out(ONE, TWO)),
        "update_dataset_full": (
            changed(f"{{ {plain} }} UNION {{ {named} }}", one, named_two),
            out(ONE, TWO),
        ),
    }


def _refusals() -> dict[str, tuple[Step, ...]]:
    twice = urlencode([("query", "ASK {}"), ("query", "SELECT * {}")])
    both = urlencode([("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT")])
    modification = "WITH <urn:x:g> DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p 1 }"
    conflict = urlencode([("using-named-graph-uri", ONE), ("update", modification)])
    utf16 = {text: text.encode("utf-16") for text in ("ASK {}", "CLEAR NAMED")}
    return {
        name: (Step(REFUSAL, *request),)
        for name, request in {
            "bad_query_method": ("PUT", "/sparql?query=ASK%20%7B%7D", "", FORM),
            "bad_multiple_queries": ("GET", f"/sparql?{twice}"),
            "bad_query_wrong_media_type": ("POST", "/sparql", "ASK {}", "text/plain"),
            "bad_query_missing_form_type": ("POST", "/sparql", "query=ASK%20%7B%7D"),
            "bad_query_missing_direct_type": ("POST", "/sparql", "ASK {}"),
            "bad_query_non_utf8": ("POST", "/sparql", utf16["ASK {}"], f"{QUERY}; charset=UTF-16"),
            "bad_query_syntax": ("GET", "/sparql?query=ASK%20%7B"),
            "bad_update_get": ("GET", "/update?update=CLEAR%20ALL"),
            "bad_multiple_updates": ("POST", "/update", both, FORM),
            "bad_update_wrong_media_type": ("POST", "/update", "CLEAR NAMED", "text/plain"),
            "bad_update_missing_form_type": ("POST", "/update", "update=CLEAR%20NAMED"),
            "bad_update_non_utf8": (
                "POST",
                "/update",
                utf16["CLEAR NAMED"],
                f"{UPDATE}; charset=UTF-16",
            ),
            "bad_update_syntax": ("POST", "/update", "update=CLEAR%20XYZ", FORM),
            "bad_update_dataset_conflict": ("POST", "/update", conflict, FORM),
        }.items()
    }


# SPARQL 1.1 Graph Store HTTP Protocol

BODY_TYPE = f"{TURTLE}; charset=utf-8"
CARD = '<http://example.org/{0}> <urn:x:card> [ <urn:x:name> "{0}" ]'
"""The W3C's own bodies leave the last dot out, and so does this."""

EDGE = "edge"
DEFAULT = "/graphs?default"


def graph_store() -> Iterator[Case]:
    direct, indirect = "/graphs/person/{}.ttl", "/graphs?graph=http%3A%2F%2Fexample.org%2F{}.ttl"
    for form, place in (("direct", direct), ("indirect", indirect)):
        for name, steps in _of_one_graph(place).items():
            yield Case(f"{name}_{form}", steps)
    for name, steps in {**_of_the_store(), **_of_bodies(direct.format(1))}.items():
        yield Case(name, steps)


def put(status: Container[int], path: str, body: str, sent: str = BODY_TYPE) -> Step:
    return Step(status, "PUT", path, body, sent)


def get(path: str, body: str) -> Step:
    return Step(OK, "GET", path, accept=TURTLE, check=says(body))


def _of_one_graph(place: str) -> dict[str, tuple[Step, ...]]:
    path, john, jane = place.format(1), CARD.format("John"), CARD.format("Jane")
    parts = ("<urn:x:a> <urn:x:b> 1", "<urn:x:a> <urn:x:b> 2 .")
    head = "Content-Disposition: form-data; name=f; filename=f.ttl\r\nContent-Type: " + BODY_TYPE
    form = "".join(f"--{EDGE}\r\n{head}\r\n\r\n{part}\r\n" for part in parts) + f"--{EDGE}--\r\n"
    multipart = f"multipart/form-data; boundary={EDGE}"
    union = f"{jane} . <urn:x:a> <urn:x:b> 1, 2 ."
    return {
        "put_get_repeat": (
            put(CREATED, path, john),
            get(path, f"{john} ."),
            put(DONE, path, jane),
            get(path, f"{jane} ."),
        ),
        "put_delete_get_delete": (
            put(MADE, path, john),
            Step(DONE, "DELETE", path),
            Step(MISSING, "GET", path),
            Step(MISSING, "DELETE", path),
        ),
        "post_get_post_get": (
            Step(MADE, "POST", path, jane, BODY_TYPE),
            get(path, f"{jane} ."),
            Step(DONE, "POST", path, form, multipart),
            get(path, union),
        ),
        "head_existing": (
            put(MADE, path, john),
            Step(OK, "HEAD", path, accept=BODY_TYPE, check=typed(TURTLE)),
        ),
        "head_non_existing": (Step(MISSING, "HEAD", place.format(4), accept=BODY_TYPE),),
    }


def _of_the_store() -> dict[str, tuple[Step, ...]]:
    card, name = CARD.format("Alice"), "/graphs?graph=http://example.org/"
    return {
        "put_get_default": (put(MADE, DEFAULT, card), get(DEFAULT, f"{card} .")),
        "post_get_new_graph": (
            Step(CREATED, "POST", "/graphs", card, BODY_TYPE),
            get("/graphs?graph={new}", f"{card} ."),
            get("{new}", f"{card} ."),
        ),
        "put_get_uri_pct_encoded": (
            put(CREATED, "/graphs?graph=http%3A%2F%2Fexample.org%2F1", card),
            get(f"{name}1", f"{card} ."),
        ),
        "put_get_uri_pct_encoded_twice": (
            put(CREATED, f"{name}1", card),
            get(f"{name}%31", f"{card} ."),
            Step(MISSING, "GET", f"{name}%2531", accept=TURTLE),
        ),
    }


def _of_bodies(path: str) -> dict[str, tuple[Step, ...]]:
    """What the older prose of the suite asks for beyond the manifest."""
    card = CARD.format("Ann")
    return {
        "put_mismatched_payload": (put((400,), path, card, RDF_XML), Step(MISSING, "GET", path)),
        "put_get_empty_graph": (put(MADE, path, ""), get(path, "")),
        "post_empty_to_existing_graph": (
            put(MADE, path, card),
            Step((204,), "POST", path, "", BODY_TYPE),
            get(path, f"{card} ."),
        ),
    }


# SPARQL 1.1 Service Description


def service_description() -> Iterator[Case]:
    for form in (TURTLE, RDF_XML):
        for name, check in (
            ("returns_rdf", lambda reply: bool(_described(reply))),
            ("has_endpoint_triple", _names_itself),
            ("conforms_to_schema", _fits_schema),
        ):
            step = Step(OK, "GET", "/sparql", accept=form, check=check)
            yield Case(f"{name} ({form})", (step,), DOCUMENTS)


def _described(reply: Reply) -> Graph:
    return Graph().parse(data=reply.body, format=reply.media_type)


def _names_itself(reply: Reply) -> bool:
    return (None, SD.endpoint, URIRef(reply.address)) in _described(reply)


def _fits_schema(reply: Reply) -> bool:
    conforms, _, _ = validate(_described(reply), shacl_graph=Graph().parse(SCHEMA))
    return bool(conforms)
