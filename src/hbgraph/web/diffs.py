"""What changed between two releases: as a page, as RDF Patch, as two parts of Turtle, as JSON."""

from flask import Blueprint, Response, json, render_template, request
from flask.typing import ResponseReturnValue
from rdflib import URIRef

from hbgraph import media
from hbgraph.differ import PAGE_SIZE, boundary
from hbgraph.media import JSON, MULTIPART, RDF_PATCH
from hbgraph.model import Answer
from hbgraph.pages.document import joined
from hbgraph.releases import Release
from hbgraph.web.conditions import Conditional
from hbgraph.web.documents import chosen, etag
from hbgraph.web.preferences import VARY
from hbgraph.web.problems import UnknownPage
from hbgraph.web.protocol import budgeted
from hbgraph.web.reading import reader, release, service
from hbgraph.web.sparql import sent

bp = Blueprint("diffs", __name__)

SUFFIXES = {"html": media.HTML, "rdfp": RDF_PATCH, "multipart": MULTIPART, "json": JSON}
GRAPHS_ON_PAGE = 200


@bp.get("/release/<known_as>/diff/<other>")
@bp.get("/release/<known_as>/diff/<other>/changes.<suffix>")
def between(known_as: str, other: str, suffix: str | None = None) -> ResponseReturnValue:
    """From the release named first to the one named second, whichever is older."""
    form, after = chosen(suffix, SUFFIXES), service().find(other)
    number = request.args.get("page", 1, type=int)
    if number < 1:
        raise UnknownPage
    response: Response = Conditional(content_type=form)
    response.set_etag(etag(f"{after.id} {number}", form))
    response.make_conditional(request)
    if response.status_code == 200:
        tag = response.headers["ETag"]
        response = _written(after, form, number)
        response.headers["ETag"] = tag
    path = f"{request.script_root}/release/{release().id}/diff/{after.id}"
    response.headers["Link"] = ", ".join(
        f'<{path}/changes.{name}>; rel="alternate"; type="{known}"'
        for name, known in SUFFIXES.items()
    )
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(VARY)
    return response


def _written(after: Release, form: str, number: int) -> Response:
    reader()  # keeps the release until the request ends
    wanted = f'{MULTIPART}; boundary="{boundary(release(), after)}"' if form == MULTIPART else form
    wanted = JSON if form == media.HTML else wanted
    with budgeted() as meter, meter.clock():
        answer = service().differ.diff(release(), after, wanted, (number - 1) * PAGE_SIZE)
    if form == media.HTML:
        return Response(_page(answer, after, number))
    return sent(answer)


def _page(answer: Answer, after: Release, number: int) -> str:
    told = json.loads(joined(answer.chunks))
    count = sum(graph["removed"] + graph["added"] for graph in told["graphs"])
    last = max(1, -(-count // PAGE_SIZE))
    if number > last:
        raise UnknownPage
    shown = [*(g["name"] for g in told["graphs"][:GRAPHS_ON_PAGE]), *_iris(told["rows"])]
    return render_template(
        "diff.html",
        before=release(),
        after=after,
        graphs=told["graphs"],
        graphs_on_page=GRAPHS_ON_PAGE,
        rows=told["rows"],
        rows_on_page=PAGE_SIZE,
        count=count,
        number=number,
        last=last,
        names=reader().names(URIRef(iri) for iri in shown if iri),
        iri=URIRef,
    )


def _iris(rows: list[dict[str, object]]) -> list[str]:
    """What the rows of a page name: their graphs and properties."""
    return [str(iri) for row in rows for iri in (row["graph"], row["triple"][1]["value"])]  # type: ignore[index]
