"""What pages call a thing, from what the graph says of it."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from rdflib import RDFS, Graph, Literal, URIRef
from rdflib.term import Identifier

from hbgraph.ns import GEO, HB, OA, curie
from hbgraph.pages.nouns import Name, Quantity

Said = dict[Identifier, list[Identifier]]
"""For each property that helps to name a thing, its values (queries/select_names.rq)."""

ELSEWHERE = {
    "http://www.wikidata.org/entity/": "Wikidata",
    "https://sws.geonames.org/": "GeoNames",
}
"""Registers that our things are matched with, by how the IRIs in them begin."""

WORDS = (HB.unit, HB.comparator, HB.modality)
"""The properties of a figure whose values need names of their own."""


@cache
def foreign_names() -> Mapping[Identifier, Name]:
    """What pages call the terms of other vocabularies, which the graph does not describe."""
    words = Graph(bind_namespaces="none").parse(Path(__file__).with_name("foreign.ttl"))
    labels: dict[URIRef, Said] = {}
    for term, label in words.subject_objects(RDFS.label):
        if isinstance(term, URIRef) and isinstance(label, Literal):
            labels.setdefault(term, {RDFS.label: []})[RDFS.label].append(label)
    return {term: name_of(term, said, {}) for term, said in labels.items()}


def words_of_figures(things: Iterable[Said]) -> set[Identifier]:
    """The units, comparators and modalities that figures among the things need named."""
    figures = (said for said in things if HB.value in said)
    return {word for said in figures for term in WORDS for word in said.get(term, ())}


def name_of(iri: Identifier, said: Said, words: Mapping[Identifier, Name]) -> Name:
    """The labels, or else what tells the thing at a glance, or else its short IRI.

    Waivers of the same numeral are labelled alike: where they stand tells them apart.
    """
    labels = [each for each in said.get(RDFS.label, ()) if isinstance(each, Literal)]
    spelt = {label.language: str(label) for label in sorted(labels, reverse=True)}
    zh = spelt.get("zh") or next(iter(spelt.values()), "")
    where = _characters(said)
    if zh and GEO.asWKT not in said:
        en = spelt.get("en") or zh
        if where:
            zh, en = f"{zh}({where[0]})", f"{en} ({where[1]})"
        return Name(URIRef(iri), zh, en, _quantity(said, words))
    if where:
        return Name(URIRef(iri), *where)
    if GEO.asWKT in said:
        point = str(said[GEO.asWKT][0])
        return Name(URIRef(iri), point, point)
    return _unlabelled(URIRef(iri))


def _characters(said: Said) -> tuple[str, str] | None:
    """Where it stands in the text of its bulletin, in Chinese and English."""
    if OA.start not in said or OA.end not in said:
        return None
    span = f"{said[OA.start][0]}–{said[OA.end][0]}"
    return f"第 {span} 字", f"characters {span}"


def _quantity(said: Said, words: Mapping[Identifier, Name]) -> Quantity | None:
    value = next(iter(said.get(HB.value, ())), None)
    if not isinstance(value, Literal):
        return None
    unit, comparator, modality = (
        next((words[word] for word in said.get(term, ()) if word in words), None) for term in WORDS
    )
    printed = next(iter(said.get(HB.printed, ())), "")
    return Quantity(value, unit, comparator, modality, str(printed))


def _unlabelled(iri: URIRef) -> Name:
    """What others call it by a number, or the prefixed form without the prefix of our things."""
    for base, name in ELSEWHERE.items():
        if iri.startswith(base):
            number = f"{name} {iri.removeprefix(base).strip('/')}"
            return Name(iri, number, number)
    short = curie(str(iri)).removeprefix("id:")
    return Name(iri, short, short, bare=True)
