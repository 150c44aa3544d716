"""Things and the documents about them, over real HTTP."""

import json
import re
from html import unescape
from http import HTTPStatus

import html5rdf
import pytest
from flask.testing import FlaskClient
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF

from hbgraph import media
from hbgraph.ns import DOC, HB, ID, OA
from web.conftest import BROWSER, Site

WUHAN = "/doc/region/420100"
TARGET = "target/2026-hubei-jxt-nev-output"
PASSAGE = "bulletin/2026-hubei-jxt/p18"
THINGS = [
    "region/420100",
    "industry/artificial-intelligence",
    "cluster/wuhan-optoelectronic-information",
    "corridor/life-health",
    "indicator/nev-output",
    TARGET,
    "observation/2026-hubei-jxt-nev-output",
    "comparison/2026-hubei-jxt-nev-output",
    "bulletin/2026-hubei-jxt",
    "bulletin/2026-hubei-jxt/p10",
    PASSAGE,
    "rule/within",
    "reference/divisions",
    "gbt4754-2017/C",
    "classification/isic-rev4",
]


def graph_of(site: Site, path: str) -> Graph:
    return Graph().parse(data=site.get(path, "text/turtle").body, format="turtle")


@pytest.mark.parametrize("thing", THINGS)
def test_a_thing_leads_to_the_document_about_it(site: Site, thing: str) -> None:
    reply = site.get(f"/id/{thing}")
    assert (reply.status, reply.headers["location"]) == (303, f"/doc/{thing}")


@pytest.mark.parametrize("thing", THINGS)
def test_a_document_is_a_valid_page_with_both_names(client: FlaskClient, thing: str) -> None:
    reply = client.get(f"/doc/{thing}", headers={"Accept": BROWSER})
    assert reply.status_code == HTTPStatus.OK
    html5rdf.HTMLParser(strict=True).parse(reply.text)
    graph = Graph().parse(data=client.get(f"/doc/{thing}.ttl").data, format="turtle")
    heading = re.search("<h1.*</h1>", reply.text)
    assert heading
    for label in graph.objects(ID[thing], RDFS.label):
        assert str(label) in unescape(heading[0])


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("form", media.RDF_FORMS)
def test_a_document_says_what_it_is_about_in_every_form(site: Site, thing: str, form: str) -> None:
    reply = site.get(f"/doc/{thing}", form)
    assert (reply.status, reply.media_type) == (200, form)
    graph = Graph().parse(data=reply.body, format=form)
    document = URIRef(DOC[thing])
    assert (document, FOAF.primaryTopic, ID[thing]) in graph
    assert (document, RDF.type, FOAF.Document) in graph
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert (document, DCTERMS.license, licence) in graph
    assert len(list(graph.predicate_objects(ID[thing]))) > 3


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, media.HTML),
        ("*/*", media.TURTLE),
        (BROWSER, media.HTML),
        ("application/json", media.JSON_LD),
        ("text/turtle;q=0.4, application/n-triples;q=0.6", media.N_TRIPLES),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', media.JSON_LD),
    ],
)
def test_negotiation_follows_the_client(site: Site, accept: str | None, form: str) -> None:
    reply = site.get(WUHAN, accept)
    assert reply.media_type == form
    assert {"Accept", "Accept-Language"} <= set(reply.headers["vary"].split(", "))


@pytest.mark.parametrize(("suffix", "form"), media.SUFFIXES.items())
def test_a_suffix_overrides_the_header(site: Site, suffix: str, form: str) -> None:
    reply = site.get(f"{WUHAN}.{suffix}", "image/png")
    assert (reply.status, reply.media_type) == (200, form)
    assert reply.headers["content-location"] == f"{WUHAN}.{suffix}"


def test_what_no_form_can_satisfy_is_not_acceptable(site: Site) -> None:
    reply = site.get(WUHAN, "image/png")
    assert reply.status == 406
    assert all(form in reply.text for form in media.SUFFIXES.values())


def test_an_unknown_suffix_is_an_unsupported_type(site: Site) -> None:
    reply = site.get(f"{WUHAN}.docx")
    assert (reply.status, "jsonld" in reply.text) == (415, True)


@pytest.mark.parametrize("path", ["/id/region/42010", "/doc/region/42010", "/doc/region/42010.ttl"])
def test_an_unknown_thing_is_not_found_and_near_names_are_offered(site: Site, path: str) -> None:
    reply = site.get(path, BROWSER)
    assert reply.status == 404
    assert f'href="{WUHAN}"' in reply.text


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/doc/indicator/nev-outputt", "/doc/indicator/nev-output"),
        ("/doc/indicator/nev-outptu", "/doc/indicator/nev-output"),
        ("/doc/target/2026-hubei-jxt-nev-outpt", "/doc/target/2026-hubei-jxt-nev-output"),
        ("/ontology/Clutser", "/ontology#Cluster"),
        ("/ontology/cluster", "/ontology#Cluster"),
        ("/ontology/indicatorss", "/ontology/indicators"),
    ],
)
def test_a_slip_in_an_address_leads_to_what_was_meant(site: Site, path: str, meant: str) -> None:
    reply = site.get(path, BROWSER, accept_language="en")
    assert reply.status == 404
    assert "choose one of the near names" in reply.text
    assert re.search('<ul>.*?href="([^"]*)"', reply.text.partition("Near names")[2])[1] == meant


@pytest.mark.parametrize("path", ["/doc/region/qqqqq", "/doc/xq/qqqqq", "/ontology/zzz"])
def test_where_nothing_is_near_nothing_is_promised(site: Site, path: str) -> None:
    text = site.get(path, BROWSER, accept_language="en").text
    assert "Check the spelling." in text
    assert "near names" not in text.lower()


def test_a_chinese_name_that_is_no_slug_finds_the_thing(site: Site) -> None:
    reply = site.get("/id/region/%E6%AD%A6%E6%B1%89", BROWSER)
    assert (reply.status, f'href="{WUHAN}"' in reply.text) == (404, True)


@pytest.mark.parametrize(
    "path",
    ["/doc/", "/doc/%00", "/doc/a%20b", "/doc/%3Cscript%3E", "/doc/..%2F..%2Fetc", "/id/x%22"],
)
def test_strange_paths_are_simply_not_found(site: Site, path: str) -> None:
    reply = site.get(path, BROWSER)
    assert reply.status == 404
    assert "<script>" not in reply.text


def test_an_unchanged_document_is_not_sent_again(site: Site) -> None:
    first = site.get(WUHAN, "text/turtle")
    assert first.headers["etag"].startswith('"')
    again = site.get(WUHAN, "text/turtle", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    since = site.get(WUHAN, "text/turtle", if_modified_since=first.headers["last-modified"])
    assert since.status == 304
    assert site.get(WUHAN, BROWSER, if_none_match=first.headers["etag"]).status == 200


def test_each_form_and_thing_has_a_tag_of_its_own(site: Site) -> None:
    paths = [f"{WUHAN}.{suffix}" for suffix in media.SUFFIXES] + ["/doc/region/420000.ttl"]
    assert len({site.get(path).headers["etag"] for path in paths}) == len(paths)


def test_head_is_get_without_the_body(site: Site) -> None:
    got, head = site.get(f"{WUHAN}.ttl"), site.send("HEAD", f"{WUHAN}.ttl")
    assert head.body == b""
    own = {"date": "", "x-request-id": ""}
    assert {**got.headers, **own} == {**head.headers, **own}


def test_links_lead_to_every_form_and_to_the_lasting_address(site: Site) -> None:
    link = site.get(WUHAN).headers["link"]
    for suffix, form in media.SUFFIXES.items():
        assert f'<{WUHAN}.{suffix}>; rel="alternate"; type="{form}"' in link
    assert f'<{DOC["region/420100"]}>; rel="canonical"' in link
    assert f'<{WUHAN}.ttl>; rel="describedby"' in link


def test_the_rdf_names_what_it_points_to(site: Site) -> None:
    graph = graph_of(site, WUHAN)
    assert (ID["region/420000"], RDFS.label, Literal("湖北省", "zh")) in graph


def test_the_rdf_holds_what_points_here(site: Site) -> None:
    graph = graph_of(site, WUHAN)
    assert (None, HB.memberRegion, ID["region/420100"]) in graph


def test_the_rdf_of_a_figure_holds_its_anchor_and_offsets(site: Site) -> None:
    graph = graph_of(site, f"/doc/{TARGET}")
    anchor = graph.value(ID[TARGET], HB.anchor)
    selector = graph.value(anchor, OA.hasSelector)
    assert graph.value(selector, OA.start)
    assert graph.value(selector, OA.end)


def test_the_rdf_of_a_passage_is_all_it_states(site: Site) -> None:
    graph = graph_of(site, f"/doc/{PASSAGE}")
    query = f"SELECT ?s ?p ?o {{ GRAPH <{ID[PASSAGE]}> {{ ?s ?p ?o }} }}"
    found = json.loads(site.query(query).body)["results"]["bindings"]
    assert len(found) > 100
    subjects = {row["s"]["value"] for row in found}
    assert subjects <= {str(subject) for subject in graph.subjects()}


def test_a_document_that_is_cut_says_so(site: Site) -> None:
    graph = graph_of(site, "/doc/classification/gbt4754-2017")
    thing = ID["classification/gbt4754-2017"]
    assert len(list(graph.subject_predicates(thing))) <= 1001
    notes = list(graph.objects(URIRef(DOC["classification/gbt4754-2017"]), RDFS.comment))
    assert {note.language for note in notes if isinstance(note, Literal)} == {"zh", "en"}
    assert list(graph_of(site, WUHAN).objects(URIRef(DOC["region/420100"]), RDFS.comment)) == []


def test_links_on_a_page_stay_on_this_server(site: Site) -> None:
    text = site.get(WUHAN, BROWSER).text
    links = re.findall('<a [^>]*href="([^"]*)"', text)
    assert "/doc/region/420000" in links
    assert "/ontology#within" in links
    assert not [link for link in links if link.startswith("https://w3id.org/hbgraph")]


def test_a_page_names_the_graph_of_a_fact_and_its_grade(site: Site) -> None:
    text = site.get(WUHAN, BROWSER).text
    assert 'href="/doc/reference/divisions"' in text
    assert 'class="badge sourced"' in text
    assert 'class="badge derived"' in text
    assert 'href="/doc/rule/within"' in text


def test_what_a_passage_prints_needs_no_badge(site: Site) -> None:
    text = site.get("/doc/observation/2026-hubei-jxt-nev-output", BROWSER).text
    assert 'class="badge printed"' not in text.partition('id="sources"')[0]


def test_a_figure_shows_its_printed_form_its_exact_value_and_its_unit(site: Site) -> None:
    text = site.get("/doc/observation/2026-hubei-jxt-nev-output", BROWSER).text
    card = text.partition('class="card"')[2].partition("</table>")[0]
    assert "82.4万辆" in card
    assert "824,000" in card
    assert "/doc/unit/vehicle" in card
    assert "#anchor-681-687" in card


def test_a_target_shows_the_change_it_requires_with_the_rule(site: Site) -> None:
    text = site.get(f"/doc/{TARGET}", BROWSER).text
    card = text.partition('class="card"')[2].partition("</table>")[0]
    assert "176,000" in card
    assert "21.36%" in card
    assert "/doc/rule/comparison" in card


def test_superclasses_do_not_clutter_the_head_of_a_page(site: Site) -> None:
    text = site.get(f"/doc/{TARGET}", BROWSER).text
    types = re.search('<p class="types">(.*)</p>', text)
    assert types
    assert re.findall('href="([^"]*)"', types[1]) == ["/ontology#Target"]


def test_a_passage_lists_figures_with_a_place_for_each_anchor(site: Site) -> None:
    text = site.get("/doc/bulletin/2026-hubei-jxt/p10", BROWSER).text
    ids = re.findall(' id="(anchor-[^"]*)"', text)
    assert len(ids) == len(set(ids))
    assert "anchor-681-687" in ids
    assert "183.6万辆" in text


def test_a_bulletin_lists_every_figure(site: Site) -> None:
    text = site.get("/doc/bulletin/2026-hubei-jxt", BROWSER).text
    query = f"SELECT (COUNT(DISTINCT ?f) AS ?n) {{ ?f a <{HB.Figure}> }}"
    (row,) = json.loads(site.query(query).body)["results"]["bindings"]
    listed = re.findall('<li><a href="(/doc/[^"]*)"', text.partition("</table>")[0])
    assert len(set(listed)) == int(row["n"]["value"])


def test_the_rest_of_what_points_here_is_one_query_away(site: Site) -> None:
    text = site.get("/doc/region/420000", BROWSER).text
    assert re.search('href="/sparql[?]query=[^"]*420000[^"]*"[^>]*>全部 116', text)


def test_the_query_behind_a_page_runs(site: Site) -> None:
    text = site.get(f"/doc/{TARGET}", BROWSER).text
    paths = re.findall('<a href="(/sparql[?]query=[^"]*)"[^>]*>本页的查询', text)
    assert len(paths) > 2
    for path in paths:
        reply = site.get(unescape(path))
        assert json.loads(reply.body)["results"]["bindings"]


def test_the_page_carries_json_ld_that_nothing_can_break_out_of(site: Site) -> None:
    text = site.get(WUHAN, BROWSER).text
    found = re.search('<script type="application/ld.json">(.*?)</script>', text, re.DOTALL)
    assert found
    assert "<" not in found[1]
    graph = Graph().parse(data=found[1], format="json-ld")
    assert (ID["region/420100"], RDFS.label, Literal("武汉市", "zh")) in graph


def test_a_heading_gives_the_name_in_both_languages(client: FlaskClient) -> None:
    assert '武汉市 <span class="other" lang="en">Wuhan</span>' in client.get(f"{WUHAN}.html").text
    english = client.get(f"{WUHAN}.html?lang=en").text
    assert 'Wuhan <span class="other" lang="zh-Hans">武汉市</span>' in english


def page(client: FlaskClient, thing: str, language: str) -> str:
    """The text of a page in one language, with its markup."""
    return client.get(f"/doc/{thing}.html?lang={language}").text


def test_a_figure_heads_its_page_in_the_words_of_the_reader(client: FlaskClient) -> None:
    headline = r'<p class="headline">(.*)</p>'
    found = [re.search(headline, page(client, TARGET, language)) for language in ("zh", "en")]
    assert [each[1] for each in found if each] == [
        '<data value="1000000" title="1,000,000">力争100万辆</data>',
        '<data value="1000000">striving for 1,000,000 vehicles</data>',
    ]


def test_the_words_around_a_figure_are_explained(client: FlaskClient) -> None:
    text = page(client, "target/2026-hubei-jxt-industrial-investment-growth", "en")
    card = text.partition('class="card"')[2].partition("</dl>")[0]
    assert "/doc/comparator/at-least" in card
    assert "the number itself is included" in card
    assert "/doc/modality/strive" in card


def test_a_target_without_a_baseline_says_why_and_what_the_reason_means(
    client: FlaskClient,
) -> None:
    text = page(client, "target/2026-hubei-jxt-new-5g-base-stations", "en")
    assert "cannot be computed: <a" in text
    assert "/doc/rule/incomparable" in text
    reference = text.partition("For reference")[2].partition("</dd>")[0]
    assert "188,000" in reference


def test_an_observation_names_the_targets_that_build_on_it(client: FlaskClient) -> None:
    text = page(client, "observation/2026-hubei-jxt-nev-output", "zh")
    section = text.partition('id="targets"')[2].partition("</section>")[0]
    assert f'href="/doc/{TARGET}"' in section
    assert "推导" in section


def test_figures_of_the_same_indicator_stand_side_by_side(client: FlaskClient) -> None:
    siblings = page(client, TARGET, "en").partition("figures relations")[2].partition("</table>")[0]
    assert "/doc/observation/2026-hubei-jxt-nev-output" in siblings
    assert "824,000 vehicles" in siblings


def test_a_set_has_no_siblings_among_other_sets(client: FlaskClient) -> None:
    text = page(client, "observation/2026-hubei-jxt-pillar-industries", "en")
    siblings = text.partition("figures relations")[2].partition("</table>")[0]
    shown = set(re.findall('<th scope="row"><a href="/doc/([^"]*)"', siblings))
    assert shown == {"observation/2026-hubei-jxt-pillar-industries-2026"}


def test_an_indicator_has_its_figures_by_year_with_targets_marked(client: FlaskClient) -> None:
    text = page(client, "indicator/nev-output", "zh")
    figure = text.partition("<figure")[2].partition("</figure>")[0]
    assert 'data-chart="series"' in figure
    assert 'data-unit="辆"' in figure
    assert '<data class="achieved" value="824000">82.4万辆</data>' in figure
    assert '<data class="target" value="1000000">力争100万辆</data>' in figure


def test_ranks_are_no_series_for_a_chart(client: FlaskClient) -> None:
    text = page(client, "indicator/rank", "en")
    assert "data-chart" not in text
    assert "4th" in text


def test_a_bulletin_shows_the_coverage_that_it_states(client: FlaskClient) -> None:
    text = page(client, "bulletin/2026-hubei-jxt", "en")
    figure = text.partition('<figure class="coverage">')[2].partition("</figure>")[0]
    stated = [int(n) for n in re.findall('<data value="([0-9]+)"', figure)]
    assert stated == [143, 120, 23]
    assert "uncovered <b>0</b>" in figure


def test_a_passage_leads_to_those_beside_it(client: FlaskClient) -> None:
    text = page(client, PASSAGE, "zh")
    assert 'rel="prev" href="/doc/bulletin/2026-hubei-jxt/p17"' in text
    assert 'rel="next" href="/doc/bulletin/2026-hubei-jxt/p19"' in text
    assert 'rel="prev"' not in page(client, "bulletin/2026-hubei-jxt/p01", "zh")


def test_registers_elsewhere_are_called_by_their_names(client: FlaskClient) -> None:
    text = page(client, "region/420100", "en")
    assert re.search('<a href="http://www.wikidata.org/entity/Q11746">Wikidata Q11746</a>', text)
    assert "GeoNames 1791247" in text


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("nev-output", ["+176,000 vehicles", "(+21.36%)", "176,000 <a"]),
        ("industrial-investment-growth", ["percentage points"]),
        ("new-5g-base-stations", ["cannot be computed: <a", "188,000"]),
    ],
)
def test_a_comparison_tells_its_numbers_with_their_units(
    client: FlaskClient, slug: str, said: list[str]
) -> None:
    text = page(client, f"comparison/2026-hubei-jxt-{slug}", "en")
    card, _, rest = text.partition('class="card"')[2].partition("</dl>")
    plain = re.sub("</?(data|b)[^>]*>", "", card)
    assert [each for each in said if each not in plain] == []
    assert f'href="/doc/target/2026-hubei-jxt-{slug}"' in card
    assert f"{HB.changePercent}".removeprefix("https://w3id.org/hbgraph") not in rest


def test_a_bulletin_tells_why_it_has_more_waivers_than_waived_numerals(client: FlaskClient) -> None:
    text = page(client, "bulletin/2026-hubei-jxt", "en")
    waived = re.search('waived with a reason <b><data value="([0-9]+)"', text)
    also = re.search(r"\(([0-9]+) more waivers", text)
    waivers = re.findall('<td class="number more">([0-9]+)</td></tr>', text)
    assert waived
    assert also
    assert int(waived[1]) + int(also[1]) == sum(map(int, waivers)) == 31


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reason", ["indefinite", "list-ordinal", "name"])
def test_waivers_of_the_same_numeral_can_be_told_apart(
    client: FlaskClient, reason: str, language: str
) -> None:
    text = page(client, f"waiver-reason/{reason}", language)
    found = re.findall('<a href="/doc/[^"]*#waiver-([0-9]+-[0-9]+)">([^<]*)</a>', text)
    names = [words for _, words in found]
    assert len(set(names)) == len(names) > 3
    assert [place for place, words in found if place.replace("-", "–") not in words] == []
