"""The query files, and how terms get into them."""

import pytest
from rdflib import Literal, URIRef
from rdflib.plugins.sparql import prepareQuery

from hbgraph import queries

NAMES = sorted(
    path.relative_to(queries.FOLDER).with_suffix("").as_posix()
    for path in queries.FOLDER.rglob("*.rq")
)


@pytest.mark.parametrize("name", NAMES)
def test_every_query_is_complete_sparql(name: str) -> None:
    prepareQuery(queries.load(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_query_says_first_in_both_languages_what_it_asks(name: str) -> None:
    zh, en = queries.load(name).splitlines()[:2]
    assert zh.startswith("# ")
    assert not zh.isascii()
    assert en.startswith("# ")


def test_a_term_takes_the_place_of_undef() -> None:
    text = queries.bind("ask_known", iri=URIRef("urn:x:a"))
    assert "VALUES ?iri { <urn:x:a> }" in text
    assert "UNDEF" not in text


def test_several_terms_become_several_values() -> None:
    text = queries.bind("select_names", iri=[URIRef("urn:x:a"), URIRef("urn:x:b")])
    assert "VALUES ?iri { <urn:x:a> <urn:x:b> }" in text


def test_a_table_of_two_columns_gets_a_row_for_each_pair() -> None:
    iri, subjects = URIRef("urn:x:a"), [URIRef("urn:x:b"), URIRef("urn:x:c")]
    text = queries.bind("select_incoming_graphs", iri=iri, subject=subjects)
    assert "VALUES (?iri ?subject) { (<urn:x:a> <urn:x:b>) (<urn:x:a> <urn:x:c>) }" in text
    assert prepareQuery(text)


def test_what_a_table_already_says_stays_beside_the_term() -> None:
    text = queries.bind("page/AdministrativeRegion.things", iri=URIRef("urn:x:a"))
    wanted = "VALUES (?iri ?property) { (<urn:x:a> hb:participant) (<urn:x:a> hb:region) }"
    assert wanted in text


def test_a_parameter_without_a_term_stays_open() -> None:
    text = queries.bind("select_incoming_graphs", iri=URIRef("urn:x:a"))
    assert "VALUES (?iri ?subject) { (<urn:x:a> UNDEF) }" in text


def test_a_parameter_that_a_query_lacks_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"ask_known\.rq has no line VALUES \?other"):
        queries.bind("ask_known", other=URIRef("urn:x:a"))


def test_a_literal_cannot_end_the_query() -> None:
    text = queries.bind("ask_known", iri=Literal('" } # \n'))
    assert prepareQuery(text)


def test_an_iri_cannot_end_the_query() -> None:
    with pytest.raises(Exception, match="does not look like a valid URI"):
        queries.bind("ask_known", iri=URIRef("urn:x:a> } DROP ALL #"))
