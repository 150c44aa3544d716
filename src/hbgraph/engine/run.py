"""One query in one worker, watched from outside."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from hbgraph.engine.bounds import Bounds
from hbgraph.errors import BoundReached, DeadlineReached, HbgraphError, MemoryReached
from hbgraph.model import Answer
from hbgraph.sandbox import Child

GRACE_SECONDS = 1.0
"""What the kernel is given to end a process after its deadline, before we do it ourselves."""

LOOK_SECONDS = 0.02
"""How often the processor time of a run is looked at."""

COURTEOUS_SECONDS = 0.05
"""The processor time after which a run yields to those that have taken less."""

COURTEOUS, MIDDLING, SLOW = 5, 10, 15
"""Niceness of a run after that time, and in the middle and the slow lane."""

IN_MEMORY = 1 << 20
"""Bytes of an answer beyond which it waits on disk for a slow reader."""

RECYCLED = 0.2
"""The share of its memory bound after which a worker is replaced when its query is done."""

PIECE = 256 << 10


class Run:
    """A query on its way, and its answer so far; ``seconds`` of processor time it has taken."""

    def __init__(self, child: Child, request: bytes, bounds: Bounds) -> None:
        self.child = child
        self.seconds = 0.0
        self._bounds = bounds
        self._began = time.monotonic()
        self._before = child.processor_seconds()
        self._niceness = 0
        self._head: dict[str, Any] | None = None
        self._tail: dict[str, Any] | None = None
        self._spool: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (the reader ends it)
        self._whole = False
        child.connection.send_bytes(request)

    def ended(self, seconds: float | None = None) -> bool:
        """Waits for the end, or for so much processor time; raises the bound that ended it."""
        last = self._began + self._bounds.seconds + GRACE_SECONDS
        while self._tail is None:
            arrived = self.child.connection.poll(LOOK_SECONDS)
            self._look()
            if arrived:
                self._receive()
            elif time.monotonic() >= last:
                raise DeadlineReached(seconds=self._bounds.seconds)
            if self._tail is None and seconds is not None and self.seconds >= seconds:
                return False
        return True

    @property
    def reusable(self) -> bool:
        """Whether its worker may take another query."""
        resident = int((self._tail or {}).get("resident", 0))
        return not self._niceness and resident < RECYCLED * self._bounds.memory

    def yield_to_others(self, niceness: int) -> None:
        if niceness > self._niceness:
            self._niceness = niceness
            self.child.yield_to_others(niceness)

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
        media_type, cut = str((self._head or {})["media_type"]), bool(told.get("cut"))
        if size <= IN_MEMORY:
            with self._spool as spool:
                return Answer(media_type, [spool.read()], size, cut)
        return Answer(media_type, pieces(self._spool), size, cut)

    def _look(self) -> None:
        with suppress(OSError):  # it is gone, and what it took is what we saw last
            self.seconds = self.child.processor_seconds() - self._before
        if self.seconds > COURTEOUS_SECONDS:
            self.yield_to_others(COURTEOUS)

    def _receive(self) -> None:
        try:
            frame = self.child.connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise self._death() from error
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
