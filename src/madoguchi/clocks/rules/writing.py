"""Calendars written as people read them, and read back: the inverse of each other."""

from __future__ import annotations

from datetime import date

import msgspec

from madoguchi.clocks.contracts import (
    Calendar,
    CalendarForm,
    CalendarView,
    ClosureForm,
    DayForm,
    Hours,
    HoursForm,
    KeptCalendar,
    PeakForm,
    ShownDay,
    ShownYear,
    Week,
    WeekForm,
)
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.days import LiveDays, each_day
from madoguchi.clocks.rules.hours import WEEKDAYS, write_hours
from madoguchi.clocks.rules.reading import night_shifts, read_calendar

MOST_ENTRIES = 1_000
"""Closures, special days, breaks and peaks together: decades of them."""


def calendar_from(form: CalendarForm) -> Calendar:
    """The calendar that a form describes; refuses what cannot be read, naming the field."""
    entries = (form.closures, form.special_days, form.breaks, form.peaks)
    if sum(len(each) for each in entries) > MOST_ENTRIES:
        raise CalendarError("clocks.too_many_entries", field="closures", most=MOST_ENTRIES)
    plain = msgspec.to_builtins(form)
    plain["special_days"] = _by_day(form.special_days, "special_days")
    plain["breaks"] = _by_day(form.breaks, "breaks")
    return read_calendar(plain)


def form_of(calendar: Calendar) -> CalendarForm:
    """The form that describes a calendar."""
    return CalendarForm(
        zone=calendar.zone,
        weekly=_week(calendar.weekly),
        holidays=[
            each.country if each.region is None else f"{each.country}-{each.region}"
            for each in calendar.holidays
        ],
        make_up_hours=None if calendar.make_up_hours is None else _hours(calendar.make_up_hours),
        closures=[ClosureForm(each.first, each.last, each.note) for each in calendar.closures],
        special_days=[DayForm(e.day, _hours(e.hours), e.note) for e in calendar.special_days],
        breaks=[DayForm(each.day, _hours(each.hours), each.note) for each in calendar.breaks],
        peaks=[
            PeakForm(
                each.first,
                each.last,
                each.name,
                each.note,
                None if each.weekly is None else _week(each.weekly),
                each.over_holidays,
            )
            for each in calendar.peaks
        ],
    )


def view_of(kept: KeptCalendar) -> CalendarView:
    """A kept calendar as people read it."""
    return CalendarView(
        id=kept.id,
        version=kept.version,
        holder=kept.holder,
        holder_id=kept.holder_id,
        calendar=form_of(kept.calendar),
        changed_at=kept.changed_at,
    )


def shown_year(calendar: Calendar, year: int) -> ShownYear:
    """What a calendar makes of each day of a year; refuses one that contradicts itself."""
    if not 1970 <= year <= 2200:
        raise CalendarError("clocks.too_far", field="year")
    live = LiveDays(calendar)
    plans = (live.plan(day) for day in each_day(date(year, 1, 1), date(year, 12, 31)))
    return ShownYear(
        year=year,
        provisional=live.is_provisional(year),
        days=[ShownDay(p.day, _hours(p.hours), p.why, p.name, p.name_en) for p in plans],
        night_shifts=dict(night_shifts(calendar)),
    )


def _by_day(days: list[DayForm], field: str) -> dict[str, object]:
    written: dict[str, object] = {}
    for each in days:
        day = each.day.isoformat()
        if day in written:
            raise CalendarError("clocks.special_twice", field=f"{field}.{day}", day=day)
        written[day] = {"hours": each.hours, "note": each.note}
    return written


def _week(weekly: Week) -> WeekForm:
    return {day: _hours(hours) for day, hours in zip(WEEKDAYS, weekly, strict=True) if hours}


def _hours(hours: Hours) -> HoursForm:
    return [write_hours((each,)) for each in hours]
