"""Floods: token buckets in memory, for each account, visitor and address.

An address stands for an office, so it is counted only while nobody has said who they are.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable

from madoguchi.kernel.errors import TooMany

_MOST_KEYS = 100_000


class Buckets:
    """One bucket a key: `burst` at once, refilled by `rate` a second."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._levels: dict[Hashable, tuple[float, float]] = {}

    def take(self, key: Hashable, cost: float = 1.0) -> float:
        """Take from a bucket; returns 0, or the seconds after which there is enough again."""
        now = self._clock()
        level, at = self._levels.get(key, (self.burst, now))
        level = min(self.burst, level + (now - at) * self.rate)
        if level < cost:
            return (cost - level) / self.rate
        if len(self._levels) >= _MOST_KEYS:
            self._drop_full(now)
        self._levels[key] = (level - cost, now)
        return 0.0

    def check(self, key: Hashable, cost: float = 1.0) -> None:
        """Take from a bucket or raise `TooMany` with `retry_after` in whole seconds."""
        wait = self.take(key, cost)
        if wait > 0:
            raise TooMany("web.too_many", retry_after=max(1, math.ceil(wait)))

    def _drop_full(self, now: float) -> None:
        """Forget whose bucket is full again by now; in a flood of new keys, everybody."""
        quiet = now - self.burst / self.rate
        kept = {key: entry for key, entry in self._levels.items() if entry[1] > quiet}
        self._levels = kept if len(kept) < _MOST_KEYS else {}


class RateLimits:
    """The limits of one process; behind several, each counts for itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.accounts = Buckets(40, 400, clock)
        """Requests of one person or token."""
        self.addresses = Buckets(50, 500, clock)
        """Requests of nobody we know, by address."""
        self.visitors = Buckets(5, 40, clock)
        """What one visitor of a shop sends; a quick writer sends two lines a second."""
        self.visitor_reads = Buckets(20, 300, clock)
        """What one visitor fetches; scrolling back through a conversation full of pictures."""
        self.uploads = Buckets(0.5, 20, clock)
        """Files of one visitor; two messages full of pictures at once."""
        self.upload_addresses = Buckets(5, 200, clock)
        """Files of visitors from one address, which may be a whole office."""
        self.calls = Buckets(0.05, 4, clock)
        """Calls and callbacks that one visitor asks for: a few at once, then one in 20 seconds."""
        self.call_addresses = Buckets(0.5, 20, clock)
        """The same from one address, whoever makes visitors there."""
        self.partners = Buckets(0.5, 40, clock)
        """What a session of the portal says: a morning's answers at once, then one in 2 seconds."""
        self.links = Buckets(0.5, 30, clock)
        """Pages behind a link, by address: opened a few times, not guessed."""
