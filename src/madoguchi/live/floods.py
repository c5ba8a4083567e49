"""Token buckets, in memory: how fast one visitor, and one address, may speak."""

from __future__ import annotations

import time
from collections import OrderedDict

import msgspec


class Rate(msgspec.Struct, frozen=True):
    """So many at once, then so many a second."""

    burst: float
    per_second: float


VISITOR_MESSAGES = Rate(burst=40, per_second=10)
"""A person types two or three messages a second at the very most; a script is slowed down. For
all sockets of a visitor together.
"""
VISITOR_SIGNALS = Rate(burst=120, per_second=20)
"""Typing, marks and pages."""
SOCKET_FRAMES = Rate(burst=200, per_second=50)
"""Whatever comes over one socket, pings and nonsense too: who sends faster is read more slowly, and
waits in their own line.
"""
ADDRESS_HELLOS = Rate(burst=3000, per_second=100)
"""New sockets from one address: a whole office reconnects at once after our restart."""


def of_address(per_second: int) -> Rate:
    """Return what all customers behind one address may say together: an office is not a flood."""
    return Rate(burst=10 * per_second, per_second=per_second)


REMEMBERED = 100_000


class Floods:
    """A bucket for each key; keys not seen for long are forgotten, the oldest first."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: OrderedDict[object, tuple[float, float]] = OrderedDict()

    def take(self, key: object) -> float:
        """Take one from a key's bucket; returns 0, or the seconds to wait where it is empty."""
        now = time.monotonic()
        level, at = self._buckets.pop(key, (self._rate.burst, now))
        level = min(self._rate.burst, level + (now - at) * self._rate.per_second)
        taken = level >= 1
        self._buckets[key] = (level - 1 if taken else level, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return 0.0 if taken else (1 - level) / self._rate.per_second


class Bucket:
    """One bucket, for something that has its own: a socket."""

    __slots__ = ("_at", "_level", "_rate")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._level = rate.burst
        self._at = time.monotonic()

    def take(self) -> float:
        """Take one; returns 0, or the seconds to wait."""
        now = time.monotonic()
        self._level = min(self._rate.burst, self._level + (now - self._at) * self._rate.per_second)
        self._at = now
        if self._level >= 1:
            self._level -= 1
            return 0.0
        return (1 - self._level) / self._rate.per_second

    def draw(self) -> float:
        """Take one even where there is none; returns the seconds until that is made good."""
        now = time.monotonic()
        self._level = min(self._rate.burst, self._level + (now - self._at) * self._rate.per_second)
        self._at = now
        self._level -= 1
        return max(0.0, -self._level / self._rate.per_second)
