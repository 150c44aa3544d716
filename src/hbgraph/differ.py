"""Differences between releases, each found in a process that may die and keeps nothing in memory.

Forms: RDF Patch, which names the graph of each triple; two parts of Turtle, what went and what
came, in which a comment names the graph; and JSON with a part of it for pages.
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pyoxigraph as ox

from hbgraph import media, releases
from hbgraph.engine.bounds import Bounds
from hbgraph.engine.run import Run
from hbgraph.engine.worker import Frames
from hbgraph.errors import AnswerTooLarge, HbgraphError, ServerBusy
from hbgraph.model import Answer
from hbgraph.releases import GraphDiff, Release, hold
from hbgraph.sandbox import Limits, Zygote
from hbgraph.sandbox.limits import deadline

JOB = "hbgraph.differ:work"
REMOVED, ADDED = "D", "A"
"""What RDF Patch calls the two directions."""

PAGE_SIZE = 200
"""Triples on a page."""

FILES = {REMOVED: "removed.ttl", ADDED: "added.ttl"}


WAITING = 8
"""How many may wait for a place: more would take the threads that pages need."""


class Differ:
    """Finds differences, as many at once as there are places for slow queries."""

    def __init__(self, zygote: Zygote, bounds: Bounds) -> None:
        self._zygote = zygote
        self._bounds = bounds
        self._places = BoundedSemaphore(bounds.slow)
        self._waiting = BoundedSemaphore(bounds.slow + WAITING)

    def diff(self, before: Release, after: Release, form: str, first: int = 0) -> Answer:
        """The difference in one of the forms; of JSON the rows from ``first`` on.

        Raises DeadlineReached, MemoryReached, AnswerTooLarge, ServerBusy; UnknownRelease when one
        of them is gone meanwhile.
        """
        asked = {
            "before": str(before.path),
            "after": str(after.path),
            "form": form,
            "first": first,
            "bytes": self._bounds.answer,
            "seconds": self._bounds.seconds,
        }
        if not self._waiting.acquire(blocking=False):
            raise ServerBusy(seconds=0)
        with _releasing(self._waiting):
            if not self._places.acquire(timeout=self._bounds.patience):
                raise ServerBusy(seconds=self._bounds.patience)
            with _releasing(self._places):
                return self._run(json.dumps(asked).encode())

    def _run(self, asked: bytes) -> Answer:
        limits = Limits(memory=self._bounds.memory)
        try:
            run = Run(self._zygote.spawn(JOB, limits), asked, self._bounds)
        except (EOFError, OSError) as error:
            raise ServerBusy(seconds=0) from error
        try:
            run.ended()
            return run.answer()
        except HbgraphError:
            run.drop()
            raise
        finally:
            run.child.kill()


@contextmanager
def _releasing(place: BoundedSemaphore) -> Iterator[None]:
    try:
        yield
    finally:
        place.release()


def work(connection: Connection) -> None:
    """The job: one difference, as a query worker would answer."""
    asked = json.loads(connection.recv_bytes())
    deadline(asked["seconds"])
    before, after = (Release(Path(asked[end])) for end in ("before", "after"))
    try:
        for each in (before, after):
            hold(each)
    except HbgraphError as error:
        return connection.send_bytes(json.dumps(error.to_json()).encode())
    output = Frames(connection, media_type=asked["form"], limit=asked["bytes"])
    try:
        for piece in written(before, after, asked["form"], asked["first"]):
            output.write(piece.encode())
        output.finish()
    except AnswerTooLarge as error:
        return output.give_up(error)
    return connection.send_bytes(b"{}")


def written(before: Release, after: Release, form: str, first: int) -> Iterator[str]:
    match form.partition(";")[0]:
        case media.RDF_PATCH:
            return patch(before, after)
        case media.MULTIPART:
            return two_parts(before, after)
    return iter([json.dumps(page(before, after, first), ensure_ascii=False)])


def patch(before: Release, after: Release) -> Iterator[str]:
    """RDF Patch: one transaction; its id follows from the two releases."""
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{before.id} {after.id}")
    yield f"H id <uuid:{identity}> .\n"
    yield f'H from "{before.id}" .\nH to "{after.id}" .\nTX .\n'
    for graph in releases.diff(before, after):
        name = f" <{graph.name}>" if graph.name else ""
        for mark, quad in rows(graph):
            yield f"{mark} {quad.triple}{name} .\n"
    yield "TC .\n"


def two_parts(before: Release, after: Release) -> Iterator[str]:
    """What went, then what came (RFC 2046, section 5.1.3); no line of Turtle begins like an edge,
    as a line break within a literal is written as an escape."""
    edge = boundary(before, after)
    for mark, file in FILES.items():
        yield f"--{edge}\r\nContent-Type: text/turtle; charset=utf-8\r\n"
        yield f'Content-Disposition: attachment; filename="{file}"\r\n\r\n'
        for graph in releases.diff(before, after):
            quads = graph.removed if mark == REMOVED else graph.added
            for number, quad in enumerate(quads):
                yield f"# <{graph.name}>\n" if number == 0 else ""
                yield f"{quad.triple} .\n"
        yield "\r\n"
    yield f"--{edge}--\r\n"


def boundary(before: Release, after: Release) -> str:
    return sha256(f"{before.id} {after.id}".encode()).hexdigest()[:32]


def rows(graph: GraphDiff) -> Iterator[tuple[str, ox.Quad]]:
    """Every triple of a difference with its direction, what went first."""
    gone = ((REMOVED, quad) for quad in graph.removed)
    return chain(gone, ((ADDED, quad) for quad in graph.added))


def page(before: Release, after: Release, first: int) -> dict[str, Any]:
    """``{"graphs": [{"name", "removed", "added"}], "rows": [{"mark", "graph", "triple"}]}``: the
    counts are of all; the rows are PAGE_SIZE from ``first`` on; a term is as in SPARQL's JSON."""
    graphs, shown, number = [], [], 0
    for graph in releases.diff(before, after):
        counts = {REMOVED: 0, ADDED: 0}
        for mark, quad in rows(graph):
            counts[mark] += 1
            if first <= number < first + PAGE_SIZE:
                triple = [term(each) for each in quad.triple]
                shown.append({"mark": mark, "graph": graph.name, "triple": triple})
            number += 1
        told = {"name": graph.name, "removed": counts[REMOVED], "added": counts[ADDED]}
        graphs.append(told)
    return {"graphs": graphs, "rows": shown}


def term(value: object) -> dict[str, str]:
    """A term as SPARQL 1.1 Query Results JSON writes it."""
    match value:
        case ox.NamedNode():
            return {"type": "uri", "value": value.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": value.value}
        case ox.Literal():
            said = {"type": "literal", "value": value.value}
            if value.language:
                return said | {"xml:lang": value.language}
            return said | {"datatype": value.datatype.value}
    raise TypeError(f"no term of RDF 1.1: {value}")
