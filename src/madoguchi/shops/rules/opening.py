"""Whether a shop is open, and when it next is. The calendar itself is `clocks`' affair."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from itertools import pairwise

import msgspec

from madoguchi.clocks.contracts import Calendar, Closure, Shift
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.hours import DAY, read_time
from madoguchi.clocks.rules.working_time import WorkingTime, working_time
from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name
from madoguchi.people.rules.fields import check_zone
from madoguchi.shops.contracts import WEEKDAYS, ClosedDay, Hours, Weekday

ALWAYS: dict[Weekday, list[tuple[str, str]]] = {day: [("00:00", "24:00")] for day in WEEKDAYS}


def is_open(hours: Hours | Calendar | None, now: datetime) -> bool:
    """Say whether a shop answers at this instant, by its hours or a calendar; None never opens."""
    time = _time_of(hours)
    return time is not None and time.is_open(now)


def opens_at(hours: Hours | Calendar | None, now: datetime) -> datetime | None:
    """Return when a closed shop next opens; None while it is open, or if it never opens."""
    time = _time_of(hours)
    if time is None or time.is_open(now):
        return None
    return time.next_opening(now)


def _time_of(hours: Hours | Calendar | None) -> WorkingTime | None:
    if isinstance(hours, Calendar):
        return working_time(hours)
    return None if hours is None else working_hours(hours)


def check_hours(hours: Hours) -> Hours:
    """Return hours in the form we keep: stretches in order, closed days in order and once."""
    check_zone(hours.zone, "hours.zone")
    weekly: dict[Weekday, list[tuple[str, str]]] = {}
    for day in WEEKDAYS:
        stretches = hours.weekly.get(day, [])
        if stretches:
            weekly[day] = _in_order(day, stretches)
    _refuse_overlap_past_midnight(weekly)
    closures = {each.date: each for each in hours.closures}
    if len(closures) > 400:
        raise Invalid("shops.too_many_closures", field="hours.closures", most=400)
    return Hours(
        hours.zone,
        weekly,
        [ClosedDay(day, clean_name(closures[day].reason)[:80]) for day in sorted(closures)],
    )


def _in_order(day: str, stretches: list[tuple[str, str]]) -> list[tuple[str, str]]:
    field = f"hours.weekly.{day}"
    shifts = sorted((_shift(opens, closes, field), (opens, closes)) for opens, closes in stretches)
    for (one, _), (other, shown) in pairwise(shifts):
        if other.opens < one.closes:
            raise Invalid("shops.overlapping_hours", field=field, stretch="–".join(shown))
    return [shown for _, shown in shifts]


def _shift(opens: str, closes: str, field: str) -> Shift:
    times = []
    for given in (opens, closes):
        try:
            times.append(read_time(given))
        except CalendarError as error:
            raise Invalid("shops.bad_time", field=field, time=given[:20]) from error
    begin, end = times
    if begin in {end, DAY}:
        raise Invalid("shops.empty_hours", field=field, stretch=f"{opens}–{closes}")
    return Shift(begin, end if end > begin else end + DAY)


def _refuse_overlap_past_midnight(weekly: dict[Weekday, list[tuple[str, str]]]) -> None:
    for day, after in zip(WEEKDAYS, (*WEEKDAYS[1:], WEEKDAYS[0]), strict=True):
        today, tomorrow = weekly.get(day), weekly.get(after)
        if not today or not tomorrow:
            continue
        field = f"hours.weekly.{after}"
        last = _shift(*today[-1], field)
        first = _shift(*tomorrow[0], field)
        if last.closes - DAY > first.opens:
            raise Invalid("shops.overlapping_hours", field=field, stretch="–".join(tomorrow[0]))


def working_hours(hours: Hours) -> WorkingTime | None:
    """Return the shop's hours as a working calendar, None where it never opens."""
    return _working_time_of(msgspec.json.encode(hours))


def calendar_of(hours: Hours) -> Calendar | None:
    """Return a shop's hours as a working calendar; None for a shop that never opens."""
    return _calendar_of(msgspec.json.encode(hours))


@lru_cache(maxsize=1024)
def _working_time_of(encoded: bytes) -> WorkingTime | None:
    calendar = _calendar_of(encoded)
    return None if calendar is None else working_time(calendar)


@lru_cache(maxsize=1024)
def _calendar_of(encoded: bytes) -> Calendar | None:
    hours = msgspec.json.decode(encoded, type=Hours)
    mon, tue, wed, thu, fri, sat, sun = (
        tuple(sorted(_shift(*stretch, "hours") for stretch in hours.weekly.get(day, [])))
        for day in WEEKDAYS
    )
    if not any((mon, tue, wed, thu, fri, sat, sun)):
        return None
    return Calendar(
        zone=hours.zone,
        weekly=(mon, tue, wed, thu, fri, sat, sun),
        closures=tuple(Closure(each.date, each.date, each.reason) for each in hours.closures),
    )
