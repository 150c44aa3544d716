"""HTTP to other engines: connections that are kept, credentials, bounds, and whole answers only."""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import requests
from requests import Response
from urllib3.exceptions import HTTPError, ReadTimeoutError

from hbgraph import __version__
from hbgraph.engine.credentials import Access, auth
from hbgraph.errors import (
    AnswerTooLarge,
    BadEndpoint,
    EndpointDenied,
    EndpointMoved,
    EndpointRefused,
    EndpointTimeout,
    EndpointTruncated,
    EndpointUnreachable,
)

AGENT = f"hbgraph/{__version__}"

CONNECT_SECONDS = 5.0
PIECE = 1 << 16
"""Bytes that are read at once."""

LONGEST_REASON = 500
"""Characters of the server's own words that an error quotes."""

LONGEST_COMPLAINT = 1 << 20
"""Bytes of the server's own words that are read."""

AWAY = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True)
class Reply:
    """An answer that arrived whole; ``framed`` tells whether HTTP itself said where it ends."""

    status: int
    media_type: str
    headers: Mapping[str, str]
    body: bytes
    framed: bool


class Transport:
    """Sends requests over connections that are kept; may be shared between threads."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._session = requests.Session()
        self._session.auth = auth(access)
        self._session.headers["User-Agent"] = AGENT

    def send(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        allowed: Collection[int] = (),
    ) -> Reply:
        """The answer to a request, of a status of success or one of ``allowed``.

        Raises AnswerTooLarge, or the EndpointError that says what is the matter. Redirects are
        not followed: they would take credentials elsewhere, and turn a POST into a GET.
        """
        place = url.partition("?")[0]
        deadline = time.monotonic() + self._access.seconds
        try:
            with self._session.request(
                method,
                url,
                params=params,
                data=body,
                headers=headers,
                timeout=(min(CONNECT_SECONDS, self._access.seconds), self._access.seconds),
                stream=True,
                allow_redirects=False,
            ) as response:
                done = 200 <= response.status_code < 300  # to requests, a redirect is ok too
                if not done and response.status_code not in allowed:
                    raise self._complaint(place, response, deadline)
                return self._whole(place, response, deadline)
        except requests.ReadTimeout as error:
            raise self._late(place) from error
        except requests.RequestException as error:
            reason = self._legible(_cause(error))
            raise EndpointUnreachable(endpoint=place, reason=reason) from error

    def close(self) -> None:
        self._session.close()

    def _whole(self, place: str, response: Response, deadline: float) -> Reply:
        headers = response.headers
        body = b"".join(self._pieces(place, response, deadline, self._access.limit << 20))
        chunked = "chunked" in headers.get("Transfer-Encoding", "").lower()
        media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
        framed = chunked or "Content-Length" in headers
        return Reply(response.status_code, media_type, headers, body, framed)

    def _pieces(
        self, place: str, response: Response, deadline: float, limit: int
    ) -> Iterator[bytes]:
        """The body as it comes in, decompressed; ``read1`` waits for no more than there is."""
        size = 0
        try:
            while piece := response.raw.read1(PIECE, decode_content=True):
                size += len(piece)
                if size > limit:
                    raise AnswerTooLarge(limit=limit >> 20)
                if time.monotonic() > deadline:
                    raise self._late(place)
                yield piece
        except ReadTimeoutError as error:
            raise self._late(place) from error
        except HTTPError as error:
            raise EndpointTruncated(endpoint=place, reason=self._legible(str(error))) from error

    def _complaint(self, place: str, response: Response, deadline: float) -> Exception:
        """The error that a status calls for, with the server's own words."""
        status = response.status_code
        if 300 <= status < 400:
            return EndpointMoved(endpoint=place, location=response.headers.get("Location", "?"))
        said = b"".join(self._pieces(place, response, deadline, LONGEST_COMPLAINT))
        reason = self._legible(f"HTTP {status} {said.decode(errors='replace')}")
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return EndpointDenied(endpoint=place, reason=reason)
        if status in AWAY:
            return EndpointUnreachable(endpoint=place, reason=reason)
        if status == HTTPStatus.GATEWAY_TIMEOUT:
            return self._late(place)
        return EndpointRefused(endpoint=place, reason=reason)

    def _late(self, place: str) -> EndpointTimeout:
        return EndpointTimeout(endpoint=place, seconds=self._access.seconds)

    def _legible(self, reason: str) -> str:
        """The beginning of what was said, on one line, without our secrets should they be in it."""
        for secret in filter(None, (self._access.password, self._access.token)):
            reason = reason.replace(secret, "•••")
        return " ".join(reason.split())[:LONGEST_REASON]


def checked(address: str) -> str:
    """An address that can be asked; BadEndpoint otherwise, without the secrets in it."""
    try:
        parts = urlsplit(address)
        asked = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        asked = False
    if not asked or "@" in parts.netloc or len(address.split()) != 1:
        raise BadEndpoint(endpoint=address.rpartition("@")[2])
    return address


def _cause(error: requests.RequestException) -> str:
    """What lies below an error of requests, whose own words repeat the whole address."""
    inner = error.args[0] if error.args else error
    return str(getattr(inner, "reason", None) or inner)
