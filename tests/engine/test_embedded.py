import re

import pyoxigraph as ox
import pytest

from hbgraph.engine.complaints import CAUSES
from hbgraph.engine.embedded import REFUSED, EmbeddedEngine
from hbgraph.engine.lexis import check
from hbgraph.errors import MalformedQuery, RefusedQuery, UndeclaredPrefix
from hbgraph.ns import HB


def refuse(text: str) -> None:
    check(text, REFUSED)


ELSEWHERE = "SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ {ELSEWHERE} }}",
        f"SELECT * {{ {ELSEWHERE.replace('SERVICE', 'sErvice SILENT')} }}",
        f"SELECT * {{ ?s ?a ?b FILTER(?a<?b){ELSEWHERE.replace(' ', '#>' + chr(10), 1)} }}",
        f'SELECT * {{ FILTER(true<ex:b#> """{chr(10)}){ELSEWHERE} # """{chr(10)} }}',
        f"SELECT * {{ FILTER(?a<?b+'>') {ELSEWHERE} FILTER('' = '') }}",
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
    with pytest.raises(MalformedQuery, match="line 1, column "):
        refuse("SELECT * " + "{" * 500 + ELSEWHERE + "}" * 500)


def test_brackets_that_only_some_readers_see_count_as_well() -> None:
    with pytest.raises(MalformedQuery, match="line 1, column "):
        refuse("SELECT * { FILTER(?a<" + "(" * 500 + "1>0) }")


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?service { ?service ?p "service {" }',
        "PREFIX service: <urn:service:> SELECT * { ?s a service:Service } # SERVICE",
        "SELECT * { ?s ?p '\\u670d\\u52a1 service' }",
        "SELECT * { ?s ?p ?o LATERAL { ?s ?q ?r } }",
        "SELECT * { ?s ?p ?a, ?b, ?c FILTER(?a<?b&&?c>?a) }",
        "BASE <urn:x:> SELECT * { ?s <#p> 'service' FILTER(?s IN (<http://x/?a=(1)>, <urn:x>)) }",
    ],
)
def test_the_word_elsewhere_in_a_query_is_no_offence(text: str) -> None:
    refuse(text)


@pytest.mark.parametrize(
    ("text", "prefix", "place", "mend"),
    [
        ("SELECT ?x WHERE { ?x a hb:Clu}", "hb", (1, 24), f"PREFIX hb: <{HB}>"),
        ("PREFIX hb: <urn:x:>\nASK { ?x hb:a foo:b }", "foo", (2, 15), "PREFIX foo: <…>"),
        ("ASK { ?x a :Clu }", "", (1, 12), "PREFIX : <…>"),
    ],
)
def test_an_undeclared_prefix_is_told_with_its_declaration(
    text: str, prefix: str, place: tuple[int, int], mend: str
) -> None:
    with pytest.raises(UndeclaredPrefix) as raised:
        EmbeddedEngine(ox.Store()).query(text)
    assert raised.value.position == place
    assert f"前缀 {prefix}: 没有声明" in raised.value.text_zh
    assert f"The prefix {prefix}: " in raised.value.text_en
    assert mend in raised.value.text_zh
    assert mend in raised.value.text_en


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "hb:a" # hb:b\n <urn:x:a> }',
        "SELECT * { ?s ?p <http://example.org/a b> }",
        "SELECT * { ?s ?p http://example.org/a }",
    ],
)
def test_a_prefix_within_a_string_a_comment_or_an_iri_is_none(text: str) -> None:
    with pytest.raises(MalformedQuery):
        EmbeddedEngine(ox.Store()).query(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("SELECT ?x ?x { ?x ?p ?o }", "Duplicated variable name in SELECT"),
        ("SELECT * { ?s ?p <http://example.org/a b> }", "IRI parsing failed"),
        ("SELECT * { ?s ?p http://example.org/a }", "Prefix not found"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "SELECT * is not authorized with GROUP BY"),
        (
            "SELECT ?s (COUNT(?p) AS ?n) { ?s ?p ?o }",
            "The SELECT contains a variable that is unbound",
        ),
        (
            "SELECT (1 AS ?s) { ?s ?p ?o }",
            "The SELECT overrides an existing variable using an expression",
        ),
    ],
)
def test_what_the_parser_says_is_said_in_both_languages(text: str, sentence: str) -> None:
    with pytest.raises(MalformedQuery) as raised:
        EmbeddedEngine(ox.Store()).query(text)
    zh, en = CAUSES[sentence]
    assert zh in raised.value.text_zh
    assert en in raised.value.text_en
    assert sentence not in raised.value.text


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "SELECT * {\n ?s ?p ?o",
            "第 2 行第 10 列,这里可以是 ",
            'line 2, column 10: expected ",", "."',
        ),
        ("SELECT * { FILTER(1) ]", "第 1 行第 23 列", "line 1, column 23"),
        (
            "SELECT * { {_:a ?p ?o} {_:a ?p ?o} }",
            "第 1 行第 33 列。请",
            "line 1, column 33. Mend",
        ),
        (
            "SELECT ?x (COUNT(*) AS ?n) { ?x ?p ?o }",
            "第 1 行第 40 列,SELECT 中有变量既没有分组也没有聚合,或没有值。",
            "line 1, column 40: a variable of SELECT is neither grouped nor aggregated, or never",
        ),
    ],
)
def test_a_fault_is_told_by_line_and_column_without_classes_of_characters(
    text: str, zh: str, en: str
) -> None:
    with pytest.raises(MalformedQuery) as raised:
        EmbeddedEngine(ox.Store()).query(text)
    assert zh in raised.value.text_zh
    assert en in raised.value.text_en
    assert not re.search(r"FDCF|FFFD|\[|error at", raised.value.text)
