"""How long a server takes to answer again after kill -9, with so many triples on disk.

Usage: restart.py [SIZE…]   (triples; 100000 and 1000000 unless given)
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import click
from publish_latency import triples
from serving import Hbgraph, free_port, serving

ROUNDS = 5
ASKED = "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"


def answered(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(OSError, HTTPException):
        connection.request("GET", ASKED)
        return connection.getresponse().status == 200
    return False


def restarted(data_dir: Path) -> float:
    """Seconds until a server answers a query after its start; then kill -9 for all of it."""
    port = free_port()
    command = [sys.executable, "-m", "hbgraph", "serve", "--scratch", "--data-dir", str(data_dir)]
    quiet = subprocess.DEVNULL
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"],
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    )
    while not answered(port):
        time.sleep(0.01)
    taken = time.perf_counter() - began
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return taken


def fill(server: Hbgraph, size: int) -> None:
    data = triples("old", size).encode()
    server.send("PUT", "/graphs?graph=urn:x:big", data, "application/n-triples")


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [100_000, 1_000_000]
    click.echo(f"{'triples':>10}  {'median s':>8}  {'worst s':>7}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            with serving(Path(name)) as server:
                fill(server, size)
            times = [restarted(Path(name)) for _ in range(ROUNDS)]
        click.echo(f"{size:>10,}  {statistics.median(times):>8.2f}  {max(times):>7.2f}")


if __name__ == "__main__":
    main()
