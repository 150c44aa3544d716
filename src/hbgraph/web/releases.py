"""The releases: which there are, what each says of itself, what changed between them."""

from collections.abc import Callable
from functools import partial

from flask import (
    Blueprint,
    Response,
    json,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from rdflib import Graph, URIRef

from hbgraph import media
from hbgraph.catalogue.versions import Version, Versions, as_json, described, listed, version
from hbgraph.catalogue.versions import versions as page_of
from hbgraph.catalogue.written import written
from hbgraph.dumps import FORMS
from hbgraph.errors import NotAcceptable
from hbgraph.media import JSON
from hbgraph.releases import named
from hbgraph.web.catalogue import place
from hbgraph.web.documents import Writers, chosen, respond
from hbgraph.web.problems import UnknownForm, UnknownPage
from hbgraph.web.reading import read_release, reader, release, service, settings

bp = Blueprint("releases", __name__)

SUFFIXES = {**media.SUFFIXES, "json": JSON}
PLAIN = "text/plain"
REPORTS = {"html": media.HTML, "ttl": media.TURTLE, "txt": PLAIN}
GRAPHS_ON_PAGE = 500


@bp.before_app_request
def settle() -> ResponseReturnValue | None:
    """Makes a request below /release/… read that release; a name leads to the address of the id,
    which is for ever, but for SPARQL, whose clients do not all follow."""
    given = request.view_args or {}
    if not request.path.startswith("/release/") or "known_as" not in given:
        return None
    if request.method == "OPTIONS":  # a preflight may not be led elsewhere
        return None
    read = read_release(given["known_as"])
    ids = {key: service().find(given[key]).id for key in ("other",) if key in given}
    settled = {**given, "known_as": read.id, **ids}
    if settled == given or request.endpoint == "sparql.endpoint":
        return None
    lasting = url_for(str(request.endpoint), **settled)
    query = request.query_string.decode("ascii", "replace")
    return redirect(f"{lasting}?{query}" if query else lasting)


@bp.get("/releases")
@bp.get("/releases.<suffix>")
def index(suffix: str | None = None) -> ResponseReturnValue:
    """All releases, newest first."""
    form = chosen(suffix, SUFFIXES)
    found = page_of(settings().data_dir, request.args.get("page", 1, type=int))
    if found is None:
        raise UnknownPage
    here, path = place(), f"{request.script_root}/releases"
    forms = writers(
        lambda: listed(found, here),
        lambda: render_template("releases.html", found=found, path=path),
        lambda: _json(found),
    )
    query = f"?page={found.number}" if found.number > 1 else ""
    told = f"{[each.id for each in found.shown]} {found.current} {named(settings().data_dir)}"
    iri = URIRef(f"{here.root}releases")
    response = respond(iri, f"{here.home}releases", path, form, forms, query, SUFFIXES, told)
    for relation, other in {"prev": found.number - 1, "next": found.number + 1}.items():
        if 1 <= other <= found.last:
            response.headers["Link"] += f', <{path}?page={other}>; rel="{relation}"'
    return response


@bp.get("/release/<known_as>/manifest")
@bp.get("/release/<known_as>/manifest.<suffix>")
@bp.get("/release/<known_as>/", strict_slashes=False)
def manifest(known_as: str, suffix: str | None = None) -> ResponseReturnValue:
    """What a release says of itself."""
    form = chosen(suffix, SUFFIXES)
    found, here = version(settings().data_dir, release()), place()
    path = f"{request.script_root}/release/{found.id}/manifest"
    forms = writers(
        lambda: described(found, here),
        lambda: _manifest_page(found, path),
        lambda: json.dumps(as_json(found, whole=True), ensure_ascii=False),
    )
    told = f"{found.names} {found.current} {found.previous} {found.following}"
    iri = URIRef(f"{here.home}release/{found.id}/")
    response = respond(iri, iri, path, form, forms, "", SUFFIXES, told)
    beside = {"prev": found.previous, "next": found.following, "predecessor-version": found.parent}
    for relation, other in beside.items():
        if other:
            to = f"{request.script_root}/release/{other}/"
            response.headers["Link"] += f', <{to}>; rel="{relation}"'
    return response


@bp.get("/release/<known_as>/report")
@bp.get("/release/<known_as>/report.<suffix>")
def report(known_as: str, suffix: str | None = None) -> ResponseReturnValue:
    """What the validation of a release found; a release that was not validated has none."""
    form = _report_form(suffix)
    reader()  # keeps the release until the request ends
    file = release().path / ("report.ttl" if form == media.TURTLE else "report.txt")
    if not file.is_file():
        raise UnknownPage
    if form == media.HTML:
        text = file.read_text(encoding="utf-8")
        response = Response(render_template("report.html", text=text, id=release().id))
    else:
        response = send_file(file, form, conditional=True)
    response.vary.add("Accept")
    return response


def _report_form(suffix: str | None) -> str:
    if suffix is not None:
        if suffix not in REPORTS:
            raise UnknownForm(suffix=suffix, offered=", ".join(REPORTS))
        return REPORTS[suffix]
    accept = request.headers.get("Accept", "")
    form = media.best(accept, (media.TURTLE, media.HTML, PLAIN)) if accept.strip() else media.HTML
    if form is None:
        raise NotAcceptable(accept=accept, offered=", ".join(REPORTS.values()))
    return form


def writers(
    graph: Callable[[], Graph], page: Callable[[], str], plain: Callable[[], str]
) -> Writers:
    rdf = {form: partial(_serialised, graph, form) for form in media.RDF_FORMS}
    return {media.HTML: page, JSON: plain, **rdf}


def _serialised(graph: Callable[[], Graph], form: str) -> bytes:
    return written(graph(), form)


def _json(found: Versions) -> str:
    told = {
        "releases": [as_json(each) for each in found.shown],
        "page": found.number,
        "pages": found.last,
        "count": found.count,
        "current": found.current,
    }
    return json.dumps(told, ensure_ascii=False)


def _manifest_page(found: Version, path: str) -> str:
    listed = (sorted(names)[:GRAPHS_ON_PAGE] for names in (found.changes, found.manifest.graphs))
    return render_template(
        "release.html",
        version=found,
        path=path,
        names=reader().names(URIRef(name) for names in listed for name in names if name),
        iri=URIRef,
        most=GRAPHS_ON_PAGE,
        reported=(release().path / "report.txt").is_file(),
        dumps=sorted(FORMS),
    )
