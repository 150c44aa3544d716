from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import XSD, Graph, Literal, URIRef
from rdflib.term import Identifier

from hbgraph.corpus import Corpus, parse
from hbgraph.errors import BrokenTurtle
from hbgraph.ns import HB, ID
from hbgraph.turtle import canonical, formatted, is_canonical, rewrite

Triple = tuple[URIRef, URIRef, Identifier]

slugs = st.text("abcdefgh-0123456789", min_size=1, max_size=8)
things = st.builds(lambda kind, slug: ID[f"{kind}/{slug}"], slugs, slugs)
properties = st.sampled_from([HB.value, HB.printed, HB["within"], URIRef("urn:x:p")])
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
numbers = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(
        lambda d: Literal(str(d), datatype=XSD.decimal)
    ),
    st.integers().map(lambda i: Literal(f"{i:+04d}", datatype=XSD.integer)),
    st.floats(allow_nan=False).map(
        lambda f: Literal(repr(f).replace("inf", "INF"), datatype=XSD.double)
    ),
    st.sampled_from(["true", "false", "1", "0"]).map(lambda b: Literal(b, datatype=XSD.boolean)),
    st.sampled_from(["5", "5.", ".5", "5.0", "5.00"]).map(
        lambda d: Literal(d, datatype=XSD.decimal)
    ),
)
literals = st.one_of(
    words.map(Literal),
    words.map(lambda w: Literal(w, "zh")),
    st.dates().map(lambda d: Literal(d.isoformat(), datatype=XSD.date)),
    numbers,
)
triples = st.lists(st.tuples(things, properties, st.one_of(things, literals)), max_size=8)


def graph_of(statements: Iterable[Triple]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for triple in statements:
        graph.add(triple)
    return graph


@given(triples)
def test_canonical_turtle_says_the_same_to_the_letter(statements: list[Triple]) -> None:
    graph = graph_of(statements)
    again = Graph(bind_namespaces="none").parse(data=canonical(graph), format="turtle")
    assert set(again) == set(graph)


@given(triples)
def test_canonical_turtle_does_not_depend_on_order_and_is_idempotent(
    statements: list[Triple],
) -> None:
    text = canonical(graph_of(statements))
    assert canonical(graph_of(reversed(statements))) == text
    assert canonical(Graph(bind_namespaces="none").parse(data=text, format="turtle")) == text


def test_values_that_are_equal_have_a_settled_order() -> None:
    forms = [f"1.{'0' * zeros}" for zeros in range(1, 9)]
    statements = [(ID["x/y"], HB.value, Literal(form, datatype=XSD.decimal)) for form in forms]
    texts = {canonical(graph_of(statements[n:] + statements[:n])) for n in range(len(forms))}
    assert len(texts) == 1


def test_only_prefixes_that_are_used_are_declared() -> None:
    text = canonical(graph_of([(ID["region/420000"], HB["within"], ID["region/100000"])]))
    assert "PREFIX hb: " in text
    assert "PREFIX skos: " not in text


def test_comments_at_the_top_of_a_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(
        "# why\n# and how\n<https://e.org/a/x> <https://e.org/b/y> 1.0, 2.0 .\n# lost\n",
        encoding="utf-8",
    )
    assert rewrite(path)
    assert path.read_text(encoding="utf-8").startswith("# why\n# and how\nPREFIX")
    assert is_canonical(path)
    assert not rewrite(path)


def test_line_ends_of_windows_are_not_canonical(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_bytes(b"<urn:x:a> <urn:x:b> 1.0 .\r\n")
    rewrite(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert not is_canonical(path)


def test_a_file_that_cannot_be_parsed_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<urn:x:a> <urn:x:b> .", encoding="utf-8")
    with pytest.raises(BrokenTurtle):
        rewrite(path)
    assert path.read_text(encoding="utf-8") == "<urn:x:a> <urn:x:b> ."


@pytest.mark.parametrize("path", [source.path for source in Corpus.default().sources], ids=str)
def test_every_file_of_the_corpus_is_canonical(path: Path) -> None:
    assert formatted(path) == path.read_bytes().decode()
    assert len(parse(path)) > 0
