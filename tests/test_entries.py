"""What templates pick out of a page."""

import pytest
from rdflib import Literal

from hbgraph.ns import HB, ID
from hbgraph.pages.entries import entries, without
from hbgraph.pages.maps import members_of
from hbgraph.pages.nouns import Cells, Fact, Group, Name, Section


def name(path: str) -> Name:
    return Name(ID[path], path, path)


CITY, TOWN = name("region/990100"), name("region/990200")
SOURCED, GUESSED = name("evidence/sourced"), name("evidence/unverified")
ROWS: list[Cells] = [
    {"thing": TOWN, "code": Literal("990200"), "graph": name("reference/b"), "grade": GUESSED},
    {"thing": CITY, "code": Literal("990100"), "graph": name("reference/b"), "grade": GUESSED},
    {"thing": CITY, "code": Literal("990100"), "graph": name("reference/a"), "grade": SOURCED},
    {"thing": CITY, "code": Literal("990100"), "graph": name("reference/plain")},
]


def test_rows_that_only_differ_in_their_graph_are_one_entry() -> None:
    town, city = entries(ROWS)
    assert (town.cells["thing"], city.cells["thing"]) == (TOWN, CITY)
    assert [(each.graph.zh, each.grade) for each in city.witnesses] == [
        ("reference/b", GUESSED),
        ("reference/a", SOURCED),
        ("reference/plain", None),
    ]


def test_a_variable_may_have_several_values_in_one_entry() -> None:
    rows: list[Cells] = [
        {"thing": CITY, "relation": name("a")},
        {"thing": CITY, "relation": name("b")},
        {"thing": CITY, "relation": name("a")},
    ]
    (entry,) = entries(rows, "relation")
    assert entry.several == (name("a"), name("b"))
    assert len(entries(rows)) == 2


def test_of_several_grades_the_strongest_counts() -> None:
    assert members_of(ROWS) == {TOWN.iri: GUESSED, CITY.iri: SOURCED}
    assert members_of([{"thing": TOWN, "graph": name("reference/plain")}]) == {TOWN.iri: None}


def test_a_section_without_anything_left_falls_away() -> None:
    level, size = (Group(Name(HB[local], local, local), (), 0) for local in ("level", "size"))
    sections = [Section(None, (level,)), Section(CITY, (level, size))]
    assert without(sections, ["hb:level"]) == [Section(CITY, (size,))]
    assert without(sections, []) == sections


@pytest.mark.parametrize(
    ("listed", "count", "left"),
    [([CITY, TOWN], 2, 0), ([CITY], 2, 0), ([CITY], 3, 1), ([CITY, name("region/x")], 2, 1)],
    ids=["all", "all-of-more", "too-few", "another"],
)
def test_what_tables_do_not_tell_in_full_stays(listed: list[Name], count: int, left: int) -> None:
    group = Group(Name(HB.level, "", ""), tuple(Fact(each, ()) for each in listed), count)
    assert len(without([Section(None, (group,))], ["hb:level"], {"members": ROWS})) == left
