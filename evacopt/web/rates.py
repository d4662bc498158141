"""How much one user or address may ask for: token buckets."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

MOST_KNOWN = 10_000
"""Users and addresses that are remembered; of more the one that was idle longest is forgotten."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many a second in the long run."""

    burst: float
    per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the board takes from one side.

    Attributes
    ----------
    address, user : requests
    signing_in : tries of a password or key from one address
    body, long_body : bytes of a request, and of one that may carry a table
    listeners : connections of one user that wait for news
    """

    address: Rate = Rate(2_000, 400)
    user: Rate = Rate(500, 100)
    signing_in: Rate = Rate(10, 0.2)
    body: int = 256_000
    long_body: int = 8_000_000
    listeners: int = 20


class Buckets:
    """One bucket for each key."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock, self._lock = rate, clock, Lock()
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """0 where `key` may go on, and then that counts; else how many seconds it has to wait."""
        with self._lock:
            now = self._clock()
            left, since = self._known.pop(key, (self._rate.burst, now))
            left = min(self._rate.burst, left + (now - since) * self._rate.per_second)
            allowed = left >= 1
            self._known[key] = left - allowed, now
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
            return 0.0 if allowed else (1 - left) / self._rate.per_second
