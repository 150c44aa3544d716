from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from hbgraph.ns import HB, ID
from hbgraph.search import Entry, SearchIndex, amend, build
from hbgraph.search.readings import Readings, spoken

NAMES = {
    ID["region/420600"]: ["襄阳市", "Xiangyang", "襄阳", "420600"],
    ID["region/420602"]: ["襄城区", "襄城", "Xiangcheng", "420602"],
    ID["region/420100"]: ["武汉市", "Wuhan", "武汉", "420100"],
    ID["industry/power-batteries"]: ["动力电池", "Power batteries"],
    ID["indicator/value-added-growth"]: ["规上工业增加值增速", "Growth of value added"],
    ID["gbt4754-2017/384"]: ["电池制造", "Manufacture of batteries", "384", "C384"],
    ID["programme/51020"]: ["“51020”先进制造业产业集群", "“51020” clusters"],
    ID["facility/base-stations"]: ["5G基站", "5G base stations"],
}
KINDS = {"region": HB.AdministrativeRegion, "gbt4754-2017": HB.ClassificationItem}


def entries(names: dict[URIRef, list[str]]) -> dict[URIRef, Entry]:
    return {
        thing: Entry(said, [kind for folder, kind in KINDS.items() if f"/{folder}/" in thing])
        for thing, said in names.items()
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("search") / "index"
    build(made, entries(NAMES))
    return made


@pytest.fixture(scope="module")
def index(folder: Path) -> SearchIndex:
    return SearchIndex(folder)


def things(index: SearchIndex, text: str) -> list[URIRef]:
    return [match.iri for match in index.first(text)]


@pytest.mark.parametrize(
    ("text", "first", "way", "form"),
    [
        ("襄阳", "region/420600", "name", "襄阳"),
        ("襄陽市", "region/420600", "name", "襄阳市"),
        ("襄", "region/420600", "beginning", "襄阳"),
        ("XIANGYANG", "region/420600", "name", "Xiangyang"),
        ("xiang1 yang2 shi4", "region/420600", "sound", "襄阳市"),
        ("xiangy", "region/420600", "beginning", "Xiangyang"),
        ("xiangyagn", "region/420600", "typo", "Xiangyang"),
        ("相阳", "region/420600", "homophone", "襄阳"),
        ("Xiangyang city", "region/420600", "name", "Xiangyang"),
        ("湖北省襄阳", "region/420600", "contained", "襄阳"),
        ("wuhan", "region/420100", "name", "Wuhan"),
        ("420600", "region/420600", "name", "420600"),
        ("region/420600", "region/420600", "name", "region/420600"),
        ("电池", "industry/power-batteries", "part", "动力电池"),
        ("battery", "industry/power-batteries", "part", "Power batteries"),
        ("dldc", "industry/power-batteries", "initials", "动力电池"),
        ("动力的电池", "industry/power-batteries", "some parts", "动力电池"),
        ("规上增加值", "indicator/value-added-growth", "abbreviation", "规上工业增加值增速"),
        ("C384", "gbt4754-2017/384", "name", "C384"),
        ("3840", "gbt4754-2017/384", "broader code", "384"),
        ("51020", "programme/51020", "name", "51020"),
        ("5gjizhan", "facility/base-stations", "sound", "5G基站"),
    ],
)
def test_a_thing_is_found_however_it_is_asked_for(
    index: SearchIndex, text: str, first: str, way: str, form: str
) -> None:
    found = index.first(text)[0]
    assert (found.iri, found.way, found.form) == (ID[first], way, form)


@pytest.mark.parametrize("text", ["", "   ", "…!?", "zzzzzz", "量子", "9"])
def test_what_no_name_resembles_finds_nothing(index: SearchIndex, text: str) -> None:
    assert index.first(text) == []
    assert index.search(text).total == 0


def test_a_name_of_thousands_comes_after_all_others_unless_it_is_exact(index: SearchIndex) -> None:
    assert things(index, "电池") == [ID["industry/power-batteries"], ID["gbt4754-2017/384"]]
    assert things(index, "电池制造")[0] == ID["gbt4754-2017/384"]


def test_pages_follow_each_other_through_all_ways_of_fitting(index: SearchIndex) -> None:
    whole = index.search("x", limit=8)
    pages = [index.search("x", limit=1, offset=number) for number in range(whole.total)]
    assert whole.total == 2
    assert [match for page in pages for match in page.found] == list(whole.found)
    assert index.search("x", limit=1, offset=whole.total).found == ()


def test_kinds_are_counted_whatever_the_question_is_narrowed_to(index: SearchIndex) -> None:
    region, item = str(HB.AdministrativeRegion), str(HB.ClassificationItem)
    assert index.kinds == {region: 3, item: 1}
    matches = index.search("电池", kinds=[item])
    assert ([each.iri for each in matches.found], matches.total) == ([ID["gbt4754-2017/384"]], 1)
    assert matches.kinds == {item: 1}
    assert index.search("襄", kinds=[item]).kinds == {region: 2}
    assert index.search("襄", kinds=[item]).found == ()


@settings(max_examples=200)
@given(st.text(max_size=40))
def test_no_text_breaks_the_search(index: SearchIndex, text: str) -> None:
    matches = index.search(text)
    assert [match.iri for match in matches.found[:8]] == things(index, text)
    assert len(matches.found) == min(matches.total, 20)


CHANGES = st.dictionaries(st.sampled_from(sorted(NAMES)), st.booleans(), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(CHANGES)
def test_an_amended_index_finds_what_one_built_anew_finds(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, renamed: dict[URIRef, bool]
) -> None:
    place = tmp_path_factory.mktemp("amended")
    changes = {thing: [f"新{NAMES[thing][0]}"] * stays for thing, stays in renamed.items()}
    amend(place / "amended", folder, entries(changes))
    after = {thing: said for thing, said in (NAMES | changes).items() if said}
    build(place / "anew", entries(after))
    amended, anew = SearchIndex(place / "amended"), SearchIndex(place / "anew")
    for text in ("新", "襄阳", "电池", "x", "384", "xin"):
        assert amended.search(text) == anew.search(text)


def test_a_text_for_a_name_is_found_by_its_beginning(tmp_path: Path) -> None:
    long, name = ID["slogan/long"], "汽车" * 500_000
    build(tmp_path / "index", {long: Entry([name, "a" * 100_000])})
    index = SearchIndex(tmp_path / "index")
    assert things(index, "汽车汽车") == things(index, "a" * 40) == [long]


def test_an_index_is_built_once(tmp_path: Path) -> None:
    build(tmp_path / "index", entries(NAMES))
    with pytest.raises(FileExistsError):
        build(tmp_path / "index", entries(NAMES))


def test_a_question_is_read_as_a_name_is(folder: Path) -> None:
    readings = Readings(folder)
    assert readings.of("5g基站") == spoken("5g基站") == ["5g", "ji", "zhan"]
    assert readings.of("绿色") == ["lv", "se"]
    assert {"xiang", "yang", "lv", "nve"} <= readings.syllables
