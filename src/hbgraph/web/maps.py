"""The map of the province, on a page of its own and wherever places belong to a thing."""

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue

from hbgraph.pages.maps import Map, draw, groupings, members, members_of
from hbgraph.pages.nouns import Page
from hbgraph.web.links import thing
from hbgraph.web.problems import UnknownChoice
from hbgraph.web.reading import reader, service

bp = Blueprint("maps", __name__)


def init_app(app: Flask) -> None:
    app.add_template_global(province)
    app.add_template_global(of_page, "map_of")


@bp.get("/map")
def page() -> ResponseReturnValue:
    """All places; ``?set=region/han-xiang-yi`` lights up one set of them."""
    sets = groupings(reader())
    asked = request.args.get("set", "")
    chosen = next((each for each in sum(sets.values(), ()) if each.iri == thing(asked)), None)
    if asked and not chosen:
        raise UnknownChoice(parameter="set", value=asked)
    rows = members(reader(), chosen.iri) if chosen else ()
    atlas = service().atlas
    return render_template(
        "map.html",
        chosen=chosen,
        members=rows,
        map=draw(reader(), atlas, members_of(rows)) if atlas else None,
        sets=sets,
        manifest=reader().manifest,
    )


def province() -> Map | None:
    """The map with nothing lit; None when there are no boundaries to draw."""
    atlas = service().atlas
    return draw(reader(), atlas) if atlas else None


def of_page(described: Page) -> Map | None:
    """The map that belongs on a page: where a division is, or which divisions a grouping has."""
    atlas, rows = service().atlas, described.tables.get("members", ())
    if atlas and "AdministrativeRegion" in described.classes:
        return draw(reader(), atlas, here=described.name.iri)
    if atlas and rows:
        return draw(reader(), atlas, members_of(rows))
    return None
