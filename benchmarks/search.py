"""How long a lookup takes among 100,000 names, beside SQLite's trigram index of the same names.

Usage: search.py [LABELS]   (100000 unless given)

The names are those of the graph and, to make up the number, invented ones made of their parts.
Times are of the processor: nothing here waits, and so other programs do not count. ``found`` is the
share of the questions to which the peer has any answer; where it has none it is quick.
"""

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
from rdflib import URIRef

from hbgraph.corpus import Corpus
from hbgraph.ns import HB, ID
from hbgraph.publish import entries, fill
from hbgraph.queries import load
from hbgraph.releases import Draft
from hbgraph.search import Entry, Matches, SearchIndex, build

ROUNDS = 30
LIMIT = 8
LOOKUPS = {
    "two characters": ("襄阳", "汽车", "电池", "武汉", "宜昌", "化工"),
    "one character": ("襄", "汽", "武", "工", "业"),
    "name": ("新能源汽车产量", "“51020”先进制造业产业集群", "武汉都市圈", "汽车制造"),
    "English": ("power batteries", "battery", "manufacture of motor vehicles", "artificial int"),
    "pinyin": ("xiangyang", "xiang yang", "qiche", "xiangy", "rengongzhineng", "x", "zh"),
    "initials": ("xy", "dldc", "wh", "sy"),
    "code": ("420600", "C36", "384", "3610"),
    "typo": ("xiangyagn", "Xianyang", "semicondutor", "manufactrue", "optoelectornic"),
    "other script": ("襄陽", "湖北省武漢", "動力電池"),
    "wrong character": ("相阳", "光典子", "气车制造"),
    "abbreviation": ("新能源车", "规上增加值", "锂电"),
    "nothing": ("量子纠缠", "zzzzzzzz", "芯片光刻机"),
}


def real() -> dict[URIRef, Entry]:
    draft = Draft()
    fill(draft, Corpus.default())
    return entries(draft, load("select_search_names"))


def invented(known: dict[URIRef, Entry], labels: int) -> Iterator[tuple[URIRef, Entry]]:
    """Names of enterprises made of the names of places and industries."""
    chance = random.Random(7)
    chinese = {
        kind: [n for iri, e in known.items() if f"/{kind}/" in iri for n in e.names if n[0] >= "一"]
        for kind in ("region", "gbt4754-2017")
    }
    endings = ("有限公司", "股份有限公司", "研究院", "产业园", "创新中心", "示范项目")
    for number in range(labels):
        place, trade = (chance.choice(chinese[kind]) for kind in chinese)
        name = (
            f"{place}{chance.choice('新华天长江楚鄂东方')}{number}{trade}{chance.choice(endings)}"
        )
        yield ID[f"enterprise/invented-{number}"], Entry([name], [HB.Enterprise])


def trigrams(known: dict[URIRef, Entry]) -> Callable[[str], list[object]]:
    """The peer, short names first; it scans for a text that is shorter than a trigram."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='trigram')")
    rows = [(name,) for entry in known.values() for name in entry.names]
    database.executemany("INSERT INTO names VALUES (?)", rows)
    order = "ORDER BY length(name), name LIMIT ?"
    matching = f"SELECT name FROM names WHERE names MATCH ? {order}"
    scanning = f"SELECT name FROM names WHERE +name LIKE '%' || ? || '%' {order}"

    def look(text: str) -> list[object]:
        if len(text) < 3:
            return database.execute(scanning, (text, LIMIT)).fetchall()
        return database.execute(matching, (f'"{text}"', LIMIT)).fetchall()

    return look


def measured(
    look: Callable[[str], Sequence[object] | Matches], texts: tuple[str, ...]
) -> list[float]:
    """Milliseconds of each lookup, sorted."""
    times = []
    for _ in range(ROUNDS):
        for text in texts:
            began = time.thread_time()
            look(text)
            times.append(1000 * (time.thread_time() - began))
    return sorted(times)


def quantiles(times: list[float]) -> tuple[float, float, float]:
    return statistics.median(times), times[int(0.95 * len(times))], times[-1]


def main() -> None:
    labels = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    known = real()
    count = sum(len(entry.names) for entry in known.values())
    known |= dict(invented(known, labels - count))
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        build(Path(folder) / "search", known)
        click.echo(f"{labels:,} names, indexed in {time.perf_counter() - began:.1f} s")
        index, peer = SearchIndex(Path(folder) / "search"), trigrams(known)
        report(index, peer)


def report(index: SearchIndex, peer: Callable[[str], list[object]]) -> None:
    click.echo("milliseconds     ---- first 8 -----  -- page, counts --  ---- trigrams ----")
    click.echo("                   p50   p95  worst    p50   p95  worst    p50  ratio  found")
    for kind, texts in LOOKUPS.items():
        first = quantiles(measured(lambda text: index.first(text, LIMIT), texts))
        page = quantiles(measured(index.search, texts))
        other = quantiles(measured(peer, texts))[0]
        cells = " ".join(f"{value:6.2f}" for value in (*first, *page, other, other / first[0]))
        found = sum(bool(peer(text)) for text in texts) / len(texts)
        click.echo(f"{kind:<16}{cells}  {found:5.0%}")


if __name__ == "__main__":
    main()
