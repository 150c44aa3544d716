"""The writer of a server: writes that come while one release is made go into the next, together."""

import gc
import json
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Condition

from hbgraph import releases
from hbgraph.corpus import Corpus
from hbgraph.errors import DeadlineReached, HbgraphError, ServerBusy
from hbgraph.publish import Policy
from hbgraph.sandbox import Limits, Zygote
from hbgraph.sandbox.limits import deadline
from hbgraph.writes import Outcome, Result, Write, write

JOB = "hbgraph.writer:work"
MANY = 64
"""Writes that go into one release at most, and that may wait for the next: each holds a thread."""

GRACE_SECONDS = 5


class Writer:
    """Commits writes, in a process of its own each time, bounded as queries are."""

    def __init__(
        self,
        zygote: Zygote,
        data_dir: Path,
        corpus: Path | None,
        keep: int,
        seconds: float = 120,
        memory: int = 8 << 30,
        update: float = 60,
    ) -> None:
        """``corpus`` is where shapes and rules are; None for a scratch store, which has neither.

        ``seconds`` bound one write, and so the making of a release of all that came together;
        ``update`` an update, in which there is a query.
        """
        self._zygote = zygote
        self._head = {
            "data_dir": str(data_dir),
            "corpus": str(corpus) if corpus else None,
            "keep": keep,
            "update": update,
            "seconds": seconds,
        }
        self._limits = Limits(memory=memory, seconds=max(seconds, update))
        self._waiting: deque[_Ticket] = deque()
        self._turn = Condition()
        self._busy = False

    def commit(self, wanted: Write) -> Outcome:
        """Returns when the write is on disk and visible; raises the error it met instead."""
        ticket = _Ticket(wanted)
        with self._turn:
            if len(self._waiting) >= MANY:
                raise ServerBusy(seconds=0)
            self._waiting.append(ticket)
            self._turn.wait_for(lambda: ticket.result is not None or not self._busy)
            if ticket.result is None:
                self._busy = True
        if ticket.result is None:
            self._lead(ticket)
        if isinstance(ticket.result, Outcome):
            return ticket.result
        raise ticket.result or ServerBusy(seconds=0)

    def _lead(self, own: "_Ticket") -> None:
        """Commits batches until the own write is done, then hands the lead on."""
        try:
            while own.result is None:
                with self._turn:
                    batch = [self._waiting.popleft() for _ in range(min(MANY, len(self._waiting)))]
                self._together(batch)
                with self._turn:
                    self._turn.notify_all()
        finally:
            with self._turn:
                self._busy = False
                self._turn.notify_all()

    def _together(self, batch: Sequence["_Ticket"]) -> None:
        """Lets a process commit a batch; what it dies of fails, and the rest begins anew."""
        try:
            results = self._committed([ticket.write for ticket in batch])
        except _Died as death:
            error = DeadlineReached(seconds=death.seconds)
            guilty = batch if len(batch) == 1 else [*batch][death.culprit : death.culprit + 1]
            for ticket in guilty:
                ticket.result = error
            rest = [ticket for ticket in batch if ticket.result is None]
            for some in [rest] if guilty else [[ticket] for ticket in rest]:
                if some:
                    self._together(some)
            return
        for ticket, result in zip(batch, results, strict=True):
            ticket.result = result

    def _committed(self, writes: Sequence[Write]) -> list[Result]:
        """What became of the writes; raises _Died when the process did not live to say it."""
        culprit, seconds = len(writes), self._limits.seconds
        try:
            child = self._zygote.spawn(JOB, self._limits)
        except EOFError:
            return [ServerBusy(seconds=0)] * len(writes)
        try:
            child.connection.send_bytes(json.dumps(self._head).encode())
            child.connection.send_bytes(json.dumps([w.to_json() for w in writes]).encode())
            for each in writes:
                for part in each.parts:
                    child.connection.send_bytes(part.data)
            while child.connection.poll(self._limits.seconds + GRACE_SECONDS):
                said = json.loads(child.connection.recv_bytes())
                if isinstance(said, list):
                    child.connection.poll(GRACE_SECONDS)  # it ends when it has cleared up
                    return [_result(reply) for reply in said]
                culprit, seconds = said["begun"], said["seconds"]
        except (EOFError, OSError):
            pass
        finally:
            child.kill()
        raise _Died(culprit, seconds)


class _Died(Exception):
    """The process died, most likely of the write with this number; none has the number after."""

    def __init__(self, culprit: int, seconds: float) -> None:
        super().__init__(culprit)
        self.culprit = culprit
        self.seconds = seconds


class _Ticket:
    def __init__(self, wanted: Write) -> None:
        self.write = wanted
        self.result: Result | None = None


def work(connection: Connection) -> None:
    """The job: commits the writes it is sent, says what became of each, then prunes."""
    gc.disable()  # the process ends soon, and its many small objects form no cycles
    head = json.loads(connection.recv_bytes())
    said = json.loads(connection.recv_bytes())
    writes = [Write.from_json(w, [connection.recv_bytes() for _ in w["parts"]]) for w in said]
    data_dir = Path(head["data_dir"])
    policy = Policy(Corpus(Path(head["corpus"])) if head["corpus"] else None)

    def watch(begun: Write | None) -> None:
        """Each write has its own time, and so has making the release."""
        number = len(writes) if begun is None else writes.index(begun)
        seconds = head["update" if begun and begun.kind == "update" else "seconds"]
        deadline(seconds)
        connection.send_bytes(json.dumps({"begun": number, "seconds": seconds}).encode())

    try:
        results = write(data_dir, policy, writes, watch)
    except HbgraphError as error:
        results = [error] * len(writes)
    connection.send_bytes(json.dumps([_reply(result) for result in results]).encode())
    with releases.publisher(data_dir, GRACE_SECONDS):
        releases.prune(data_dir, head["keep"])


def _reply(result: Result) -> dict[str, object]:
    return asdict(result) if isinstance(result, Outcome) else result.to_json()


def _result(reply: dict[str, object]) -> Result:
    return HbgraphError.from_json(reply) if "error" in reply else Outcome(**reply)  # type: ignore[arg-type]
