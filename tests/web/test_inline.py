"""The small pieces of a page."""

import pytest
from flask import Flask
from rdflib import XSD, Literal, URIRef

from hbgraph.ns import ID
from hbgraph.pages.nouns import Fact, Group, Name, Quantity, Witness
from hbgraph.web.inline import facts_of, link, literal, stated, value_of, witness

CITY = Name(ID["region/420100"], "武汉市", "Wuhan")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (CITY, '<a href="/doc/region/420100">Wuhan</a>'),
        (
            Name(URIRef("urn:x:<b>"), "urn:x:<b>", "urn:x:<b>", bare=True),
            "<code>urn:x:&lt;b&gt;</code>",
        ),
        (
            Name(ID["x"], "甲<b>", "甲<b>"),
            '<a href="/doc/x"><span lang="zh-Hans">甲&lt;b&gt;</span></a>',
        ),
        (
            Name(URIRef('https://example.org/"'), "a", "a"),
            '<a href="https://example.org/&#34;">a</a>',
        ),
    ],
)
def test_a_link_says_the_name_and_lets_nothing_break_out(
    app: Flask, name: Name, shown: str
) -> None:
    with app.test_request_context("/?lang=en"):
        assert link(name) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Literal("420100"), "<code>420100</code>"),
        (Literal("100万辆"), '<span lang="zh-Hans">100万辆</span>'),
        (Literal("<i>", lang="en"), '<span lang="en">&lt;i&gt;</span>'),
        (Literal("82.50", datatype=XSD.decimal), '<data value="82.5">82.5</data>'),
        (Literal("true", datatype=XSD.boolean), "yes"),
        (Literal("2026", datatype=XSD.gYear), "2026"),
    ],
)
def test_a_literal_shows_what_kind_it_is(app: Flask, value: Literal, shown: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert literal(value) == shown


def test_a_figure_is_printed_to_readers_of_chinese_and_worded_to_others(app: Flask) -> None:
    given = Quantity(Literal("500.0", datatype=XSD.decimal), printed="500场以上")
    with app.test_request_context("/?lang=zh"):
        assert stated(given).striptags() == "500场以上"
    with app.test_request_context("/?lang=en"):
        assert stated(given).striptags() == "500"
        assert "500场" not in value_of(Name(ID["x"], "数", "figure", given))


def test_what_a_bulletin_prints_needs_no_badge_and_what_is_derived_has_one(app: Flask) -> None:
    printed = Name(ID["evidence/printed"], "原文所印", "Printed")
    derived = Name(ID["evidence/derived"], "推导", "Derived")
    with app.test_request_context("/?lang=en"):
        assert "badge" not in witness(Witness(CITY, printed))
        assert '<span class="badge derived">Derived</span>' in witness(Witness(CITY, derived))


def test_long_texts_in_the_other_language_are_folded_and_short_ones_are_not(app: Flask) -> None:
    long, short = (Fact(Literal("字" * count, lang="zh"), ()) for count in (40, 4))
    with app.test_request_context("/?lang=en"):
        open_part, _, folded = facts_of(Group(CITY, (long, short), 2)).partition("<details")
    assert "字" * 5 not in open_part
    assert "字" * 4 in open_part
    assert "字" * 40 in folded
