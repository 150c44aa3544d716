"""SPARQL 1.1 Update over HTTP (SPARQL 1.1 Protocol, section 2.2)."""

from flask import Blueprint, Response, request

from hbgraph.engine.lexis import check_length
from hbgraph.web.problems import MissingText, QueryHere
from hbgraph.web.protocol import bearer, text_of
from hbgraph.web.reading import service, settings
from hbgraph.web.sparql import ENCODED
from hbgraph.writes import Outcome, Write

bp = Blueprint("update", __name__)

UPDATE = "application/sparql-update"


@bp.post("/update", strict_slashes=False)
def endpoint() -> Response:
    """Does the update and answers when it is on disk: 204, with the release that holds it."""
    token = bearer()
    limit = settings().update_limit << 20
    request.max_content_length = request.max_form_memory_size = ENCODED * limit
    text, given = text_of("update", UPDATE)
    if "query" in given:
        raise QueryHere
    if text is None:
        raise MissingText(parameter="update")
    check_length(text, limit)
    using = (given.getlist("using-graph-uri"), given.getlist("using-named-graph-uri"))
    wanted = Write(
        "update",
        request.base_url,
        text=text,
        using=using,
        scopes=token.scopes,
        unvalidated=token.unvalidated,
    )
    outcome = service().writer.commit(wanted)
    return done(outcome)


def done(outcome: Outcome) -> Response:
    """204: the write is on disk, in the release that a header names."""
    response = Response(status=204, headers={"Hbgraph-Release": outcome.release})
    del response.headers["Content-Type"]
    return response
