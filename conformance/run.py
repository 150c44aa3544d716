"""Runs the W3C's SPARQL suites over HTTP against a scratch server of this checkout.

Usage: run.py [PART…]   (only tests whose names contain one of the parts)

Prints a line for each suite, with what pyoxigraph passes in the same run, and the names of what
fails. Ends with 1 when the server fails where pyoxigraph does not, or in an exchange.
"""

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
import exchanges
import pyoxigraph as ox
from compare import (
    RESULTS,
    answer,
    canonical,
    comma_separated,
    expected,
    graph,
    graph_of,
    tells_order,
)
from engines import N_TRIPLES, REFUSED, XML, Engine, InProcess, Server, serving
from suite import Data, Test, fetched, older_query_tests, query_tests, update_tests

BY_TYPE = {form.media_type.partition(";")[0]: form for form in RESULTS.values()}
NAMED_BY_QUERY = re.compile(r"\bFROM\s+(?:NAMED\s+)?<([^>:]+)>", re.IGNORECASE)
ORDERED = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)


def passes(test: Test, engine: Engine) -> bool:
    """Whether an engine does what a test asks."""
    kind, text = test.kind.removesuffix("11"), test.text.read_text(encoding="utf-8")
    if kind.endswith("SyntaxTest"):
        return parses(text, engine, "Update" in kind) == kind.startswith("Positive")
    engine.load(loaded(test.data, [test.text.parent / n for n in NAMED_BY_QUERY.findall(text)]))
    based = f"BASE <{test.text.as_uri()}>\n{text}"
    if isinstance(test.expected, Data):
        return engine.update(based) < 300 and leaves(test.expected, engine)
    return test.expected is not None and answers(test, based, engine)


def parses(text: str, engine: Engine, is_update: bool) -> bool:
    """Whether a text is taken for SPARQL, though what it asks may then not be done."""
    if is_update:
        engine.load({})
        return engine.update(text) in (200, 204, 409, REFUSED)
    return engine.query(text, f"{XML}, {N_TRIPLES}").status in (200, REFUSED)


def answers(test: Test, text: str, engine: Engine) -> bool:
    """Whether a query has the expected answer, in the form of the file that holds it."""
    if not isinstance(path := test.expected, Path):
        return False
    if path.suffix == ".csv":
        reply = engine.query(text, "text/csv")
        return comma_separated(reply.body) == comma_separated(path.read_bytes())
    form = RESULTS.get(path.suffix, ox.QueryResultsFormat.XML)
    reply = engine.query(text, f"{form.media_type}, {N_TRIPLES}")
    if reply.status != 200:
        return False
    ordered = bool(ORDERED.search(text)) and tells_order(path)
    if reply.media_type in BY_TYPE:
        return answer(reply.body, BY_TYPE[reply.media_type], ordered) == expected(path, ordered)
    return statements(reply.body) == expected(path, ordered)


def leaves(data: Data, engine: Engine) -> bool:
    """Whether an engine holds just this data, empty graphs included."""
    wanted = {"": b"", **loaded(data)}
    if engine.names() != wanted.keys() - {""}:
        return False
    return all(statements(engine.graph(name)) == statements(wanted[name]) for name in wanted)


def loaded(data: Data, more: Iterable[Path] = ()) -> dict[str, bytes]:
    """Graphs as N-Triples, so that names resolve against the file that they stand in."""
    files = {"": data.default, **data.named, **{path.as_uri(): (path,) for path in more}}
    return {name: b"".join(map(triples, paths)) for name, paths in files.items() if name or paths}


def triples(path: Path) -> bytes:
    form = ox.RdfFormat.N_TRIPLES
    return ox.serialize((quad.triple for quad in graph_of(path)), format=form) or b""


def statements(data: bytes) -> set[str]:
    return canonical(graph(data, ox.RdfFormat.N_TRIPLES, ""))


def main() -> None:
    root, parts = fetched(), sys.argv[1:]

    def chosen(name: str) -> bool:
        return not parts or any(part in name for part in parts)

    suites = (
        ("SPARQL 1.1 query", compared, query_tests(root)),
        ("SPARQL 1.1 update", compared, update_tests(root)),
        ("SPARQL 1.1 protocol", exchanged, exchanges.protocol()),
        ("Graph Store Protocol", exchanged, exchanges.graph_store()),
        ("Service description", exchanged, exchanges.service_description()),
        ("SPARQL 1.0 query", compared, older_query_tests(root)),
    )
    with serving() as server:
        worse = sum(
            run(title, [test for test in tests if chosen(test.name)], server)
            for title, run, tests in suites
        )
    raise SystemExit(bool(worse))


def compared(title: str, tests: Sequence[Test], server: Server) -> int:
    """Runs tests on both engines; returns how many only the server fails."""
    theirs = {test.name for test in tests if not passes(test, InProcess())}
    ours = [test.name for test in tests if not passes(test, server)]
    tell(title, len(tests), len(ours), f"   pyoxigraph {len(tests) - len(theirs)}")
    for name in ours:
        click.echo(f"    {name}{'   (pyoxigraph too)' if name in theirs else ''}")
    return len(set(ours) - theirs)


def exchanged(title: str, cases: Sequence[exchanges.Case], server: Server) -> int:
    failed = [case.name for case in cases if not exchanges.passes(case, server)]
    tell(title, len(cases), len(failed))
    for name in failed:
        click.echo(f"    {name}")
    return len(failed)


def tell(title: str, count: int, failed: int, note: str = "") -> None:
    click.echo(f"{title:<24} {count - failed:>4} of {count:>4}{note}")


if __name__ == "__main__":
    main()
