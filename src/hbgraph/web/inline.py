"""The small pieces that a page has hundreds of: links, values, sources.

They are functions and not macros, since a macro call costs about ten times as much; templates
reach them through ``macros.html``.
"""

from collections.abc import Iterable

from flask import Flask
from markupsafe import Markup, escape
from rdflib import Literal

from hbgraph.pages.nouns import Fact, Group, Name, Quantity, Witness
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
    for piece in (link, literal, stated, value_of, badge, witness, fact, facts_of):
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
    """What a figure says: to readers of Chinese as it is printed, to others in words."""
    if language() == "zh" and given.printed:
        printed = measured(given.printed, given.value)
        return Markup(f'<b class="printed" lang="zh-Hans">{printed}</b>')
    return Markup(f'<b class="amount">{quantity(given)}</b>')


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


def facts_of(group: Group) -> Markup:
    """The facts of a property; long texts in the page's other language are folded away."""
    folded = [each for each in group.facts if is_elsewhere(each.value)]
    shown = [each for each in group.facts if each not in folded] if folded else group.facts
    if not folded:
        return _listed(shown)
    summary = say("英文", "In Chinese")
    return Markup(
        f"{_listed(shown) if shown else ''}"
        f'<details class="other-language"><summary>{summary}</summary>{_listed(folded)}</details>'
    )


def _listed(facts: Iterable[Fact]) -> Markup:
    items = "".join(f"<li>{fact(each)}</li>" for each in facts)
    return Markup(f"<ul>{items}</ul>")
