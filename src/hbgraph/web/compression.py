"""Answers coded as small as the client can read them (RFC 9110, section 8.4).

What is streamed goes out as it is: it is long, of known length, and read from disk. A graph of the
store goes out as it is too: its strong tag is what a later If-Match must say.
"""

from flask import Flask, Response, g, request
from flask_compress import Compress
from werkzeug.http import parse_etags

from hbgraph import media

CODINGS = ("zstd", "br", "gzip")
FORMS = (
    media.HTML,
    *media.RDF_FORMS,
    *media.RESULT_FORMS,
    "application/json",
    "application/link-format",
    "application/problem+json",
    "application/xml",
    "text/plain",
)
LEFT_ALONE = ("graphs",)
"""Blueprints whose tags are preconditions of writes."""

compress = Compress()


def init_app(app: Flask) -> None:
    app.config.update(
        COMPRESS_MIMETYPES=FORMS,
        COMPRESS_ALGORITHM=CODINGS,
        COMPRESS_STREAMS=False,
        COMPRESS_REGISTER=False,
    )
    compress.init_app(app)
    app.before_request(know_coded_copies)
    app.after_request(code)


def know_coded_copies() -> None:
    """A view compares plain tags: tells it which of them the client holds in a coded form."""
    given = request.headers.get("If-None-Match", "")
    held = parse_etags(given).as_set(include_weak=True)
    g.coded = {tag.rpartition(":")[0]: tag for tag in held if _readable(tag.rpartition(":")[2])}
    if g.coded and request.method in ("GET", "HEAD"):
        plain = (f'"{tag}"' for tag in g.coded)
        request.environ["HTTP_IF_NONE_MATCH"] = ", ".join([given, *plain])


def _readable(coding: str) -> bool:
    return coding in CODINGS and request.accept_encodings.quality(coding) > 0


def code(response: Response) -> Response:
    """The response coded, its tag with it; or that the client's coded copy still holds."""
    tag, _ = response.get_etag()
    if tag and request.blueprint in LEFT_ALONE:
        return response
    if response.status_code == 304 and tag in g.get("coded", ()):
        response.set_etag(g.coded[tag])
    coded: Response = compress.after_request(response)
    return coded
