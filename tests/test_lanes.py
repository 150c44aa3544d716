"""Places are given in the order of asking, and waiting has an end."""

import threading
import time

import pytest

from hbgraph.errors import ServerBusy
from hbgraph.lanes import Lane

LONG = 20.0


def waiting(lane: Lane, name: str, order: list[str]) -> threading.Thread:
    """A thread that waits for a place, and is known to be waiting when this returns."""
    before = len(lane._waiting)

    def take() -> None:
        with lane.place(LONG):
            order.append(name)

    thread = threading.Thread(target=take)
    thread.start()
    while len(lane._waiting) == before:
        time.sleep(0.001)
    return thread


def test_whoever_has_waited_longest_is_next() -> None:
    lane, order = Lane(1, queue=10), []
    with lane.place(0):
        threads = [waiting(lane, name, order) for name in "abcdefg"]
    for thread in threads:
        thread.join()
    assert order == [*"abcdefg"]
    assert lane.enter()


def test_who_finds_no_place_in_time_is_told_and_leaves_the_queue() -> None:
    lane = Lane(1, queue=10)
    with lane.place(0):
        with pytest.raises(ServerBusy), lane.place(0.01):
            pass
        assert not lane.enter()
    with lane.place(0):
        pass


def test_a_queue_that_is_full_takes_nobody() -> None:
    lane, order = Lane(1, queue=1), []
    with lane.place(0):
        thread = waiting(lane, "first", order)
        began = time.monotonic()
        assert not lane.enter(LONG)
        assert time.monotonic() - began < LONG / 2
    thread.join()
    assert order == ["first"]


def test_no_place_is_lost_or_gained_when_many_come_and_give_up() -> None:
    lane = Lane(3, queue=100)

    def hurry() -> None:
        for _ in range(200):
            if lane.enter(0.0005):
                lane.leave()

    threads = [threading.Thread(target=hurry) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [lane.enter() for _ in range(4)] == [True, True, True, False]
