"""Who we are to another engine, and what must not be overheard on the way."""

from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from hbgraph.errors import UnsafeCredentials


@dataclass(frozen=True)
class Access:
    """How remote engines are spoken to.

    ``user`` and ``password`` serve Digest or Basic, whichever the server asks for; ``token`` is
    sent as a bearer token. A request may take ``seconds``, its answer ``limit`` MB.
    """

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    seconds: float = 60
    limit: int = 64


def auth(access: Access) -> AuthBase:
    """What gives a request its credentials; UnsafeCredentials when it would give them away."""
    if access.token is not None:
        return _Bearer(access.token)
    if access.user is not None:
        return _Challenged(access.user, access.password or "")
    return _Nobody()


class _Nobody(AuthBase):
    """Nobody in particular; without it requests would look for a password in ~/.netrc."""

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        return r


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        _must_be_private(r.url)
        r.headers["Authorization"] = f"Bearer {self._token}"
        return r


class _Challenged(HTTPDigestAuth):
    """Digest where the server offers it, otherwise Basic (RFC 7617)."""

    def __init__(self, user: str, password: str) -> None:
        super().__init__(user, password)
        self._basic = HTTPBasicAuth(user.encode(), password.encode())
        self._asks_basic = False

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        if not self._asks_basic:
            prepared: PreparedRequest = super().__call__(r)  # type: ignore[no-untyped-call]
            return prepared
        _must_be_private(r.url)
        self._basic(r)
        return r

    def handle_401(self, r: Response, **kwargs: Any) -> Response:  # noqa: ANN401 (requests' own)
        offered = r.headers.get("WWW-Authenticate", "").lower()
        if r.status_code != HTTPStatus.UNAUTHORIZED or "digest" in offered:
            answer: Response = super().handle_401(r, **kwargs)  # type: ignore[no-untyped-call]
            return answer
        if "basic" not in offered or r.request.headers.get("Authorization"):
            return r
        _must_be_private(r.request.url)
        self._asks_basic = True
        again = self._basic(r.request.copy())
        r.close()
        return r.connection.send(again, **kwargs)


def _must_be_private(url: str | None) -> None:
    """UnsafeCredentials where others on the way could read a secret."""
    parts = urlsplit(url or "")
    if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
        raise UnsafeCredentials(endpoint=f"{parts.scheme}://{parts.netloc}{parts.path}")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
