"""Which day of a zone an instant belongs to, and how a stretch of time falls into days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
SLOTS = 48
"""Half hours of the wall clock's day."""


@lru_cache(maxsize=4096)
def begins(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day in a zone, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The day of a zone that an instant belongs to: from its first midnight to the next day's.

    Where clocks go back over midnight (St John's until 2011) the wall clock returns to yesterday's
    date for a while; that while belongs to the new day, so that days follow each other.
    """
    day = at.astimezone(zone).date()
    return day + ONE_DAY if at >= begins(day + ONE_DAY, zone) else day


def slot_of(at: datetime, zone: ZoneInfo) -> int:
    """The half hour of the wall clock, 0 to 47; an hour that comes twice is one hour."""
    local = at.astimezone(zone)
    return local.hour * 2 + local.minute // 30


def by_day(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[date, timedelta]]:
    """The days that a stretch of time touches, and how much of it falls into each."""
    while start < end:
        day = day_of(start, zone)
        until = min(end, begins(day + ONE_DAY, zone))
        yield day, until - start
        start = until
