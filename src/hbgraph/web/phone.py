"""The address of a page as a QR code, to go on reading on a phone."""

from io import BytesIO

import segno
from flask import Blueprint, Response, request

from hbgraph.web.problems import BadAddress

bp = Blueprint("phone", __name__)

LONGEST = 1_000
"""Characters of an address: a code of more could not be told apart by a phone's camera."""

SVG = "image/svg+xml"
DAY = 86_400


@bp.get("/qr.svg")
def code() -> Response:
    """``?at=/doc/region/420600``: only addresses of this server can be had."""
    at = request.args.get("at", "")
    if not at.startswith("/") or at.startswith("//") or len(at) > LONGEST:
        raise BadAddress(longest=LONGEST)
    drawn = BytesIO()
    address = request.host_url.rstrip("/") + request.script_root + at
    segno.make(address, micro=False).save(drawn, kind="svg", scale=4, light="#fff")
    response = Response(drawn.getvalue(), content_type=SVG)
    response.cache_control.max_age = DAY
    return response
