"""When a promise falls due: what the words say, and what that is on a given day."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from madoguchi.language.promises.working_days import WorkingDays

NOON = time(12)
EVENING = time(21)  # "tonight": ours, before people go to bed
_BEFORE_WORK = 8  # nobody means three in the morning by "by 3"
_LAST_MINUTE = time(23, 59)
_FRIDAY = 4
_FARTHEST = timedelta(days=300)
_MOST_WORKING_DAYS = 1_000  # a calendar counts them one by one


class Within(msgspec.Struct, frozen=True):
    """So many minutes from now, on the clock on the wall."""

    minutes: float


class Today(msgspec.Struct, frozen=True):
    """So many days after today."""

    plus: int = 0


class Weekday(msgspec.Struct, frozen=True):
    """A day of the week (Monday 0) of the week so many after this; None: the next to come."""

    day: int
    week: int | None = None


class MonthDay(msgspec.Struct, frozen=True):
    """A date of the calendar; without a month the next such day, without a year the next one."""

    day: int
    month: int | None = None
    year: int | None = None


class WorkingDay(msgspec.Struct, frozen=True):
    """The n-th working day after today."""

    plus: int


class WeekEnd(msgspec.Struct, frozen=True):
    """The Friday of the week so many after this."""

    week: int = 0


class Weekend(msgspec.Struct, frozen=True):
    """The Sunday of the week so many after this."""

    week: int = 0


class MonthEnd(msgspec.Struct, frozen=True):
    """The last day of the month so many after this, or of a named month."""

    plus: int = 0
    month: int | None = None


class Months(msgspec.Struct, frozen=True):
    """The same day so many months on."""

    plus: int


Day = Today | Weekday | MonthDay | WorkingDay | WeekEnd | Weekend | MonthEnd | Months


class By(msgspec.Struct, frozen=True):
    """A day, at a time of it; without one at the closing of that day.

    `vague` marks an hour said without morning or afternoon ("by 3"), taken as the next to come.
    """

    day: Day
    at: time | None = None
    vague: bool = False


Deadline = Within | By

SOON = By(WorkingDay(1))
"""When a promise without a time falls due: the end of the next working day."""


def resolve(deadline: Deadline, now: datetime, working: WorkingDays) -> datetime | None:
    """Give the instant at which it falls due, in the zone of `now`.

    None where the words name no possible day (31 February) or one that is over.
    """
    try:
        if isinstance(deadline, Within):
            later = now.astimezone(UTC) + timedelta(minutes=deadline.minutes)
            return later.astimezone(now.tzinfo)
        day = _day(deadline.day, now.date(), working)
    except (ValueError, OverflowError):
        return None
    at = deadline.at or working.closes_at(day)
    if deadline.vague and at.hour < _BEFORE_WORK:
        at = at.replace(hour=at.hour + 12)
    due = _at(day, at, now)
    if due > now:
        return due
    if deadline.vague and at.hour < 12 and due + timedelta(hours=12) > now:
        return due + timedelta(hours=12)
    if day == now.date() and isinstance(deadline.day, Today):
        return _at(day, _LAST_MINUTE, now)  # "today", said after closing
    return None


def _at(day: date, at: time, now: datetime) -> datetime:
    return datetime.combine(day, at, tzinfo=now.tzinfo)


def _day(day: Day, today: date, working: WorkingDays) -> date:
    monday = today - timedelta(days=today.weekday())
    match day:
        case Today(plus):
            return today + timedelta(days=plus)
        case WorkingDay(plus):
            if not 1 <= plus <= _MOST_WORKING_DAYS:
                raise ValueError(plus)
            return working.after(today, plus)
        case Weekday(index, None):
            ahead = (index - today.weekday()) % 7
            return today + timedelta(days=ahead or 7)
        case Weekday(index, week):
            named = monday + timedelta(days=index, weeks=week or 0)
            return named if named >= today else named + timedelta(weeks=1)
        case WeekEnd(week):
            named = monday + timedelta(days=_FRIDAY, weeks=week)
            return named if named >= today else named + timedelta(weeks=1)
        case Weekend(week):
            return monday + timedelta(days=6, weeks=week)
        case MonthEnd(plus, None):
            return _month_later(today.replace(day=1), plus, last=True)
        case MonthEnd(_, month):
            first = date(today.year, month or 1, 1)
            first = first if month and month >= today.month else first.replace(year=today.year + 1)
            return _month_later(first, 0, last=True)
        case Months(plus):
            return _month_later(today, plus, last=False)
        case MonthDay():
            return _date(day, today)


def _month_later(day: date, months: int, *, last: bool) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    end = monthrange(year, month)[1]
    return date(year, month, end if last else min(day.day, end))


def _date(named: MonthDay, today: date) -> date:
    if named.year is not None:
        return date(named.year, named.month or today.month, named.day)
    if named.month is not None:
        day = date(today.year, named.month, named.day)
        day = day if day >= today else date(today.year + 1, named.month, named.day)
        if day - today > _FARTHEST:
            raise ValueError(named)  # said in May, 4月28日 is the one that is over
        return day
    if named.day >= today.day:
        return today.replace(day=named.day)
    return _month_later(today.replace(day=1), 1, last=False).replace(day=named.day)
