"""Whether the server is ready: it is when a release is open."""

from flask import Blueprint, Response, jsonify

from hbgraph.web.reading import reader, release

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    reader()
    return jsonify(status="ok", release=release().id)
