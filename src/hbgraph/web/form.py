"""Query by form: choosing makes a query, which is shown so that one can learn from it."""

from flask import Blueprint, render_template, request

from hbgraph.pages.forms import Filled, fields, fill
from hbgraph.queries import Example, forms
from hbgraph.web.preferences import language
from hbgraph.web.problems import UnknownChoice
from hbgraph.web.reading import reader

bp = Blueprint("form", __name__)

WORDS = {
    "area": ("地区", "Area"),
    "class": ("种类", "Kind"),
    "figure": ("数值", "Figure"),
    "grouping": ("名称", "Name"),
    "indicator": ("指标", "Indicator"),
    "industry": ("产业", "Industry"),
    "level": ("级别", "Level"),
    "member": ("成员", "Member"),
    "organiser": ("组织者", "Organiser"),
    "parent": ("所属计划", "Part of"),
    "passage": ("段落", "Passage"),
    "period": ("时期", "Period"),
    "printed": ("原文", "Printed"),
    "programme": ("计划", "Programme"),
    "unit": ("单位", "Unit"),
    "value": ("精确值", "Exact value"),
}
"""What the columns of the forms are called."""


@bp.get("/sparql/form")
def endpoint() -> str:
    """``about`` names the form; each of its fields is a parameter, empty for any value."""
    form = chosen()
    return render_template(
        "form.html", form=form, forms=forms(), fields=fields(form), filled=filled(form), words=WORDS
    )


def chosen() -> Example:
    known = {form.name: form for form in forms()}
    about = request.args.get("about") or next(iter(known))
    if about not in known:
        raise UnknownChoice(parameter="about", value=about)
    return known[about]


def filled(form: Example) -> Filled:
    given = {name: request.args[name] for name in fields(form) if request.args.get(name)}
    try:
        return fill(reader(), form, given, language())
    except KeyError as error:
        value = str(error.args[0])
        parameter = next(name for name in given if given[name] == value)
        raise UnknownChoice(parameter=parameter, value=value) from error
