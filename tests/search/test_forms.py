"""Which spellings count as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hbgraph.search import forms
from hbgraph.search.forms import apart, asked, fold, grams, key, pairs, runs, syllables


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("襄陽", "襄阳"),
        ("湖北省漢江", "湖北省汉江"),
        ("Xiāngyáng", "xiangyang"),
        ("lǜsè", "lvse"),
        ("ＮＥＶ　2026", "nev 2026"),
        ("“51020”先进制造业", "51020 先进制造业"),
        ("183.6万辆", "183.6万辆"),
        ("R&D, design. And", "r d design and"),
        ("Jiang'an_new", "jiang an new"),
        ("  ", ""),
    ],
)
def test_script_case_width_accents_and_marks_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_once_is_enough(text: str) -> None:
    once = fold(text)
    assert once == once.strip()
    assert key(fold(key(once))) == key(fold(once))


@pytest.mark.parametrize(
    "text",
    [
        "https://w3id.org/hbgraph/id/region/420600",
        "http://127.0.0.1:8000/doc/region/420600.ttl",
        "http://127.0.0.1:8000/doc/region/420600?lang=en#anchor",
        "id:region/420600",
        "region/420600",
    ],
)
def test_an_address_is_asked_for_by_its_kind_and_slug(text: str) -> None:
    assert key(asked(text)) == "region420600"


def test_words_are_rows_of_chinese_and_what_stands_between_spaces() -> None:
    assert runs("5g基站 ev 汽车") == ["5g", "基站", "ev", "汽车"]


def test_grams_are_each_two_neighbours_or_the_only_one() -> None:
    assert grams("汉襄宜") == ["汉襄", "襄宜"]
    assert grams("汉") == ["汉"]
    assert pairs(["xiang", "yang"]) == ["xiangyang"]


def test_an_abbreviation_may_leave_out_a_few_characters_in_a_row() -> None:
    assert "新车" not in apart("新能源的汽车")
    assert {"新汽", "源车"} <= set(apart("新能源汽车"))
    assert apart("ev") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [("xiangyang", ["xiang", "yang"]), ("xian", ["xian"]), ("xianx", []), ("", [])],
)
def test_letters_are_read_as_the_longest_syllables(text: str, said: list[str]) -> None:
    assert syllables(text, {"xi", "an", "xian", "xiang", "yang", "ang"}) == said


def test_no_row_of_letters_takes_long_to_read() -> None:
    assert syllables("a" * 48 + "q", frozenset({"a", "aa", "aaa"})) == []
    assert forms.is_latin("a" * 48)
