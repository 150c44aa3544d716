"""How long a write of 100 triples takes until it is acknowledged, on disk and visible.

Usage: publish_latency.py [SIZE…]   (triples beforehand; 100000 and 1000000 unless given)
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click
from serving import Hbgraph, serving

ROUNDS = 20
TRIPLES = 100
SEEN = "ASK {{ GRAPH <urn:x:big> {{ <urn:x:new:{}:99> ?p ?o }} }}"


def triples(name: str, count: int) -> str:
    return "\n".join(f'<urn:x:{name}:{i}> <urn:x:p{i % 10}> "value {i}" .' for i in range(count))


def rounds(server: Hbgraph) -> Iterator[float]:
    """Milliseconds from sending a write to having read it."""
    for number in range(ROUNDS):
        data = triples(f"new:{number}", TRIPLES).encode()
        began = time.perf_counter()
        server.send("POST", "/graphs?graph=urn:x:big", data, "application/n-triples")
        if not server.ask(SEEN.format(number)):
            raise SystemExit("an acknowledged write was not visible")
        yield 1000 * (time.perf_counter() - began)


def measured(size: int) -> list[float]:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        data = triples("old", size).encode()
        server.send("PUT", "/graphs?graph=urn:x:big", data, "application/n-triples")
        return sorted(rounds(server))


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [100_000, 1_000_000]
    click.echo(f"{'triples':>10}  {'median ms':>9}  {'worst ms':>8}  {'to first':>8}")
    first = 0.0
    for size in sizes:
        times = measured(size)
        median = statistics.median(times)
        first = first or median
        click.echo(f"{size:>10,}  {median:>9.1f}  {times[-1]:>8.1f}  {median / first:>8.2f}")


if __name__ == "__main__":
    main()
