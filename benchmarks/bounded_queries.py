"""What the bounds cost: hbgraph's endpoint against Oxigraph's own server on the same files.

Usage: bounded_queries.py [SIZE]   (triples in the store; 200000 unless given)
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import click
from publish_latency import triples
from serving import free_port, serving

ROUNDS = 200
QUERIES = {
    "ask": "ASK { ?s ?p ?o }",
    "entity": "SELECT ?p ?o { <urn:x:old:7> ?p ?o }",
    "1,000 rows": "SELECT * { ?s ?p ?o } LIMIT 1000",
    "10,000 rows": "SELECT * { ?s ?p ?o } LIMIT 10000",
}
JSON = "application/sparql-results+json"


@contextmanager
def oxigraph(store: Path) -> Iterator[int]:
    """Oxigraph's server, which has no bounds of this kind."""
    port = free_port()
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    command = [program, "serve-read-only", "-l", str(store), "-b", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            time.sleep(2)
            yield port
        finally:
            process.terminate()


def asker(port: int, path: str) -> Callable[[str], float]:
    """Asks over one kept connection; milliseconds until the whole answer is there."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(text: str) -> float:
        began = time.perf_counter()
        connection.request("GET", f"{path}?{urlencode({'query': text})}", headers={"Accept": JSON})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status}")
        return 1000 * (time.perf_counter() - began)

    return ask


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as server:
        server.send(
            "PUT", "/graphs?default", triples("old", size).encode(), "application/n-triples"
        )
        with oxigraph((Path(name) / "current" / "store").resolve()) as port:
            ours, theirs = asker(server.port, "/sparql"), asker(port, "/query")
            click.echo(f"{'query':<12}  {'hbgraph ms':>10}  {'oxigraph ms':>11}  {'ratio':>6}")
            for label, text in QUERIES.items():
                pairs = [(ours(text), theirs(text)) for _ in range(ROUNDS)]
                us, them = (statistics.median(column) for column in zip(*pairs, strict=True))
                click.echo(f"{label:<12}  {us:>10.2f}  {them:>11.2f}  {us / them:>6.2f}")


if __name__ == "__main__":
    main()
