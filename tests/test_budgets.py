"""What a client may use up, who counts as one client, and whose word about that counts."""

import threading
import time
from ipaddress import IPv4Address, IPv6Address, ip_network
from sys import getsizeof

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hbgraph.budgets import CLIENTS, Budgets, Ledger, client_address, subscriber_of

FIRST = 0x0B000000
"""11.0.0.0, as a number."""
HERE = "203.0.113.7"
PROXIES = ("10.0.0.0/8", "fd00::/8", "192.0.2.1")
ADDRESSES = st.ip_addresses().map(str)


def ledger(budgets: Budgets) -> Ledger:
    assert isinstance(budgets._limiter.storage, Ledger)
    return budgets._limiter.storage


def test_a_client_may_ask_until_its_seconds_are_used_up() -> None:
    budgets = Budgets(query_seconds=2, errors=10, window=60)
    assert budgets.check(HERE) is None
    budgets.spend(HERE, 1.9, failed=False)
    assert budgets.check(HERE) is None
    budgets.spend(HERE, 0.1, failed=False)
    assert budgets.check(HERE) == pytest.approx(60, abs=1)
    assert budgets.check("203.0.113.8") is None


def test_errors_are_counted_apart_from_seconds() -> None:
    budgets = Budgets(query_seconds=2, errors=3, window=60)
    for _ in range(3):
        assert budgets.check(HERE) is None
        budgets.spend(HERE, 0, failed=True)
    assert budgets.check(HERE) is not None


def test_every_request_costs_at_least_a_millisecond() -> None:
    budgets = Budgets(query_seconds=1, errors=3, window=60)
    for _ in range(999):
        budgets.spend(HERE, 0, failed=False)
    assert budgets.check(HERE) is None
    budgets.spend(HERE, 0, failed=False)
    assert budgets.check(HERE) is not None


def test_a_query_that_costs_more_than_is_left_is_charged_all_the_same() -> None:
    budgets = Budgets(query_seconds=2, errors=3, window=60)
    budgets.spend(HERE, 30, failed=False)
    assert budgets.check(HERE) is not None


def test_after_the_wait_that_was_told_the_client_may_ask_again() -> None:
    budgets = Budgets(query_seconds=1, errors=3, window=1)
    budgets.spend(HERE, 5, failed=False)
    wait = budgets.check(HERE)
    assert wait is not None
    assert 0 < wait <= 1
    time.sleep(wait + 0.01)
    assert budgets.check(HERE) is None
    budgets.spend(HERE, 0.5, failed=False)
    assert budgets.check(HERE) is None


def test_the_longer_of_two_waits_is_told() -> None:
    budgets = Budgets(query_seconds=1, errors=1, window=2)
    budgets.spend(HERE, 1, failed=False)
    time.sleep(0.5)
    budgets.spend(HERE, 0, failed=True)
    wait = budgets.check(HERE)
    assert wait is not None
    assert wait > 1.8


def test_threads_lose_no_charge() -> None:
    budgets = Budgets(query_seconds=100, errors=8 * 500 + 1, window=60)

    def spend() -> None:
        for _ in range(500):
            budgets.spend(HERE, 0, failed=True)

    threads = [threading.Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert budgets.check(HERE) is None
    budgets.spend(HERE, 0, failed=True)
    assert budgets.check(HERE) is not None


def test_a_hundred_thousand_clients_take_bounded_memory_and_time() -> None:
    budgets = Budgets(query_seconds=1, errors=1, window=600)
    for number in range(100_000):
        budgets.spend(str(IPv4Address(FIRST + number)), 1, failed=True)
    counts = ledger(budgets)._counts
    assert len(counts) == 2 * CLIENTS
    kept = sum(map(getsizeof, [counts, *counts, *counts.values()])) + 64 * len(counts)
    assert kept < 40_000_000
    assert budgets.check(str(IPv4Address(FIRST))) is None  # the oldest are forgotten
    assert budgets.check(str(IPv4Address(FIRST + 99_999))) is not None
    start = time.perf_counter()
    for _ in range(1000):
        budgets.check(HERE)
        budgets.spend(HERE, 0, failed=False)
    assert (time.perf_counter() - start) / 1000 < 0.002


def test_clients_whose_window_has_ended_take_no_memory() -> None:
    budgets = Budgets(query_seconds=1, errors=1, window=1)
    for number in range(1000):
        budgets.spend(str(IPv4Address(number)), 0, failed=True)
    time.sleep(1.05)
    budgets.spend(HERE, 0, failed=False)
    assert len(ledger(budgets)) == 1


def test_the_addresses_of_one_ipv6_network_are_one_client() -> None:
    budgets = Budgets(query_seconds=1, errors=1, window=60)
    budgets.spend("2001:db8:1:2::1", 1, failed=False)
    assert budgets.check("2001:db8:1:2:ffff:ffff:ffff:ffff") is not None
    assert budgets.check("2001:db8:1:3::1") is None


@given(first=st.integers(0, 2**64 - 1), last=st.integers(0, 2**64 - 1))
def test_a_subscriber_is_the_first_half_of_an_ipv6_address(first: int, last: int) -> None:
    network = subscriber_of(str(IPv6Address(first << 64)))
    address = IPv6Address(first << 64 | last)
    if address.ipv4_mapped is None:
        assert subscriber_of(str(address)) == network
        assert address in ip_network(network)


@given(st.ip_addresses(v=4))
def test_ipv4_counts_by_the_address_however_it_is_written(address: IPv4Address) -> None:
    assert subscriber_of(str(address)) == subscriber_of(f"::ffff:{address}") == str(address)


@pytest.mark.parametrize("client", ["", "unix:", "localhost"])
def test_what_is_no_address_counts_as_it_is_written(client: str) -> None:
    assert subscriber_of(client) == client


@pytest.mark.parametrize(
    ("remote_addr", "forwarded", "client"),
    [
        (HERE, None, HERE),
        (HERE, "198.51.100.1", HERE),  # not through a proxy of ours: its own word
        (HERE, "10.0.0.1", HERE),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", HERE, HERE),
        ("10.0.0.1", f" {HERE} ", HERE),
        ("10.0.0.1", f"198.51.100.1, {HERE}", HERE),  # what the client claims is not read
        ("10.0.0.1", f"198.51.100.1,{HERE},10.9.9.9,192.0.2.1", HERE),
        ("192.0.2.1", f"nonsense, {HERE}", HERE),
        ("192.0.2.2", HERE, "192.0.2.2"),
        ("::ffff:10.0.0.1", HERE, HERE),
        ("fd00::1", "2001:DB8:0::1", "2001:db8::1"),
        ("fd00::1", "fe80::1%eth0", "fe80::1"),
        ("10.0.0.1", f"::ffff:{HERE}", HERE),
        ("10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"),  # asked by a proxy itself
        ("10.0.0.1", f"{HERE}, unknown", "10.0.0.1"),
        ("10.0.0.1", f"{HERE}, , 10.0.0.3", "10.0.0.1"),
        ("10.0.0.1", f"{HERE}:8080", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.07", "10.0.0.1"),
        ("", HERE, ""),
    ],
)
def test_the_client_is_the_first_address_that_no_proxy_of_ours_vouches_away(
    remote_addr: str, forwarded: str | None, client: str
) -> None:
    assert client_address(remote_addr, forwarded, PROXIES) == client


@given(remote_addr=ADDRESSES, forwarded=st.none() | st.text() | ADDRESSES)
def test_without_proxies_no_header_counts(remote_addr: str, forwarded: str | None) -> None:
    assert client_address(remote_addr, forwarded, ()) == client_address(remote_addr, None, ())


@given(claim=st.text(), client=st.ip_addresses(v=6))
def test_nothing_a_client_claims_changes_who_it_is(claim: str, client: IPv6Address) -> None:
    networks = [ip_network(proxy) for proxy in PROXIES]
    told = client_address("10.0.0.1", f"{claim},{client}", networks)
    mapped = client.ipv4_mapped
    if not any((mapped or client) in network for network in networks):
        assert told == str(mapped or client)


def test_who_has_used_half_of_its_seconds_may_only_ask_what_is_quick() -> None:
    budgets = Budgets(query_seconds=10, errors=10, window=60)
    budgets.spend(HERE, 4.9, failed=False)
    assert budgets.meter(HERE).wait is None
    budgets.spend(HERE, 0.2, failed=False)
    assert budgets.meter(HERE).wait == pytest.approx(60, abs=1)
    assert budgets.check(HERE) is None
    assert budgets.meter("203.0.113.8").wait is None
