"""How a literal looks on a page."""

import re

from flask import Flask
from markupsafe import Markup
from rdflib import XSD, Literal

from hbgraph.ns import HBS, curie
from hbgraph.pages.entries import entries, groups_of, without
from hbgraph.pages.nouns import Name
from hbgraph.web import quantities
from hbgraph.web.preferences import LANGUAGES, language, say
from hbgraph.web.quantities import number

TECHNICAL = HBS["group-technical"]
CHINESE = re.compile("[\u4e00-\u9fff]")
FOLDED = 24
"""A longer text in the other language is folded away."""

NUMBERS = {XSD.decimal, XSD.integer, XSD.double}


def init_app(app: Flask) -> None:
    for function in (called, text, language_tag, purpose, curie, *quantities.FILTERS):
        app.add_template_filter(function)
    for picking in (entries, groups_of, without):
        app.add_template_filter(picking)
    for test in (is_literal, is_here, is_elsewhere, is_number, is_code, is_chinese, is_technical):
        app.add_template_filter(test)
        app.add_template_test(test)


def called(name: Name) -> str:
    """A thing's name in the language of the page; one that has none in English says so."""
    if language() == "zh":
        return name.zh
    if name.en == name.zh and not name.zh.isascii():
        return Markup('<span lang="zh-Hans">{}</span>').format(name.zh)
    return name.en


def text(literal: Literal) -> str:
    if literal.datatype in NUMBERS:
        return number(literal)
    if literal.datatype == XSD.boolean:
        return say("是", "yes") if literal.toPython() else say("否", "no")
    return str(literal)


def purpose(query: str) -> str:
    """What a query of ours asks: its first line says it in Chinese, its second in English."""
    zh, en = (line.removeprefix("# ") for line in query.split("\n", 2)[:2])
    return say(zh, en)


def language_tag(literal: Literal) -> str:
    """The value of ``lang`` for a literal; empty where it has no language."""
    tag = literal.language or ""
    return LANGUAGES.get(tag, tag)


def is_literal(value: object) -> bool:
    return isinstance(value, Literal)


def is_here(value: object) -> bool:
    """Whether it can be read without the page's other language; names are in both."""
    return not isinstance(value, Literal) or value.language in (None, "", language())


def is_elsewhere(value: object) -> bool:
    """Whether it is a text in the other language, too long to stand among the facts."""
    return not is_here(value) and len(str(value)) > FOLDED


def is_number(value: object) -> bool:
    return isinstance(value, Literal) and value.datatype in NUMBERS


def is_code(value: Literal) -> bool:
    """Whether a text is in no language, such as 420100 or a digest; with a space it is a title."""
    plain = value.language is None and value.datatype is None
    return plain and value.isascii() and " " not in value


def is_chinese(value: Literal) -> bool:
    """Whether a text without a language tag is Chinese, as what a bulletin prints."""
    return bool(CHINESE.search(str(value)))


def is_technical(section: Name | None) -> bool:
    """Whether a section of a page holds what most readers pass over."""
    return section is not None and section.iri == TECHNICAL
