"""What an application holds from its start to its end."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TypeVar

from hbgraph import releases
from hbgraph.atlas import Atlas
from hbgraph.budgets import Allowance, Budgets
from hbgraph.corpus import Corpus
from hbgraph.differ import Differ
from hbgraph.engine.bounded import BoundedEngine
from hbgraph.engine.bounds import Bounds
from hbgraph.instruments import Instruments
from hbgraph.judge import Judge
from hbgraph.pages.mementos import Timeline
from hbgraph.pages.reader import Reader
from hbgraph.releases import Release
from hbgraph.sandbox import Zygote
from hbgraph.settings import Settings
from hbgraph.tokens import Tokens
from hbgraph.writer import Writer

T = TypeVar("T")

JOBS = ("hbgraph.engine.worker", "hbgraph.writer", "hbgraph.judge", "hbgraph.differ", "pyshacl")
"""Modules that processes of their own need, the most urgent first."""

OPEN = 4
"""Releases that stay open for pages: the current one and some old ones that somebody visits."""


@dataclass
class Service:
    """Releases as they come, and the processes that answer and write."""

    settings: Settings
    atlas: Atlas | None = None
    """The boundaries that maps draw, if any."""
    instruments: Instruments = field(default_factory=Instruments)
    zygote: Zygote = field(default_factory=lambda: Zygote(*JOBS))
    _releases: "OrderedDict[str, Release]" = field(default_factory=OrderedDict)
    _readers: "OrderedDict[str, Reader]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    @cached_property
    def bounds(self) -> Bounds:
        chosen = self.settings
        return Bounds(
            seconds=chosen.query_seconds,
            memory=chosen.query_memory << 20,
            answer=chosen.answer_limit << 20,
            text=chosen.query_limit,
            quick=chosen.quick_lane,
            middle=chosen.middle_lane,
            slow=chosen.slow_lane,
            patience=chosen.patience,
            queue=chosen.queue,
        )

    @cached_property
    def engine(self) -> BoundedEngine:
        return BoundedEngine(self.zygote, self.bounds, self.instruments)

    @cached_property
    def differ(self) -> Differ:
        return Differ(self.zygote, self.bounds)

    @cached_property
    def writer(self) -> Writer:
        chosen = self.settings
        corpus = chosen.corpus or Corpus.default().root
        return Writer(
            self.zygote,
            chosen.data_dir,
            None if chosen.scratch else corpus,
            chosen.keep,
            chosen.write_seconds,
            chosen.write_memory << 20,
            chosen.query_seconds,
        )

    @cached_property
    def judge(self) -> Judge:
        return Judge(self.zygote, self.settings.corpus or Corpus.default().root, self.bounds)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.settings.data_dir / "tokens.json", self.settings.token)

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline(self.settings.data_dir)

    @cached_property
    def citing(self) -> Allowance:
        return Allowance(self.settings.citations_per_client)

    @cached_property
    def budgets(self) -> Budgets:
        chosen = self.settings
        return Budgets(chosen.budget_seconds, chosen.budget_errors, chosen.budget_window)

    def close(self) -> None:
        """Ends all processes."""
        self.engine.close()
        self.judge.close()
        self.zygote.close()

    def current(self) -> Release:
        """The current release; its manifest is read once."""
        path = releases.current_path(self.settings.data_dir)
        return self._kept(self._releases, path.name, lambda: Release(path))

    def find(self, known_as: str) -> Release:
        """The release of this id or name; UnknownRelease when there is none."""
        release = releases.find(self.settings.data_dir, known_as)
        return self._kept(self._releases, release.id, lambda: release)

    def reader(self, release: Release) -> Reader:
        """The release, open for pages."""
        return self._kept(self._readers, release.id, lambda: Reader.open(release))

    def _kept(self, shelf: "OrderedDict[str, T]", name: str, make: Callable[[], T]) -> T:
        with self._lock:
            if name not in shelf:
                shelf[name] = make()
            shelf.move_to_end(name)
            while len(shelf) > OPEN:
                shelf.popitem(last=False)
            return shelf[name]
