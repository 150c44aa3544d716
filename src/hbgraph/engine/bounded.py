"""The bounded engine: strangers' queries, each in a process that the kernel ends in time.

A query starts in the quick lane. When it has not finished within half a second it moves to the slow
lane, if that has room, and leaves its place to others; if not, it is ended and starts anew when the
slow lane has room. So quick queries pass however many slow ones there are, and every wait has a
bound.
"""

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore, Lock
from typing import IO, Any

from hbgraph import media
from hbgraph.engine.lexis import check
from hbgraph.errors import (
    BoundReached,
    DeadlineReached,
    HbgraphError,
    MemoryReached,
    ServerBusy,
)
from hbgraph.instruments import Instruments
from hbgraph.model import Answer
from hbgraph.releases.directory import Release
from hbgraph.sandbox import Child, Limits, Zygote

JOB = "hbgraph.engine.worker:work"
REFUSED = ("SERVICE", "LOAD")
QUICK_SECONDS = 0.5
GRACE_SECONDS = 1.0
"""What the kernel is given to end a process after its deadline, before we do it ourselves."""

IN_MEMORY = 1 << 20
"""Bytes of an answer beyond which it waits on disk for a slow reader."""

RECYCLED = 0.5
"""The share of its memory bound after which a worker is replaced when its query is done."""

NICENESS = 10
PIECE = 256 << 10


@dataclass(frozen=True)
class Bounds:
    """What one query may use: ``seconds``, ``memory`` and ``answer`` in bytes, ``text`` in bytes;
    how many run at once in each lane, how many may wait for a place, and how long."""

    seconds: float = 30
    memory: int = 2 << 30
    answer: int = 64 << 20
    text: int = 100_000
    quick: int = 4
    slow: int = 2
    patience: float = 10
    queue: int = 100


@dataclass(frozen=True)
class Question:
    """A query with what it is asked of: relative IRIs resolve against ``base``.

    With ``checksum`` the answer is, in JSON, its own checksum alone; its value tells whether the
    order of the rows counts (engine/checksum.py).
    """

    text: str
    accept: str = ""
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    base: str = ""
    checksum: bool | None = None


class BoundedEngine:
    """Answers any query on any release, in a pool of processes."""

    def __init__(
        self, zygote: Zygote, bounds: Bounds | None = None, instruments: Instruments | None = None
    ) -> None:
        self.bounds = bounds or Bounds()
        self._zygote = zygote
        self._instruments = instruments or Instruments()
        self._quick = BoundedSemaphore(self.bounds.quick)
        self._slow = BoundedSemaphore(self.bounds.slow)
        self._queue = BoundedSemaphore(self.bounds.queue)
        self._idle: list[Child] = []
        self._lock = Lock()

    def query(self, release: Release, question: Question) -> Answer:
        """The whole answer, or an error and nothing of it.

        Raises MalformedQuery, RefusedQuery, QueryTooLong, NotAcceptable; DeadlineReached,
        MemoryReached, AnswerTooLarge, ServerBusy.
        """
        check(question.text, self.bounds.text, REFUSED)
        request = self._request(release, question)
        with self._place(self._quick):
            run = self._start(request)
            if self._watched(run, QUICK_SECONDS):
                return self._end(run)
            moves = self._slow.acquire(blocking=False)
            if not moves:
                run.drop()
        with nullcontext() if moves else self._place(self._slow):
            try:
                run = run if moves else self._start(request)
                run.yield_to_others()
                self._watched(run)
                return run.answer()
            finally:
                run.child.kill()
                if moves:
                    self._slow.release()

    def close(self) -> None:
        """Ends the idle workers."""
        with self._lock:
            while self._idle:
                self._idle.pop().kill()

    def _request(self, release: Release, question: Question) -> bytes:
        results, graphs = media.RESULT_FORMS, media.RDF_FORMS
        asked = {
            "release": str(release.path),
            "text": question.text,
            "base": question.base,
            "default_graphs": list(question.default_graphs),
            "named_graphs": list(question.named_graphs),
            "accept": question.accept,
            "checksum": question.checksum,
            "results": media.best(question.accept, results),
            "graphs": media.best(question.accept, graphs),
            "offered_results": ", ".join(results),
            "offered_graphs": ", ".join(graphs),
            "seconds": self.bounds.seconds,
            "bytes": self.bounds.answer,
        }
        return json.dumps(asked).encode()

    @contextmanager
    def _place(self, lane: BoundedSemaphore) -> Iterator[None]:
        """A place in a lane, once there is one."""
        if not (lane.acquire(blocking=False) or self._waited(lane)):
            raise ServerBusy(seconds=self.bounds.patience)
        try:
            with self._instruments.running():
                yield
        finally:
            lane.release()

    def _waited(self, lane: BoundedSemaphore) -> bool:
        """Waits for a place, unless too many do; they would take the threads that pages need."""
        if not self._queue.acquire(blocking=False):
            return False
        try:
            with self._instruments.waiting():
                return lane.acquire(timeout=self.bounds.patience)
        finally:
            self._queue.release()

    def _start(self, request: bytes) -> "Run":
        with self._lock:
            child = self._idle.pop() if self._idle else None
        if child is not None:
            with suppress(OSError):
                return Run(child, request, self.bounds)
            child.kill()  # it died while it was idle
        try:
            return Run(
                self._zygote.spawn(JOB, Limits(memory=self.bounds.memory)), request, self.bounds
            )
        except (EOFError, OSError) as error:
            raise ServerBusy(seconds=0) from error

    def _watched(self, run: "Run", seconds: float | None = None) -> bool:
        """Whether the run ended in time; a run that a bound ended has no worker left."""
        try:
            return run.ended(seconds)
        except BoundReached as error:
            self._instruments.killed(error.code)
            run.drop()
            raise

    def _end(self, run: "Run") -> Answer:
        if run.reusable:
            with self._lock:
                self._idle.append(run.child)
        else:
            run.child.kill()
        return run.answer()


class Run:
    """One query in one worker, and its answer so far."""

    def __init__(self, child: Child, request: bytes, bounds: Bounds) -> None:
        self.child = child
        self._bounds = bounds
        self._began = time.monotonic()
        self._head: dict[str, Any] | None = None
        self._tail: dict[str, Any] | None = None
        self._spool: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (the reader ends it)
        self._whole = False
        child.connection.send_bytes(request)

    def ended(self, seconds: float | None = None) -> bool:
        """Waits for the end, or for so many seconds; raises what ended the run before its time."""
        last = self._began + self._bounds.seconds + GRACE_SECONDS
        until = last if seconds is None else min(last, time.monotonic() + seconds)
        while self._tail is None:
            if not self.child.connection.poll(max(0, until - time.monotonic())):
                if until == last:
                    raise DeadlineReached(seconds=self._bounds.seconds)
                return False
            try:
                self._take(self.child.connection.recv_bytes())
            except (EOFError, OSError) as error:
                raise self._death() from error
        return True

    @property
    def reusable(self) -> bool:
        """Whether its worker may take another query."""
        resident = int((self._tail or {}).get("resident", 0))
        return resident < RECYCLED * self._bounds.memory

    def yield_to_others(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.child.pid, NICENESS)

    def drop(self) -> None:
        """Ends it, whatever it was doing."""
        self.child.kill()
        self._spool.close()

    def answer(self) -> Answer:
        told = self._tail or {}
        if "error" in told:
            self._spool.close()
            raise HbgraphError.from_json(told)
        size = self._spool.tell()
        self._spool.seek(0)
        media_type = str((self._head or {})["media_type"])
        if size <= IN_MEMORY:
            with self._spool as spool:
                return Answer(media_type, [spool.read()], size)
        return Answer(media_type, pieces(self._spool), size)

    def _take(self, frame: bytes) -> None:
        if self._head is None:
            self._head = json.loads(frame)
            self._tail = self._head if "error" in self._head else None
        elif self._whole:
            self._tail = json.loads(frame)
        elif frame:
            self._spool.write(frame)
        else:
            self._whole = True

    def _death(self) -> BoundReached:
        if time.monotonic() - self._began >= self._bounds.seconds:
            return DeadlineReached(seconds=self._bounds.seconds)
        return MemoryReached(memory=self._bounds.memory >> 20)


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file in pieces, closed after the last or when the reader goes away."""
    with file:
        while piece := file.read(PIECE):
            yield piece
