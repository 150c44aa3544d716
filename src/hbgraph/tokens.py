"""Who may write where: bearer tokens, of which the file holds only digests.

A secret is 256 random bits, so one SHA-256 of it is enough: there is no guess to slow down.
Reasons in docs/decisions/0009.
"""

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from hbgraph import durable
from hbgraph.errors import BadScope, BadTokenFile, TokenExists, UnknownToken

EVERYWHERE = "*"
DEFAULT_GRAPH = ""
SCOPE = re.compile(r'\*|[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+')
DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Token:
    """What the bearer of a secret may do; a scope is a prefix of graph IRIs, or ``*``."""

    name: str
    scopes: tuple[str, ...]
    unvalidated: bool = False

    def may_write(self, graph: str) -> bool:
        """Whether it may change the graph of this IRI; ``""`` is the default graph, which only
        the scope ``*`` opens."""
        return any(
            scope == EVERYWHERE or (graph != DEFAULT_GRAPH and graph.startswith(scope))
            for scope in self.scopes
        )

    @classmethod
    def everywhere(cls) -> "Token":
        return cls("everywhere", (EVERYWHERE,))


class _Entry(NamedTuple):
    digest: str
    token: Token


class _Seen(NamedTuple):
    """The entries of one state of the file, and how to tell that it is still the same."""

    stamp: tuple[int, int, int] | None
    entries: tuple[_Entry, ...]


class Tokens:
    """The tokens of one file, and one more secret that may write everywhere.

    A missing file holds no token. Every method raises BadTokenFile when the file cannot be
    used, so that damage shuts writers out and never lets them in. Safe between threads and
    between processes.
    """

    def __init__(self, path: Path, extra: str | None = None) -> None:
        """``extra`` is the secret of ``serve --token``; an empty one is none."""
        self.path = path
        self._extra = (_Entry(_digest(extra), Token.everywhere()),) if extra else ()
        self._seen = _Seen(None, ())

    def check(self, secret: str) -> Token | None:
        """What the bearer of this secret may do; None when it is unknown.

        Compares with every entry, whichever fits, so that the time tells nothing about them.
        """
        given = _digest(secret)
        found = None
        for entry in (*self._read(), *self._extra):
            if hmac.compare_digest(entry.digest, given):
                found = entry.token
        return found

    def add(self, name: str, scopes: Sequence[str], unvalidated: bool = False) -> str:
        """Makes a token and returns its secret, which nothing can tell a second time.

        Raises TokenExists when the name is taken, BadScope for what is neither ``*`` nor an IRI.
        """
        for scope in scopes:
            if not SCOPE.fullmatch(scope):
                raise BadScope(scope=scope)
        secret = f"hbg_{secrets.token_urlsafe(32)}"
        with self._writing() as entries:
            if any(entry.token.name == name for entry in entries):
                raise TokenExists(name=name)
            token = Token(name, tuple(scopes), unvalidated)
            self._write([*entries, _Entry(_digest(secret), token)])
        return secret

    def list(self) -> list[Token]:
        """The tokens of the file, oldest first."""
        return [entry.token for entry in self._read()]

    def revoke(self, name: str) -> None:
        """Takes a token away, from the next request on; UnknownToken when there is none."""
        with self._writing() as entries:
            left = [entry for entry in entries if entry.token.name != name]
            if len(left) == len(entries):
                known = ", ".join(entry.token.name for entry in entries) or "–"
                raise UnknownToken(name=name, known=known)
            self._write(left)

    @contextmanager
    def _writing(self) -> Iterator[tuple[_Entry, ...]]:
        """The entries, which no one else changes meanwhile."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(f"{self.path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._read()

    def _write(self, entries: Sequence[_Entry]) -> None:
        told = [{"sha256": digest, **asdict(token)} for digest, token in entries]
        text = json.dumps({"tokens": told}, ensure_ascii=False, indent=1)
        durable.replace(self.path, text.encode(), mode=0o600)

    def _read(self) -> tuple[_Entry, ...]:
        """The entries, read again only when the file is another than last time."""
        try:
            if _stamp(self.path.stat()) != self._seen.stamp:
                with self.path.open("rb") as file:
                    stamp = _stamp(os.fstat(file.fileno()))
                    self._seen = _Seen(stamp, _parse(file.read()))
        except FileNotFoundError:
            self._seen = _Seen(None, ())
        except (OSError, ValueError, TypeError, KeyError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise BadTokenFile(path=self.path, reason=reason) from error
        return self._seen.entries


def _parse(content: bytes) -> tuple[_Entry, ...]:
    return tuple(map(_entry, json.loads(content)["tokens"]))


def _entry(told: dict[str, object]) -> _Entry:
    match told:
        case {
            "sha256": str(digest),
            "name": str(name),
            "scopes": [*given],
            "unvalidated": bool(unvalidated),
        }:
            scopes = tuple(s for s in given if isinstance(s, str) and SCOPE.fullmatch(s))
            if DIGEST.fullmatch(digest) and len(scopes) == len(given):
                return _Entry(digest, Token(name, scopes, unvalidated))
    raise ValueError("sha256, name, scopes, unvalidated?")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _stamp(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_mtime_ns, found.st_size, found.st_ino
