"""Calendars as people write them, in times of day; the forms of the API and of its events."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from msgspec import Struct

from madoguchi.clocks.contracts.calendars import Holder, Why

HoursForm = list[str]
"""The stretches of one day, such as `["09:00-12:00", "13:00-18:00"]`."""
WeekForm = dict[str, HoursForm]
"""Hours by weekday, `mon` to `sun`; one that is left out is closed."""


class DayForm(Struct, frozen=True, forbid_unknown_fields=True):
    """Hours for one date: its own, or taken out of it; empty when the day is closed."""

    day: date
    hours: HoursForm = []
    note: str = ""


class ClosureForm(Struct, frozen=True, forbid_unknown_fields=True):
    """Days on which the house is closed, both ends included."""

    first: date
    last: date
    note: str = ""


class PeakForm(Struct, frozen=True, forbid_unknown_fields=True):
    """A busy season, both ends included; with `weekly` it has hours of its own."""

    first: date
    last: date
    name: str
    note: str = ""
    weekly: WeekForm | None = None
    over_holidays: bool = False


class CalendarForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A working calendar; `holidays` are countries or their regions, such as `JP` or `GB-SCT`."""

    zone: str
    weekly: WeekForm
    holidays: list[str] = []
    make_up_hours: HoursForm | None = None
    closures: list[ClosureForm] = []
    special_days: list[DayForm] = []
    breaks: list[DayForm] = []
    peaks: list[PeakForm] = []


class CalendarView(Struct, frozen=True, kw_only=True):
    """A calendar as it is kept, and whose it is."""

    id: int
    version: int
    holder: Holder
    holder_id: int
    calendar: CalendarForm
    changed_at: datetime


class ShownDay(Struct, frozen=True):
    """The hours of one date, the rule that decided them, and what that is called."""

    day: date
    hours: HoursForm
    why: Why
    name: str = ""
    name_en: str = ""


class ShownYear(Struct, frozen=True):
    """A year of a calendar, day by day; `provisional` while its holidays are not yet official."""

    year: int
    provisional: bool
    days: list[ShownDay]
    night_shifts: dict[str, str] = msgspec.field(default_factory=dict)
    """Weekday and hours of the shifts that were taken to end on the next day."""
