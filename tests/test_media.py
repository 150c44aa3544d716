import pytest

from hbgraph import media
from hbgraph.media import HTML, JSON_LD, RDF_FORMS, RESULT_FORMS, RESULTS_JSON, TURTLE, best


@pytest.mark.parametrize("accept", ["", "  "])
def test_no_wish_takes_the_first_form(accept: str) -> None:
    assert best(accept, [TURTLE, HTML]) == TURTLE


def test_any_form_takes_the_first() -> None:
    assert best("*/*", [TURTLE, HTML]) == TURTLE


def test_q_values_decide() -> None:
    assert best("text/turtle;q=0.4, text/html;q=0.5", [TURTLE, HTML]) == HTML
    assert best("text/turtle;q=0, text/html;q=0.1", [TURTLE, HTML]) == HTML


def test_a_form_of_quality_zero_is_not_chosen_by_a_wildcard() -> None:
    assert best("text/turtle;q=0, */*;q=0.1", [TURTLE, JSON_LD]) == JSON_LD


def test_parameters_other_than_q_are_set_aside() -> None:
    accept = 'text/turtle;charset=utf-8, application/ld+json;profile="urn:x";q=0.9'
    assert best(accept, RDF_FORMS) == TURTLE


def test_json_means_the_json_on_offer() -> None:
    assert best("application/json", RDF_FORMS) == JSON_LD
    assert best("application/json", RESULT_FORMS) == RESULTS_JSON


def test_xml_means_the_xml_on_offer() -> None:
    assert best("application/xml", RDF_FORMS) == media.RDF_XML
    assert best("text/xml", RESULT_FORMS) == media.RESULTS_XML


def test_what_a_browser_asks_gets_a_page() -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert best(accept, [TURTLE, JSON_LD, HTML]) == HTML


def test_nothing_acceptable_is_none() -> None:
    assert best("image/png", RDF_FORMS) is None


def test_a_broken_header_is_no_error() -> None:
    assert best(";;,q=,/", RDF_FORMS) in (None, *RDF_FORMS)
