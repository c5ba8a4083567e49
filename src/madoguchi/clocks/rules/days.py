"""Which hours a date has, and by which rule: the live calendar, and the same frozen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

from madoguchi.clocks.contracts import Calendar, DayPlan, FrozenCalendar, Peak, Shift, Why
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.holidays import check_source, holiday_year, is_provisional
from madoguchi.clocks.rules.hours import DAY, check_week, in_order, without
from madoguchi.clocks.rules.zones import zone

ONE_DAY = timedelta(days=1)
_LONGEST_PERIOD = 3_660


class Days(Protocol):
    """Whatever can tell the plan of any date: a live calendar or a frozen one."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone its wall clocks show."""

    def plan(self, day: date) -> DayPlan:
        """The hours of `day` and the rule that decided them."""

    def is_provisional(self, year: int) -> bool:
        """Whether holidays of `year` may still be announced otherwise."""


class LiveDays:
    """The days of a calendar as it stands, with public holidays looked up as they are needed."""

    def __init__(self, calendar: Calendar) -> None:
        """Check the calendar; every contradiction is refused with what to do about it."""
        check(calendar)
        self.calendar = calendar
        self.zone = zone(calendar.zone)
        self._special = {each.day: each for each in calendar.special_days}
        self._closed = {
            day: each for each in calendar.closures for day in each_day(each.first, each.last)
        }
        self._breaks: dict[date, list[Shift]] = {}
        for each in calendar.breaks:
            self._breaks.setdefault(each.day, []).extend(each.hours)
        self._make_up = calendar.make_up_hours or next(filter(None, calendar.weekly), ())

    def plan(self, day: date) -> DayPlan:
        """The hours of `day` in wall-clock seconds, and the rule that decided them."""
        plan = self._before_breaks(day)
        taken = self._breaks.get(day, []) + [
            Shift(each.opens + DAY, each.closes + DAY)
            for each in self._breaks.get(day + ONE_DAY, [])
        ]
        if not taken:
            return plan
        return DayPlan(day, without(plan.hours, taken), plan.why, plan.name, plan.name_en)

    def is_provisional(self, year: int) -> bool:
        """Whether the official holidays of `year` are still to be announced for any country."""
        return any(is_provisional(each.country, year) for each in self.calendar.holidays)

    def _before_breaks(self, day: date) -> DayPlan:
        if special := self._special.get(day):
            return DayPlan(day, special.hours, Why.SPECIAL_DAY, special.note)
        if closure := self._closed.get(day):
            return DayPlan(day, (), Why.CLOSURE, closure.note)
        peak = next((each for each in self.calendar.peaks if each.first <= day <= each.last), None)
        if peak and peak.over_holidays:
            return self._in_peak(day, peak)
        weekly = self.calendar.weekly[day.weekday()]
        make_up = False
        for source in self.calendar.holidays:
            year = holiday_year(source, day.year)
            if day in year.names:
                name_en = year.names_en.get(day, "")
                return DayPlan(day, (), Why.PUBLIC_HOLIDAY, year.names[day], name_en)
            make_up = make_up or day in year.working
        if make_up and not weekly:
            return DayPlan(day, self._make_up, Why.MAKE_UP_DAY)
        return self._in_peak(day, peak) if peak else DayPlan(day, weekly, Why.WEEKLY)

    def _in_peak(self, day: date, peak: Peak) -> DayPlan:
        weekly = peak.weekly or self.calendar.weekly
        return DayPlan(day, weekly[day.weekday()], Why.PEAK, peak.name)


class FrozenDays:
    """The days of a frozen calendar; nothing outside it is asked."""

    def __init__(self, frozen: FrozenCalendar) -> None:
        self.frozen = frozen
        self.zone = zone(frozen.zone)
        self._days = {each.day: each for each in frozen.days}

    def plan(self, day: date) -> DayPlan:
        """The hours of `day` as they stood when the calendar was frozen."""
        found = self._days.get(day)
        return found or DayPlan(day, self.frozen.weekly[day.weekday()], Why.WEEKLY)

    def is_provisional(self, year: int) -> bool:
        """Whether holidays of `year` were unannounced, or the year was not written out at all."""
        written = self.frozen.first_year <= year <= self.frozen.last_year
        return not written or year in self.frozen.provisional


def check(calendar: Calendar) -> None:
    """Refuse a calendar that contradicts itself, could never open, or names what does not exist."""
    zone(calendar.zone)
    check_week(calendar.weekly)
    for source in calendar.holidays:
        check_source(source)
    for peak in calendar.peaks:
        if peak.weekly:
            check_week(peak.weekly, "peaks.weekly")
    if not (
        any(calendar.weekly)
        or any(each.hours for each in calendar.special_days)
        or any(any(each.weekly or ()) for each in calendar.peaks)
    ):
        raise CalendarError("clocks.never_opens")
    _check_periods(calendar)
    _check_days(calendar)


def _check_periods(calendar: Calendar) -> None:
    periods = [("closures", each.first, each.last) for each in calendar.closures]
    periods += [("peaks", each.first, each.last) for each in calendar.peaks]
    for field, first, last in periods:
        shown = {"first": str(first), "last": str(last)}
        if last < first:
            raise CalendarError("clocks.backward_period", field=field, **shown)
        if (last - first).days > _LONGEST_PERIOD:
            raise CalendarError("clocks.long_period", field=field, **shown)
    by_start = sorted(calendar.peaks, key=lambda each: each.first)
    for one, other in pairwise(by_start):
        if other.first <= one.last:
            raise CalendarError(
                "clocks.peaks_overlap", field="peaks", one=one.name, other=other.name
            )


def _check_days(calendar: Calendar) -> None:
    closed = {each.first for each in calendar.closures if each.first == each.last}
    seen: set[date] = set()
    for special in calendar.special_days:
        day, field = str(special.day), f"special_days.{special.day}"
        if special.day in seen:
            raise CalendarError("clocks.special_twice", field=field, day=day)
        if special.day in closed and special.hours:
            raise CalendarError("clocks.closed_and_special", field=field, day=day)
        seen.add(special.day)
        in_order(special.hours, field)
    for each in calendar.breaks:
        in_order(each.hours, f"breaks.{each.day}")
    in_order(calendar.make_up_hours or (), "make_up_hours")


def each_day(first: date, last: date) -> Iterator[date]:
    """The dates from `first` to `last`, both included."""
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
