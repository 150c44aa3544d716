"""The checksum of an answer is that of its rows, however they are sent, called or ordered."""

import random

import pyoxigraph as ox
import pytest

from hbgraph import media
from hbgraph.engine.checksum import Checksum
from hbgraph.errors import AnswerTooLarge

ROWS = [f'<urn:x:{n}>\t"{n} _:b1 <urn:y>"@en\t{n}' for n in range(50)]


def summed(lines: list[str], ordered: bool = False, size: int = 7) -> dict[str, object]:
    """The checksum of TSV that is written in pieces of some bytes."""
    sink, body = Checksum(ordered, 1 << 20), ("\n".join(["?a\t?b\t?c", *lines]) + "\n").encode()
    for start in range(0, len(body), size):
        sink.write(body[start : start + size])
    return sink.result(media.RESULTS_TSV)


def test_pieces_make_no_difference_and_every_row_counts() -> None:
    assert summed(ROWS, size=1) == summed(ROWS, size=100_000)
    assert summed(ROWS)["rows"] == 50
    assert summed(ROWS)["checksum"] != summed(ROWS[1:])["checksum"]
    assert summed(ROWS)["checksum"] != summed([*ROWS, ROWS[0]])["checksum"]


def test_order_counts_only_where_the_query_asked_for_it() -> None:
    shuffled = random.Random(1).sample(ROWS, len(ROWS))
    assert summed(shuffled) == summed(ROWS)
    assert summed(shuffled, ordered=True) != summed(ROWS, ordered=True)


def test_the_names_of_blank_nodes_do_not_count_and_their_places_do() -> None:
    assert summed(["_:a\t_:b\t_:a"]) == summed(["_:x\t_:a\t_:x"])
    assert summed(["_:a\t_:b\t_:a"]) != summed(["_:x\t_:a\t_:a"])
    assert summed(['"_:a"\t<urn:_:b>\t1']) != summed(['"_:c"\t<urn:_:b>\t1'])


@pytest.mark.parametrize(
    ("query", "rows"),
    [("ASK {}", 1), ("SELECT ?s { ?s ?p ?o }", 0), ("SELECT * {}", 1), ("SELECT (1 AS ?n) {}", 1)],
)
def test_rows_are_counted_as_sparql_counts_them(query: str, rows: int) -> None:
    results = ox.Store().query(query)
    assert isinstance(results, ox.QuerySolutions | ox.QueryBoolean)
    sink = Checksum(False, 1 << 20)
    sink.write(results.serialize(format=ox.QueryResultsFormat.TSV))
    assert sink.result(media.RESULTS_TSV)["rows"] == rows


def test_an_answer_beyond_the_limit_has_no_checksum() -> None:
    with pytest.raises(AnswerTooLarge):
        Checksum(False, 10).write(b"more than ten bytes")
