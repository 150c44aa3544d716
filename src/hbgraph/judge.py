"""Validation of what strangers send, in a process that may die."""

import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pyshacl
from rdflib import Graph, URIRef

from hbgraph import media, report
from hbgraph.budgets import Meter
from hbgraph.corpus import Corpus, merge
from hbgraph.engine.bounds import Bounds
from hbgraph.engine.terms import to_triple
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
from hbgraph.sandbox import Child, Limits, Zygote
from hbgraph.uploads import Upload, parts
from hbgraph.validate import findings, validate
from hbgraph.writes import Part, quads

JOB = "hbgraph.judge:work"
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


class Judge:
    """Judges cases, each in a process of its own, a few at a time."""

    def __init__(
        self, zygote: Zygote, corpus: Path | None, bounds: Bounds, places: int = PLACES
    ) -> None:
        self._zygote = zygote
        self._corpus = corpus
        self._bounds = bounds
        self._limits = Limits(memory=bounds.memory, seconds=bounds.seconds)
        self._lane = Lane(places, places * QUEUE)

    def report(self, release: Release, case: Case, meter: Meter) -> str:
        """The report in the form of the case; ``meter`` counts what it takes.

        Raises what is wrong with the upload, DeadlineReached, MemoryReached, AnswerTooLarge,
        ServerBusy, OverBudget.
        """
        if meter.wait is not None:
            raise OverBudget(seconds=max(1, math.ceil(meter.wait)))
        head = {
            "release": str(release.path),
            "corpus": str(self._corpus) if self._corpus else None,
            "base": case.base,
            "form": case.form,
            "content_type": case.upload.content_type,
            "bytes": self._bounds.answer,
        }
        with self._lane.place(self._bounds.patience):
            try:
                child = self._zygote.spawn(JOB, self._limits)
            except EOFError as error:
                raise ServerBusy(seconds=0) from error
            child.yield_to_others(NICENESS)
            try:
                with meter.clock():
                    return self._heard(child, json.dumps(head).encode(), case.upload.body)
            finally:
                child.kill()

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
    corpus = Corpus(Path(head["corpus"]))
    known = Draft.reading(Release(Path(head["release"]))).merge()
    focus_nodes = {subject for subject in given.subjects() if isinstance(subject, URIRef)}
    return validate(merge([known, given]), corpus.shapes, lambda thing: None, focus_nodes)


def by_foreign_shapes(data: Graph, shapes: Graph) -> Report:
    """Without what could reach beyond the data: imports, rules, functions, targets, JavaScript."""
    try:
        _, results, _ = pyshacl.validate(
            data,
            shacl_graph=shapes,
            advanced=False,
            inference="none",
            inplace=True,
            allow_warnings=True,
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
    return found.graph.serialize(format=form)
