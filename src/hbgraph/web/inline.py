"""The small pieces that a page has hundreds of: links, values, sources.

They are functions and not macros, since a macro call costs about ten times as much; templates
reach them through ``macros.html``.
"""

from collections.abc import Iterable

from flask import Flask
from markupsafe import Markup, escape
from rdflib import Literal

from hbgraph.ns import HB
from hbgraph.pages.nouns import Fact, Group, Name, Page, Quantity, Witness
from hbgraph.web.links import href
from hbgraph.web.preferences import language, say
from hbgraph.web.quantities import measured, number, quantity
from hbgraph.web.show import (
    called,
    is_chinese,
    is_code,
    is_elsewhere,
    is_number,
    language_tag,
    text,
)


def init_app(app: Flask) -> None:
    for piece in (link, literal, stated, value_of, badge, witness, fact, facts_of, heading_id):
        app.add_template_global(piece, f"inline_{piece.__name__}")


def link(name: Name) -> Markup:
    """A thing's name, leading to its page; in code type where it has none but its IRI."""
    words, to = escape(called(name)), href(name.iri)
    if name.bare:
        words = Markup(f"<code>{words}</code>")
    return Markup(f'<a href="{escape(to)}">{words}</a>') if to else words


def literal(value: Literal) -> Markup:
    """A literal as its kind asks for: code, number, text in a language, anything else."""
    if is_code(value):
        return Markup(f"<code>{escape(str(value))}</code>")
    if is_number(value):
        return measured(number(value), value)
    tag = language_tag(value) or ("zh-Hans" if is_chinese(value) else "")
    if tag:
        return Markup(f'<span lang="{escape(tag)}">{escape(str(value))}</span>')
    return escape(text(value))


def stated(given: Quantity) -> Markup:
    """What a figure says: to readers of Chinese as it is printed, with how firmly it is planned; to
    others in words."""
    if language() == "zh" and given.printed:
        printed = measured(given.printed, given.value)
        return Markup(f'<b class="printed" lang="zh-Hans">{printed}</b>{_firmness(given.modality)}')
    return Markup(f'<b class="amount">{quantity(given)}</b>')


def _firmness(modality: Name | None) -> str:
    if modality is None or modality.iri.endswith("/stated"):
        return ""
    return f' <span class="muted">{escape(called(modality))}</span>'


def value_of(value: Name | Literal) -> Markup:
    """A value, and for a figure what it says."""
    if isinstance(value, Literal):
        return literal(value)
    if value.quantity is None:
        return link(value)
    return Markup(f"{link(value)} {stated(value.quantity)}")


def badge(grade: Name) -> Markup:
    kind = escape(grade.iri.rpartition("/")[2])
    return Markup(f'<span class="badge {kind}">{escape(called(grade))}</span>')


def witness(one: Witness) -> Markup:
    """The graph that states something, and its grade unless the bulletin itself prints it."""
    to, words = escape(href(one.graph.iri)), escape(called(one.graph))
    source = Markup(f'<a class="source" href="{to}">{words}</a>')
    if one.grade is None or one.grade.iri.endswith("/printed"):
        return source
    return Markup(f"{source} {badge(one.grade)}")


def fact(one: Fact) -> Markup:
    """A value, and who states it."""
    sources = " ".join(map(witness, one.witnesses))
    return Markup(f'{value_of(one.value)}<span class="sources">{sources}</span>')


def heading_id(page: Page) -> Markup:
    """The ``id`` of the anchor that says where the thing itself stands, as a passage has one."""
    groups = (group for section in page.facts for group in section.groups)
    anchors = (each for group in groups if group.property.iri == HB.anchor for each in group.facts)
    return next(filter(None, (_part_id(each, str(page.name.iri)) for each in anchors)), Markup())


def facts_of(group: Group, document: str = "") -> Markup:
    """The facts of a property; long texts in the page's other language are folded away.

    Values that are parts of the ``document`` (``…/region/420100#point``) are where links to them
    lead, unless the heading is.
    """
    document = "" if group.property.iri == HB.anchor else str(document)
    folded = [each for each in group.facts if is_elsewhere(each.value)]
    shown = [each for each in group.facts if each not in folded] if folded else group.facts
    if not folded:
        return _listed(shown, document)
    summary, rest = say("英文", "In Chinese"), _listed(folded, document)
    return Markup(
        f"{_listed(shown, document) if shown else ''}"
        f'<details class="other-language"><summary>{summary}</summary>{rest}</details>'
    )


def _listed(facts: Iterable[Fact], document: str) -> Markup:
    items = "".join(f"<li{_part_id(each, document)}>{fact(each)}</li>" for each in facts)
    return Markup(f"<ul>{items}</ul>")


def _part_id(one: Fact, document: str) -> Markup:
    """The ``id`` of a value that is a part of the document, else nothing."""
    if not document or isinstance(one.value, Literal):
        return Markup()
    whole, _, fragment = one.value.iri.partition("#")
    return Markup(' id="{}"').format(fragment) if fragment and whole == document else Markup()
