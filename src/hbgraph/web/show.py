"""How a literal looks on a page."""

from decimal import Decimal, InvalidOperation

from flask import Flask
from markupsafe import Markup
from rdflib import XSD, Literal

from hbgraph.ns import curie
from hbgraph.pages.nouns import Name
from hbgraph.web.preferences import LANGUAGES, language, say

NUMBERS = {XSD.decimal, XSD.integer, XSD.double}


def init_app(app: Flask) -> None:
    for function in (called, number, text, language_tag, is_literal):
        app.add_template_filter(function)
    app.add_template_filter(curie)


def called(name: Name) -> str:
    """A thing's name in the language of the page; one that has none in English says so."""
    if language() == "en" and name.en == name.zh and not name.zh.isascii():
        return Markup('<span lang="zh-Hans">{}</span>').format(name.zh)
    return say(name.zh, name.en)


def number(value: object) -> str:
    """The exact number, its thousands set apart: 1836000.0 as 1,836,000."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    whole = exact == exact.to_integral_value()
    return f"{exact.quantize(Decimal(1)) if whole else exact.normalize():,f}"


def text(literal: Literal) -> str:
    if literal.datatype in NUMBERS:
        return number(literal)
    if literal.datatype == XSD.boolean:
        return say("是", "yes") if literal.toPython() else say("否", "no")
    return str(literal)


def language_tag(literal: Literal) -> str:
    """The value of ``lang`` for a literal; empty where it has no language."""
    tag = literal.language or ""
    return LANGUAGES.get(tag, tag)


def is_literal(value: object) -> bool:
    return isinstance(value, Literal)
