"""The SPARQL 1.1 Graph Store HTTP Protocol at /graphs."""

from collections.abc import Sequence
from pathlib import PurePath
from urllib.parse import quote, urljoin, urlsplit
from uuid import uuid4

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from rdflib import URIRef

from hbgraph import media, multipart
from hbgraph.engine.bounded import Question
from hbgraph.engine.dataset import is_iri
from hbgraph.errors import NotAcceptable, UnknownGraph, WrongBody
from hbgraph.multipart import MULTIPART
from hbgraph.releases import GraphState
from hbgraph.web import conditions
from hbgraph.web.conditions import Conditional
from hbgraph.web.documents import content_type
from hbgraph.web.problems import BadGraphName, PartialPut
from hbgraph.web.protocol import bearer, budgeted, refuse_other_encodings
from hbgraph.web.reading import reader, release, service, settings
from hbgraph.web.service_description import describe
from hbgraph.web.sparql import sent
from hbgraph.web.update import done
from hbgraph.writes import Outcome, Part, Write

bp = Blueprint("graphs", __name__)

OFFERED = ", ".join((*media.RDF_FORMS, MULTIPART))
EVERYTHING = "CONSTRUCT WHERE { ?s ?p ?o }"
AS_SENT = "!$%&'()*+,-./:;=@_~"
"""What stands in the path of an address as it is (RFC 3986); anything else was to be escaped."""

READ, WRITE = ["GET", "HEAD"], ["PUT", "POST", "DELETE"]


@bp.route("/graphs", methods=[*READ, *WRITE], strict_slashes=False)
@bp.route("/graphs/<path:path>", methods=[*READ, *WRITE])
def endpoint(path: str | None = None) -> ResponseReturnValue:
    """A graph named by ``?graph=``, by ``?default``, or by this very address."""
    if request.method in WRITE:
        return _write(path)
    if path is None and not {"graph", "default"} & set(request.args):
        return _listing()
    return _read(graph_name(path))


def graph_name(path: str | None) -> str:
    """The name of the graph that a request is about, empty for the default graph (section 4)."""
    given = request.args.getlist("graph")
    if len(given) + ("default" in request.args) + (path is not None) != 1:
        raise BadGraphName(graph=" ".join(given))
    if path is None and not given:
        return ""
    name = own_address() if path is not None else absolute(given[0])
    if not is_iri(name):
        raise BadGraphName(graph=name or given[0])
    return name


def own_address() -> str:
    """The address of the request as it was sent, so that escapes stay what they are (4.1)."""
    target = request.environ["REQUEST_URI"].partition("?")[0]
    path = target if target.startswith("/") else urlsplit(target).path
    path, prefix = quote(path.encode("latin-1"), safe=AS_SENT), quote(request.script_root)
    below = path if path.startswith(f"{prefix}/") else prefix + path  # a proxy may take it away
    return f"{request.scheme}://{request.host}{below}"


def absolute(given: str) -> str:
    """A name, resolved against the address unless it is absolute; empty when it is no name.

    What is resolved loses blanks and line ends, and so would name another graph than was asked for.
    """
    if any(character <= " " for character in given):
        return ""
    try:
        return given if not given or urlsplit(given).scheme else urljoin(request.base_url, given)
    except ValueError:
        return ""


def _read(name: str) -> Response:
    state = release().manifest.graphs.get(name) if name else release().manifest.default
    if state is None:
        raise UnknownGraph(graph=name)
    accept = request.headers.get("Accept", "")
    form = media.best(accept, media.RDF_FORMS)
    if form is None:
        raise NotAcceptable(accept=accept, offered=", ".join(media.RDF_FORMS))
    response = Conditional(content_type=content_type(form))
    response.set_etag(etag(state, form))
    response.vary.add("Accept")
    response.make_conditional(request)
    if response.status_code != 200:
        return response
    with budgeted() as meter:
        asked = Question(EVERYTHING, form, [name] if name else [])
        answer = sent(service().engine.query(release(), asked, meter))
    answer.headers.extend(header for header in response.headers if header[0] in ("ETag", "Vary"))
    return answer


def etag(state: GraphState, form: str) -> str:
    suffix = next(suffix for suffix, known in media.SUFFIXES.items() if known == form)
    return f"{state['digest']}.{suffix}"


def _write(path: str | None) -> Response:
    token = bearer()
    if request.method == "PUT" and "Content-Range" in request.headers:
        raise PartialPut
    request.max_content_length = settings().body_limit << 20
    makes_name = request.method == "POST" and path is None and not request.args
    name = f"{own_address().rstrip('/')}/{uuid4()}" if makes_name else graph_name(path)
    wanted = Write(
        request.method.lower(),
        name or request.base_url,
        name,
        parts=parts() if request.method != "DELETE" else (),
        match=digests("If-Match"),
        none_match=digests("If-None-Match"),
        scopes=token.scopes,
        unvalidated=token.unvalidated,
    )
    return _told(wanted, service().writer.commit(wanted), makes_name)


def _told(wanted: Write, outcome: Outcome, made_name: bool) -> Response:
    """201 for a new graph, 200 with what was done, 204 where there is nothing to add."""
    if outcome.created and wanted.kind != "delete":
        response = jsonify(graph=wanted.graph, release=outcome.release)
        response.status_code = 201
        if made_name:
            response.headers["Location"] = wanted.graph
    elif wanted.kind == "put" or not outcome.changed:
        response = done(outcome)
    else:
        response = jsonify(graph=wanted.graph, release=outcome.release)
    response.headers["Hbgraph-Release"] = outcome.release
    return response


def parts() -> Sequence[Part]:
    """The data of the request: its body, or all parts of a form."""
    if request.mimetype != MULTIPART:
        form = _form(request.mimetype)
        refuse_other_encodings((form,))
        return [Part(form, request.get_data())]
    found = multipart.read(request.stream, request.mimetype_params, OFFERED)
    if not found:
        raise WrongBody(sent=MULTIPART, offered=OFFERED)
    return [Part(_form(each.media_type, each.filename), each.data) for each in found]


def _form(mimetype: str, filename: str | None = None) -> str:
    """The RDF form that a part is in, by its media type, else by the suffix of its file."""
    suffix = PurePath(filename or "").suffix.removeprefix(".")
    for guess in (mimetype, media.SUFFIXES.get(suffix)):
        if guess in media.RDF_FORMS:
            return guess
    raise WrongBody(sent=mimetype, offered=OFFERED)


def digests(header: str) -> list[str]:
    """The digests that the entity tags of a precondition stand for; of If-Match, the strong ones.

    An empty one, which no graph has, stands for a precondition without any.
    """
    given = conditions.tags(header)
    if given is None:
        return []
    if given.star_tag:
        return ["*"]
    found = given.as_set(include_weak=header == "If-None-Match")
    return ["", *(tag.partition(".")[0] for tag in found - {"*"})]


def _listing() -> ResponseReturnValue:
    """All graphs: a page to a person, the service description to a program."""
    accept = request.headers.get("Accept", "")
    form = media.best(accept, (*media.RDF_FORMS, media.HTML)) if accept.strip() else media.HTML
    if form is None:
        raise NotAcceptable(accept=accept, offered=", ".join((*media.RDF_FORMS, media.HTML)))
    manifest = release().manifest
    if form == media.HTML:
        names = reader().names(map(URIRef, manifest.graphs))
        rows = [(names[URIRef(name)], state) for name, state in sorted(manifest.graphs.items())]
        return render_template("graphs.html", manifest=manifest, rows=rows)
    description = describe(f"{request.url_root}sparql", manifest)
    body = description.serialize(format=form, encoding="utf-8")
    return Response(body, content_type=content_type(form))
