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


def test_a_parameter_that_a_query_lacks_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"ask_known\.rq has no line VALUES \?other"):
        queries.bind("ask_known", other=URIRef("urn:x:a"))


def test_a_literal_cannot_end_the_query() -> None:
    text = queries.bind("ask_known", iri=Literal('" } # \n'))
    assert prepareQuery(text)


def test_an_iri_cannot_end_the_query() -> None:
    with pytest.raises(Exception, match="does not look like a valid URI"):
        queries.bind("ask_known", iri=URIRef("urn:x:a> } DROP ALL #"))
