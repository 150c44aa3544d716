import pytest

from hbgraph.engine.embedded import REFUSED
from hbgraph.engine.lexis import check
from hbgraph.errors import MalformedQuery, RefusedQuery


def refuse(text: str) -> None:
    check(text, REFUSED)


ELSEWHERE = "SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ {ELSEWHERE} }}",
        f"SELECT * {{ {ELSEWHERE.replace('SERVICE', 'sErvice SILENT')} }}",
        f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ {ELSEWHERE} }} }}",
        f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ {ELSEWHERE} }} }} }} }}",
        f"SELECT (EXISTS {{ {ELSEWHERE} }} AS ?x) {{ }}",
        f"SELECT * {{ ?s ?p ?o }} ORDER BY (EXISTS {{ {ELSEWHERE} }})",
        f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} HAVING (EXISTS {{ {ELSEWHERE} }})",
        f"CONSTRUCT {{ ?a ?b ?c }} WHERE {{ {ELSEWHERE} }}",
        f"DESCRIBE ?a {{ {ELSEWHERE} }}",
        f"ASK {{ {ELSEWHERE} }}",
    ],
)
def test_a_query_that_asks_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(RefusedQuery):
        refuse(text)


def test_a_carriage_return_does_not_hide_it_in_a_comment() -> None:
    with pytest.raises(RefusedQuery):
        refuse(f"SELECT * {{ # hidden\r {ELSEWHERE} \n}}")


@pytest.mark.parametrize("escape", [r"\u0022", r"\U00000022"])
def test_an_escaped_quotation_mark_does_not_hide_it_in_a_comment(escape: str) -> None:
    with pytest.raises(RefusedQuery):
        refuse(f'SELECT * {{ ?s ?p "{escape} # " . {ELSEWHERE}\n}}')


def test_what_only_oxigraph_parses_is_refused_when_it_holds_the_word() -> None:
    with pytest.raises(RefusedQuery):
        refuse(f"SELECT * {{ ?s ?p ?o LATERAL {{ {ELSEWHERE} }} }}")


def test_deep_nesting_is_refused_before_any_parser_sees_it() -> None:
    with pytest.raises(MalformedQuery, match="1:"):
        refuse("SELECT * " + "{" * 500 + ELSEWHERE + "}" * 500)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?service { ?service ?p "service {" }',
        "PREFIX service: <urn:service:> SELECT * { ?s a service:Service } # SERVICE",
        "SELECT * { ?s ?p '\\u670d\\u52a1 service' }",
        "SELECT * { ?s ?p ?o LATERAL { ?s ?q ?r } }",
    ],
)
def test_the_word_elsewhere_in_a_query_is_no_offence(text: str) -> None:
    refuse(text)
