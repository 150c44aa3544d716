"""Validation of what strangers send, in a process that may die."""

import json
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock

from rdflib import Graph, URIRef

from hbgraph import media, report
from hbgraph.budgets import Meter
from hbgraph.corpus import Corpus
from hbgraph.engine.bounds import Bounds
from hbgraph.engine.embedded import serialise
from hbgraph.engine.terms import to_quad, to_triple
from hbgraph.errors import (
    AnswerTooLarge,
    BrokenShapes,
    DeadlineReached,
    HbgraphError,
    MemoryReached,
    OverBudget,
    ServerBusy,
)
from hbgraph.lanes import Lane
from hbgraph.model import Report
from hbgraph.releases import Draft, Release
from hbgraph.releases.draft import DEFAULT
from hbgraph.sandbox import Child, Limits, Zygote
from hbgraph.uploads import Upload, parts
from hbgraph.validate import findings, validate
from hbgraph.writes import Part, quads

MODULE, VALIDATOR = "hbgraph.judge", "pyshacl"
JOB, PREPARATION = f"{MODULE}:work", f"{MODULE}:prepare"
WARMING_SECONDS = 120
"""How long a process may take to read shapes and release, on a machine that has other work."""

MOST_TRIPLES = 300_000
"""A larger release is not kept in memory; its cases are bounded by what reading it takes."""

JSON, PLAIN = "application/json", "text/plain"
FORMS = (media.TURTLE, media.JSON_LD, media.N_TRIPLES, media.RDF_XML, JSON, PLAIN)
"""The forms of a report; JSON and plain text need no knowledge of SHACL."""

GRACE_SECONDS = 2
PLACES = 2
"""Cases that are judged at once."""

QUEUE = 8
"""Cases that may wait for each place."""

NICENESS = 10
LONGEST_REASON = 500


@dataclass(frozen=True)
class Case:
    """What is to be judged, and the form of the report. Where the upload holds no shapes, the
    project's own judge the data together with the release, but only what the data describe."""

    upload: Upload
    base: str
    form: str


@dataclass
class Warm:
    """A zygote that has the shapes and one release in memory, and how many cases need it."""

    path: Path
    zygote: Zygote
    users: int = 0


class Judge:
    """Judges cases, each in a process of its own, a few at a time.

    Reading shapes and release takes far longer than most cases, so a process keeps them, for the
    release that was asked about last, and forks a child for each case.
    """

    def __init__(
        self, zygote: Zygote, corpus: Path | None, bounds: Bounds, places: int = PLACES
    ) -> None:
        self._zygote = zygote
        self._corpus = corpus
        self._bounds = bounds
        self._limits = Limits(memory=bounds.memory, seconds=bounds.seconds)
        self._lane = Lane(places, places * QUEUE)
        self._warm: Warm | None = None
        self._lock = Lock()

    def report(self, release: Release, case: Case, meter: Meter) -> str:
        """The report in the form of the case; ``meter`` counts what it takes.

        Raises what is wrong with the upload, DeadlineReached, MemoryReached, AnswerTooLarge,
        ServerBusy, OverBudget.
        """
        if meter.wait is not None:
            raise OverBudget(seconds=max(1, math.ceil(meter.wait)))
        head = self._place(release) | {
            "base": case.base,
            "form": case.form,
            "content_type": case.upload.content_type,
            "bytes": self._bounds.answer,
        }
        with self._lane.place(self._bounds.patience), self._with(release) as zygote:
            try:
                child = zygote.spawn(JOB, self._limits)
            except EOFError as error:
                raise ServerBusy(seconds=0) from error
            child.yield_to_others(NICENESS)
            try:
                with meter.clock():
                    return self._heard(child, json.dumps(head).encode(), case.upload.body)
            finally:
                child.kill()

    def warm(self, release: Release) -> None:
        """Begins to read shapes and release ahead of the first case."""
        with self._with(release):
            pass

    def close(self) -> None:
        """Ends the process that keeps a release."""
        with self._lock:
            warm, self._warm = self._warm, None
        if warm is not None:
            warm.zygote.close()

    @contextmanager
    def _with(self, release: Release) -> Iterator[Zygote]:
        """A zygote that knows the release, while the block runs; any, if the release is large."""
        if release.manifest.triples > MOST_TRIPLES:
            yield self._zygote
            return
        with self._lock:
            warm, stale = self._warmed(release)
            warm.users += 1
        try:
            if stale is not None:
                stale.zygote.close()
            yield warm.zygote
        finally:
            with self._lock:
                warm.users -= 1
                over = warm is not self._warm and not warm.users
            if over:
                warm.zygote.close()

    def _warmed(self, release: Release) -> tuple[Warm, Warm | None]:
        """The process for a release, and the one before that nobody needs any more."""
        before = self._warm
        if before is not None and before.path == release.path:
            return before, None
        preparation = (PREPARATION, json.dumps(self._place(release)))
        zygote = Zygote(MODULE, VALIDATOR, preparation=preparation, patience=WARMING_SECONDS)
        zygote.start()
        self._warm = Warm(release.path, zygote)
        return self._warm, before if before is not None and not before.users else None

    def _place(self, release: Release) -> dict[str, object]:
        """Where the shapes and the release are."""
        corpus = str(self._corpus) if self._corpus else None
        return {"release": str(release.path), "corpus": corpus}

    def _heard(self, child: Child, head: bytes, body: bytes) -> str:
        began = time.monotonic()
        try:
            child.connection.send_bytes(head)
            child.connection.send_bytes(body)
            if not child.connection.poll(self._limits.seconds + GRACE_SECONDS):
                raise DeadlineReached(seconds=self._limits.seconds)
            reply = json.loads(child.connection.recv_bytes())
            if "error" not in reply:
                return child.connection.recv_bytes().decode()
        except (EOFError, OSError) as error:
            if time.monotonic() - began >= self._limits.seconds:
                raise DeadlineReached(seconds=self._limits.seconds) from error
            raise MemoryReached(memory=self._limits.memory >> 20) from error
        raise HbgraphError.from_json(reply)


def work(connection: Connection) -> None:
    """The job: says what it found, or why it could not look."""
    head = json.loads(connection.recv_bytes())
    upload = Upload(head["content_type"], connection.recv_bytes())
    try:
        report = written(judge(head, *parts(upload)), head["form"]).encode()
        if len(report) > head["bytes"]:
            raise AnswerTooLarge(limit=head["bytes"] >> 20)
    except HbgraphError as error:
        connection.send_bytes(json.dumps(error.to_json()).encode())
        return
    connection.send_bytes(b"{}")
    connection.send_bytes(report)


def judge(head: dict[str, str], data: Sequence[Part], shapes: Sequence[Part]) -> Report:
    given = graph_of(data, head["base"])
    if shapes:
        return by_foreign_shapes(given, graph_of(shapes, head["base"]))
    known, own = KEPT.get(head["release"]) or read(head)
    focus_nodes = {subject for subject in given.subjects() if isinstance(subject, URIRef)}
    for triple in given:  # in this process only
        known.add(triple)
    return validate(known, own, lambda thing: None, focus_nodes)


KEPT: dict[str, tuple[Graph, Graph]] = {}
"""The merge of a release, and the shapes, in a process that was prepared."""


def prepare(place: str) -> None:
    """Keeps a release in this process, which opens no store: another reads it for it."""
    head = json.loads(place)
    ours, theirs = Pipe(duplex=False)
    reader = get_context("fork").Process(target=dump, args=(theirs, head["release"]))
    reader.start()
    theirs.close()
    graph = graph_of([Part(media.N_TRIPLES, ours.recv_bytes())], "")
    reader.join()
    KEPT[head["release"]] = graph, Corpus(Path(head["corpus"])).shapes


def dump(connection: Connection, release: str) -> None:
    """Sends the merge of a release as N-Triples."""
    quads = Draft.reading(Release(Path(release))).quads(DEFAULT)
    connection.send_bytes("".join(f"{quad.triple} .\n" for quad in quads).encode())


def read(head: dict[str, str]) -> tuple[Graph, Graph]:
    """The merge of a release, and the shapes."""
    merged = Draft.reading(Release(Path(head["release"]))).merge()
    return merged, Corpus(Path(head["corpus"])).shapes


def by_foreign_shapes(data: Graph, shapes: Graph) -> Report:
    """Without what could reach beyond the data: imports, rules, functions, targets, JavaScript."""
    import pyshacl  # which the server's own process does without

    try:
        _, results, _ = pyshacl.validate(
            data,
            shacl_graph=shapes,
            advanced=False,
            inference="none",
            inplace=True,
            do_owl_imports=False,
            js=False,
        )
    except Exception as error:  # shapes can be wrong in as many ways as the validator has errors
        raise BrokenShapes(reason=" ".join(str(error).split())[:LONGEST_REASON]) from error
    if not isinstance(results, Graph):
        raise BrokenShapes(reason=" ".join(str(results).split())[:LONGEST_REASON])
    return findings(results, data, shapes, lambda thing: None)


def graph_of(parts: Sequence[Part], base: str) -> Graph:
    graph = Graph(bind_namespaces="none")
    for part in parts:
        for quad in quads(part, base):
            graph.add(to_triple(quad))
    return graph


def written(found: Report, form: str) -> str:
    match form:
        case "application/json":
            return report.to_json(found)
        case "text/plain":
            return report.to_text(found)
        case media.TURTLE:
            return report.to_turtle(found)
        case media.RDF_XML:
            quads = (to_quad(triple) for triple in sorted(found.graph, key=str))
            return (serialise((quad.triple for quad in quads), form) or b"").decode()
    return found.graph.serialize(format=form)
