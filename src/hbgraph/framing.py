"""HTTP messages, read strictly: what two readers could take for different requests is refused.

Waitress reads them; here is what RFC 9112 lets a server refuse and waitress lets pass, and bounds
on what it would collect or search without one.
"""

import copy
import re
from http import HTTPStatus

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.utilities import (
    BadRequest,
    Error,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
)

from hbgraph.errors import BodyTooLarge, HbgraphError, HeadersTooLarge, MalformedRequest

LONGEST_LINE = 4_096
"""Bytes of the line before a chunk."""

LONGEST_TRAILER = 16_384
LONGEST_FIELD = 8_192
"""Bytes of one line of a header."""

LONGEST_CHOICE = 2_048
"""Bytes of a line such as ``Accept``, whose members are weighed one by one."""

MOST_LINES = 200
"""Lines of a header: waitress joins those of one name in a time that grows with their square."""

CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""In a header, such a character would also make the expressions of waitress search for minutes."""

REQUEST_LINE = re.compile(rb"[!-~]+ [!-~\x80-\xff]+ HTTP/1\.[01]")
BARE = re.compile(rb"(?<!\r)\n")
END = b"\r\n\r\n"
HOST = re.compile(rb"(?:[A-Za-z0-9._~%-]*|\[[0-9A-Fa-f:.]*\])(?::[0-9]{0,5})?")
ONCE = (b"authorization", b"content-length", b"content-type", b"host", b"transfer-encoding")


def channel(strangers: int) -> type[HTTPChannel]:
    """How connections are read; ``strangers``, who show no token, may send so many bytes."""
    parser = type("Parser", (Parser,), {"strangers": strangers})
    return type("Channel", (HTTPChannel,), {"parser_class": parser})


class Parser(HTTPRequestParser):
    """Reads one request; ``error`` says what is wrong with it."""

    strangers = 0

    def received(self, data: bytes) -> int:
        reading_body = self.body_rcv is not None  # one that has read nothing yet is false
        reason = "" if reading_body else ill_ended(self.header_plus + data)
        if reason:
            self.error, self.completed = Refusal(MalformedRequest(reason=reason)), True
            return len(data)
        consumed: int = super().received(data)
        if self.completed:
            self.expect_continue = False  # nothing more is read; waitress would begin anew
        if isinstance(self.error, Error) and not isinstance(self.error, Refusal):
            self.error = Refusal(self._told(self.error))
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        check(header_plus)
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # of urllib, about the address
            raise ParsingError(str(error)) from error
        self._settle_connection()
        if "AUTHORIZATION" not in self.headers:
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = min(self.strangers, self.adj.max_request_body_size)
        if any(map(too_long, header_plus.split(b"\r\n")[1:])):
            self.error, self.body_rcv = RequestHeaderFieldsTooLarge("field"), None
        elif self.chunked:
            buffer = OverflowableBuffer(self.adj.inbuf_overflow)
            self.body_rcv = Chunks(buffer, self.adj.max_request_body_size)

    def _settle_connection(self) -> None:
        """What one of several options says, waitress would not see; no upgrade is on offer."""
        self.headers = {name: each for name, each in self.headers.items() if name != "UPGRADE"}
        options = self.headers.get("CONNECTION", "").lower().split(",")
        if "close" in (option.strip(" \t") for option in options):
            self.headers["CONNECTION"], self.connection_close = "close", True

    def _told(self, error: Error) -> HbgraphError:
        match error.code:
            case HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
                limit = self.adj.max_request_header_size
                return HeadersTooLarge(limit=limit, field=LONGEST_FIELD, choice=LONGEST_CHOICE)
            case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                return BodyTooLarge()
        return MalformedRequest(reason=error.body)


class Chunks(ChunkedReceiver):
    """A body in chunks, whose lines and trailers have an end and whose chunks fit the bound."""

    def __init__(self, buffer: OverflowableBuffer, limit: int) -> None:
        super().__init__(buffer)
        self._limit = limit

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if len(self.control_line) > LONGEST_LINE or len(self.trailer) > LONGEST_TRAILER:
            self.error = BadRequest("chunk line or trailer too long")
        if BARE.search(self.control_line):
            self.error = BadRequest("bare line feed")
        if self.chunk_remainder > self._limit:
            self.error = RequestEntityTooLarge("chunk")
        return consumed


class Refusal(Error):
    """An error as an answer, for requests that reach no application."""

    def __init__(self, told: HbgraphError) -> None:
        super().__init__(told.text_en)
        self.code = told.http_status
        self.reason = HTTPStatus(self.code).phrase
        self._told = told

    def to_response(  # type: ignore[override]  # its stubs say that a body is text
        self, ident: str | None = None
    ) -> tuple[str, list[tuple[str, str]], bytes]:
        told = self._told
        text = f"{self.code} {told.code}\n{told.text_zh}\n{told.text_en}\n"
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return f"{self.code} {self.reason}", headers, text.encode()


def ill_ended(header: bytes) -> str:
    """What is wrong with the line ends of a header that may not be whole; empty when nothing is."""
    if header.startswith(END):
        return "blank lines"
    end = header.find(END)
    return "bare line feed" if BARE.search(header, 0, len(header) if end < 0 else end) else ""


def too_long(line: bytes) -> bool:
    choice = line[:6].lower() == b"accept"
    return len(line) > (LONGEST_CHOICE if choice else LONGEST_FIELD)


def check(header: bytes) -> None:
    """Raises ParsingError when a request line with its header could be read in two ways."""
    first, *lines = header.rstrip(b"\r\n").split(b"\r\n")
    if len(lines) > MOST_LINES:
        raise ParsingError(f"over {MOST_LINES} header lines")
    if CONTROL.search(header):
        raise ParsingError("control character")
    if not REQUEST_LINE.fullmatch(first):
        raise ParsingError("request line")
    if any(line.startswith((b" ", b"\t")) for line in lines):
        raise ParsingError("folded header")
    fields = [line.partition(b":") for line in lines]
    given = {name.lower(): value.strip(b" \t") for name, _, value in fields}
    for name in ONCE:
        if sum(each.lower() == name for each, _, _ in fields) > 1:
            raise ParsingError(f"{name.decode()} twice")
    check_length(given, new=first.endswith(b"1.1"))
    if not HOST.fullmatch(given.get(b"host", b"")):
        raise ParsingError("host")


def check_length(given: dict[bytes, bytes], new: bool) -> None:
    """A body ends in one way only, and a ``new`` request (HTTP/1.1) names its host."""
    coding = given.get(b"transfer-encoding")
    if coding is not None and (coding.lower() != b"chunked" or not new):
        raise ParsingError("transfer-encoding")
    if coding is not None and b"content-length" in given:
        raise ParsingError("transfer-encoding with content-length")
    if new and b"host" not in given:
        raise ParsingError("no host")
