"""The life of a clock: start, pause, resume, stop, cancel, and what fires when.

Each step returns the clock after it. Who keeps clocks calls `fire` when `next_fire_at` has come.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from madoguchi.clocks.contracts import Clock, ClockState, Firing, FrozenCalendar, Spent
from madoguchi.clocks.errors import ClockError, StandardError
from madoguchi.clocks.rules.working_time import WorkingTime, working_time

THRESHOLDS = (50, 80, 100)
_NOTHING = timedelta(0)
_MICROSECOND = timedelta(microseconds=1)


def start(
    calendar: FrozenCalendar,
    at: datetime,
    target: timedelta,
    thresholds: tuple[int, ...] = THRESHOLDS,
) -> Clock:
    """A clock that is due when `target` of working time has passed from `at`."""
    if target <= _NOTHING:
        raise StandardError("clocks.no_length")
    return Clock(
        calendar=calendar,
        target=target,
        started_at=at,
        since=at,
        thresholds=_checked(thresholds),
    )


def start_until(
    calendar: FrozenCalendar,
    at: datetime,
    deadline: datetime,
    thresholds: tuple[int, ...] = THRESHOLDS,
) -> Clock:
    """A clock that is due at an instant that was promised; it cannot be paused, only moved."""
    if deadline <= at:
        raise StandardError("clocks.deadline_past")
    return Clock(
        calendar=calendar,
        target=working_time(calendar).elapsed(at, deadline),
        deadline=deadline,
        started_at=at,
        since=at,
        thresholds=_checked(thresholds),
    )


def move(clock: Clock, at: datetime, deadline: datetime, reason: str) -> Clock:
    """The clock due at another instant; what has fired stays fired, save what lies ahead again."""
    _must_be(clock, ClockState.RUNNING)
    if clock.deadline is None:
        raise ClockError("clocks.no_deadline")
    if deadline <= at:
        raise StandardError("clocks.deadline_past")
    moved = replace(
        clock,
        deadline=deadline,
        target=_hours(clock).elapsed(clock.started_at, deadline),
        reason=reason,
    )
    behind = tuple(percent for percent in clock.fired if _moment(moved, percent) <= at)
    return replace(moved, fired=behind)


def pause(clock: Clock, at: datetime, reason: str) -> Clock:
    """The clock stands still, as while it waits for the customer or a partner."""
    _must_be(clock, ClockState.RUNNING)
    if clock.deadline is not None:
        raise ClockError("clocks.pause_deadline")
    return _halted(clock, at, ClockState.PAUSED, reason)


def resume(clock: Clock, at: datetime, reason: str) -> Clock:
    """The clock runs on with the working time it had left."""
    _must_be(clock, ClockState.PAUSED)
    at = max(at, clock.since)
    return replace(clock, state=ClockState.RUNNING, since=at, reason=reason)


def stop(clock: Clock, at: datetime, reason: str) -> Clock:
    """What was owed was done; see `is_met`."""
    _must_be(clock, ClockState.RUNNING, ClockState.PAUSED)
    return _halted(clock, at, ClockState.STOPPED, reason)


def cancel(clock: Clock, at: datetime, reason: str) -> Clock:
    """Nothing is owed any more; the clock neither kept nor broke its target."""
    _must_be(clock, ClockState.RUNNING, ClockState.PAUSED)
    return _halted(clock, at, ClockState.CANCELLED, reason)


def spent(clock: Clock, at: datetime) -> Spent:
    """Working and calendar time used until `at`, pauses left out."""
    if clock.state is not ClockState.RUNNING:
        return Spent(clock.worked, clock.passed)
    at = max(at, clock.since)
    return Spent(
        clock.worked + _hours(clock).elapsed(clock.since, at), clock.passed + (at - clock.since)
    )


def due_at(clock: Clock) -> datetime | None:
    """When the target is used up, if nothing happens meanwhile; None unless the clock runs."""
    return _moment(clock, 100) if clock.state is ClockState.RUNNING else None


def moments(clock: Clock) -> tuple[Firing, ...]:
    """Every threshold and its instant, fired or not, in order; none unless the clock runs.

    One that an earlier run has passed is given as the start of the present run.
    """
    if clock.state is not ClockState.RUNNING:
        return ()
    return tuple(Firing(percent, _moment(clock, percent)) for percent in clock.thresholds)


def next_fire_at(clock: Clock) -> datetime | None:
    """When `fire` has something to do next; a past instant when it should have been called."""
    waiting = _waiting(clock)
    return waiting[0].at if waiting else None


def fire(clock: Clock, now: datetime) -> tuple[Clock, tuple[Firing, ...]]:
    """What has been reached by `now` and was not told yet, in order, and the clock that told it."""
    reached = tuple(firing for firing in _waiting(clock) if firing.at <= now)
    told = (*clock.fired, *(firing.percent for firing in reached))
    return replace(clock, fired=told), reached


def is_met(clock: Clock, at: datetime) -> bool:
    """Whether the target is kept as of `at`, or was when the clock ended; on the dot is kept."""
    if clock.deadline is not None:
        ended = clock.state is not ClockState.RUNNING
        return (clock.since if ended else at) <= clock.deadline
    return spent(clock, at).working <= clock.target


def remaining(clock: Clock, at: datetime) -> timedelta:
    """Working time left at `at`; negative by how much the target is overrun."""
    return clock.target - spent(clock, at).working


def _waiting(clock: Clock) -> list[Firing]:
    open_ = [percent for percent in clock.thresholds if percent not in clock.fired]
    if clock.state is ClockState.RUNNING:
        return [Firing(percent, _moment(clock, percent)) for percent in open_]
    if clock.state is ClockState.PAUSED:  # reached before the pause, and nobody looked
        return [
            Firing(percent, clock.since)
            for percent in open_
            if _share(clock.target, percent) <= clock.worked
        ]
    return []


def _moment(clock: Clock, percent: int) -> datetime:
    """The instant at which `percent` of the target is used up, seen from a running clock."""
    if clock.deadline is None or clock.target > _NOTHING:
        if clock.deadline is not None and percent == 100:
            return clock.deadline
        left = _share(clock.target, percent) - clock.worked
        return _hours(clock).due(clock.since, left) if left > _NOTHING else clock.since
    # No working time lies before the promised instant: share the calendar time instead.
    return clock.started_at + _share(clock.deadline - clock.started_at, percent)


def _halted(clock: Clock, at: datetime, state: ClockState, reason: str) -> Clock:
    used = spent(clock, at)
    return replace(
        clock,
        state=state,
        since=max(at, clock.since),  # a system clock may be set back
        worked=used.working,
        passed=used.calendar,
        reason=reason,
    )


def _share(length: timedelta, percent: int) -> timedelta:
    """So many percent of a length, rounded up to whole microseconds."""
    return -(-(length // _MICROSECOND) * percent // 100) * _MICROSECOND


def _checked(thresholds: tuple[int, ...]) -> tuple[int, ...]:
    if 100 not in thresholds or not all(0 < percent <= 1_000 for percent in thresholds):
        raise StandardError("clocks.bad_thresholds")
    return tuple(sorted(set(thresholds)))


def _must_be(clock: Clock, *states: ClockState) -> None:
    if clock.state not in states:
        raise ClockError(f"clocks.clock_{clock.state}")


def _hours(clock: Clock) -> WorkingTime:
    return working_time(clock.calendar)
