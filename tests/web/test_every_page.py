"""What holds on a page of every class and on every page of the site: no id stands twice, links to a
part lead to it, no column of a table is empty, captions count the rows below them."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import urldefrag, urljoin

import html5rdf
import pytest
from flask import Flask

from hbgraph.ns import ID
from hbgraph.pages.reader import Reader
from web.conftest import BROWSER, Past

BULLETIN = "/doc/bulletin/2026-hubei-jxt"
PATHS = (
    "/",
    "/browse/Region",
    "/browse/Waiver",
    "/dataset",
    "/graphs",
    "/indicators",
    "/map",
    "/ontology",
    "/releases",
    "/search?q=武汉",
    "/shapes",
    "/sparql",
    "/targets",
    "/.well-known/void",
    *(f"{BULLETIN}/p{n:02}" for n in (1, 12, 18)),
    *(f"/doc/region/{code}" for code in (420000, 420100, 420700, 420900, 421202, 421303, 429004)),
    *(f"/doc/tier/{tier}" for tier in ("advantageous", "emerging", "future", "pillar")),
    "/doc/comparison/2026-hubei-jxt-nev-output",
    "/doc/industry/automobiles",
    "/doc/target/2026-hubei-jxt-nev-output",
    "/doc/waiver-reason/indefinite",
)
"""Apart from those of the classes: those that are no documents, and some known for their gaps."""


class Walk:
    """Pages by their addresses, each fetched once."""

    def __init__(self, app: Flask) -> None:
        self.client, self.kept = app.test_client(), dict[str, str]()

    def page(self, path: str) -> str:
        if path not in self.kept:
            with self.client.get(path, headers={"Accept": BROWSER}) as reply:
                assert reply.status_code == 200, path
                self.kept[path] = reply.text
        return self.kept[path]

    def ids(self, path: str) -> list[str]:
        return [unescape(each) for each in re.findall(r'<[a-z][^>]* id="([^"]*)"', self.page(path))]


@pytest.fixture(scope="module")
def walk(app: Flask) -> Walk:
    return Walk(app)


@pytest.fixture(scope="module")
def paths(app: Flask) -> tuple[str, ...]:
    """Those above, and a document about a thing of each class, whichever vocabulary it is of."""
    service = app.extensions["hbgraph"]
    reader: Reader = service.reader(service.current())
    rows = reader.engine.select(
        "SELECT (MIN(STR(?thing)) AS ?first) { ?thing a ?kind"
        f' FILTER(STRSTARTS(STR(?thing), "{ID}") && !CONTAINS(STR(?thing), "#")) }} GROUP BY ?kind'
    )
    documents = {f"/doc/{row['first'].removeprefix(ID)}" for row in rows}
    assert "/doc/correspondence/gbt4754-2017-isic-rev4" in documents
    return (*PATHS, *sorted(documents - {*PATHS}))


def test_no_id_stands_twice(walk: Walk, paths: tuple[str, ...]) -> None:
    twice = {path: [each for each, n in Counter(walk.ids(path)).items() if n > 1] for path in paths}
    assert {path: ids for path, ids in twice.items() if ids} == {}


def test_a_link_to_a_part_of_a_page_leads_to_it(walk: Walk, paths: tuple[str, ...]) -> None:
    missing = {
        f"{path} -> {page}#{part}"
        for path in paths
        for page, part in parts_linked(walk, path)
        if part not in walk.ids(page)
    }
    assert missing == set()


def parts_linked(walk: Walk, path: str) -> set[tuple[str, str]]:
    """The pages of this server that a page leads into the midst of, and the ids where."""
    links = (urldefrag(urljoin(path, unescape(to))) for to in hrefs(walk.page(path)))
    return {(page, part) for page, part in links if part and page.startswith("/")}


def hrefs(text: str) -> list[str]:
    return re.findall(r'<a [^>]*?href="([^"]*)"', text)


def test_no_column_of_a_table_is_empty(walk: Walk, paths: tuple[str, ...]) -> None:
    empty = {(path, head) for path in paths for head in empty_columns(walk.page(path))}
    assert empty == set()


def test_the_list_of_releases_has_a_column_for_names_only_where_one_is_named(
    past: Past, walk: Walk
) -> None:
    assert ">名称<" in past.get("/releases?lang=zh", BROWSER).text
    assert ">名称<" not in walk.page("/releases")


def empty_columns(text: str) -> Iterator[str]:
    """The heads of columns, of the tables of a page, below which nothing stands."""
    for table in re.findall(r"(?s)<table.*?</table>", text):
        root = html5rdf.parseFragment(table, namespaceHTMLElements=False)
        heads = ["".join(cell.itertext()) for cell in root.findall(".//thead/tr/th")]
        rows = [list(row) for row in root.findall(".//tbody/tr")]
        for column, head in enumerate(heads):
            cells = [row[column] for row in rows]
            if not any("".join(cell.itertext()).strip() for cell in cells):
                yield head


def test_a_caption_counts_the_rows_below_it(walk: Walk, paths: tuple[str, ...]) -> None:
    wrong = {
        (path, caption, rows)
        for path in paths
        for table in re.findall(r'(?s)<table class="list">.*?</table>', walk.page(path))
        for caption, rows in [(counted(table), len(re.findall("<tr", table)) - 1)]
        if caption != rows
    }
    assert wrong == set()


def counted(table: str) -> int:
    """What a caption says; a single row goes uncounted."""
    found = re.search("<caption>.*? <small>([0-9,]*)</small></caption>", table)
    return int(found[1].replace(",", "")) if found else 1
