"""Differences have the bounds of queries."""

from collections.abc import Iterator
from threading import Thread

import pytest

from hbgraph import media, publish, releases
from hbgraph.differ import WAITING, Differ
from hbgraph.engine.bounded import Bounds
from hbgraph.errors import AnswerTooLarge, DeadlineReached, HbgraphError, ServerBusy
from hbgraph.pages.document import joined
from hbgraph.releases import Release
from hbgraph.sandbox import Zygote
from hbgraph.writes import Part, Write, write

TRIPLES = 30_000


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    """An empty release and one with many triples in a graph."""
    data_dir = tmp_path_factory.mktemp("differ")
    before = publish.begin_scratch(data_dir)
    data = "".join(f"<urn:x:{n}> <urn:x:p> {n} .\n" for n in range(TRIPLES)).encode()
    parts = [Part(media.TURTLE, data)]
    write(
        data_dir,
        publish.Policy(None),
        [Write("put", "urn:x:", "urn:x:g", parts=parts, scopes=("*",))],
    )
    return before, releases.current(data_dir)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    found = Zygote("hbgraph.differ")
    yield found
    found.close()


def test_a_long_difference_comes_whole_in_pieces(
    ends: tuple[Release, Release], zygote: Zygote
) -> None:
    answer = Differ(zygote, Bounds()).diff(*ends, media.RDF_PATCH)
    pieces = list(answer.chunks)
    assert len(pieces) > 1
    body = joined(pieces)
    assert len(body) == answer.size
    assert body.count(b"\nA <urn:x:") == TRIPLES
    assert body.endswith(b"TC .\n")


@pytest.mark.parametrize(
    ("bounds", "error"),
    [(Bounds(seconds=0.05), DeadlineReached), (Bounds(answer=1_000), AnswerTooLarge)],
)
def test_a_bound_ends_it_and_its_place_is_free_again(
    ends: tuple[Release, Release], zygote: Zygote, bounds: Bounds, error: type[HbgraphError]
) -> None:
    differ = Differ(zygote, bounds)
    for _ in range(bounds.slow + WAITING + 1):
        with pytest.raises(error):
            differ.diff(*ends, media.RDF_PATCH)


def test_no_more_wait_than_there_are_threads_to_spare(
    ends: tuple[Release, Release], zygote: Zygote
) -> None:
    differ = Differ(zygote, Bounds(slow=1))
    busy: list[HbgraphError] = []

    def ask() -> None:
        try:
            differ.diff(*ends, media.JSON)
        except ServerBusy as error:
            busy.append(error)

    threads = [Thread(target=ask) for _ in range(WAITING + 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= len(busy) <= 4
