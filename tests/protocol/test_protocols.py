"""SPARQL 1.1 Protocol and Graph Store HTTP Protocol, spoken to a real scratch server."""

import gzip
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from rdflib import RDF, Graph, URIRef

from hbgraph.ns import SD
from hbgraph.web.graphs import own_address

TOKEN = "protocol"
FORM = "application/x-www-form-urlencoded"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
TURTLE = "text/turtle"
JANE = '<urn:x:jane> <urn:x:name> "Jane" ; <urn:x:card> [ <urn:x:fn> "Jane" ] .'


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Client:
    port: int

    def send(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        sent: str | None = None,
        accept: str | None = None,
        **given: str,
    ) -> Reply:
        """``if_match`` becomes If-Match."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        headers |= {name.replace("_", "-"): value for name, value in given.items()}
        headers |= {"Content-Type": sent} if sent else {}
        headers |= {"Accept": accept} if accept else {}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            data = body.encode() if isinstance(body, str) else body
            connection.request(method, path, data, headers)
            response = connection.getresponse()
            got = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, got, response.read().decode())
        finally:
            connection.close()

    def update(self, text: str) -> Reply:
        return self.send("POST", "/update", text, UPDATE)

    def csv(self, query: str, given: str = "") -> list[str]:
        path = f"/sparql?query={quote(query, safe='')}{given}"
        return self.send("GET", path, accept="text/csv").text.split()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = str(tmp_path_factory.mktemp("scratch"))
    command = [sys.executable, "-m", "hbgraph", "serve", "--scratch", "--token", TOKEN]
    command += ["--data-dir", folder, "--bind", f"127.0.0.1:{free_port()}"]
    quiet, pipe = subprocess.DEVNULL, subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=quiet, text=True) as server:
        try:
            assert server.stdout is not None
            for line in server.stdout:
                if found := re.search(r"Serving: http://127\.0\.0\.1:(\d+)/", line):
                    yield Client(int(found[1]))
                    break
        finally:
            server.terminate()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def multipart(*parts: str) -> str:
    heads = (
        f'--edge\r\nContent-Disposition: form-data; name="f{n}"; filename="f{n}.ttl"\r\n'
        f"Content-Type: {TURTLE}\r\n\r\n{part}\r\n"
        for n, part in enumerate(parts)
    )
    return "".join(heads) + "--edge--\r\n"


def parted(*parts: tuple[str, str]) -> str:
    """A form of parts, each with the lines of its header and its content."""
    sent = (f"--edge\r\n{head}\r\n\r\n{content}\r\n" for head, content in parts)
    return "".join(sent) + "--edge--\r\n"


PARTED = "multipart/form-data; boundary=edge"
FILE = 'Content-Disposition: form-data; name="a"; filename="a.ttl"'
FIELD = 'Content-Disposition: form-data; name="b"'


def test_a_graph_lives_from_its_creation_to_its_end(client: Client) -> None:
    path = "/graphs/person/1.ttl"
    statuses = [
        client.send("PUT", path, JANE, TURTLE).status,
        client.send("PUT", path, JANE.replace("Jane", "Jo"), TURTLE).status,
        client.send("GET", f"/graphs?graph={path}", accept=TURTLE).status,
        client.send("POST", path, '<urn:x:jane> <urn:x:age> "7"', TURTLE).status,
        client.send(
            "POST",
            path,
            multipart("<urn:x:a> <urn:x:b> 1 .", "<urn:x:a> <urn:x:b> 2 ."),
            "multipart/form-data; boundary=edge",
        ).status,
        client.send("HEAD", path).status,
        client.send("DELETE", path).status,
        client.send("DELETE", path).status,
        client.send("GET", path).status,
        client.send("HEAD", path).status,
    ]
    assert statuses == [201, 204, 200, 200, 200, 200, 200, 404, 404, 404]


def test_what_is_posted_to_the_store_gets_a_name(client: Client) -> None:
    made = client.send("POST", "/graphs", JANE, TURTLE)
    assert made.status == 201
    path = urlsplit(made.headers["location"]).path
    assert "Jane" in client.send("GET", path, accept=TURTLE).text
    assert client.send("POST", path, "", TURTLE).status == 204


def test_a_blank_node_may_have_a_label(client: Client) -> None:
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    path = "/graphs/labelled"
    assert (
        client.send("PUT", path, f'[] {label} "a" . <urn:x:a> {label} "b" .', TURTLE).status == 201
    )
    assert client.send("GET", path, accept="application/n-triples").text.count("\n") == 2


def test_a_body_of_several_lines_may_come_after_its_header(client: Client) -> None:
    connection = HTTPConnection("127.0.0.1", client.port, timeout=30)
    body = b"<urn:x:a> <urn:x:b> 1 .\n<urn:x:a> <urn:x:b> 2 .\n"
    connection.putrequest("PUT", "/graphs/late")
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": TURTLE}
    for name, value in (headers | {"Content-Length": str(len(body))}).items():
        connection.putheader(name, value)
    connection.endheaders()
    time.sleep(0.2)
    for half in (body[:30], body[30:]):
        connection.send(half)
        time.sleep(0.1)
    assert connection.getresponse().status == 201
    connection.close()


def test_escapes_in_the_name_of_a_graph_are_read_once(client: Client) -> None:
    client.send("PUT", "/graphs?graph=http%3A%2F%2Fexample.org%2F1", JANE, TURTLE)
    for name, status in (("1", 200), ("%31", 200), ("%2531", 404)):
        assert client.send("GET", f"/graphs?graph=http://example.org/{name}").status == status


@pytest.mark.parametrize(
    "path",
    ["a%2Fb", "%E4%B8%AD", "a%25b", "%7Buser%7D", "a%22b", "a%FFb", "%41", "a;b=c,d:e@f(g)!'*+&$~"],
)
def test_the_address_of_a_request_names_its_graph_as_it_was_sent(client: Client, path: str) -> None:
    address = f"http://127.0.0.1:{client.port}/graphs/{path}"
    assert client.send("PUT", f"/graphs/{path}?", JANE, TURTLE).status == 201
    assert client.send("GET", f"/graphs?graph={quote(address, safe='')}").status == 200
    assert client.send("DELETE", address).status == 200, "in absolute form"
    assert client.send("GET", f"/graphs/{path}").status == 404


@pytest.mark.parametrize("target", ["/graphs/a%2Fb?x=1", "/at/graphs/a%2Fb"])
def test_a_graph_below_a_prefix_has_it_in_its_name(target: str) -> None:
    with Flask(__name__).test_request_context(target, base_url="https://example.org/at"):
        assert own_address() == "https://example.org/at/graphs/a%2Fb"


@pytest.mark.parametrize(
    "name",
    [
        "http://nl.example/%0aa",
        "http://nl.example/%0d%0aa",
        "http://nl.example/%09a",
        "%20http://nl.example/a",
        "%01http://nl.example/a",
        "http://nl.example/a%0a",
        "http://nl.example/a%00",
        "%0agraphs/a",
    ],
)
def test_a_name_with_blanks_or_line_ends_is_no_other_graph(client: Client, name: str) -> None:
    client.send("PUT", "/graphs?graph=http://nl.example/a", JANE, TURTLE)
    refused = client.send("DELETE", f"/graphs?graph={name}", accept="application/json")
    assert (refused.status, json.loads(refused.text)["code"]) == (400, "bad-graph-name")
    assert client.send("GET", "/graphs?graph=http://nl.example/a").status == 200


def test_only_a_name_without_scheme_is_resolved(client: Client) -> None:
    name = "http://example.org/a/../b/./c"
    assert client.send("PUT", f"/graphs?graph={name}", JANE, TURTLE).status == 201
    assert client.csv(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}") == ["n", "3"]


def test_every_part_of_a_form_is_stored_or_none_is(client: Client) -> None:
    path, read = "/graphs/parts", "application/n-triples"
    declared = f"{FIELD}\r\nContent-Type: {TURTLE}"
    xml = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
    first = (f"{FILE}\r\nContent-Type: {TURTLE}", "<urn:x:a> <urn:x:b> 1 .")
    second = (declared, "<urn:x:a> <urn:x:b> 2 .")
    empty = (f"{FIELD}\r\nContent-Type: application/rdf+xml", xml)
    assert client.send("POST", path, parted(first, second, empty), PARTED).status == 201
    assert client.send("GET", path, accept=read).text.count("\n") == 2
    assert client.send("PUT", path, parted(second, second), PARTED).status == 204
    assert client.send("GET", path, accept=read).text.count("\n") == 1
    for head, status in (
        (FIELD, 415),
        (f"{FIELD}\r\nContent-Type: text/csv", 415),
        (f"{declared}; charset=utf-16", 415),
        (f"{declared}\r\nContent-Transfer-Encoding: base64", 415),
        (f"{FIELD}\r\nContent-Type: application/rdf+xml", 400),
    ):
        refused = client.send("PUT", path, parted(first, (head, first[1])), PARTED)
        assert refused.status == status, head
    assert client.send("PUT", path, parted(first, second)[:-8], PARTED).status == 415
    assert client.send("PUT", path, parted(*[first] * 1_001), PARTED).status == 413
    assert client.send("GET", path, accept=read).text.count("\n") == 1


@pytest.mark.parametrize(
    "path", ["/graphs/same", "/graphs?graph=urn:x:none", "/sparql?query=ASK%7B%7D", "/sparql"]
)
def test_a_head_request_gets_the_headers_of_a_get(client: Client, path: str) -> None:
    client.send("PUT", "/graphs/same", JANE, TURTLE)
    got, told = (client.send(method, path, accept="*/*") for method in ("GET", "HEAD"))
    assert told.text == ""
    varying = {"date", "x-request-id"}
    assert {n: v for n, v in told.headers.items() if n not in varying} == {
        n: v for n, v in got.headers.items() if n not in varying
    }


def test_a_scratch_store_describes_its_unnamed_default_graph(client: Client) -> None:
    described = Graph().parse(data=client.send("GET", "/sparql/", accept=TURTLE).text)
    (service,) = described.subjects(RDF.type, SD.Service)
    assert str(service) == f"http://127.0.0.1:{client.port}/sparql/"
    assert set(described.objects(service, SD.feature)) == {SD.EmptyGraphs}


def test_the_default_graph_is_created_replaced_and_read(client: Client) -> None:
    client.update("CLEAR DEFAULT")
    assert client.send("PUT", "/graphs?default", JANE, TURTLE).status == 201
    assert client.send("PUT", "/graphs?default", JANE, TURTLE).status == 204
    got = client.send("GET", "/graphs?default", accept="application/n-triples")
    assert got.headers["content-type"] == "application/n-triples"
    assert got.text.count("\n") == 3


def test_a_precondition_protects_against_lost_updates(client: Client) -> None:
    path = "/graphs/guarded"
    client.send("PUT", path, JANE, TURTLE)
    tag = client.send("HEAD", path, accept=TURTLE).headers["etag"]
    bodies = ("<urn:x:a> <urn:x:b> 1 .", "<urn:x:a> <urn:x:b> 2 .")
    statuses = [client.send("PUT", path, body, TURTLE, if_match=tag).status for body in bodies]
    assert statuses == [204, 412]


@pytest.mark.parametrize(
    "given",
    [
        *({"if_match": tag} for tag in ("", '""', 'W/"x"', "W/*", '"*"', "W/CURRENT", "x")),
        *({"if_none_match": tag} for tag in ("*", "CURRENT", "W/CURRENT", '"", W/CURRENT')),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_precondition_that_does_not_hold_lets_no_write_through(
    client: Client, method: str, given: dict[str, str]
) -> None:
    path = "/graphs/kept"
    client.send("PUT", path, JANE, TURTLE)
    before = client.send("GET", path, accept=TURTLE)
    said = {name: tag.replace("CURRENT", before.headers["etag"]) for name, tag in given.items()}
    refused = client.send(method, path, "<urn:x:a> <urn:x:b> 1 .", TURTLE, **said)
    assert (refused.status, "changed-meanwhile" in refused.text) == (412, True)
    after = client.send("GET", path, accept=TURTLE)
    assert (after.status, after.headers["etag"]) == (200, before.headers["etag"])


@pytest.mark.parametrize("given", [{"if_match": "*"}, {"if_none_match": '""'}])
def test_a_precondition_that_holds_lets_a_write_through(
    client: Client, given: dict[str, str]
) -> None:
    client.send("PUT", "/graphs/free", JANE, TURTLE)
    assert client.send("PUT", "/graphs/free", JANE, TURTLE, **given).status == 204


def test_a_part_replaces_no_graph(client: Client) -> None:
    path = "/graphs/whole"
    client.send("PUT", path, JANE, TURTLE)
    refused = client.send("PUT", path, "", TURTLE, content_range="bytes 0-5/10")
    assert (refused.status, "partial-put" in refused.text) == (400, True)
    assert "Jane" in client.send("GET", path, accept=TURTLE).text


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        *(("PUT", "/graphs/packed", TURTLE), ("POST", "/graphs", TURTLE)),
        *(("POST", "/update", UPDATE), ("POST", "/sparql", QUERY), ("POST", "/q", QUERY)),
        ("POST", "/validate", TURTLE),
    ],
)
def test_a_compressed_body_is_refused_as_such(
    client: Client, method: str, path: str, sent: str
) -> None:
    packed = client.send(method, path, gzip.compress(b""), sent, content_encoding="gzip")
    assert (packed.status, "coded-body" in packed.text) == (415, True)
    assert packed.headers["accept-encoding"] == "identity"
    plain = client.send(method, path, b"", sent, content_encoding="Identity")
    assert "coded-body" not in plain.text


def test_what_is_not_there_yet_is_made_once(client: Client) -> None:
    path, once = "/graphs/once", {"if_none_match": "*"}
    assert client.send("PUT", path, JANE, TURTLE, if_match="*").status == 412
    statuses = [client.send("PUT", path, JANE, TURTLE, **once).status for _ in range(2)]
    assert statuses == [201, 412]


@pytest.mark.parametrize(
    ("method", "path", "body", "sent", "status"),
    [
        ("PUT", "/graphs?default", JANE, "application/rdf+xml", 400),
        ("PUT", "/graphs?default", "x", "text/csv", 415),
        ("PUT", "/graphs?default&graph=urn:x:g", JANE, TURTLE, 400),
        ("PUT", "/graphs?graph=not%20an%20iri", JANE, TURTLE, 400),
        ("PUT", "/graphs?graph=", JANE, TURTLE, 400),
        ("PUT", "/graphs?graph=http://example.org/%22", JANE, TURTLE, 400),
        ("PUT", "/graphs/a", JANE.encode("utf-16"), f"{TURTLE}; charset=utf-16", 415),
        ("GET", "/graphs?graph=urn:x:none", None, None, 404),
        ("PATCH", "/graphs?default", "", UPDATE, 405),
        ("PUT", "/sparql/?query=ASK%20%7B%7D", None, FORM, 405),
        ("GET", "/sparql/?query=ASK%20%7B%7D&query=ASK%20%7B%7D", None, None, 400),
        ("POST", "/sparql/", "ASK {}", "text/plain", 415),
        ("POST", "/sparql/", "query=ASK%20%7B%7D", None, 415),
        ("POST", "/sparql/", "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16", 415),
        ("POST", "/sparql/", b"ASK { ?s ?p '\xff' }", QUERY, 400),
        ("GET", "/sparql/?query=ASK%20%7B", None, None, 400),
        ("GET", "/sparql?update=CLEAR%20ALL", None, None, 400),
        ("GET", "/update?update=CLEAR%20ALL", None, None, 405),
        ("POST", "/update/", "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM, 400),
        ("POST", "/update", "CLEAR NAMED", "text/plain", 415),
        ("POST", "/update", "update=CLEAR%20NAMED", None, 415),
        ("POST", "/update", "CLEAR XYZ", UPDATE, 400),
        ("POST", "/update", "LOAD ;", UPDATE, 400),
        ("POST", "/update", "LOAD <http://127.0.0.1:9/>", UPDATE, 422),
        (
            "POST",
            "/update?using-graph-uri=urn:x:g",
            "WITH <urn:x:h> INSERT { <urn:x:a> <urn:x:b> 1 } WHERE {}",
            UPDATE,
            400,
        ),
    ],
)
def test_what_the_protocols_do_not_allow_is_refused(
    client: Client, method: str, path: str, body: str | bytes | None, sent: str | None, status: int
) -> None:
    assert client.send(method, path, body, sent).status == status


NO_UTF_8 = "INSERT DATA {<urn:x:bad> <urn:x:p> '%E9'}"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/update", f"update={NO_UTF_8}"),
        ("POST", "/update", f"update={NO_UTF_8}".replace("%E9", "\xe9").encode("latin-1")),
        ("POST", "/update?using-graph-uri=urn:x:%E9", "update=CLEAR NAMED"),
        ("POST", "/sparql", "query=ASK { ?s ?p '%E9' }"),
        ("POST", "/sparql", "query=ASK {}&named-graph-uri=urn:x:%E9"),
        ("GET", "/sparql?query=ASK%20%7B%20?s%20?p%20'%E9'%20%7D", None),
        ("POST", "/q", "query=ASK { ?s ?p '%E4%B8' }"),
        ("POST", "/validate", "data=<urn:x:s> <urn:x:p> '%ED%A0%80' ."),
        ("PUT", "/graphs?graph=http://example.org/%FF", JANE),
        ("GET", "/search?q=%E9&lang=en", None),
        ("GET", "/healthz?%C0%AF", None),
    ],
)
def test_escapes_that_are_no_utf_8_are_refused(
    client: Client, method: str, path: str, body: str | bytes | None
) -> None:
    sent = TURTLE if path.startswith("/graphs") else FORM
    refused = client.send(method, path, body, sent, "application/json")
    assert (refused.status, json.loads(refused.text)["code"]) == (400, "bad-encoding")
    assert client.csv("SELECT ?o { <urn:x:bad> ?p ?o }") == ["o"]
    assert client.send(method, path, body, sent, "text/html").status == 400


def test_a_replacement_character_that_is_meant_is_text(client: Client) -> None:
    query = quote("SELECT ('\N{REPLACEMENT CHARACTER}%zz' AS ?x) {}", safe="%")
    wanted = ["x", "\N{REPLACEMENT CHARACTER}%zz"]
    for given in (query.replace("%zz", "%25zz"), query):
        answers = (
            client.send("POST", "/sparql", f"query={given}", FORM, "text/csv"),
            client.send("GET", f"/sparql?query={given}", accept="text/csv"),
        )
        assert [answer.text.split() for answer in answers] == [wanted, wanted]


@pytest.mark.parametrize(("path", "sent"), [("/update", UPDATE), ("/graphs?default", TURTLE)])
def test_nobody_writes_without_a_token(client: Client, path: str, sent: str) -> None:
    connection = HTTPConnection("127.0.0.1", client.port)
    connection.request("POST", path, "", {"Content-Type": sent, "Authorization": "Bearer wrong"})
    response = connection.getresponse()
    assert (response.status, response.getheader("WWW-Authenticate", "")[:6]) == (401, "Bearer")
    connection.close()


def test_relative_names_resolve_against_the_address(client: Client) -> None:
    done = client.update(
        "CLEAR GRAPH <urn:x:base> ; INSERT DATA { GRAPH <urn:x:base> { <urn:x:s> <urn:x:p> <t> } }"
    )
    assert (done.status, done.headers.get("content-type")) == (204, None)
    rows = client.csv("SELECT ?o { GRAPH <urn:x:base> { ?s ?p ?o } }")
    assert rows == ["o", f"http://127.0.0.1:{client.port}/t"]


def test_the_request_may_choose_the_data_set(client: Client) -> None:
    client.update(
        "DROP ALL ; INSERT DATA { GRAPH <urn:x:1> { <urn:x:a> a <urn:x:D> }"
        " GRAPH <urn:x:2> { <urn:x:a> a <urn:x:D> . <urn:x:b> a <urn:x:D> } }"
    )
    count = "SELECT (COUNT(*) AS ?n) { ?s a <urn:x:D> }"
    both = "&default-graph-uri=urn:x:1&default-graph-uri=urn:x:2"
    assert client.csv(count) == ["n", "0"]
    assert client.csv(count, both) == ["n", "2"]
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a <urn:x:D> } }"
    assert client.csv(named, "&named-graph-uri=urn:x:1") == ["n", "1"]
    seen = "INSERT { GRAPH <urn:x:out> { ?s a <urn:x:E> } } WHERE { ?s a <urn:x:D> }"
    path = "/update?using-graph-uri=urn:x:2"
    assert client.send("POST", path, seen, UPDATE).status == 204
    assert client.csv("SELECT (COUNT(*) AS ?n) { GRAPH <urn:x:out> { ?s ?p ?o } }") == ["n", "2"]


def test_every_answer_names_its_release_and_a_write_the_new_one(client: Client) -> None:
    before = client.send("GET", "/healthz").headers["hbgraph-release"]
    wrote = client.update("INSERT DATA { <urn:x:new> <urn:x:p> 1 }").headers["hbgraph-release"]
    after = client.send("GET", "/sparql?query=ASK%7B%7D").headers["hbgraph-release"]
    assert before < wrote == after
    old = client.send(
        "GET", f"/release/{before}/sparql?query=ASK%7B%3Curn:x:new%3E%20%3Fp%20%3Fo%7D"
    )
    assert '"boolean":false' in old.text
    assert old.headers["hbgraph-release"] == before


def test_no_answer_is_ill_formed_xml(client: Client) -> None:
    thing = "https://w3id.org/hbgraph/id/test/xml"
    data = f"<{thing}> <http://example.org/123> 'v' ."
    for path in ("/graphs/xml", "/graphs?default"):
        assert client.send("POST", path, data, TURTLE).status < 300
    construct = quote("CONSTRUCT { <urn:x:a> <urn:x:1> 1 } {}", safe="")
    select = quote(r'SELECT ("\u0001" AS ?x) {}', safe="")
    for path, form in (
        ("/graphs/xml", "application/rdf+xml"),
        (f"/sparql?query={construct}", "application/rdf+xml"),
        (f"/sparql?query={select}", "application/sparql-results+xml"),
        ("/doc/test/xml.rdf", "application/rdf+xml"),
    ):
        refused = client.send("GET", path, accept=form)
        assert refused.status == 406
        assert "not-in-xml" in refused.text
    assert "http://example.org/123" in client.send("GET", "/doc/test/xml.ttl").text
    page = client.send("GET", f"/sparql?query={select}&format=xml", accept="text/html")
    assert (page.status, page.headers["content-type"][:9]) == (406, "text/html")


def test_a_thing_of_a_named_graph_has_a_document(client: Client) -> None:
    thing = "https://w3id.org/hbgraph/id/region/test-named"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    other = "<https://w3id.org/hbgraph/id/region/test-other>"
    said = f"<{thing}> {label} '隐县'@zh, 'Hidden County'@en . {other} <urn:x:of> <{thing}> ."
    for graph in ("urn:x:first", "urn:x:second"):
        assert client.send("PUT", f"/graphs?graph={graph}", said, TURTLE).status == 201
    assert client.csv(f"SELECT ?o {{ <{thing}> ?p ?o }}") == ["o"], "the default graph is its own"
    assert client.send("GET", "/id/region/test-named").status == 303
    document = Graph().parse(data=client.send("GET", "/doc/region/test-named.ttl").text)
    assert len(list(document.objects(URIRef(thing)))) == 2
    assert list(document.subjects(URIRef("urn:x:of"), URIRef(thing)))
    page = client.send("GET", "/doc/region/test-named?lang=zh", accept="text/html")
    assert (page.status, page.text.count("<h1"), "隐县" in page.text) == (200, 1, True)
    assert thing in client.send("GET", f"/search?q={quote('隐县')}", accept="application/json").text
    assert "test-named" in client.send("GET", "/timemap/doc/region/test-named").text
    assert client.send("DELETE", "/graphs?graph=urn:x:first").status == 200
    assert client.send("GET", "/doc/region/test-named.ttl").status == 200
    assert client.send("DELETE", "/graphs?graph=urn:x:second").status == 200
    assert client.send("GET", "/doc/region/test-named.ttl").status == 410
