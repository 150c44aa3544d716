"""What the SPARQL protocols have in common: bodies, bearer tokens, budgets."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from flask import Flask, request
from werkzeug.datastructures import MultiDict

from hbgraph.budgets import Meter
from hbgraph.errors import BadEncoding, HbgraphError, OverBudget, WrongBody
from hbgraph.tokens import Token
from hbgraph.web.observing import client
from hbgraph.web.problems import (
    NoToken,
    Repeated,
)
from hbgraph.web.reading import service

NOBODYS_FAULT = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
"""Statuses that are not charged as errors."""

FORM = "application/x-www-form-urlencoded"


def text_of(parameter: str, direct: str) -> tuple[str | None, MultiDict[str, str]]:
    """The query or update of a request, and its other parameters (SPARQL 1.1 Protocol, 2.1, 2.2).

    ``direct`` is the media type of a body that is the text itself.
    """
    if request.method in ("GET", "HEAD"):
        return only(request.args, parameter), request.args
    refuse_other_encodings((FORM, direct))
    if request.mimetype == direct:
        if parameter in request.args:
            raise Repeated(parameter=parameter, count=2)
        return utf8(request.get_data()), request.args
    refuse_broken(request.get_data())
    return only(request.values, parameter), request.values


def only(given: MultiDict[str, str], parameter: str) -> str | None:
    """The one value of a parameter, or None when it has none."""
    texts = given.getlist(parameter)
    if len(texts) > 1:
        raise Repeated(parameter=parameter, count=len(texts))
    return texts[0] if texts else None


def refuse_other_encodings(offered: Sequence[str]) -> None:
    """A body must be of a type on offer, in UTF-8."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype not in offered or charset not in ("utf-8", "utf8"):
        raise WrongBody(sent=request.content_type or "", offered=", ".join(offered))


def utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadEncoding from error


def refuse_broken(encoded: bytes) -> None:
    """BadEncoding when a form or a query string, its escapes undone, is no UTF-8.

    Werkzeug would take such escapes for text that is meant as it stands.
    """
    utf8(unquote_to_bytes(utf8(encoded)))


def init_app(app: Flask) -> None:
    @app.before_request
    def check_address() -> None:
        refuse_broken(request.query_string)


def bearer() -> Token:
    """The token of a request that wants to write; NoToken when it has none that is known."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = service().tokens.check(secret.strip()) if kind.lower() == "bearer" else None
    if token is None:
        raise NoToken
    return token


@contextmanager
def budgeted() -> Iterator[Meter]:
    """Charges the processor time that the block meters, and its error, to whoever asks."""
    budgets = service().budgets
    wait = budgets.check(client())
    if wait is not None:
        raise OverBudget(seconds=max(1, math.ceil(wait)))
    meter, failed = budgets.meter(client()), True
    try:
        yield meter
        failed = False
    except HbgraphError as error:
        failed = error.http_status not in NOBODYS_FAULT
        raise
    finally:
        budgets.spend(client(), meter.seconds, failed)
