"""Forms of several parts (RFC 7578), each part with what its headers declare, file or not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import chain
from typing import IO

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import (
    Data,
    Epilogue,
    Event,
    Field,
    File,
    MultipartDecoder,
    NeedData,
)

from hbgraph.errors import BodyTooLarge, WrongBody

MULTIPART = "multipart/form-data"
PLAIN = "text/plain"
PIECE = 64 << 10
MOST_PARTS = 1_000
CHARSETS = ("utf-8", "utf8", "us-ascii")
AS_IT_IS = ("7bit", "8bit", "binary")
"""Transfer encodings that leave the bytes alone; newer forms have no others (section 4.7)."""


@dataclass(frozen=True)
class FormPart:
    """A part; ``filename`` is None when it names no file."""

    name: str
    filename: str | None
    media_type: str
    data: bytes


def read(stream: IO[bytes], options: Mapping[str, str], offered: str) -> list[FormPart]:
    """The parts of a form in their order; ``options`` are the parameters of its media type.

    Raises BodyTooLarge when there are too many, WrongBody, with what is ``offered`` instead, when
    the form is not whole or a part is not in UTF-8.
    """
    found: list[FormPart] = []
    try:
        for event in events(stream, options.get("boundary", "")):
            if isinstance(event, Field | File):
                head, content = event, BytesIO()
            elif isinstance(event, Data):
                content.write(event.data)
                if not event.more_data:
                    found.append(part(head, content.getvalue()))
    except RequestEntityTooLarge as error:
        raise BodyTooLarge from error
    except ValueError as error:
        raise WrongBody(sent=MULTIPART, offered=offered) from error
    return found


def events(stream: IO[bytes], boundary: str) -> Iterator[Event]:
    """What the decoder meets; ValueError when the form is not whole."""
    if not boundary:
        raise ValueError("no boundary")
    decoder = MultipartDecoder(boundary.encode("ascii"), max_parts=MOST_PARTS)
    for piece in chain(iter(partial(stream.read, PIECE), b""), [None]):
        decoder.receive_data(piece)
        while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
            yield event


def part(head: Field | File, data: bytes) -> FormPart:
    """A part with its headers read; without a type it is plain text (section 4.4)."""
    media_type, options = parse_options_header(head.headers.get("Content-Type", PLAIN))
    coding = head.headers.get("Content-Transfer-Encoding", "binary")
    if options.get("charset", "utf-8").lower() not in CHARSETS or coding.lower() not in AS_IT_IS:
        raise ValueError("neither UTF-8 nor as it is")
    filename = head.filename if isinstance(head, File) else None
    return FormPart(head.name or "", filename, media_type.lower(), data)
