"""How long the page of a thing takes at the server, and which part of that its queries take.

``python benchmarks/pages.py DATA_DIR`` prints for each thing the first answer, when the names on it
may not be known yet, and the median of 30 more, over the application itself, as warm as a server is
after two seconds: no network, no conditional request. It needs a published release.
"""

import logging
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import click

from hbgraph.pages.reader import Reader
from hbgraph.settings import Settings
from hbgraph.web import create_app
from hbgraph.web.warming import warm

TIMES = 30
THINGS = (
    "region/420100",
    "region/420000",
    "region/420882",
    "cluster/power-batteries",
    "corridor/nev-and-icv",
    "industry/artificial-intelligence",
    "programme/five-corridors",
    "indicator/nev-output",
    "target/2026-hubei-jxt-nev-output",
    "observation/2026-hubei-jxt-nev-output",
    "bulletin/2026-hubei-jxt",
    "bulletin/2026-hubei-jxt/p18",
    "gbt4754-2017/3612",
    "classification/gbt4754-2017",
)


class Clocked:
    """An engine that adds up what its answers cost."""

    def __init__(self, engine: Any) -> None:  # noqa: ANN401 (whichever engine the reader has)
        self._engine = engine
        self.seconds, self.count = 0.0, 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        answer = getattr(self._engine, name)

        def clocked(*given: object, **named: object) -> object:
            began = time.perf_counter()
            try:
                return answer(*given, **named)
            finally:
                self.seconds += time.perf_counter() - began
                self.count += 1

        return clocked


def main(data_dir: Path) -> None:
    logging.disable(logging.INFO)  # a line for each request
    app = create_app(Settings(data_dir=data_dir))
    service = app.extensions["hbgraph"]
    reader: Reader = service.reader(service.current())
    reader.engine = clock = Clocked(reader.engine)  # type: ignore[assignment]
    client = app.test_client()
    click.echo(f"{'thing':40} {'first':>9} {'median':>9} {'queries':>9} {'number':>7} {'bytes':>9}")

    def answer(thing: str) -> tuple[float, float, int]:
        clock.seconds, clock.count = 0.0, 0
        began = time.perf_counter()
        reply = client.get(f"/doc/{thing}", headers={"Accept": "text/html"})
        took = time.perf_counter() - began
        if reply.status_code != 200:
            raise SystemExit(f"{thing}: {reply.status_code}")
        return took, clock.seconds, len(reply.data)

    warm(app, Event())
    for thing in THINGS:
        first, _, _ = answer(thing)
        took, asked, sizes = zip(*(answer(thing) for _ in range(TIMES)), strict=True)
        times = [1000 * each for each in (first, statistics.median(took), statistics.median(asked))]
        shown = " ".join(f"{each:6.1f} ms" for each in times)
        click.echo(f"{thing:40} {shown} {clock.count:7} {sizes[0]:9}")
    service.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
