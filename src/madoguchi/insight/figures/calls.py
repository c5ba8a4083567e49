"""Telephone calls as figures see them, and their sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct, field

from madoguchi.insight.figures.counts import count_in, seconds

LENIENT_RINGS = 3
"""Whole rings within which a call is in time where no standard held."""
_NOTHING = timedelta(0)


class Call(Struct, frozen=True, kw_only=True):
    """A call that came in, as it stands: when it queued, first rang, was taken and ended.

    `cycle` is one ring of its line; it is in time when it is taken within `target` of its first
    ring. `abandoned`: its caller gave up. Whoever asked to be called back is owed that since
    `callback_at`, by `callback_due` where there is such a time, until it has happened
    (`called_back_at`) or nobody owes it any more (`settled`).
    """

    came_at: datetime
    cycle: timedelta
    queued_at: datetime | None = None
    rang_at: datetime | None = None
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    target: timedelta | None = None
    abandoned: bool = False
    callback_at: datetime | None = None
    callback_due: datetime | None = None
    called_back_at: datetime | None = None
    settled: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether time alone still changes what it counts for."""
        owed = self.callback_at is not None and self.called_back_at is None and not self.settled
        return self.ended_at is None or owed

    @property
    def counts_wait(self) -> bool:
        """Whether its wait is one of those counted: it was taken, or still waits."""
        return self.taken_at is not None or self.ended_at is None

    def is_in_time(self, at: datetime) -> bool:
        """Whether being taken at an instant is in time; before it rings anywhere it always is."""
        if self.rang_at is None:
            return True
        if self.target is None:
            return (at - self.rang_at) // self.cycle < LENIENT_RINGS
        return at - self.rang_at <= self.target

    @property
    def forgiven(self) -> bool:
        """Whether the caller gave up so soon that nobody can be blamed."""
        gave_up = self.abandoned and self.rang_at is not None
        return gave_up and self.ended_at is not None and self.is_in_time(self.ended_at)


class Calls(Struct):
    """Calls that came into the queue, and what became of them.

    `in_time` and `late` were taken; `missed` were not, or ring past their target, those forgiven
    left out. `rings`, and the seconds of `ringing` and `queueing`, rounded up, are until the
    taking. Of `callbacks`, those `kept` in time and those `broken` are decided.
    """

    offered: int = 0
    in_time: int = 0
    late: int = 0
    missed: int = 0
    abandoned: int = 0
    rings: Counter[int] = field(default_factory=Counter)
    ringing: Counter[int] = field(default_factory=Counter)
    queueing: Counter[int] = field(default_factory=Counter)
    callbacks: int = 0
    kept: int = 0
    broken: int = 0

    def count(self, call: Call, sign: int = 1, *, now: datetime | None = None) -> None:
        """Count a call in (+1) or out (-1).

        With `now`, one that still waits counts with the wait it has had so far, and a callback that
        is still owed as broken once its time has passed.
        """
        if call.callback_at is not None:
            self._count_callback(call, sign, now)
        if call.queued_at is None:
            return
        self.offered += sign
        until = call.taken_at or (now if call.ended_at is None else None)
        if until is not None:
            self._count_wait(call, call.queued_at, until, sign)
        if call.taken_at is not None:
            in_time = call.is_in_time(call.taken_at)
            self.in_time += sign * in_time
            self.late += sign * (not in_time)
        elif call.ended_at is not None:
            self.abandoned += sign * call.abandoned
            self.missed += sign * (not call.forgiven)
        elif now is not None:
            self.missed += sign * (not call.is_in_time(now))

    def _count_wait(self, call: Call, queued_at: datetime, until: datetime, sign: int) -> None:
        count_in(self.queueing, seconds(max(until - queued_at, _NOTHING)), sign)
        if call.rang_at is not None:
            rung = max(until - call.rang_at, _NOTHING)
            count_in(self.ringing, seconds(rung), sign)
            count_in(self.rings, rung // call.cycle + 1, sign)

    def _count_callback(self, call: Call, sign: int, now: datetime | None) -> None:
        at, due = call.called_back_at, call.callback_due
        if at is None and call.settled:
            return
        self.callbacks += sign
        self.kept += sign * (at is not None and (due is None or at <= due))
        passed = at or now
        self.broken += sign * (due is not None and passed is not None and passed > due)


def total(several: Iterable[Calls]) -> Calls:
    """Return the sums of several parts."""
    whole = Calls()
    for each in several:
        for name in Calls.__struct_fields__:
            value = getattr(each, name)
            if isinstance(value, Counter):
                getattr(whole, name).update(value)
            elif value:
                setattr(whole, name, getattr(whole, name) + value)
    return whole
