"""Answers coded as small as the client can read them (RFC 9110, section 8.4); requests as they are.

What is streamed goes out as it is: it is long, of known length, and read from disk. A graph of the
store goes out as it is too: its strong tag is what a later If-Match must say.
"""

from collections.abc import Iterable

from flask import Flask, Response, request
from flask_compress import Compress

from hbgraph import media
from hbgraph.web.problems import CodedBody

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
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
        COMPRESS_STREAMS=False,
        COMPRESS_REGISTER=False,
    )
    compress.init_app(app)
    app.before_request(refuse_coded)
    app.after_request(code)


def refuse_coded() -> None:
    """CodedBody when the body of a request is compressed, which nothing here reads."""
    coding = request.headers.get("Content-Encoding", "").strip().lower()
    if request.method in ("POST", "PUT") and coding not in ("", "identity"):
        raise CodedBody(coding)


def best(codings: Iterable[str]) -> str:
    """The coding that the client likes best, the first of several; empty when it reads none, or
    likes better what is not coded."""
    quality = request.accept_encodings.quality
    liked = max(codings, key=quality)
    return liked if quality(liked) > 0 and quality(liked) >= quality("identity") else ""


def copies(tag: str) -> tuple[str, ...]:
    """The tags by which the client may know what has this one: in codings it reads, and plain."""
    if request.blueprint in LEFT_ALONE:
        return (tag,)
    quality = request.accept_encodings.quality
    return (*(f"{tag}:{coding}" for coding in CODINGS if quality(coding) > 0), tag)


def code(response: Response) -> Response:
    """The response coded, its tag with it."""
    tag, _ = response.get_etag()
    if tag and request.blueprint in LEFT_ALONE:
        return response
    request.environ["HTTP_ACCEPT_ENCODING"] = best(CODINGS)  # Flask-Compress takes q=0 for a yes
    was_plain = not response.content_encoding
    coded: Response = compress.after_request(response)
    if was_plain and coded.content_encoding == "gzip":
        coded.set_data(timeless(coded.get_data()))
    return coded


def timeless(zipped: bytes) -> bytes:
    """The same gzip without the time it was made at, so that one strong tag means the same bytes
    (RFC 1952, section 2.3)."""
    return zipped[:4] + bytes(4) + zipped[8:]
