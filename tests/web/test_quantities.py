"""Numbers in the reader's manner, in both languages."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from rdflib import XSD, Literal, URIRef

from hbgraph.ns import ID, UNIT
from hbgraph.pages.nouns import Name, Quantity
from hbgraph.web.quantities import amount, change, counted, exact, number, quantity, signed
from web.conftest import BROWSER, Site

VEHICLE = Name(ID["unit/vehicle"], "辆", "vehicle")
YUAN = Name(UNIT["CCY_CNY"], "元", "yuan renminbi")
PERCENT = Name(UNIT["PERCENT"], "%", "per cent")
POINT = Name(ID["unit/percentage-point"], "个百分点", "percentage point")
NUMBER = Name(UNIT["NUM"], "个", "number")
MONTH = Name(UNIT["MO"], "个月", "month")
POSITION = Name(ID["unit/position"], "位", "position")
FLOPS = Name(UNIT["PetaFLOPS"], "P", "petaFLOPS")
STRIVE = Name(ID["modality/strive"], "力争", "Strive for")
STATED = Name(ID["modality/stated"], "直陈", "Stated")


def comparator(slug: str) -> Name:
    return Name(ID[f"comparator/{slug}"], slug, slug)


def both(app: Flask, shown: Callable[[], str]) -> tuple[str, str]:
    """What is shown to readers of Chinese, and of English."""

    def to(language: str) -> str:
        with app.test_request_context(f"/?lang={language}"):
            return shown()

    return to("zh"), to("en")


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("1836000.0", VEHICLE, "183.6万辆", "1,836,000 vehicles"),
        ("200000", VEHICLE, "20万辆", "200,000 vehicles"),
        ("1", VEHICLE, "1辆", "1 vehicle"),
        ("9999", NUMBER, "9,999个", "9,999"),
        ("10000", NUMBER, "1万个", "10,000"),
        ("15800", NUMBER, "1.58万个", "15,800"),
        ("1234567.89", NUMBER, "1,234,567.89个", "1,234,567.89"),
        ("176200000000.0", YUAN, "1762亿元", "176.2 billion yuan"),
        ("1000000000000.0", YUAN, "1万亿元", "1 trillion yuan"),
        ("650000000000", YUAN, "6500亿元", "650 billion yuan"),
        ("1", YUAN, "1元", "1 yuan"),
        ("17.40", PERCENT, "17.4%", "17.4%"),
        ("-3", PERCENT, "−3%", "−3%"),
        ("0", PERCENT, "0%", "0%"),
        ("16.8", POINT, "16.8个百分点", "16.8 percentage points"),
        ("1", POINT, "1个百分点", "1 percentage point"),
        ("1", MONTH, "1个月", "1 month"),
        ("22000", FLOPS, "2.2万P", "22,000 petaFLOPS"),
        ("1", POSITION, "第1位", "1st"),
        ("4", POSITION, "第4位", "4th"),
        ("12", POSITION, "第12位", "12th"),
        ("23", POSITION, "第23位", "23rd"),
        ("-824000", VEHICLE, "−82.4万辆", "−824,000 vehicles"),
        ("many", VEHICLE, "many", "many"),
    ],
)
def test_an_amount_reads_as_in_a_yearbook(
    app: Flask, value: str, unit: Name, zh: str, en: str
) -> None:
    assert both(app, lambda: amount(value, unit)) == (zh, en)


@pytest.mark.parametrize(
    ("slug", "modality", "zh", "en"),
    [
        ("exactly", STATED, "8%", "8%"),
        ("more-than", STATED, "超8%", "over 8%"),
        ("about", STRIVE, "力争约8%", "striving for about 8%"),
        ("at-least", STRIVE, "力争8%以上", "striving for at least 8%"),
        ("at-most", None, "不超过8%", "at most 8%"),
        ("less-than", None, "不足8%", "less than 8%"),
        ("nearly", None, "近8%", "nearly 8%"),
        ("order-of-magnitude", None, "8%级", "on the order of 8%"),
        ("undetermined", None, "8%(不能确定)", "8% (undetermined)"),
        ("of-another-kind", None, "of-another-kind8%", "of-another-kind: 8%"),
    ],
)
def test_hedges_are_words_around_the_amount(
    app: Flask, slug: str, modality: Name | None, zh: str, en: str
) -> None:
    given = Quantity(Literal("8"), PERCENT, comparator(slug), modality)
    assert both(app, lambda: quantity(given).striptags()) == (zh, en)


def test_the_exact_value_is_at_hand_for_people_and_programs(app: Flask) -> None:
    given = Quantity(Literal("1836000.0", datatype=XSD.decimal), VEHICLE)
    with app.test_request_context("/?lang=zh"):
        html = quantity(given)
    assert html == '<data value="1836000" title="1,836,000">183.6万辆</data>'


def test_an_exact_amount_needs_no_second_saying(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert quantity(Quantity(Literal("-3"), PERCENT)) == '<data value="-3">−3%</data>'


def test_a_unit_that_nobody_foresaw_follows_by_its_name(app: Flask) -> None:
    tonne = Name(URIRef("http://qudt.org/vocab/unit/TONNE"), "吨", "tonne")
    assert both(app, lambda: amount("12000", tonne)) == ("1.2万吨", "12,000 tonnes")


def test_a_number_without_a_unit_is_grouped() -> None:
    assert number(Literal("1836000.0")) == "1,836,000"


@pytest.mark.parametrize(
    ("value", "unit", "slug", "zh", "en"),
    [
        ("176000.0", VEHICLE, "exactly", "+17.6万辆", "+176,000 vehicles"),
        ("-3.0", POINT, "about", "约−3个百分点", "about −3 percentage points"),
        ("4000", FLOPS, "undetermined", "+4,000P(不能确定)", "+4,000 petaFLOPS (undetermined)"),
    ],
)
def test_a_change_has_its_sign_its_unit_and_its_hedge(
    app: Flask, value: str, unit: Name, slug: str, zh: str, en: str
) -> None:
    cells = {"change": Literal(value), "unit": unit, "comparator": comparator(slug)}
    assert both(app, lambda: change(cells).striptags()) == (zh, en)


def test_a_percentage_of_change_has_its_sign() -> None:
    assert [signed(value) for value in ("21.36", "-3", "0")] == ["+21.36", "−3", "0"]


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("1000000.0", VEHICLE, "1,000,000 辆", "1,000,000 vehicles"),
        ("1", VEHICLE, "1 辆", "1 vehicle"),
        ("4082", NUMBER, "4,082 个", "4,082"),
        ("16.8", POINT, "16.8 个百分点", "16.8 percentage points"),
        ("-1", POINT, "−1 个百分点", "−1 percentage point"),
        ("17.4", PERCENT, "17.4 %", "17.4%"),
        ("4", POSITION, "4 位", "position 4"),
        ("176200000000.0", YUAN, "176,200,000,000 元", "176,200,000,000 yuan"),
        ("7", None, "7", "7"),
    ],
)
def test_an_exact_value_has_its_unit_in_the_right_number(
    app: Flask, value: str, unit: Name | None, zh: str, en: str
) -> None:
    shown = both(app, lambda: exact(Quantity(Literal(value, datatype=XSD.decimal), unit)))
    assert tuple(re.sub("<[^>]*>", "", each) for each in shown) == (zh, en)
    linked = [unit is not None and words != "4,082" for words in (zh, en)]
    assert ["<a href=" in each for each in shown] == linked


def test_things_are_counted_in_the_right_number() -> None:
    assert [counted(n, "row") for n in (0, 1, 2, 1_000)] == [
        "0 rows",
        "1 row",
        "2 rows",
        "1,000 rows",
    ]
    assert counted(1, "mention of things", "mentions of things") == "1 mention of things"
    assert counted(2, "mention of things", "mentions of things") == "2 mentions of things"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/targets?unit=http://qudt.org/vocab/unit/PetaFLOPS", "1 target"),
        ("/sparql?query=SELECT%20(1%20AS%20%3Fx)%20{}", "1 row"),
        ("/doc/bulletin/2026-hubei-jxt/p23", "1 figure"),
        ("/doc/bulletin/2026-hubei-jxt/p07", "1 mention of things"),
    ],
)
def test_pages_count_one_in_the_singular(site: Site, path: str, words: str) -> None:
    text = site.get(path, BROWSER, accept_language="en").text
    assert re.search(f"<caption>{words}\\b(?!s)", text)
