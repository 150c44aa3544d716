"""The map: a shape for each unit, and lit just what the graph says belongs to a set."""

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import html5rdf
import pytest
from flask.testing import FlaskClient

from hbgraph.errors import BadBoundaries
from hbgraph.ns import ID
from hbgraph.settings import Settings
from hbgraph.web import create_app
from web.conftest import Site

SVG = "{http://www.w3.org/2000/svg}"
GRADES = ("printed", "sourced", "derived", "inferred", "unverified")
UNITS = """
    PREFIX hb: <https://w3id.org/hbgraph/ontology#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?place ?zh ?en WHERE {
      VALUES ?hubei { <https://w3id.org/hbgraph/id/region/420000> }
      ?place hb:within ?hubei ; rdfs:label ?zh, ?en .
      FILTER NOT EXISTS { ?place hb:within ?between . ?between hb:within ?hubei }
      FILTER(LANG(?zh) = "zh" && LANG(?en) = "en")
    }
"""
MEMBERS = """
    PREFIX hb: <https://w3id.org/hbgraph/ontology#>
    SELECT ?set ?place ?grade WHERE {
      GRAPH ?graph { ?set hb:memberRegion ?place }
      ?graph hb:evidence ?grade .
    }
"""


def rows(site: Site, query: str) -> list[dict[str, str]]:
    answer = json.loads(site.query(query).body)
    return [
        {name: cell["value"] for name, cell in row.items()} for row in answer["results"]["bindings"]
    ]


def drawing(text: str) -> ElementTree.Element:
    """The map of a page, which is well-formed XML too."""
    figure = text.partition('<figure class="map">')[2]
    drawn = "<svg" + figure.partition("<svg")[2].partition("</svg>")[0] + "</svg>"
    return ElementTree.fromstring(drawn.replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))


def links(svg: ElementTree.Element, kind: str) -> Iterator[ElementTree.Element]:
    """The links of units (``path``) or of points (``circle``)."""
    return (each for each in svg.iter(f"{SVG}a") if each.find(f"{SVG}{kind}") is not None)


def lit(svg: ElementTree.Element) -> dict[str, str]:
    """The addresses of what stands out, each with its class."""
    found = {each.get("href", ""): each.get("class", "") for each in svg.iter(f"{SVG}a")}
    return {address: kind for address, kind in found.items() if kind != "plain"}


def strongest(found: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """For each set its members, by address, with their strongest grade."""
    sets: dict[str, dict[str, str]] = {}
    for row in found:
        place = row["place"].replace(str(ID), "/doc/")
        grade = row["grade"].rpartition("/")[2]
        members = sets.setdefault(row["set"].removeprefix(str(ID)), {})
        members[place] = min(members.get(place, grade), grade, key=GRADES.index)
    return sets


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_map_has_one_shape_for_each_unit_under_its_name(site: Site, language: str) -> None:
    text = site.get(f"/map?lang={language}").text
    html5rdf.HTMLParser(strict=True).parse(text)
    svg = drawing(text)
    drawn = [(each.get("href"), each.get("aria-label")) for each in links(svg, "path")]
    units = {row["place"].replace(str(ID), "/doc/"): row[language] for row in rows(site, UNITS)}
    assert len(drawn) == len(units) == 17
    assert dict(drawn) == units
    assert list(links(svg, "circle")) == []
    assert lit(svg) == {}


def test_a_set_lights_up_just_its_members_each_by_its_evidence(site: Site) -> None:
    sets = strongest(rows(site, MEMBERS))
    assert len(sets) >= 15
    assert {grade for members in sets.values() for grade in members.values()} == set(GRADES) - {
        "printed",
        "derived",
    }
    for path, members in sets.items():
        for address in (f"/map?set={path}", f"/doc/{path}.html"):
            assert lit(drawing(site.get(address).text)) == members, address


def test_a_set_has_no_shape_of_its_own(site: Site) -> None:
    plain, set_ = (drawing(site.get(f"/map{q}").text) for q in ("", "?set=region/han-xiang-yi"))
    shapes = [
        {each.get("href"): each.find(f"{SVG}path").get("d") for each in links(svg, "path")}  # type: ignore[union-attr]
        for svg in (plain, set_)
    ]
    assert shapes[0] == shapes[1]


def test_a_county_is_a_point_where_the_graph_has_it(site: Site) -> None:
    svg = drawing(site.get("/doc/cluster/jingshan-light-industry-equipment.html").text)
    (link,) = links(svg, "circle")
    assert link.get("href") == "/doc/region/420882"
    circle = link.find(f"{SVG}circle")
    assert circle is not None
    jingmen, suizhou = (
        next(t for t in svg.iter(f"{SVG}text") if t.text == name) for name in ("荆门", "随州")
    )
    assert float(jingmen.get("x", "")) < float(circle.get("cx", "")) < float(suizhou.get("x", ""))


def test_a_page_of_a_place_shows_where_it_is(site: Site) -> None:
    assert lit(drawing(site.get("/doc/region/420600.html").text)) == {"/doc/region/420600": "here"}
    county = drawing(site.get("/doc/region/420882.html").text)
    assert lit(county) == {"/doc/region/420882": "here"}
    assert len(list(links(county, "circle"))) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("荆门市:推断", "审图号", "推断 1")), ("en", ("Jingmen: Inferred", "Inferred 1"))],
)
def test_the_grades_are_told_in_words_too(
    site: Site, language: str, words: tuple[str, ...]
) -> None:
    text = unescape(site.get(f"/doc/cluster/power-batteries.html?lang={language}").text)
    figure = text.partition('<figure class="map">')[2].partition("</figure>")[0]
    assert all(each in figure for each in words)


def test_a_map_is_small_and_has_no_style_of_its_own(site: Site) -> None:
    text = site.get("/map").text
    svg = text[text.index("<svg") : text.index("</svg>")]
    assert len(svg) < 30_000
    assert " style=" not in text
    assert "<style" not in text


def test_a_set_that_does_not_exist_is_told_so(site: Site) -> None:
    for asked in ("region/nowhere", "industry/automobiles", '"><script>'):
        reply = site.get(f"/map?{urlencode({'set': asked})}", "text/html")
        assert reply.status == 400
        assert "<script>" not in reply.text


@pytest.fixture
def elsewhere(data_dir: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    """A service that draws boundaries of its owner: one square for Wuhan."""
    corners = [[114, 30], [115, 30], [115, 31], [114, 31], [114, 30]]
    wuhan = {"id": "420100", "geometry": {"type": "Polygon", "coordinates": [corners]}}
    note = {"zh": "审图号:试(2031)1号", "en": "Review number: test 1"}
    path = tmp_path / "own.geojson"
    path.write_text(json.dumps({"features": [wuhan], "note": note}), encoding="utf-8")
    app = create_app(Settings(data_dir=data_dir, map=str(path)))
    yield app.test_client()
    app.extensions["hbgraph"].close()


def test_an_owner_may_bring_other_boundaries(elsewhere: FlaskClient) -> None:
    text = elsewhere.get("/map").text
    assert [each.get("href") for each in links(drawing(text), "path")] == ["/doc/region/420100"]
    assert "审图号:试(2031)1号" in text
    assert "echarts" not in text


def test_what_lies_off_the_map_is_not_on_it(elsewhere: FlaskClient) -> None:
    corridor = drawing(elsewhere.get("/doc/corridor/nev-and-icv.html").text)
    assert lit(corridor) == {"/doc/region/420100": "sourced"}
    district = drawing(elsewhere.get("/doc/region/420102.html").text)
    assert lit(district) == {"/doc/region/420102": "here"}


def test_without_a_map_pages_say_the_same_in_tables(data_dir: Path) -> None:
    app = create_app(Settings(data_dir=data_dir, map="off"))
    for path in ("/map?set=cluster/power-batteries", "/doc/cluster/power-batteries.html"):
        text = app.test_client().get(path).text
        html5rdf.HTMLParser(strict=True).parse(text)
        assert '<figure class="map">' not in text
        assert 'href="/doc/region/420800"' in text
    app.extensions["hbgraph"].close()


def test_a_service_with_a_broken_map_does_not_start(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("{}", encoding="utf-8")
    with pytest.raises(BadBoundaries, match="broken"):
        create_app(Settings(data_dir=data_dir, map=str(tmp_path / "broken")))
