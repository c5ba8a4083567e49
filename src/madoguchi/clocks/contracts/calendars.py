"""Working calendars as data, the days they resolve to, the frozen form, whose they are."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct


class Shift(Struct, frozen=True, order=True, array_like=True):
    """One stretch of opening hours, in wall-clock seconds after the midnight that begins its day.

    A shift belongs to the day it opens on: `closes` above 86,400 runs into the next day.
    """

    opens: int
    closes: int


Hours = tuple[Shift, ...]
"""The shifts of one day, in order and without overlap; empty when the day is closed."""

Week = tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]
"""Hours of Monday to Sunday."""


class Why(StrEnum):
    """Which rule of a calendar decided the hours of a day."""

    WEEKLY = "weekly"
    PUBLIC_HOLIDAY = "public_holiday"
    MAKE_UP_DAY = "make_up_day"
    CLOSURE = "closure"
    SPECIAL_DAY = "special_day"
    PEAK = "peak"


class PublicHolidays(Struct, frozen=True):
    """The public holidays of a country (ISO 3166-1) or one of its regions (ISO 3166-2 suffix)."""

    country: str
    region: str | None = None


class Closure(Struct, frozen=True):
    """Days on which the house itself is closed, both ends included."""

    first: date
    last: date
    note: str = ""


class SpecialDay(Struct, frozen=True):
    """A day with hours of its own; it wins over every other rule."""

    day: date
    hours: Hours
    note: str = ""


class Break(Struct, frozen=True):
    """Hours taken out of one day: a meeting, a move, a fire drill."""

    day: date
    hours: Hours
    note: str = ""


class Peak(Struct, frozen=True):
    """A named busy season, both ends included; with `weekly` it has hours of its own.

    Public holidays inside it stay closed unless `over_holidays`.
    """

    first: date
    last: date
    name: str
    note: str = ""
    weekly: Week | None = None
    over_holidays: bool = False


class Calendar(Struct, frozen=True, kw_only=True, cache_hash=True):
    """A working calendar as a supervisor edits it.

    A day's hours come from the first that applies: special day, closure, public holiday, make-up
    working day, peak season, the week. A peak `over_holidays` goes before public holidays. Breaks
    are taken out at the end. `make_up_hours` are the hours of a make-up working day on a weekday
    that is otherwise closed; without them it keeps the hours of the first open weekday.
    """

    zone: str
    weekly: Week
    holidays: tuple[PublicHolidays, ...] = ()
    make_up_hours: Hours | None = None
    closures: tuple[Closure, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    breaks: tuple[Break, ...] = ()
    peaks: tuple[Peak, ...] = ()


class DayPlan(Struct, frozen=True):
    """The hours of one date and the rule that decided them.

    `name` is what that rule is called where it holds (a holiday in its country's language, a
    closure's note), `name_en` the English name where one is known.
    """

    day: date
    hours: Hours
    why: Why
    name: str = ""
    name_en: str = ""


class FrozenCalendar(Struct, frozen=True, kw_only=True, cache_hash=True):
    """A calendar as it stood at one moment, with its holidays written out, year by year.

    `days` are the dates from `first_year` to `last_year` that differ from the week; outside those
    years only the week holds. `provisional` are the years whose official holidays were not yet
    announced at that moment.
    """

    zone: str
    weekly: Week
    days: tuple[DayPlan, ...]
    first_year: int
    last_year: int
    provisional: tuple[int, ...] = ()


class Holder(StrEnum):
    """Whose a calendar is."""

    SHOP = "shop"
    TEAM = "team"
    PARTNER = "partner"
    PERSON = "person"


class KeptCalendar(Struct, frozen=True, kw_only=True):
    """A calendar as it is kept: one for each shop, team, partner or person."""

    id: int
    version: int
    holder: Holder
    holder_id: int
    calendar: Calendar
    changed_at: datetime
