"""Validation of what strangers send, in a process that may die."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import pyshacl
from rdflib import Graph, URIRef

from hbgraph import media, report
from hbgraph.corpus import Corpus, merge
from hbgraph.engine.terms import to_triple
from hbgraph.errors import BrokenShapes, DeadlineReached, HbgraphError, MemoryReached, ServerBusy
from hbgraph.model import Report
from hbgraph.releases import Draft, Release
from hbgraph.sandbox import Limits, Zygote
from hbgraph.validate import findings, validate
from hbgraph.writes import Part, quads

JOB = "hbgraph.judge:work"
JSON, PLAIN = "application/json", "text/plain"
FORMS = (media.TURTLE, media.JSON_LD, media.N_TRIPLES, media.RDF_XML, JSON, PLAIN)
"""The forms of a report; JSON and plain text need no knowledge of SHACL."""

GRACE_SECONDS = 2
LONGEST_REASON = 500


@dataclass(frozen=True)
class Case:
    """What is to be judged: ``shapes`` is empty where the project's own are meant, which judge the
    data together with the release, but only what the data describe."""

    data: Sequence[Part]
    shapes: Sequence[Part]
    base: str
    form: str


class Judge:
    """Judges cases, each in a process of its own."""

    def __init__(self, zygote: Zygote, corpus: Path | None, seconds: float, memory: int) -> None:
        self._zygote = zygote
        self._corpus = corpus
        self._limits = Limits(memory=memory, seconds=seconds)

    def report(self, release: Release, case: Case) -> str:
        """The report in the form of the case.

        Raises BrokenData, DeadlineReached, MemoryReached, ServerBusy.
        """
        try:
            child = self._zygote.spawn(JOB, self._limits)
        except EOFError as error:
            raise ServerBusy(seconds=0) from error
        head = {
            "release": str(release.path),
            "corpus": str(self._corpus) if self._corpus else None,
            "base": case.base,
            "form": case.form,
            "data": [part.media_type for part in case.data],
            "shapes": [part.media_type for part in case.shapes],
        }
        began = time.monotonic()
        try:
            child.connection.send_bytes(json.dumps(head).encode())
            for part in (*case.data, *case.shapes):
                child.connection.send_bytes(part.data)
            if not child.connection.poll(self._limits.seconds + GRACE_SECONDS):
                raise DeadlineReached(seconds=self._limits.seconds)
            reply = json.loads(child.connection.recv_bytes())
        except (EOFError, OSError) as error:
            if time.monotonic() - began >= self._limits.seconds:
                raise DeadlineReached(seconds=self._limits.seconds) from error
            raise MemoryReached(memory=self._limits.memory >> 20) from error
        finally:
            child.kill()
        if "error" in reply:
            raise HbgraphError.from_json(reply)
        return str(reply["report"])


def work(connection: Connection) -> None:
    """The job: says what it found, or why it could not look."""
    head = json.loads(connection.recv_bytes())
    data, shapes = (
        [Part(form, connection.recv_bytes()) for form in head[name]] for name in ("data", "shapes")
    )
    try:
        found = judge(head, data, shapes)
        reply: dict[str, object] = {"report": written(found, head["form"])}
    except HbgraphError as error:
        reply = error.to_json()
    connection.send_bytes(json.dumps(reply).encode())


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
