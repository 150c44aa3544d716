"""What the service counts for those who watch it, in the terms of Prometheus.

Every label has few values: what a stranger can choose freely is never one.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds; the last two stand around the bound of a query."""

METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
OTHER = "other"


class Instruments:
    """Gauges and counters in a registry of their own; safe between threads."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = found = registry or CollectorRegistry()
        ProcessCollector(registry=found)
        self._requests = Counter(
            "hbgraph_requests", "Answers", ["method", "endpoint", "status"], registry=found
        )
        self._seconds = Histogram(
            "hbgraph_request_seconds",
            "Time until an answer begins",
            ["endpoint"],
            buckets=BUCKETS,
            registry=found,
        )
        self._refusals = Counter(
            "hbgraph_refusals", "Answers that tell of an error", ["code"], registry=found
        )
        self._waiting = Gauge("hbgraph_queries_waiting", "Queries without a place", registry=found)
        self._running = Gauge("hbgraph_queries_running", "Queries in a worker", registry=found)
        self._kills = Counter(
            "hbgraph_kills", "Queries that a bound ended", ["reason"], registry=found
        )
        self._restarts = Counter(
            "hbgraph_worker_restarts", "Workers started in the place of another", registry=found
        )

    def waiting(self) -> AbstractContextManager[None]:
        """Counts a query as waiting while the block runs."""
        return self._waiting.track_inprogress()

    def running(self) -> AbstractContextManager[None]:
        """Counts a query as running while the block runs."""
        return self._running.track_inprogress()

    def killed(self, reason: str) -> None:
        self._kills.labels(reason).inc()

    def restarted(self) -> None:
        self._restarts.inc()

    def answered(self, method: str, endpoint: str | None, status: int, seconds: float) -> None:
        """Counts an answer; no ``endpoint`` means that no page of ours was asked for."""
        page = endpoint or OTHER
        self._requests.labels(method if method in METHODS else OTHER, page, status).inc()
        self._seconds.labels(page).observe(seconds)

    def refused(self, code: str) -> None:
        """Counts an answer that tells of an error, by the error's code."""
        self._refusals.labels(code).inc()

    def watch_release(self, age: Callable[[], float], triples: Callable[[], float]) -> None:
        """``age`` (in seconds) and ``triples`` are asked anew whenever somebody looks."""
        for name, text, value in (
            ("hbgraph_release_age_seconds", "Time since the current release was built", age),
            ("hbgraph_release_triples", "Triples of the current release's default graph", triples),
        ):
            Gauge(name, text, registry=self.registry).set_function(value)
