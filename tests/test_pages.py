"""What a page shows, held against a corpus small enough to reason about."""

from pathlib import Path

import pytest
from rdflib import RDFS, URIRef

from conftest import SmallCorpus, release_of, small_corpus
from hbgraph import releases
from hbgraph.corpus import Corpus
from hbgraph.ns import HB, HBS, ID
from hbgraph.pages.document import embedded
from hbgraph.pages.entity import SHOWN, describe
from hbgraph.pages.nearness import near_things
from hbgraph.pages.nouns import Group, Name, Section
from hbgraph.pages.reader import Reader

PROVINCE = ID["region/990000"]
FILES = {
    "ontology/hbgraph.ttl": """
        hb:Thing a owl:Class ; rdfs:label "thing"@en, "事物"@zh ;
            rdfs:isDefinedBy <https://w3id.org/hbgraph/ontology> .
        hb:Region a owl:Class ; rdfs:subClassOf hb:Thing ; rdfs:label "region"@en, "区域"@zh ;
            rdfs:isDefinedBy <https://w3id.org/hbgraph/ontology> .
        hb:population rdfs:label "population"@en, "人口"@zh .
        hb:size rdfs:label "size"@en, "规模"@zh .
        hb:population rdfs:subPropertyOf hb:size .
        <https://w3id.org/hbgraph/id/evidence/unverified> rdfs:label "Unverified"@en, "未核实"@zh .
    """,
    "data/ttl/reference/many.ttl": """
        <https://w3id.org/hbgraph/id/reference/many> hb:evidence
            <https://w3id.org/hbgraph/id/evidence/unverified> .
        <https://w3id.org/hbgraph/id/region/990000> hb:size 7.0 ; rdfs:comment "</script>" .
    """
    + "".join(
        f"<https://w3id.org/hbgraph/id/region/990{n:03}> hb:within "
        "<https://w3id.org/hbgraph/id/region/990000> .\n"
        for n in range(1, 14)
    ),
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    root: Path = tmp_path_factory.mktemp("pages")
    small: SmallCorpus = small_corpus(root / "corpus")
    for path, statements in FILES.items():
        small.write(path, statements)
    release_of(small.corpus, root / "data")
    return Reader.open(releases.current(root / "data"))


def groups(sections: tuple[Section, ...]) -> list[Group]:
    return [each for section in sections for each in section.groups]


def group(sections: tuple[Section, ...], term: URIRef) -> Group:
    (found,) = (each for each in groups(sections) if each.property.iri == term)
    return found


def test_a_thing_is_named_in_both_languages(reader: Reader) -> None:
    assert reader.name(PROVINCE) == Name(PROVINCE, "试省", "Test Province")


def test_a_thing_without_a_label_is_named_by_its_slug(reader: Reader) -> None:
    assert reader.name(ID["region/990001"]).zh == "region/990001"


def test_terms_of_other_vocabularies_have_words_of_ours(reader: Reader) -> None:
    assert reader.name(URIRef(RDFS.label)).zh == "名称"


def test_a_fact_names_each_graph_that_states_it(reader: Reader) -> None:
    (fact,) = group(describe(reader, PROVINCE).facts, HB.population).facts
    assert [str(each.graph.iri)[-3:] for each in fact.witnesses] == ["p01", "p02"]


def test_a_fact_carries_the_grade_of_its_graph(reader: Reader) -> None:
    (fact,) = group(describe(reader, PROVINCE).facts, RDFS.comment).facts
    (witness,) = fact.witnesses
    assert witness.grade
    assert witness.grade.zh == "未核实"


def test_a_graph_that_states_only_what_is_left_out_is_named_all_the_same(tmp_path: Path) -> None:
    small = small_corpus(tmp_path / "corpus")
    comments = ", ".join(f'"{n:02}"' for n in range(SHOWN))
    small.write("data/ttl/reference/many.ttl", f"<{PROVINCE}> rdfs:comment {comments} .")
    small.write("data/ttl/reference/more.ttl", f'<{PROVINCE}> rdfs:comment "99" .')
    release_of(Corpus(small.root), tmp_path / "data")
    page = describe(Reader.open(releases.current(tmp_path / "data")), PROVINCE)
    shown = group(page.facts, RDFS.comment)
    assert (len(shown.facts), shown.count) == (SHOWN, SHOWN + 1)
    assert ID["reference/more"] in {each.graph.iri for each in page.witnesses}


def test_what_a_narrower_property_says_is_not_said_twice(reader: Reader) -> None:
    page = describe(reader, PROVINCE)
    assert HB["size"] not in {each.property.iri for each in groups(page.facts)}
    assert HB["size"] in {each.property.iri for each in groups(page.implied)}


def test_only_the_most_specific_class_heads_a_page(reader: Reader) -> None:
    page = describe(reader, PROVINCE)
    assert [each.iri for each in page.types] == [HB.Region]
    assert page.classes == ("Region", "Thing")


def test_ten_of_what_points_here_are_shown_with_the_count_of_all(reader: Reader) -> None:
    incoming = group(describe(reader, PROVINCE).incoming, HB.within)
    assert (len(incoming.facts), incoming.count) == (10, 13)


DISPLAY = """
    hbs:group-last a sh:PropertyGroup ; sh:order 2.0 ; rdfs:label "末"@zh , "last"@en .
    hbs:group-first a sh:PropertyGroup ; sh:order 1.0 ; rdfs:label "首"@zh , "first"@en .
    hbs:display-population sh:path hb:population ; sh:group hbs:group-last ; sh:order 1.0 .
    hbs:display-comment sh:path rdfs:comment ; sh:group hbs:group-first ; sh:order 2.0 .
    hbs:display-label sh:path rdfs:label ; sh:group hbs:group-first ; sh:order 1.0 .
"""


def test_facts_stand_in_the_order_that_the_release_itself_holds(tmp_path: Path) -> None:
    small = small_corpus(tmp_path / "corpus")
    for path, statements in FILES.items():
        small.write(path, statements)
    small.write("shapes/_display.ttl", f"PREFIX hbs: <{HBS}> {DISPLAY}")
    release_of(Corpus(small.root), tmp_path / "data")
    page = describe(Reader.open(releases.current(tmp_path / "data")), PROVINCE)
    headed = {section.name.en: section.groups for section in page.facts if section.name}
    assert list(headed) == ["first", "last"]
    assert [each.property.iri for each in headed["first"]] == [RDFS.label, RDFS.comment]
    assert page.facts[-1].name is None


def test_a_release_without_a_display_order_shows_our_terms_first(reader: Reader) -> None:
    page = describe(reader, PROVINCE)
    assert [section.name for section in page.facts] == [None]
    assert groups(page.facts)[0].property.iri == HB.population


def test_names_stay_bounded_and_right(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hbgraph.pages.reader.NAMES_KEPT", 3)
    things = [ID[f"region/990{n:03}"] for n in range(1, 14)]
    for thing in (*things, *things):
        assert reader.name(thing).iri == thing
    assert reader.name(PROVINCE).en == "Test Province"


def test_a_wider_property_is_left_out_only_where_it_says_no_more(tmp_path: Path) -> None:
    small = small_corpus(tmp_path / "corpus")
    small.write("ontology/rules/superclass.rq", "# none\nCONSTRUCT { } WHERE { }")
    small.write(
        "ontology/places.ttl",
        """
        hb:within rdfs:subPropertyOf hb:near . hb:seat rdfs:subPropertyOf hb:near .
        hb:same rdfs:subPropertyOf hb:alike . hb:alike rdfs:subPropertyOf hb:same .
        <https://w3id.org/hbgraph/id/x/1> hb:within <https://w3id.org/hbgraph/id/region/990000> ;
            hb:near <https://w3id.org/hbgraph/id/region/990000> .
        <https://w3id.org/hbgraph/id/x/2> hb:same <https://w3id.org/hbgraph/id/region/990100> ;
            hb:alike <https://w3id.org/hbgraph/id/region/990100> ;
            hb:seat <https://w3id.org/hbgraph/id/region/990100> .
        <https://w3id.org/hbgraph/id/x/3> hb:near <https://w3id.org/hbgraph/id/region/990100> .
        """,
    )
    release_of(Corpus(small.root), tmp_path / "data")
    reader = Reader.open(releases.current(tmp_path / "data"))
    shown = {
        place: {each.property.iri for each in groups(describe(reader, ID[place]).incoming)}
        for place in ("region/990000", "region/990100")
    }
    assert shown["region/990000"] == {HB.within}
    assert shown["region/990100"] == {HB.same, HB.alike, HB.seat, HB.near}


def test_embedded_json_cannot_close_its_element(reader: Reader) -> None:
    text = embedded(reader, PROVINCE)
    assert "<" not in text
    assert "/script>" in text


def test_near_names_come_nearest_first(reader: Reader) -> None:
    assert near_things(reader, "region/99000")[0].iri == PROVINCE
    assert near_things(reader, "region/试市")[0].iri == ID["region/990100"]
    assert near_things(reader, "zzzzzzzz") == []


def test_an_unknown_thing_is_not_known(reader: Reader) -> None:
    assert reader.knows(PROVINCE)
    assert not reader.knows(ID["region/nowhere"])
