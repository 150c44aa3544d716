"""The job of a query worker: a process that answers one query after another and may die of any.

A request is JSON: ``release`` (path), ``text``, ``base``, ``default_graphs``, ``named_graphs``,
``results`` and ``graphs`` (the media type for each kind of result, or null where the client takes
none), ``accept``, ``offered_results``, ``offered_graphs`` (for the words of that refusal),
``checksum`` (null, or that only the checksum is wanted, and whether of rows in order), ``seconds``,
``bytes``, and ``excerpt``, the number of rows or triples after which the answer is cut (0: none).
The reply is a JSON head, ``media_type`` or ``error`` with ``facts``; after a media type frames of
the answer, an empty frame, and a JSON tail with ``resident`` (bytes of memory) and ``cut`` (whether
there was more) — or, when the answer grew too large or XML cannot hold it, a tail with ``error``.
"""

import json
import os
import resource
import threading
from contextlib import suppress
from io import RawIOBase
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox

from hbgraph import media
from hbgraph.engine.checksum import Checksum
from hbgraph.engine.dataset import Dataset
from hbgraph.engine.embedded import REFUSED, Results, evaluate, serialise
from hbgraph.engine.excerpt import first, table
from hbgraph.engine.lexis import check
from hbgraph.errors import AnswerTooLarge, HbgraphError, NotAcceptable, NotInXml
from hbgraph.releases.directory import Release, hold
from hbgraph.sandbox.limits import deadline

STACK = 64 << 20
"""Bytes of stack: Oxigraph's parser and planner recurse, and break at a default stack's end."""

FRAME = 64 << 10


def work(connection: Connection) -> None:
    """Answers requests until the other end is closed."""
    threading.stack_size(STACK)
    thread = threading.Thread(target=_serve, args=(connection,))
    thread.start()
    thread.join()


def _serve(connection: Connection) -> None:
    worker = Worker(connection)
    with suppress(EOFError, OSError):
        while True:
            request = json.loads(connection.recv_bytes())
            deadline(request["seconds"])
            worker.answer(request)
            deadline(0)


def write(results: Results, media_type: str, output: "Frames", excerpt: int) -> bool:
    """Writes results, or no more than their beginning; tells whether there was more."""
    file = cast(BinaryIO, output)
    if not excerpt or isinstance(results, ox.QueryBoolean):
        serialise(results, media_type, file)
        return False
    if isinstance(results, ox.QueryTriples):
        triples, cut = first(results, excerpt)
        serialise(triples, media_type, file)
        return cut
    rows, cut = first(results, excerpt)
    output.write(table([variable.value for variable in results.variables], rows))
    return cut


class Worker:
    """Keeps the release open that it read last, and so keeps it from being pruned."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._path = ""
        self._held = -1
        self._store: ox.Store | None = None

    def answer(self, request: dict[str, object]) -> None:
        try:
            check(str(request["text"]), REFUSED)
            results = evaluate(
                self._open(str(request["release"])),
                str(request["text"]),
                Dataset(request["default_graphs"], request["named_graphs"]),  # type: ignore[arg-type]
                str(request["base"]) or None,
            )
            kind = "graphs" if isinstance(results, ox.QueryTriples) else "results"
            media_type = request[kind]
            if media_type is None:
                raise NotAcceptable(accept=request["accept"], offered=request[f"offered_{kind}"])
        except HbgraphError as error:
            self._send(error.to_json())
            return
        limit, ordered = int(str(request["bytes"])), request["checksum"]
        told = media.JSON if ordered is not None else str(media_type)
        output = Frames(self._connection, media_type=told, limit=limit)
        try:
            if ordered is None:
                cut = write(results, str(media_type), output, int(str(request["excerpt"])))
            else:
                cut = False
                output.write(summed(results, str(media_type), bool(ordered), limit))
            output.finish()
            resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
            self._send({"resident": resident, "cut": cut})
        except (AnswerTooLarge, NotInXml) as error:
            output.give_up(error)

    def _send(self, said: dict[str, object]) -> None:
        self._connection.send_bytes(json.dumps(said).encode())

    def _open(self, path: str) -> ox.Store:
        if self._store is None or path != self._path:
            self.let_go()
            release = Release(Path(path))
            self._held, self._path = hold(release), path
            self._store = ox.Store.read_only(str(release.store))
        return self._store

    def let_go(self) -> None:
        self._store = None
        if self._held >= 0:
            os.close(self._held)
        self._held = -1


def summed(results: Results, media_type: str, ordered: bool, limit: int) -> bytes:
    """The checksum of an answer, as JSON."""
    sink = Checksum(ordered, limit)
    serialise(results, media_type, cast(BinaryIO, sink))
    return json.dumps(sink.result(media_type)).encode()


class Frames(RawIOBase):
    """A file that sends what is written to it, the head first, and counts the bytes."""

    def __init__(self, connection: Connection, media_type: str, limit: int) -> None:
        super().__init__()
        self._connection = connection
        self._head: bytes | None = json.dumps({"media_type": media_type}).encode()
        self._buffer = bytearray()
        self._left = limit
        self._limit = limit

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._left -= len(piece)
        if self._left < 0:
            raise AnswerTooLarge(limit=self._limit >> 20)
        self._buffer += piece
        if len(self._buffer) >= FRAME:
            self._flush_frame()
        return len(piece)

    def finish(self) -> None:
        self._flush_frame()
        self._connection.send_bytes(b"")

    def give_up(self, error: HbgraphError) -> None:
        """Ends the answer with an error; whoever reads it has not passed it on yet."""
        if self._head:
            self._connection.send_bytes(self._head)
        self._connection.send_bytes(b"")
        self._connection.send_bytes(json.dumps(error.to_json()).encode())

    def _flush_frame(self) -> None:
        if self._head:
            self._connection.send_bytes(self._head)
            self._head = None
        if self._buffer:
            self._connection.send_bytes(bytes(self._buffer))
            self._buffer.clear()
