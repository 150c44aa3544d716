"""Whether the server is ready: it is when a release is open."""

from flask import Blueprint, Response, jsonify

from hbgraph.web.reading import reader

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    return jsonify(status="ok", release=reader().manifest.id)
