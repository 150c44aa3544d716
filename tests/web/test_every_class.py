"""Every class of the ontology has a page, and nothing on it that the graph does not say."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from urllib.parse import unquote, urldefrag
from xml.etree.ElementTree import Element

import html5rdf
import pytest
from flask import Flask
from rdflib import OWL, RDF, RDFS, URIRef
from rdflib.term import Identifier

from hbgraph.corpus import Corpus, parse
from hbgraph.ns import HB, ID, ONTOLOGY, curie
from hbgraph.pages.entity import SHOWN
from hbgraph.pages.reader import Reader
from hbgraph.web.quantities import number

CLASSES = sorted(
    str(term).removeprefix(str(HB))
    for term in parse(Corpus.default().root / "ontology/hbgraph.ttl").subjects(RDF.type, OWL.Class)
)
PARTS_OF_DOCUMENTS = {"Anchor", "Waiver"}
"""Their things are fragments, shown on the page of the passage they stand in."""

HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def reader(app: Flask) -> Reader:
    service = app.extensions["hbgraph"]
    found: Reader = service.reader(service.current())
    return found


@cache
def example(reader: Reader, name: str) -> URIRef | None:
    """A thing that has a page and no class below this one, or else any of the class."""
    pattern = f'?thing a <{HB[name]}> FILTER(STRSTARTS(STR(?thing), "{ID}") '
    whole = f'{pattern} && !CONTAINS(STR(?thing), "#"))'
    narrower = f"?thing a/<{RDFS.subClassOf}> <{HB[name]}>"
    for group in (f"{whole} FILTER NOT EXISTS {{ {narrower} }}", whole):
        rows = reader.engine.select(f"SELECT ?thing {{ {group} }} LIMIT 1")
        if rows:
            return URIRef(rows[0]["thing"])
    return None


class Shown:
    """A page as a browser reads it."""

    def __init__(self, app: Flask, thing: URIRef, language: str) -> None:
        path = f"/doc/{thing.removeprefix(ID)}.html?lang={language}"
        reply = app.test_client().get(path)
        assert reply.status_code == 200, path
        self.html = reply.text
        builder = html5rdf.getTreeBuilder("etree")
        parser = html5rdf.HTMLParser(builder, strict=True, namespaceHTMLElements=False)
        self.root: Element = parser.parse(reply.text)
        self.main = self.root.find(".//main")

    def links(self) -> Iterator[tuple[URIRef, str, Element]]:
        """Each link to a thing or term of ours: what it leads to, its words."""
        assert self.main is not None
        for element in self.main.iter("a"):
            if iri := meant(element.get("href", "")):
                yield iri, words(element), element


def meant(href: str) -> URIRef | None:
    """The IRI behind an address of this server."""
    if href.startswith("/doc/"):
        return ID[unquote(href.removeprefix("/doc/"))]
    if href.startswith("/ontology"):
        return URIRef(f"{ONTOLOGY}{href.removeprefix('/ontology')}")
    return None


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def foreign_to_english(element: Element) -> Iterator[str]:
    """The texts that are not marked as Chinese, and no codes."""
    if element.tag in ("script", "style", "code") or element.get("lang") == "zh-Hans":
        return
    yield element.text or ""
    for child in element:
        yield from foreign_to_english(child)
        yield child.tail or ""


@cache
def english_with_chinese(reader: Reader) -> tuple[str, ...]:
    """What the graph itself says in English with Chinese characters in it, the longest first."""
    rows = reader.engine.select(
        'SELECT DISTINCT ?text { ?thing ?term ?text FILTER(LANG(?text) = "en") }'
    )
    found = (" ".join(str(row["text"]).split()) for row in rows)
    return tuple(sorted((text for text in found if HAN.search(text)), key=len, reverse=True))


def known(reader: Reader, iri: URIRef) -> bool:
    """Whether the graph tells of it, or of the passage whose characters it is."""
    document = URIRef(urldefrag(iri)[0])
    return reader.knows(iri) or (reader.knows(document) and "#anchor-" in iri)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CLASSES)
def test_every_class_has_a_page_of_names_and_of_what_the_graph_says(
    app: Flask, reader: Reader, name: str, language: str
) -> None:
    thing = example(reader, name)
    if thing is None:
        assert name in PARTS_OF_DOCUMENTS or not reader.class_counts.get(HB[name])
        return
    shown = Shown(app, thing, language)
    nameless_links_have_no_label(reader, shown)
    links_lead_into_the_graph(reader, shown)
    numbers_are_in_the_graph(reader, shown)
    statements_are_in_the_graph(reader, thing, shown)
    nothing_is_left_out(reader, thing, shown)
    if language == "en":
        chrome_is_english(reader, shown)


def nameless_links_have_no_label(reader: Reader, shown: Shown) -> None:
    for iri, text, _ in shown.links():
        if text in (str(iri), curie(iri), curie(iri).removeprefix("id:")):
            assert reader.name(iri).bare, f"{iri} has a label"


def links_lead_into_the_graph(reader: Reader, shown: Shown) -> None:
    wrong = [iri for iri, _, _ in shown.links() if not known(reader, iri)]
    assert wrong == []


def numbers_are_in_the_graph(reader: Reader, shown: Shown) -> None:
    assert shown.main is not None
    values = {element.get("value", "") for element in shown.main.iter("data")}
    assert {value for value in values if Decimal(value) not in numbers_of(reader)} == set()


@cache
def numbers_of(reader: Reader) -> frozenset[Decimal]:
    """Every number that the graph states."""
    rows = reader.engine.select(
        "SELECT DISTINCT ?number { ?thing ?term ?number FILTER(isNumeric(?number)) }"
    )
    return frozenset(Decimal(str(row["number"])) for row in rows)


def statements_are_in_the_graph(reader: Reader, thing: URIRef, shown: Shown) -> None:
    """Each row of a table of facts is a property, with things that the graph joins by it."""
    assert shown.main is not None
    for table in shown.main.iter("table"):
        for row in table.iter("tr") if table.get("class") == "facts" else ():
            heads = [meant(a.get("href", "")) for a in row.findall("./th/a")]
            items = [item.find("./a") for item in row.findall("./td/ul/li")]
            for item in items if heads and heads[0] else ():
                value = meant(item.get("href", "")) if item is not None else None
                if value is not None and heads[0] is not None:
                    assert joined(reader, thing, heads[0], value), (heads[0], value)


def joined(reader: Reader, thing: URIRef, term: URIRef, value: URIRef) -> bool:
    """By a property, or, in a table of kinds, by being of a class and told of together."""
    one, other, by = thing.n3(), value.n3(), term.n3()
    ways = (f"{one} {by} {other}", f"{other} {by} {one}", f"{other} a {by}")
    return any(reader.engine.ask(f"ASK {{ {way} }}") for way in ways)


def nothing_is_left_out(reader: Reader, thing: URIRef, shown: Shown) -> None:
    """All values of a property stand on the page, unless there are more than it shows."""
    values: dict[Identifier, list[Identifier]] = {}
    for row in reader.engine.select(f"SELECT ?term ?value {{ {thing.n3()} ?term ?value }}"):
        values.setdefault(row["term"], []).append(row["value"])
    text, led = words(shown.root), {iri for iri, _, _ in shown.links()}
    for term, given in values.items():
        for value in given if len(given) <= SHOWN else ():
            stands = value in led if isinstance(value, URIRef) else written(value, text)
            assert stands or is_foreign(value), (term, value)


def is_foreign(value: Identifier) -> bool:
    """Whether an IRI is of another site, so that no page here is about it."""
    return isinstance(value, URIRef) and not value.startswith((ID, HB))


def written(value: Identifier, text: str) -> bool:
    """Whether a literal stands in the text, in one of the ways of writing it."""
    spelt = str(value).replace("true", "yes").replace("false", "no")
    ways = (str(value), spelt, number(value), {"yes": "是", "no": "否"}.get(spelt, spelt))
    return any(" ".join(way.split()) in text for way in ways)


def chrome_is_english(reader: Reader, shown: Shown) -> None:
    body = shown.root.find(".//body")
    assert body is not None
    text = " ".join(" ".join(foreign_to_english(body)).split())
    for said in english_with_chinese(reader):
        text = text.replace(said, "")
    left = HAN.search(text)
    assert left is None, text[max(0, left.start() - 40) : left.end() + 40] if left else ""
