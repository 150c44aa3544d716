"""What one client may use up in a window of time: seconds of processor time, and errors.

The window begins with a client's first charge. A query is charged when it has ended, whatever it
took, so that its cost may exceed what was left; reasons and figures in docs/decisions/0009. When
half of the seconds are used up, only what is quick is still answered: a few endless queries do not
lock out the others that come from their address.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Lock

from limits import RateLimitItemPerSecond
from limits.storage.base import Storage
from limits.strategies import FixedWindowRateLimiter

CLIENTS = 32_768
"""How many clients are remembered; of more, those whose windows end first are forgotten."""
DAY = 24 * 3600
SECONDS = "seconds"
ERRORS = "errors"
SUBSCRIBER = 64
"""The length of an IPv6 network; whoever has one has all of its addresses."""

LONG_SHARE = 0.5
"""The share of its seconds after which a client may not ask what takes long."""

Proxy = str | IPv4Network | IPv6Network


@dataclass
class Meter:
    """``seconds`` of processor time that a request took; ``wait`` until it may take more than a
    moment, None when it may."""

    wait: float | None = None
    seconds: float = 0.0

    @contextmanager
    def clock(self) -> Iterator[None]:
        """Counts the time that a block takes, where nothing better is known."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds += time.monotonic() - began


class Budgets:
    """Safe between threads; its size is bounded by CLIENTS."""

    def __init__(self, query_seconds: int, errors: int, window: int) -> None:
        """``window`` is in seconds."""
        self._limiter = FixedWindowRateLimiter(Ledger(2 * CLIENTS))
        self._budgets = {
            SECONDS: RateLimitItemPerSecond(1000 * query_seconds, window),
            ERRORS: RateLimitItemPerSecond(errors, window),
        }

    def check(self, client: str) -> float | None:
        """None when this client may ask, else the seconds until it may ask again."""
        subscriber = subscriber_of(client)
        waits = [
            self._limiter.get_window_stats(budget, name, subscriber).reset_time - time.monotonic()
            for name, budget in self._budgets.items()
            if not self._limiter.test(budget, name, subscriber)
        ]
        return max(0.0, *waits) if waits else None

    def meter(self, client: str) -> Meter:
        """What a request of this client is to be measured with."""
        seconds = self._budgets[SECONDS]
        stats = self._limiter.get_window_stats(seconds, SECONDS, subscriber_of(client))
        used_up = stats.remaining <= (1 - LONG_SHARE) * seconds.amount
        return Meter(max(0.0, stats.reset_time - time.monotonic()) if used_up else None)

    def spend(self, client: str, seconds: float, failed: bool) -> None:
        """Charges a request: its time, at least a millisecond, and one error if it failed."""
        subscriber = subscriber_of(client)
        cost = max(1, math.ceil(1000 * seconds))
        self._limiter.hit(self._budgets[SECONDS], SECONDS, subscriber, cost=cost)
        if failed:
            self._limiter.hit(self._budgets[ERRORS], ERRORS, subscriber)


class Allowance:
    """How often a client may do something in a day."""

    def __init__(self, times: int) -> None:
        self._limiter = FixedWindowRateLimiter(Ledger(CLIENTS))
        self._budget = RateLimitItemPerSecond(times, DAY)

    def check(self, client: str) -> float | None:
        """None when the client may, else the seconds until it may again."""
        subscriber = subscriber_of(client)
        if self._limiter.test(self._budget, subscriber):
            return None
        ends = self._limiter.get_window_stats(self._budget, subscriber).reset_time
        return max(0.0, ends - time.monotonic())

    def spend(self, client: str) -> None:
        """Counts that the client has done it."""
        self._limiter.hit(self._budget, subscriber_of(client))


class Ledger(Storage):
    """Counters that end with their window: the storage below a strategy of ``limits``.

    All windows have one length, so the order in which counters begin is the order in which they
    end: what has ended is always in front. Times are monotonic.
    """

    STORAGE_SCHEME = None

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._counts)

    @property
    def base_exceptions(self) -> type[Exception]:
        return ArithmeticError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.monotonic()
        with self._lock:
            self._forget(now)
            count, ends = self._counts.get(key, (0, now + expiry))
            self._counts[key] = count + amount, ends
            if len(self._counts) > self._size:
                self._counts.popitem(last=False)
        return count + amount

    def get(self, key: str) -> int:
        count, ends = self._counts.get(key, (0, 0.0))
        return count if ends > time.monotonic() else 0

    def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, time.monotonic()))[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with self._lock:
            count = len(self._counts)
            self._counts.clear()
        return count

    def clear(self, key: str) -> None:
        with self._lock:
            self._counts.pop(key, None)

    def _forget(self, now: float) -> None:
        while self._counts:
            _, ends = next(iter(self._counts.values()))
            if ends > now:
                break
            self._counts.popitem(last=False)


def subscriber_of(client: str) -> str:
    """Whom an address counts as: an IPv4 address, or the IPv6 network that one subscriber has."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Network((int(address), SUBSCRIBER), strict=False))
    return _plain(address)


def client_address(remote_addr: str, forwarded: str | None, proxies: Sequence[Proxy]) -> str:
    """The address of whoever asked.

    ``forwarded`` (X-Forwarded-For) counts only when the connection comes from one of our
    ``proxies``. It is read from its end, where our own proxies wrote; the first address that is
    none of theirs is the client's, and what stands before it is only the client's word. Where
    something else than an address stands, ``remote_addr`` is all that is known.
    """
    address = remote_addr
    for hop in (remote_addr, *reversed(forwarded.split(",") if forwarded else [])):
        try:
            address = _plain(ip_address(hop.strip()))
        except ValueError:
            return remote_addr
        if not within(address, proxies):
            return address
    return address


def within(address: str, networks: Sequence[Proxy]) -> bool:
    """Whether an address belongs to one of these networks; what is no address does not."""
    try:
        plain = ip_address(_plain(ip_address(address)))
    except ValueError:
        return False
    return any(plain in ip_network(network, strict=False) for network in networks)


def _plain(address: IPv4Address | IPv6Address) -> str:
    """One spelling for each address: IPv4 within IPv6 is IPv4, and no name of an interface."""
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Address(int(address)))
    return str(address)
