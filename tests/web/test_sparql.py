"""The SPARQL endpoint over real HTTP."""

import json
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from rdflib import RDF, SKOS, Graph, URIRef

from hbgraph import media
from hbgraph.ns import ID, ONTOLOGY, SD, UNIT
from hbgraph.queries import Example, examples
from web.conftest import BROWSER, Site

LABEL = '"武汉市"@zh'
SELECT = "SELECT ?s { ?s <http://www.w3.org/2000/01/rdf-schema#label> " + LABEL + " }"
ASK = "ASK { ?s ?p " + LABEL + " }"
DESCRIBE = "DESCRIBE <https://w3id.org/hbgraph/id/region/420100>"
WUHAN = "https://w3id.org/hbgraph/id/region/420100"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


def bindings(body: bytes) -> list[str]:
    return [row["s"]["value"] for row in json.loads(body)["results"]["bindings"]]


def test_get_answers_a_query(site: Site) -> None:
    reply = site.query(SELECT)
    assert (reply.status, reply.media_type) == (200, media.RESULTS_JSON)
    assert bindings(reply.body) == [WUHAN]


def test_post_takes_a_form(site: Site) -> None:
    body = urlencode({"query": SELECT}).encode()
    reply = site.send("POST", "/sparql", body=body, content_type=FORM)
    assert bindings(reply.body) == [WUHAN]


def test_post_takes_a_bare_query(site: Site) -> None:
    reply = site.send("POST", "/sparql", body=SELECT.encode(), content_type=QUERY)
    assert bindings(reply.body) == [WUHAN]


@pytest.mark.parametrize("query", [SELECT, ASK])
@pytest.mark.parametrize("form", media.RESULT_FORMS)
def test_rows_come_as_exactly_the_type_asked_for(site: Site, query: str, form: str) -> None:
    reply = site.query(query, form)
    if query == ASK and form in (media.RESULTS_CSV, media.RESULTS_TSV):
        assert reply.body.strip() == b"true"
    assert (reply.status, reply.media_type) == (200, form)


@pytest.mark.parametrize("form", media.RDF_FORMS)
def test_triples_come_as_exactly_the_type_asked_for(site: Site, form: str) -> None:
    reply = site.query(DESCRIBE, form)
    assert (reply.status, reply.media_type) == (200, form)
    assert (URIRef(WUHAN), None, None) in Graph().parse(data=reply.body, format=form)


def test_quality_values_decide(site: Site) -> None:
    accept = "text/csv;q=0.5, application/sparql-results+xml;q=0.9"
    assert site.query(SELECT, accept).media_type == media.RESULTS_XML


def test_json_means_the_json_form_of_the_answer(site: Site) -> None:
    assert site.query(SELECT, "application/json").media_type == media.RESULTS_JSON
    assert site.query(DESCRIBE, "application/json").media_type == media.JSON_LD


def test_the_parameter_format_overrides_the_header(site: Site) -> None:
    assert site.query(SELECT, BROWSER, format="csv").media_type == media.RESULTS_CSV
    assert site.query(SELECT, BROWSER, format="docx").status == 406


def test_a_browser_gets_the_answer_as_a_page_whose_links_stay_here(site: Site) -> None:
    reply = site.query(SELECT, BROWSER)
    assert reply.media_type == media.HTML
    assert '<a href="/doc/region/420100" title="id:region/420100">武汉市</a>' in reply.text


def test_a_page_takes_what_only_a_page_can_show(site: Site) -> None:
    assert site.query(SELECT, "text/html;q=0.5, text/turtle").media_type == media.HTML


def test_named_default_graphs_replace_the_merge(site: Site) -> None:
    graph = "https://w3id.org/hbgraph/id/bulletin/2026-hubei-jxt"
    reply = site.query(SELECT, **{"default-graph-uri": graph})
    assert bindings(reply.body) == []


def test_downloads_ask_the_graphs_that_the_page_asked(site: Site) -> None:
    graph = "https://w3id.org/hbgraph/id/bulletin/2026-hubei-jxt/p18"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    page = site.query(count, BROWSER, **{"default-graph-uri": graph}).text
    links = map(unescape, re.findall(r'href="(/sparql\?[^"]+)"', page))
    asked = [each for each in links if urlencode({"query": count}) in each]
    assert len(asked) > 5
    assert all(urlencode({"default-graph-uri": graph}) in each for each in asked)
    shown = re.search(r"<data [^>]*>(\d+)</data>", page)
    assert shown is not None
    wanted = urlencode({"format": "csv", "default-graph-uri": graph})
    (table,) = [each for each in asked if each.endswith(wanted)]
    assert site.get(table).text.split() == ["n", shown[1]]


def test_an_unknown_graph_is_an_empty_graph(site: Site) -> None:
    query = "SELECT ?s { GRAPH ?g { ?s ?p ?o } }"
    reply = site.query(query, **{"named-graph-uri": "urn:x:none"})
    assert (reply.status, bindings(reply.body)) == (200, [])


def test_a_triple_that_two_graphs_state_counts_once(site: Site) -> None:
    twice = "?s ?p ?o . GRAPH ?a { ?s ?p ?o } GRAPH ?b { ?s ?p ?o } FILTER(STR(?a) < STR(?b))"
    (row,) = json.loads(
        site.query(
            f"SELECT ?s ?p ?o (COUNT(*) AS ?n) {{ {{ SELECT * {{ {twice} }} LIMIT 1 }} ?s ?p ?o }} "
            "GROUP BY ?s ?p ?o"
        ).body
    )["results"]["bindings"]
    assert row["n"]["value"] == "1"


def test_head_is_get_without_the_body(site: Site) -> None:
    path = f"/sparql?{urlencode({'query': SELECT})}"
    got, head = site.get(path), site.send("HEAD", path)
    assert head.body == b""
    assert head.headers["content-length"] == str(len(got.body))
    assert head.headers["content-type"] == got.headers["content-type"]


def test_options_names_the_methods_to_scripts_of_any_site(site: Site) -> None:
    reply = site.send("OPTIONS", "/sparql", origin="https://example.org")
    assert reply.status == 200
    assert {"GET", "HEAD", "POST"} <= set(reply.headers["allow"].split(", "))
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "Content-Type" in reply.headers["access-control-allow-headers"]


def test_without_a_query_a_browser_gets_the_form_with_the_examples(site: Site) -> None:
    reply = site.get("/sparql", BROWSER)
    assert reply.media_type == media.HTML
    assert '<form action="/sparql" method="get" data-editor' in reply.text
    assert len(examples()) >= 10
    assert all(example.zh in reply.text for example in examples())


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle", "application/rdf+xml"])
def test_without_a_query_a_program_gets_the_service_description(
    site: Site, accept: str | None
) -> None:
    reply = site.get("/sparql", accept)
    graph = Graph().parse(data=reply.body, format=reply.media_type)
    service = graph.value(predicate=RDF.type, object=SD.Service)
    assert graph.value(service, SD.endpoint) == URIRef(f"http://127.0.0.1:{site.port}/sparql")
    assert (service, SD.feature, SD.UnionDefaultGraph) in graph


def test_the_service_description_names_every_graph(site: Site) -> None:
    graph = Graph().parse(data=site.get("/sparql", "text/turtle").body, format="turtle")
    found = json.loads(site.query("SELECT DISTINCT ?s { GRAPH ?s { ?a ?b ?c } }").body)
    names = {row["s"]["value"] for row in found["results"]["bindings"]}
    assert {str(name) for name in graph.objects(predicate=SD.name)} == names


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_every_example_has_an_answer_on_its_page(site: Site, example: Example) -> None:
    page = site.query(example.text, BROWSER)
    assert page.status == 200
    shown = page.text.partition('<div id="result">')[2].partition('id="examples"')[0]
    assert re.search("<tbody><tr>|<p><b>|hb:value", shown)


def test_a_malformed_query_is_told_where_it_breaks(site: Site) -> None:
    reply = site.query("SELECT * {\n ?s ?p }")
    assert reply.status == 400
    assert "第 2 行第 9 列" in reply.text
    assert "line 2, column 9" in reply.text
    assert "Traceback" not in reply.text


def test_a_program_is_told_the_place_of_an_undeclared_prefix(site: Site) -> None:
    told = json.loads(site.query("SELECT * {\n ?s a hb:Clu }", "application/json").body)
    assert told["code"] == "undeclared-prefix"
    assert told["position"] == {"line": 2, "column": 7}


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("zh", ["类型", "概念", "hbgraph 指标", "%"]),
        ("en", ["type", "concept", "hbgraph indicators"]),
    ],
)
def test_whatever_has_a_label_is_shown_by_it(site: Site, language: str, names: list[str]) -> None:
    terms = (
        f"<{RDF.type}> <{SKOS.Concept}> <{ONTOLOGY}/indicators> <{UNIT['PERCENT']}> <urn:x:none>"
    )
    query = f"SELECT ?x {{ VALUES ?x {{ {terms} }} }}"
    text = site.query(query, BROWSER, lang=language).text.partition("<tbody>")[2]
    shown = re.findall(r"<td><(?:a|span) [^>]*>([^<]*)</", text)
    assert {*names, "urn:x:none"} <= set(shown)
    assert not {"rdf:type", "skos:Concept", f"{ONTOLOGY}/indicators"} & set(shown)


def test_federation_is_refused(site: Site) -> None:
    reply = site.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert (reply.status, "SERVICE" in reply.text) == (422, True)


def test_a_form_that_cannot_hold_the_answer_is_not_acceptable(site: Site) -> None:
    reply = site.query(SELECT, "text/turtle")
    assert reply.status == 406
    assert media.RESULTS_JSON in reply.text


def test_two_queries_are_one_too_many(site: Site) -> None:
    path = f"/sparql?{urlencode([('query', SELECT), ('query', ASK)])}"
    assert site.get(path).status == 400
    in_both = site.send(
        "POST", path.partition("&")[0], body=urlencode({"query": ASK}).encode(), content_type=FORM
    )
    assert in_both.status == 400


def test_a_bare_query_beside_one_in_the_address_is_one_too_many(site: Site) -> None:
    path = f"/sparql?{urlencode({'query': SELECT})}"
    assert site.send("POST", path, body=ASK.encode(), content_type=QUERY).status == 400


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_update_is_no_query(site: Site, method: str) -> None:
    update = urlencode({"update": "DROP ALL"})
    if method == "GET":
        assert site.get(f"/sparql?{update}").status == 400
    else:
        reply = site.send("POST", "/sparql", body=update.encode(), content_type=FORM)
        assert reply.status == 400
    assert site.query("INSERT DATA { <urn:x:a> <urn:x:b> <urn:x:c> }").status == 400


def test_a_form_without_a_query_is_wrong(site: Site) -> None:
    reply = site.send("POST", "/sparql", body=b"a=b", content_type=FORM)
    assert (reply.status, "missing-text" in reply.text) == (400, True)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/json",
        "application/sparql-update",
        f"{QUERY}; charset=utf-16",
        f"{FORM}; charset=gbk",
    ],
)
def test_a_body_of_another_type_or_encoding_is_refused(site: Site, content_type: str) -> None:
    reply = site.send("POST", "/sparql", body=SELECT.encode(), content_type=content_type)
    assert reply.status == 415


def test_a_body_without_a_type_is_refused(site: Site) -> None:
    assert site.send("POST", "/sparql", body=SELECT.encode()).status == 415


def test_a_body_that_is_not_utf_8_is_refused(site: Site) -> None:
    reply = site.send("POST", "/sparql", body=ASK.encode("utf-16"), content_type=QUERY)
    assert (reply.status, "UTF-8" in reply.text) == (400, True)


@pytest.mark.parametrize("length", [6_000, 60_000])
def test_a_query_over_the_limit_is_too_large(site: Site, length: int) -> None:
    body = (ASK + " " * length).encode()
    assert site.send("POST", "/sparql", body=body, content_type=QUERY).status == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(site: Site, method: str) -> None:
    reply = site.send(method, "/sparql", body=b"", content_type=QUERY)
    assert reply.status == 405
    assert "GET" in reply.headers["allow"]


def test_a_query_in_the_page_is_escaped(site: Site) -> None:
    reply = site.query('SELECT ("</textarea><script>x" AS ?x) {}', BROWSER)
    assert reply.status == 200
    assert "<script>" not in reply.text
    assert "&lt;script&gt;x" in reply.text


def test_places_among_the_solutions_light_up_on_a_map(site: Site) -> None:
    yichang, province = ID["region/420500"], ID["region/420000"]
    text = site.query(f"SELECT ?r {{ VALUES ?r {{ <{yichang}> <{province}> }} }}", BROWSER).text
    drawn = text.partition("<svg")[2].partition("</svg>")[0]
    assert '<text class="lit"' in drawn
    assert drawn.count('class="lit"') == 1
    assert "未分级" not in text
    assert 'class="key"' not in text
    assert "<svg" not in site.query(f"SELECT ?r {{ VALUES ?r {{ <{province}> }} }}", BROWSER).text
