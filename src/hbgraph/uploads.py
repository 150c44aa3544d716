"""What is sent to be validated, taken apart: RDF, a form, files, or JSON.

A stranger's body is taken apart in a process that may die, never in the server's.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header

from hbgraph import media, multipart
from hbgraph.errors import BadEncoding, BrokenJson, MissingData, WrongBody
from hbgraph.multipart import MULTIPART, PLAIN, FormPart
from hbgraph.writes import Part

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
UTF_8 = ("utf-8", "utf8")
OFFERED = ", ".join((JSON, FORM, MULTIPART, *media.RDF_FORMS))
BROWSERS = ("application/octet-stream", PLAIN)
"""What browsers call a file of a type they do not know, and what a field is called by default."""

SHAPE = '{"data": "…", "data-format": "text/turtle", "shapes": "…"}'


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
    if mimetype == FORM:
        return of_form(fields(upload.body))
    if mimetype == MULTIPART:
        return of_form(multipart.read(BytesIO(upload.body), options, OFFERED))
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


def of_form(given: list[FormPart]) -> Reader:
    """A field is text, in the format that its part or ``<field>-format`` names, or a file."""

    def read(field: str) -> list[Part]:
        says = [utf8(each.data) for each in given if each.name == f"{field}-format"]
        named = next(filter(None, says), media.TURTLE)
        return [
            Part(known(type_of(each, named)), each.data)
            for each in given
            if each.name == field and (each.filename or each.data.strip())
        ]

    return read


def fields(body: bytes) -> list[FormPart]:
    """The fields of a form in one part; BadEncoding when they or their escapes are no UTF-8."""
    try:
        pairs = parse_qsl(utf8(body), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise BadEncoding from error
    return [FormPart(name, None, PLAIN, text.encode()) for name, text in pairs]


def type_of(part: FormPart, named: str) -> str:
    """What a part declares, or else ``named`` for a field and what its suffix means for a file."""
    if part.media_type not in BROWSERS:
        return part.media_type
    if part.filename is None:
        return named
    return media.SUFFIXES.get(part.filename.rpartition(".")[2], part.media_type)


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
    """Text as bytes; JSON can escape half a character."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise BadEncoding from error
