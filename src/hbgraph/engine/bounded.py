"""The bounded engine: strangers' queries, each in a process that the kernel ends in time.

A query starts in the quick lane, which has many places. When it has taken a moment of processor
time it moves to the middle lane, and after a few seconds to the slow one, if that has room, and
leaves its place to others; if not, it is ended and starts anew when its turn has come there. A text
that was quick before has a lane that no other can fill, and one that was not goes to its lane at
once. So quick queries pass however many others there are, middling ones pass the endless, and every
wait has a bound.
"""

import json
import math
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from threading import Lock

from hbgraph import media
from hbgraph.budgets import Meter
from hbgraph.engine.bounds import Bounds
from hbgraph.engine.lexis import check_length
from hbgraph.engine.run import MIDDLING, SLOW, Run
from hbgraph.errors import BoundReached, OverBudget, ServerBusy
from hbgraph.instruments import Instruments
from hbgraph.lanes import Lane
from hbgraph.model import Answer
from hbgraph.releases.directory import Release
from hbgraph.sandbox import Child, Limits, Zygote

JOB = "hbgraph.engine.worker:work"

QUICK_SECONDS, MIDDLE_SECONDS = 0.2, 2.0
"""Processor time after which a query leaves the quick lane, and the middle one. It is no time on
the wall, for that would call a query slow because others are."""

REMEMBERED = 4_096


@dataclass(frozen=True)
class Question:
    """A query with what it is asked of: relative IRIs resolve against ``base``.

    With ``checksum`` the answer is, in JSON, its own checksum alone; its value tells whether the
    order of the rows counts (engine/checksum.py). Of an answer with more than ``excerpt`` rows or
    triples (0: any number) only the beginning is wanted.
    """

    text: str
    accept: str = ""
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    base: str = ""
    checksum: bool | None = None
    excerpt: int = 0


@dataclass(frozen=True)
class Stage:
    """A lane, how long one stays in it, and how nice one is to others meanwhile."""

    lane: Lane
    seconds: float | None
    niceness: int = 0


class BoundedEngine:
    """Answers any query on any release, in a pool of processes."""

    def __init__(
        self, zygote: Zygote, bounds: Bounds | None = None, instruments: Instruments | None = None
    ) -> None:
        self.bounds = chosen = bounds or Bounds()
        self._zygote = zygote
        self._instruments = instruments or Instruments()
        queue = chosen.queue
        self._known = Stage(Lane(chosen.known, queue), QUICK_SECONDS)
        self._stages = (
            Stage(Lane(chosen.quick, queue), QUICK_SECONDS),
            Stage(Lane(chosen.middle, queue), MIDDLE_SECONDS, MIDDLING),
            Stage(Lane(chosen.slow, queue), None, SLOW),
        )
        self._experience = Experience()
        self._idle: list[Child] = []
        self._lock = Lock()

    def query(self, release: Release, question: Question, meter: Meter | None = None) -> Answer:
        """The whole answer, or an error and nothing of it; ``meter`` counts what it takes.

        Raises MalformedQuery, RefusedQuery, QueryTooLong, NotAcceptable; DeadlineReached,
        MemoryReached, AnswerTooLarge, ServerBusy; OverBudget when it would take more than a moment
        and the meter says that it may not.
        """
        check_length(question.text, self.bounds.text)
        meter = meter or Meter()
        request = self._request(release, question)
        level = self._experience.of(question)
        stages = [self._known, *self._stages[1:]] if level == 0 else self._stages[level or 0 :]
        run: Run | None = None
        for stage, following in zip_longest(stages, stages[1:]):
            if stage in self._stages[1:] and meter.wait is not None:
                raise OverBudget(seconds=max(1, math.ceil(meter.wait)))
            reached = self._through(stage, following, request, question, meter, run)
            if isinstance(reached, Answer):
                return reached
            run = reached
        raise AssertionError("the last lane has no end but an answer or an error")

    def close(self) -> None:
        """Ends the idle workers."""
        with self._lock:
            while self._idle:
                self._idle.pop().kill()

    def _through(
        self,
        stage: Stage,
        following: Stage | None,
        request: bytes,
        question: Question,
        meter: Meter,
        run: Run | None,
    ) -> Answer | Run | None:
        """The answer; or, where that takes longer, the run with a place in the following lane.

        A ``run`` that comes from the lane before has its place already.
        """
        if run is None:
            self._enter(stage.lane)
        try:
            run = run or self._start(request)
            run.yield_to_others(stage.niceness)
            if self._watched(run, question, meter, stage.seconds):
                return self._end(run)
            if following and meter.wait is None and following.lane.enter():
                return run
            run.drop()
            return None
        finally:
            stage.lane.leave()

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
            "bytes": self.bounds.excerpt if question.excerpt else self.bounds.answer,
            "excerpt": question.excerpt,
        }
        return json.dumps(asked).encode()

    def _enter(self, lane: Lane) -> None:
        with self._instruments.waiting():
            if not lane.enter(self.bounds.patience):
                raise ServerBusy(seconds=self.bounds.patience)

    def _start(self, request: bytes) -> Run:
        with self._lock:
            child = self._idle.pop() if self._idle else None
        if child is not None:
            with suppress(OSError):
                return Run(child, request, self.bounds)
            child.kill()  # it died while it was idle
            self._instruments.restarted()
        try:
            return Run(
                self._zygote.spawn(JOB, Limits(memory=self.bounds.memory)), request, self.bounds
            )
        except (EOFError, OSError) as error:
            raise ServerBusy(seconds=0) from error

    def _watched(
        self, run: Run, question: Question, meter: Meter, seconds: float | None = None
    ) -> bool:
        """Whether the run ended in time; after an error it has no worker left."""
        before, level = run.seconds, len(self._stages) - 1
        try:
            with self._instruments.running():
                ended = run.ended(seconds)
            level = sum(run.seconds >= each for each in (QUICK_SECONDS, MIDDLE_SECONDS))
            return ended
        except BaseException as error:
            if isinstance(error, BoundReached):
                self._instruments.killed(error.code)
            run.drop()
            raise
        finally:
            meter.seconds += run.seconds - before
            self._experience.add(question, level)

    def _end(self, run: Run) -> Answer:
        if run.reusable:
            with self._lock:
                self._idle.append(run.child)
        else:
            run.child.kill()
            self._instruments.restarted()
        return run.answer()


class Experience:
    """Which lane a text took when it was asked last, from 0; the last ones asked are remembered."""

    def __init__(self) -> None:
        self._levels: OrderedDict[int, int] = OrderedDict()
        self._lock = Lock()

    def of(self, question: Question) -> int | None:
        with self._lock:
            return self._levels.get(self._key(question))

    def add(self, question: Question, level: int) -> None:
        with self._lock:
            self._levels[self._key(question)] = level
            self._levels.move_to_end(self._key(question))
            if len(self._levels) > REMEMBERED:
                self._levels.popitem(last=False)

    @staticmethod
    def _key(question: Question) -> int:
        graphs = tuple(question.default_graphs), tuple(question.named_graphs)
        return hash((question.text, *graphs, question.excerpt, question.checksum))
