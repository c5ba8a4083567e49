"""A line of customers in order of urgency, and how fast it moves."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from datetime import datetime, timedelta
from math import ceil

from madoguchi.kernel.time import to_microseconds

HEAD_START = (timedelta(0), timedelta(minutes=10), timedelta(hours=1))
"""By priority: a raised one counts as having waited this much longer. So it comes before all who
have not waited that long, and yet nobody can be overtaken for ever.
"""
RECENT = timedelta(minutes=30)
LOOKED_AT = 20
FEWEST = 3
"""Fewer than this say nothing about the next one."""
QUEUED = timedelta(seconds=2)
"""Who was taken sooner had not been in a queue: they say nothing about how fast it moves."""

Key = tuple[int, int]
"""Urgency (smaller is sooner) and the conversation's id."""


def urgency(since: datetime, priority: int) -> int:
    """Return what customers are ordered by: when they began to wait, less their head start."""
    return to_microseconds(since - HEAD_START[priority])


class Line:
    """Customers in order."""

    __slots__ = ("_keys",)

    def __init__(self) -> None:
        self._keys: list[Key] = []

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: Key) -> None:
        """Let somebody stand in."""
        insort(self._keys, key)

    def remove(self, key: Key) -> None:
        """Let somebody go who stands in it."""
        del self._keys[self.index(key)]

    def index(self, key: Key) -> int:
        """Return how many stand before somebody."""
        return bisect_left(self._keys, key)

    @property
    def first(self) -> Key:
        """The first one's key."""
        return self._keys[0]

    @property
    def head(self) -> int:
        """The first one's conversation."""
        return self._keys[0][1]


class Pace:
    """How fast a shop's queue has moved lately."""

    def __init__(self) -> None:
        self._served: deque[datetime] = deque(maxlen=LOOKED_AT)

    def served(self, since: datetime, now: datetime) -> None:
        """Note that one who began to wait at `since` is being served."""
        if now - since > QUEUED:
            self._served.append(now)

    def estimate(self, position: int, now: datetime) -> int | None:
        """Return the seconds until the one at a position is served, None where nothing honest can
        be said: the queue's pace of the last half hour, times the position.

        A queue that has stopped moving does not promise its past: the time since the last one left
        it counts as the newest of the gaps.
        """
        recent = [at for at in self._served if now - at <= RECENT]
        if len(recent) < FEWEST:
            return None
        gap = (recent[-1] - recent[0]).total_seconds() / (len(recent) - 1)
        since_last = (now - recent[-1]).total_seconds()
        return max(1, ceil(position * max(gap, since_last / FEWEST)))
