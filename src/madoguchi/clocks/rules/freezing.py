"""Freezing: a calendar written out as it stands, so that nothing later can change what it said."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from hashlib import sha256

import msgspec

from madoguchi.clocks.contracts import Calendar, FrozenCalendar, Why
from madoguchi.clocks.rules.days import LiveDays, each_day

YEARS_BEFORE = 1
YEARS_AFTER = 2


def freeze(calendar: Calendar, first_year: int, last_year: int) -> FrozenCalendar:
    """Write out every date of these years that differs from the week.

    Later changes to the calendar, our tables or the holidays package cannot reach the result.
    """
    live = LiveDays(calendar)
    plans = (live.plan(day) for day in each_day(date(first_year, 1, 1), date(last_year, 12, 31)))
    return FrozenCalendar(
        zone=calendar.zone,
        weekly=calendar.weekly,
        days=tuple(
            plan
            for plan in plans
            if plan.why is not Why.WEEKLY or plan.hours != calendar.weekly[plan.day.weekday()]
        ),
        first_year=first_year,
        last_year=last_year,
        provisional=tuple(
            year for year in range(first_year, last_year + 1) if live.is_provisional(year)
        ),
    )


@lru_cache(maxsize=1024)
def frozen_in(calendar: Calendar, year: int) -> FrozenCalendar:
    """The calendar frozen for a clock that starts in a year: the year before to two years after.

    Clocks that start in one year on one calendar so share one frozen form, to be stored once.
    """
    return freeze(calendar, year - YEARS_BEFORE, year + YEARS_AFTER)


@lru_cache(maxsize=4096)
def digest(frozen: FrozenCalendar) -> str:
    """What a frozen calendar is stored under: equal calendars have equal digests (SHA-256, hex)."""
    return sha256(msgspec.json.encode(frozen)).hexdigest()
