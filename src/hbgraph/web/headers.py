"""Headers that every answer carries: any page may read, only our own files may run."""

from contextlib import suppress

from flask import Flask, Response, request

from hbgraph.errors import NoRelease
from hbgraph.web.reading import release

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # the style sheet draws its marks, such as that of a select
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
SHARING = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(
        (
            "Allow",
            "Content-Location",
            "ETag",
            "Hbgraph-Checksum",
            "Hbgraph-Release",
            "Link",
            "Location",
            "Memento-Datetime",
            "Retry-After",
            "X-Request-Id",
        )
    ),
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "DELETE, GET, HEAD, OPTIONS, POST, PUT",
    "Access-Control-Allow-Headers": "Accept, Accept-Datetime, Accept-Language, Authorization, "
    "Content-Type, If-Match, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def init_app(app: Flask) -> None:
    app.after_request(add)


def add(response: Response) -> Response:
    response.headers.extend(SECURITY | SHARING)
    with suppress(NoRelease):
        response.headers.setdefault("Hbgraph-Release", release().id)
    if request.method == "OPTIONS":
        response.headers.extend(PREFLIGHT)
    return response
