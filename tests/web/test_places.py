"""Pages of places, groupings, industries, classifications, programmes tell what the graph says."""

import json
import re
from html import unescape

import html5rdf
import pytest

from hbgraph.ns import ID, PREFIXES
from web.conftest import Site

PAGES = [
    "region/420000",
    "region/420600",
    "region/420882",
    "region/429021",
    "region/han-xiang-yi",
    "region/wuhan-metropolitan-circle",
    "region/central-six-provinces",
    "cluster/power-batteries",
    "cluster/xianan-electromechanical",
    "corridor/high-end-equipment",
    "industry/artificial-intelligence",
    "industry/automobiles",
    "tier/pillar",
    "gbt4754-2017/C",
    "gbt4754-2017/3612",
    "gbt4754-2017/0315",
    "isic-rev4/2910",
    "classification/gbt4754-2017",
    "programme/six-green-development-projects",
    "programme/energy-saving-renovation",
    "programme/technical-upgrading-and-equipment-renewal",
    "enterprise/angel-yeast",
    "organisation/hubei-department-of-economy-and-information-technology",
    "honour/little-giant",
    "product/rice-albumin",
    "portfolio/treasury-bond-projects",
    "enterprise-group/little-giants",
    "facility/chemical-parks",
    "event/51020-matchmaking",
    "policy/steady-growth-package",
    "slogan/jingchu-manufacturing",
]
XIANGYANG = "region/420600"
MANUFACTURING = "gbt4754-2017/C"


def ask(site: Site, where: str) -> list[dict[str, str]]:
    """The solutions of a pattern, its IRIs as addresses on this server."""
    prefixes = "".join(f"PREFIX {name}: <{base}>\n" for name, base in PREFIXES.items())
    answer = json.loads(site.query(f"{prefixes} SELECT * WHERE {{ {where} }}").body)
    return [
        {name: cell["value"].replace(str(ID), "/doc/") for name, cell in row.items()}
        for row in answer["results"]["bindings"]
    ]


def text_of(site: Site, thing: str, language: str = "zh") -> str:
    return unescape(site.get(f"/doc/{thing}.html?lang={language}").text)


def table(text: str, caption: str) -> str:
    """The table that has this caption, up to its end."""
    (found,) = (
        each
        for each in re.findall("<table.*?</table>", text, re.DOTALL)
        if re.search(f"<caption>{re.escape(caption)}( <small>|</caption>)", each)
    )
    return str(found)


def heads(part: str) -> list[str]:
    """Where the heads of rows lead."""
    return re.findall('<th scope="row"><a href="([^"]*)"', part)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("thing", PAGES)
def test_a_page_is_valid_in_either_language(site: Site, thing: str, language: str) -> None:
    reply = site.get(f"/doc/{thing}.html?lang={language}")
    assert reply.status == 200
    html5rdf.HTMLParser(strict=True).parse(reply.text)
    assert " style=" not in reply.text
    (named,) = ask(site, f'<{ID[thing]}> rdfs:label ?name FILTER(LANG(?name) = "{language}")')
    assert named["name"] in unescape(reply.text.partition("</h1>")[0])


@pytest.mark.parametrize("thing", PAGES)
def test_no_link_of_a_page_shows_an_iri_where_a_name_exists(site: Site, thing: str) -> None:
    main = text_of(site, thing).partition('<main id="content">')[2].partition("</main>")[0]
    shown = re.findall('<a [^>]*href="/doc/([^"#]*)"[^>]*>([^<]*)<', main)
    assert shown
    assert [(path, words) for path, words in shown if words in {path, f"id:{path}"}] == []


def test_a_region_tells_all_groupings_through_it(site: Site) -> None:
    part = table(text_of(site, XIANGYANG), "经过这里的集群、走廊和经济区")
    rows = ask(
        site,
        f"GRAPH ?graph {{ ?set hb:memberRegion <{ID[XIANGYANG]}> }} ?graph hb:evidence/rdfs:label"
        ' ?grade FILTER(LANG(?grade) = "zh")',
    )
    assert sorted(heads(part)) == sorted({row["set"] for row in rows})
    for row in rows:
        (line,) = (each for each in part.split("<tr>") if f'"{row["set"]}"' in each)
        assert row["graph"] in line
        assert row["grade"] in line


def test_a_region_tells_where_a_bulletin_prints_them(site: Site) -> None:
    part = table(text_of(site, XIANGYANG), "公报提到它们的地方")
    rows = ask(
        site,
        f"?set hb:memberRegion <{ID[XIANGYANG]}> . GRAPH ?p {{ ?set hb:anchor ?a }}"
        " ?a oa:hasSelector [ oa:start ?start ; oa:end ?end ]",
    )
    assert len(rows) == 3
    places = [f"{row['p']}#anchor-{row['start']}-{row['end']}" for row in rows]
    assert sorted(re.findall('class="offsets" href="([^"]*)"', part)) == sorted(places)


@pytest.mark.parametrize("thing", ["region/420000", XIANGYANG])
def test_a_region_lists_the_divisions_right_below_it_with_their_codes(
    site: Site, thing: str
) -> None:
    part = table(text_of(site, thing), "下辖的区划")
    rows = ask(
        site,
        f"?unit hb:within <{ID[thing]}> ; hb:divisionCode ?code FILTER NOT EXISTS"
        f" {{ ?unit hb:within/hb:within <{ID[thing]}> }}",
    )
    assert sorted(heads(part)) == sorted(row["unit"] for row in rows)
    assert sorted(re.findall(r"<code>(\d{6})</code>", part)) == sorted(r["code"] for r in rows)


def test_a_path_leads_from_the_country_to_the_county(site: Site) -> None:
    path = text_of(site, "region/420882").partition('class="path"')[2].partition("</nav>")[0]
    steps = ["/doc/region/china", "/doc/region/420000", "/doc/region/420800"]
    assert re.findall('href="([^"]*)"', path) == steps
    assert '<li aria-current="page">京山市</li>' in path


def test_a_province_counts_its_figures_by_passage(site: Site) -> None:
    part = table(text_of(site, "region/420000"), "印有其数值的段落")
    rows = ask(site, f"?figure sdmx-dimension:refArea <{ID['region/420000']}>")
    assert sum(map(int, re.findall(r"<td>(\d+)</td>", part))) == len(rows) > 90


def test_a_corridor_tells_members_by_grade_and_figures_of_its_programme(site: Site) -> None:
    text = text_of(site, "corridor/high-end-equipment", "en")
    members = table(text, "Members")
    assert re.findall('class="badge ([a-z]*)"', members) == ["inferred", "unverified"] * 2
    figures = table(text, "Figures about its industries and programme")
    assert "/doc/target/2026-hubei-jxt-five-corridors" in heads(figures)
    glance = text.partition('class="glance"')[2].partition("</dl>")[0]
    assert "/doc/industry/high-end-equipment" in glance
    assert "/doc/programme/five-corridors" in glance


@pytest.mark.parametrize(
    "thing", ["tier/pillar", "programme/five-corridors", "portfolio/treasury-bond-projects"]
)
def test_what_is_counted_leads_to_the_figures_and_what_they_print(site: Site, thing: str) -> None:
    part = table(text_of(site, thing), "有关的数值")
    rows = ask(
        site,
        "VALUES ?relation { hb:countOf hb:thresholdOf hb:programme hb:industry }"
        f" ?figure ?relation <{ID[thing]}> ; hb:printed ?printed",
    )
    assert {row["figure"] for row in rows} == set(heads(part))
    assert all(row["printed"] in part for row in rows)


def test_an_industry_tells_tier_neighbours_and_classes_with_their_grounds(site: Site) -> None:
    text = text_of(site, "industry/high-end-equipment")
    tier = ask(site, f"<{ID['industry/high-end-equipment']}> hb:tier ?tier . ?other hb:tier ?tier")
    others = {row["other"] for row in tier} - {"/doc/industry/high-end-equipment"}
    neighbours = text.partition('class="neighbours"')[2].partition("</p>")[0]
    assert set(re.findall('href="([^"]*)"', neighbours)) == others | {tier[0]["tier"]}
    part = table(text, "在国民经济行业分类中的对应")
    rows = ask(
        site,
        f"?m hb:mapSource <{ID['industry/high-end-equipment']}> ; hb:mapTarget ?class ;"
        ' hb:basis ?basis FILTER(LANG(?basis) = "zh")',
    )
    assert heads(part) == sorted(row["class"] for row in rows)
    assert all(row["basis"] in part for row in rows)
    assert "推断" in part


def test_an_item_tells_its_path_what_is_below_and_what_is_beside(site: Site) -> None:
    text = text_of(site, "gbt4754-2017/361")
    path = text.partition('class="path"')[2].partition("</nav>")[0]
    assert re.findall("<code>(.*?)</code>", path) == ["C", "36"]
    below = table(text, "下位条目")
    beside = text.partition("beside-it")[2].partition("</ul>")[0]
    narrower = ask(site, f"?item skos:broader <{ID['gbt4754-2017/361']}>")
    siblings = {row["item"] for row in ask(site, f"?item skos:broader <{ID['gbt4754-2017/36']}>")}
    assert heads(below) == sorted(row["item"] for row in narrower)
    assert re.findall('href="([^"]*)"', beside) == sorted(siblings - {"/doc/gbt4754-2017/361"})


def test_an_item_tells_its_counterparts_and_what_is_doubtful(site: Site) -> None:
    international = table(
        text_of(site, "isic-rev4/2910", "en"), "Counterparts in another classification"
    )
    rows = ask(site, f"?a xkos:targetConcept <{ID['isic-rev4/2910']}> ; xkos:sourceConcept ?item")
    assert heads(international) == sorted(row["item"] for row in rows)
    doubtful = table(text_of(site, "gbt4754-2017/0315"), "在另一分类中的对应")
    assert "录入错位" in doubtful
    assert "未核实" in doubtful


def test_a_classification_lists_its_sections(site: Site) -> None:
    part = table(text_of(site, "classification/gbt4754-2017"), "最上层条目")
    assert re.findall("<code>(.)</code>", part) == list("ABCDEFGHIJKLMNOPQRST")


def test_a_programme_is_the_tree_of_its_parts(site: Site) -> None:
    text = text_of(site, "programme/three-industry-projects")
    tree = text.partition('id="parts"')[2].partition("</section>")[0]
    rows = ask(site, f"?part hb:parentProgramme+ <{ID['programme/three-industry-projects']}>")
    linked = re.findall('<li><a href="([^"]*)"', tree)
    assert sorted(linked) == sorted(row["part"] for row in rows)
    part = text_of(site, "programme/emerging-industry-doubling")
    path = part.partition('class="path"')[2].partition("</nav>")[0]
    assert re.findall('href="([^"]*)"', path) == ["/doc/programme/three-industry-projects"]


def test_what_a_page_tells_once_it_does_not_tell_again(site: Site) -> None:
    text = (
        text_of(site, "corridor/life-health").partition("<h1>")[2].partition('class="technical"')[0]
    )
    assert "/ontology#memberRegion" not in text
    assert text.count('href="/ontology#industry"') == 1


def test_each_query_behind_a_page_says_what_it_asks_and_answers(site: Site) -> None:
    text = site.get(f"/doc/{XIANGYANG}.html").text
    queries = re.findall(r'<a href="(/sparql\?query=[^"]*)" title="([^"]*)">本页的查询', text)
    assert len(queries) >= 5
    for address, purpose in queries:
        assert not purpose.isascii()
        assert json.loads(site.get(unescape(address)).body)["results"]["bindings"]
