"""Who waits, in order of urgency: in lines of equal needs, and in one queue for each shop."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil, inf

import msgspec

from madoguchi.desk.routing.contracts import FULL, Place
from madoguchi.desk.routing.rules.choosing import Need
from madoguchi.desk.routing.rules.standing import Absence
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
STEPS = ((10, 1), (60, 5), (inf, 15))
"""Up to how many minutes a wait is told in steps of how many."""

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

    def not_served(self, at: datetime) -> None:
        """Take back what was noted at an instant."""
        if at in self._served:
            self._served.remove(at)

    def estimate(self, position: int, now: datetime) -> int | None:
        """Return the seconds until the one at a position is served, None where nothing honest can
        be said: the queue's pace of the last half hour, times the position.

        A queue that has stopped moving does not promise its past: the time since the last one left
        it counts as the newest of the gaps. Told as people tell it, never too little: in minutes,
        past ten of them in fives, past an hour in quarters. So it also stays the same for a while.
        """
        recent = [at for at in self._served if now - at <= RECENT]
        if len(recent) < FEWEST:
            return None
        gap = (recent[-1] - recent[0]).total_seconds() / (len(recent) - 1)
        since_last = (now - recent[-1]).total_seconds()
        minutes = position * max(gap, since_last / FEWEST) / 60
        step = next(step for most, step in STEPS if minutes <= most)
        return 60 * step * max(1, ceil(minutes / step))


class Waiting(msgspec.Struct, frozen=True):
    """One who waits: for what, since when, and how whoever has them is absent."""

    need: Need
    key: Key
    since: datetime
    absent: Absence | None


class Queue:
    """All who wait. Its idle lines are those of which it is not known that nobody can take their
    first: only they are looked at for a decision.
    """

    def __init__(self) -> None:
        self.entries: dict[int, Waiting] = {}
        self._lines: dict[Need, Line] = {}
        self._shops: dict[int, Line] = defaultdict(Line)
        self._paces: dict[int, Pace] = defaultdict(Pace)
        self._idle: set[Need] = set()
        self._heavy: set[Need] = set()

    def put(self, conversation_id: int, waiting: Waiting) -> None:
        """Let somebody stand where they belong now."""
        known = self.entries.get(conversation_id)
        if known is None or (known.need, known.key) != (waiting.need, waiting.key):
            if known is not None:
                self.drop(conversation_id)
            self._lines.setdefault(waiting.need, Line()).add(waiting.key)
            if waiting.need.weight > FULL:
                self._heavy.add(waiting.need)
            self._shops[waiting.need.shop_id].add(waiting.key)
        self.entries[conversation_id] = waiting
        self._idle.add(waiting.need)

    def drop(self, conversation_id: int) -> None:
        """Let somebody go."""
        known = self.entries.pop(conversation_id, None)
        if known is None:
            return
        self._shops[known.need.shop_id].remove(known.key)
        line = self._lines[known.need]
        line.remove(known.key)
        if line:
            self._idle.add(known.need)
        else:
            del self._lines[known.need]
            self._idle.discard(known.need)
            self._heavy.discard(known.need)

    def heavy(self) -> list[tuple[Key, Need]]:
        """Return the first of each line who needs more than anybody's next free room, in order."""
        return sorted(
            ((self._lines[need].first, need) for need in self._heavy), key=lambda each: each[0]
        )

    def served(self, conversation_id: int, now: datetime) -> None:
        """Note that somebody is being served: so fast does their shop's queue move."""
        known = self.entries.get(conversation_id)
        if known is not None:
            self._paces[known.need.shop_id].served(known.since, now)

    def not_served(self, shop_id: int, at: datetime) -> None:
        """Note that who was being served at an instant was not, after all."""
        self._paces[shop_id].not_served(at)

    def place(self, conversation_id: int, now: datetime, *, helped: bool) -> Place:
        """Return where somebody stands; without anybody who takes customers, no time is told."""
        known = self.entries[conversation_id]
        shop_id = known.need.shop_id
        position = self._shops[shop_id].index(known.key) + 1
        return Place(position, self._paces[shop_id].estimate(position, now) if helped else None)

    def reconsider(self, shall: Callable[[Need], bool] | None = None) -> None:
        """Look at lines again whose first could be taken by nobody: something has changed."""
        self._idle.update(
            need
            for need in self._lines
            if need not in self._idle and (shall is None or shall(need))
        )

    def most_urgent(self) -> Need | None:
        """Return the idle line whose first is the most urgent, None where all are settled."""
        return min(self._idle, key=lambda need: self._lines[need].first, default=None)

    def head(self, need: Need) -> int:
        """Return the conversation of a line's first."""
        return self._lines[need].head

    def settle(self, need: Need) -> None:
        """Note that nobody can take a line's first until something changes."""
        self._idle.discard(need)
