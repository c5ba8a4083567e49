"""A clock as a screen counts it down: what is left, until when, and when time stands still."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from madoguchi.clocks.contracts import Clock, Countdown, Subject
from madoguchi.clocks.rules import clock as clocks
from madoguchi.clocks.rules.working_time import working_time

MOST_STRETCHES = 12
"""A clock that runs through more is days long: nobody watches its seconds, so the date is shown."""
_ONE_DAY = timedelta(days=1)
_MILLISECOND = timedelta(milliseconds=1)


def countdown(clock_id: int, subject: Subject, clock: Clock) -> Countdown:
    """What a screen needs to show a clock that has not ended; see `Countdown`."""
    due_at = clocks.due_at(clock)
    return Countdown(
        clock_id=clock_id,
        subject=subject,
        state=clock.state,
        started_at=clock.started_at,
        target_ms=clock.target // _MILLISECOND,
        left_ms=(clock.target - clock.worked) // _MILLISECOND,
        due_at=due_at,
        stretches=() if due_at is None or clock.deadline else _stretches(clock, due_at),
    )


def _stretches(clock: Clock, due_at: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """The opening stretches from the present run's start until it is due, none if too many."""
    hours = working_time(clock.calendar)
    zone = ZoneInfo(clock.calendar.zone)
    day, last = clock.since.astimezone(zone).date() - _ONE_DAY, due_at.astimezone(zone).date()
    found: list[tuple[datetime, datetime]] = []
    while day <= last:
        for opens, closes in hours.stretches_of(day):
            begin, end = max(opens, clock.since), min(closes, due_at)
            if begin >= end:
                continue
            if found and begin <= found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((begin, end))
        if len(found) > MOST_STRETCHES:
            return ()
        day += _ONE_DAY
    return tuple(found)
