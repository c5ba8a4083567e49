"""A clock as a screen counts it down: what is left, until when, and when time stands still."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from madoguchi.clocks.contracts import Countdown, FrozenCalendar, KeptClock
from madoguchi.clocks.rules.working_time import working_time

MOST_STRETCHES = 12
"""A clock that runs through more is days long: nobody watches its seconds, so the date is shown."""
_ONE_DAY = timedelta(days=1)


def countdown(clock: KeptClock, calendar: FrozenCalendar) -> Countdown:
    """What a screen needs to show a clock that has not ended; see `Countdown`."""
    counted = clock.due_at is not None and clock.deadline is None
    return Countdown(
        clock_id=clock.id,
        subject=clock.owing.subject,
        state=clock.state,
        started_at=clock.started_at,
        target_ms=clock.target_ms,
        left_ms=clock.target_ms - clock.worked_ms,
        due_at=clock.due_at,
        stretches=_stretches(calendar, clock.since, clock.due_at) if counted else (),
    )


def _stretches(
    calendar: FrozenCalendar, since: datetime, due_at: datetime | None
) -> tuple[tuple[datetime, datetime], ...]:
    """The opening stretches from the present run's start until it is due, none if too many."""
    assert due_at is not None  # it runs
    hours = working_time(calendar)
    zone = ZoneInfo(calendar.zone)
    day, last = since.astimezone(zone).date() - _ONE_DAY, due_at.astimezone(zone).date()
    found: list[tuple[datetime, datetime]] = []
    while day <= last:
        for opens, closes in hours.stretches_of(day):
            begin, end = max(opens, since), min(closes, due_at)
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
