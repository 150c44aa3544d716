"""What the service tells those who run it: one log line for each request, and /metrics.

A line names the page and the client, and nothing that a request carried: no address as typed, no
query, no header, no body. So no secret can be in it.
"""

import logging
import math
import re
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TextIO, cast
from uuid import uuid4

import structlog
from flask import Blueprint, Flask, Response, current_app, g, has_request_context, request
from flask.logging import wsgi_errors_stream
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from structlog.typing import EventDict, Processor, WrappedLogger

from hbgraph.budgets import client_address, within
from hbgraph.errors import NoRelease
from hbgraph.instruments import METHODS, OTHER
from hbgraph.web.problems import MetricsClosed
from hbgraph.web.reading import service, settings
from hbgraph.web.service import Service

ID = re.compile("[A-Za-z0-9._-]{1,64}")
FORWARDING = ("Forwarded", "Via", "X-Forwarded-For", "X-Real-IP")
LOOPBACK = ("127.0.0.0/8", "::1")

bp = Blueprint("observing", __name__)


def init_app(app: Flask) -> None:
    """To be called before all other parts: whatever begins first ends last."""
    held: Service = app.extensions["hbgraph"]
    held.instruments.watch_release(lambda: age(held), lambda: triples(held))
    app.logger.handlers = [handler()]
    app.logger.setLevel(logging.INFO)
    app.before_request(begin)
    app.after_request(end)
    app.register_blueprint(bp)


@bp.get("/metrics")
def metrics() -> Response:
    """In Prometheus' text format; for this machine, our proxies, or whoever the settings let."""
    if not (settings().metrics_public or from_nearby()):
        raise MetricsClosed
    text = generate_latest(service().instruments.registry)
    return Response(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if ID.fullmatch(given) else uuid4().hex
    g.began = time.perf_counter()


def end(response: Response) -> Response:
    seconds = time.perf_counter() - g.began
    service().instruments.answered(request.method, request.endpoint, response.status_code, seconds)
    if "refusal" in g:
        service().instruments.refused(g.refusal)
    response.headers["X-Request-Id"] = g.request_id
    told = {
        "method": request.method if request.method in METHODS else OTHER,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "milliseconds": round(1000 * seconds, 1),
        "release": g.release.id if "release" in g else None,
        "client": client(),
    }
    current_app.logger.info("request", extra=told)
    return response


def client() -> str:
    """The address of whoever asks, as far as we can believe what we are told."""
    if "client" not in g:
        forwarded = request.headers.get("X-Forwarded-For")
        g.client = client_address(request.remote_addr or "", forwarded, settings().proxies)
    found: str = g.client
    return found


def from_nearby() -> bool:
    """Whether the request comes from this machine or one of our proxies for its own sake.

    What another sent through a proxy that we do not know, or that does not say for whom it asks,
    comes from a near address and yet from afar.
    """
    near = (*LOOPBACK, *settings().proxies)
    if any(name in request.headers for name in FORWARDING):
        own = client_address(request.remote_addr or "", None, ())
        return client() != own and within(client(), near)
    return within(client(), near)


def age(held: Service) -> float:
    """The age of the current release in seconds, not a number when there is none."""
    with suppress(NoRelease):
        created = datetime.fromisoformat(held.current().manifest.created)
        return (datetime.now(UTC) - created).total_seconds()
    return math.nan


def triples(held: Service) -> float:
    """How many triples the current release has, not a number when there is none."""
    with suppress(NoRelease):
        return held.current().manifest.triples
    return math.nan


def handler() -> logging.Handler:
    """Writes each record as one line of JSON; a traceback comes without the values of its
    variables, among which a secret might be."""
    processors: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        add_request_id,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ]
    foreign: list[Processor] = [structlog.stdlib.add_log_level, structlog.stdlib.ExtraAdder()]
    found = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
    found.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=processors, foreign_pre_chain=foreign)
    )
    return found


def add_request_id(logger: WrappedLogger, method: str, told: EventDict) -> EventDict:
    if has_request_context():
        told["request_id"] = g.get("request_id")
    return told
