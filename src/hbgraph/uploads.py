"""What is sent to be validated, taken apart: RDF, a form, files, or JSON.

A stranger's body is taken apart in a process that may die, never in the server's.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from hbgraph import media
from hbgraph.errors import BadEncoding, BodyTooLarge, BrokenJson, MissingData, WrongBody
from hbgraph.writes import Part

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
UTF_8 = ("utf-8", "utf8")
OFFERED = ", ".join((JSON, FORM, MULTIPART, *media.RDF_FORMS))
BROWSERS = {"application/octet-stream", "", "text/plain"}
"""What browsers call a file of a type they do not know."""

SHAPE = '{"data": "…", "data-format": "text/turtle", "shapes": "…"}'
MOST_PARTS = 1_000


@dataclass(frozen=True)
class Upload:
    """A body as it came."""

    content_type: str
    body: bytes


Reader = Callable[[str], list[Part]]
"""Gives the parts that a field holds."""


def parts(upload: Upload) -> tuple[list[Part], list[Part]]:
    """The data and the shapes of an upload; no shapes mean the project's own.

    Raises WrongBody, BadEncoding, BrokenJson, MissingData, BodyTooLarge.
    """
    mimetype, options = parse_options_header(upload.content_type)
    if options.get("charset", "utf-8").lower() not in UTF_8:
        raise WrongBody(sent=upload.content_type, offered=OFFERED)
    if mimetype in media.RDF_FORMS:
        return [Part(mimetype, upload.body)], []
    read = reader(mimetype, options, upload)
    data, shapes = read("data"), read("shapes")
    if not data:
        raise MissingData
    return data, shapes


def reader(mimetype: str, options: dict[str, str], upload: Upload) -> Reader:
    """Reads the body once, and then its fields."""
    if mimetype == JSON:
        return of_json(upload.body)
    if mimetype in (FORM, MULTIPART):
        return of_form(mimetype, options, upload.body)
    raise WrongBody(sent=upload.content_type, offered=OFFERED)


def of_json(body: bytes) -> Reader:
    """``{"data": "…", "data-format": "text/turtle", "shapes": …}``"""
    try:
        said = json.loads(utf8(body))
    except (ValueError, RecursionError) as error:
        raise BrokenJson(wanted=SHAPE) from error
    if not isinstance(said, dict) or not all(isinstance(text, str) for text in said.values()):
        raise BrokenJson(wanted=SHAPE)

    def read(field: str) -> list[Part]:
        text, named = said.get(field, ""), said.get(f"{field}-format", media.TURTLE)
        return [Part(known(named), encoded(text))] if text else []

    return read


def of_form(mimetype: str, options: dict[str, str], body: bytes) -> Reader:
    """A field is text, in the format that ``<field>-format`` names, or a file."""
    form: MultiDict[str, str]
    files: MultiDict[str, FileStorage]
    try:
        taken = FormDataParser(in_memory, max_form_parts=MOST_PARTS, silent=False)
        _, form, files = taken.parse(BytesIO(body), mimetype, len(body), options)
    except RequestEntityTooLarge as error:
        raise BodyTooLarge from error
    except ValueError as error:
        raise WrongBody(sent=mimetype, offered=OFFERED) from error

    def read(field: str) -> list[Part]:
        named = form.get(f"{field}-format", "") or media.TURTLE
        texts = [text for text in form.getlist(field) if text.strip()]
        given = [file for file in files.getlist(field) if file.filename]
        return [
            *(Part(known(named), encoded(text)) for text in texts),
            *(Part(known(type_of(file)), file.read()) for file in given),
        ]

    return read


def in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> BytesIO:
    """Where a file of a form goes: the memory of a process is bounded, a disk is not."""
    return BytesIO()


def type_of(file: FileStorage) -> str:
    suffix = (file.filename or "").rpartition(".")[2]
    return media.SUFFIXES.get(suffix, "") if file.mimetype in BROWSERS else file.mimetype


def known(media_type: str) -> str:
    chosen = media.SUFFIXES.get(media_type, media_type)
    if chosen not in media.RDF_FORMS:
        raise WrongBody(sent=media_type, offered=", ".join(media.RDF_FORMS))
    return chosen


def utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadEncoding from error


def encoded(text: str) -> bytes:
    """Text as bytes; in JSON and in forms something may stand that is no character."""
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise BadEncoding
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise BadEncoding from error
