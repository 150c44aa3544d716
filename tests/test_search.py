from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from hbgraph.ns import ID
from hbgraph.search import SearchIndex, build, pairs, pinyin

NAMES = {
    ID["region/420600"]: ["襄阳市", "Xiangyang", "襄阳", "420600"],
    ID["region/420100"]: ["武汉市", "Wuhan", "武汉", "420100"],
    ID["industry/power-batteries"]: ["动力电池", "Power batteries"],
    ID["gbt4754-2017/384"]: ["电池制造", "Manufacture of batteries", "384"],
    ID["programme/51020"]: ["“51020”先进制造业产业集群", "“51020” clusters"],
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("search") / "index"
    build(folder, NAMES)
    return SearchIndex(folder)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("襄阳", "region/420600"),
        ("襄阳市", "region/420600"),
        ("XIANGYANG", "region/420600"),
        ("xiangy", "region/420600"),
        ("xiangyagn", "region/420600"),
        ("wuhan", "region/420100"),
        ("420600", "region/420600"),
        ("region/420600", "region/420600"),
        ("电池", "industry/power-batteries"),
        ("dldc", "industry/power-batteries"),
        ("动力的电池", "industry/power-batteries"),
        ("384", "gbt4754-2017/384"),
        ("51020", "programme/51020"),
    ],
)
def test_a_thing_is_found_by_name_pinyin_code_and_with_a_typo(
    index: SearchIndex, text: str, first: str
) -> None:
    assert index.search(text)[0] == ID[first]


@pytest.mark.parametrize("text", ["", "   ", "zzzzzz", "量子"])
def test_what_no_name_resembles_finds_nothing(index: SearchIndex, text: str) -> None:
    assert index.search(text) == []


def test_a_limit_is_kept(index: SearchIndex) -> None:
    assert len(index.search("4", limit=1)) <= 1


@settings(max_examples=200)
@given(st.text(max_size=40))
def test_no_text_breaks_the_search(index: SearchIndex, text: str) -> None:
    found = index.search(text)
    assert all(isinstance(iri, URIRef) for iri in found)


def test_an_index_is_built_once(tmp_path: Path) -> None:
    build(tmp_path / "index", NAMES)
    with pytest.raises(FileExistsError):
        build(tmp_path / "index", NAMES)


def test_pinyin_leaves_out_what_is_not_chinese() -> None:
    assert pinyin("5G基站") == ("jizhan", "jz")


def test_pairs_are_each_two_characters_in_a_row() -> None:
    assert pairs("汉襄宜") == ["汉襄", "襄宜"]
    assert pairs("汉") == []
