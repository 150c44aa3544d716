"""How a literal looks on a page."""

from decimal import Decimal, InvalidOperation

from flask import Flask
from rdflib import XSD, Literal

from hbgraph.ns import curie

NUMBERS = {XSD.decimal, XSD.integer, XSD.double}
TRUTH = {"true": "是 yes", "false": "否 no"}
LANGUAGES = {"zh": "zh-Hans"}


def init_app(app: Flask) -> None:
    for function in (number, text, language, is_literal):
        app.add_template_filter(function)
    app.add_template_filter(curie)


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
        return TRUTH.get(str(literal), str(literal))
    return str(literal)


def language(literal: Literal) -> str:
    """The value of ``lang`` for a literal; empty where it has no language."""
    tag = literal.language or ""
    return LANGUAGES.get(tag, tag)


def is_literal(value: object) -> bool:
    return isinstance(value, Literal)
