"""How the data is found: VoID, DCAT, downloads, the JSON-LD context."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from rdflib import Graph, URIRef

from hbgraph import media
from hbgraph.catalogue.about import about
from hbgraph.catalogue.context import context
from hbgraph.catalogue.dcat import dcat
from hbgraph.catalogue.place import Place, place_of
from hbgraph.catalogue.schema import schema_org
from hbgraph.catalogue.void import void
from hbgraph.catalogue.written import written
from hbgraph.dumps import FORMS, SUMS, Dump, Dumps
from hbgraph.queries import examples
from hbgraph.web.conditions import Conditional
from hbgraph.web.documents import Writers, chosen, content_type, etag, respond
from hbgraph.web.problems import UnknownPage
from hbgraph.web.reading import read_release, reader, release, service, settings

bp = Blueprint("catalogue", __name__)

FOR_EVER = "public, max-age=31536000, immutable"


@bp.get("/.well-known/void")
@bp.get("/.well-known/void.<suffix>")
def statistics(suffix: str | None = None) -> ResponseReturnValue:
    """The data set in numbers."""
    here = place()
    forms = writers(lambda: void(reader(), here), statistics_page)
    path = f"{request.script_root}/.well-known/void"
    return respond(URIRef(f"{here.root}{path}"), here.void, path, chosen(suffix), forms)


@bp.get("/dataset")
@bp.get("/dataset.<suffix>")
def dataset(suffix: str | None = None) -> ResponseReturnValue:
    """The catalogue: what the data set is about, whose it is, where it can be had."""
    here, made = place(), partial(dumps().of, release())
    forms = writers(lambda: dcat(reader(), here, made()), lambda: dataset_page(made()))
    path = f"{request.script_root}/dataset"
    lasting = f"{here.home}dataset"
    return respond(URIRef(f"{here.root}{path}"), lasting, path, chosen(suffix), forms)


@bp.get("/dataset/<known_as>/<name>")
def download(known_as: str, name: str) -> ResponseReturnValue:
    """All of a release in one file; a name leads to the address of the id, which is for ever."""
    read = read_release(known_as)
    if name not in (*FORMS, SUMS):
        raise UnknownPage
    if known_as != read.id:
        return redirect(url_for("catalogue.download", known_as=read.id, name=name))
    reader()  # keeps the release, and with it the dumps, until the request ends
    if name == SUMS:
        response = send_file(dumps().sums(read), "text/plain", conditional=True)
    else:
        response = sent(next(dump for dump in dumps().of(read) if dump.name == name))
    response.headers["Cache-Control"] = FOR_EVER
    return response


def sent(dump: Dump) -> Response:
    """A dump, or the part of it that a Range header asks for (RFC 9110, section 14)."""
    return send_file(
        dump.path,
        dump.form.compression,
        as_attachment=True,
        download_name=dump.name,
        conditional=True,
        etag=dump.digest,
        last_modified=datetime.fromisoformat(release().manifest.created),
    )


@bp.get("/context.jsonld")
def json_ld_context() -> Response:
    """Short names for the terms, for clients that compact or frame our JSON-LD."""
    response = Conditional(content_type=content_type(media.JSON_LD))
    response.set_etag(etag("context.jsonld", media.JSON_LD))
    response.last_modified = datetime.fromisoformat(reader().manifest.created)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    if response.status_code == 200:
        response.set_data(context(reader()))
    return response


@bp.app_template_global()
def dataset_json_ld(made: Sequence[Dump] = ()) -> str:
    """The data set for search engines, to be put into a page."""
    return schema_org(reader(), place(), made)


def place() -> Place:
    return place_of(release().manifest, request.url_root)


def dumps() -> Dumps:
    """A dump may take what a write may take."""
    chosen = settings()
    memory = chosen.write_memory << 20
    return Dumps(service().zygote, chosen.data_dir, chosen.write_seconds, memory)


def writers(graph: Callable[[], Graph], page: Callable[[], str]) -> Writers:
    return {media.HTML: page} | {form: partial(serialised, graph, form) for form in media.RDF_FORMS}


def serialised(graph: Callable[[], Graph], form: str) -> bytes:
    return written(graph(), form)


def dataset_page(made: Sequence[Dump]) -> str:
    return render_template(
        "dataset.html",
        about=about(release().manifest),
        place=place(),
        path=f"{request.script_root}/dataset",
        manifest=release().manifest,
        dumps=made,
        sums=SUMS,
        reader=reader(),
        examples=examples(),
    )


def statistics_page() -> str:
    numbers = reader().statistics()
    return render_template(
        "void.html",
        path=f"{request.script_root}/.well-known/void",
        place=place(),
        manifest=release().manifest,
        numbers=numbers,
        names=reader().names(numbers.terms),
    )
