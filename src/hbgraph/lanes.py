"""Lanes: so many at once, and the others in the order in which they came."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from hbgraph.errors import ServerBusy


class Lane:
    """A number of places; whoever leaves gives its place to whoever has waited longest."""

    def __init__(self, places: int, queue: int) -> None:
        """``queue`` is how many may wait."""
        self._free = places
        self._queue = queue
        self._waiting: deque[Event] = deque()
        self._lock = Lock()

    @contextmanager
    def place(self, patience: float) -> Iterator[None]:
        """A place while the block runs; ServerBusy when none is free within so many seconds."""
        if not self.enter(patience):
            raise ServerBusy(seconds=patience)
        try:
            yield
        finally:
            self.leave()

    def enter(self, patience: float = 0) -> bool:
        """Whether a place was to be had within so many seconds."""
        turn = Event()
        with self._lock:
            if self._free:  # then nobody waits
                self._free -= 1
                return True
            if not patience or len(self._waiting) >= self._queue:
                return False
            self._waiting.append(turn)
        if turn.wait(patience):
            return True
        with self._lock:
            if turn.is_set():  # its turn came just now
                return True
            self._waiting.remove(turn)
            return False

    def leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
