"""Answers in XML: well-formed, or refused."""

from threading import Thread
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph

from hbgraph import media
from hbgraph.engine.embedded import EmbeddedEngine, serialise
from hbgraph.errors import HbgraphError, NotAcceptable, NotInXml


def asked(text: str, form: str) -> bytes:
    return b"".join(EmbeddedEngine(ox.Store()).query(text, form).chunks)


TYPED = f"<urn:x:a> <{RDF.type}>"


@pytest.mark.parametrize(
    ("form", "text", "told"),
    [
        *(
            (media.RDF_XML, f"CONSTRUCT {{ <urn:x:a> <{iri}> 1 }} {{}}", f"<{iri}>")
            for iri in (
                *("http://x/123", "http://x/", "urn:1", "http://x/a(b)", "http://x/9-"),
                *("http://x/\N{MIDDLE DOT}", f"{RDF}li", f"{RDF}bagID"),
                "http://www.w3.org/2000/xmlns/a",
            )
        ),
        (media.RDF_XML, f"CONSTRUCT {{ {TYPED} <http://x/1> }} {{}}", "<http://x/1>"),
        (media.RDF_XML, f"CONSTRUCT {{ {TYPED} <{RDF}bagID> }} {{}}", f"<{RDF}bagID>"),
        (
            media.RDF_XML,
            "CONSTRUCT { <urn:x:a> <urn:x:b> <<( <urn:x:a> <urn:1> 1 )>> } {}",
            "<urn:1>",
        ),
        *(
            (form, text.format(rf'"武汉\u{code}"'), f"U+{code}")
            for form, text in (
                (media.RESULTS_XML, "SELECT ({} AS ?x) {{}}"),
                (media.RDF_XML, "CONSTRUCT {{ <urn:x:a> <urn:x:b> {} }} {{}}"),
            )
            for code in ("0000", "0001", "000B", "001F", "FFFE", "FFFF")
        ),
    ],
)
def test_what_xml_cannot_hold_is_refused_with_the_forms_that_can(
    form: str, text: str, told: str
) -> None:
    with pytest.raises(NotInXml) as caught:
        asked(text, form)
    others = media.RDF_FORMS if form == media.RDF_XML else media.RESULT_FORMS
    assert caught.value.facts["what"] == told
    assert caught.value.facts["offered"] == ", ".join(each for each in others if each != form)
    assert asked(text, others[0])


def test_a_character_is_found_wherever_the_writer_breaks_its_output() -> None:
    for length in range(8_180, 8_194):
        long = f"CONSTRUCT {{ <urn:x:{'a' * length}> <urn:x:b> '\\uFFFF' }} {{}}"
        with pytest.raises(NotInXml):
            asked(long, media.RDF_XML)


@pytest.mark.parametrize(
    "triple",
    [
        r"<urn:x:a> <http://x/1a> 'a\tb\r\nc\rd\ne\u0085\u007F\uFFFD'",
        "<urn:x:a> <http://x/\N{LATIN SMALL LETTER E WITH ACUTE}1.-> ' '",
        f"<urn:x:a> <{RDF}_1> <http://x/1>",
        f"{TYPED} <http://x/C>",
        f"{TYPED} <{RDF}Description>",
        "<urn:x:a> <http://schema.org/3DModel> '武汉\U00020000'",
    ],
)
def test_what_xml_can_hold_comes_back_the_same(triple: str) -> None:
    text = f"CONSTRUCT {{ {triple} }} {{}}"
    body = asked(text, media.RDF_XML)
    assert set(ox.parse(body, ox.RdfFormat.RDF_XML)) == set(
        ox.parse(f"{triple} .".encode(), ox.RdfFormat.TURTLE)
    )
    assert len(Graph().parse(data=body, format="xml")) == 1


def test_line_ends_survive_in_the_xml_of_results() -> None:
    body = asked(r'SELECT ("a\r\nb\rc" AS ?x) {}', media.RESULTS_XML)
    assert [each.text for each in ElementTree.fromstring(body).iter() if each.text] == ["a\r\nb\rc"]


def test_a_class_without_a_name_is_no_element_where_another_property_comes_first() -> None:
    triples = ox.parse(
        f"<urn:x:a> <urn:x:b> 1 ; <{RDF.type}> <http://x/1> .".encode(), ox.RdfFormat.TURTLE
    )
    body = serialise([quad.triple for quad in triples], media.RDF_XML)
    assert len(Graph().parse(data=body, format="xml")) == 2


@pytest.mark.parametrize("accept", [media.RDF_XML, media.RESULTS_CSV])
def test_an_error_carries_nothing_that_only_its_thread_may_drop(accept: str) -> None:
    kept: list[HbgraphError] = []

    def ask() -> None:
        try:
            EmbeddedEngine(ox.Store()).query(r"CONSTRUCT { <a:a> <a:b> '\u0001' } {}", accept)
        except HbgraphError as error:
            kept.append(error)

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert isinstance(kept.pop(), NotInXml | NotAcceptable)  # what it drops now, it drops here
