"""What leaves this room: working calendars as data, the days they resolve to, the frozen form.

Nothing here decides; see `rules/`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
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


class ClockState(StrEnum):
    """Where a clock stands. Stopped and cancelled are final."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


class Clock(Struct, frozen=True, kw_only=True):
    """Something owed in time, on the calendar frozen when it started.

    `target` is working time. With a `deadline` it is due at that instant instead, whatever the
    hours, and `target` is the working time there was until then. `worked` and `passed` are the
    working and the calendar time of earlier runs, pauses left out; the present run began at
    `since`, which for a paused clock is when it paused and for an ended one when it ended.
    `thresholds` and `fired` are in percent of the target.
    """

    calendar: FrozenCalendar
    target: timedelta
    deadline: datetime | None = None
    state: ClockState = ClockState.RUNNING
    started_at: datetime
    since: datetime
    worked: timedelta = timedelta(0)
    passed: timedelta = timedelta(0)
    thresholds: tuple[int, ...] = (50, 80, 100)
    fired: tuple[int, ...] = ()
    reason: str = ""


class Firing(Struct, frozen=True):
    """A threshold reached: at which percent, and the instant at which that was."""

    percent: int
    at: datetime


class Spent(Struct, frozen=True):
    """Working and calendar time that a clock has used, pauses left out."""

    working: timedelta
    calendar: timedelta


class Subject(StrEnum):
    """What a standard is about."""

    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    PHONE_ANSWER = "phone_answer"
    PROMISE = "promise"
    REVIEW_CONTACT = "review_contact"
    PARTNER_ANSWER = "partner_answer"
    CASE_RESOLUTION = "case_resolution"


class Basis(StrEnum):
    """Whose hours a standard counts."""

    SHOP = "shop"
    PARTNER = "partner"
    PERSON = "person"
    CUSTOMER_DAY = "customer_day"
    ALWAYS = "always"


class Action(StrEnum):
    """What is done when a share of the time is used up."""

    TELL_AGENT = "tell_agent"
    TELL_SUPERVISOR = "tell_supervisor"
    REASSIGN = "reassign"
    RAISE_PRIORITY = "raise_priority"


class Scope(Struct, frozen=True):
    """Where a standard holds, or where a conversation stands; None is anywhere, or not known."""

    shop: int | None = None
    channel: str | None = None
    language: str | None = None
    tier: str | None = None


class Within(Struct, frozen=True, tag="within"):
    """So many seconds of working time; `at_opening`: what comes outside hours is due at opening."""

    seconds: int
    at_opening: bool = False


class BusinessDays(Struct, frozen=True, tag="business_days"):
    """The end of the working day that comes so many working days later."""

    days: int


class Rings(Struct, frozen=True, tag="rings"):
    """So many rings of the agent's line; `seconds`, where given, in their place."""

    count: int
    lenient: bool = False
    seconds: float | None = None


class AsPromised(Struct, frozen=True, tag="as_promised"):
    """What was promised; with no date, the end of so many working days later."""

    days: int = 1


Target = Within | BusinessDays | Rings | AsPromised


class Moment(Struct, frozen=True):
    """What is done when so many percent of the time are used up."""

    percent: int
    actions: tuple[Action, ...]


class Standard(Struct, frozen=True, kw_only=True):
    """What is owed: about what, where it holds, by when, in whose hours, and what happens before.

    `day` are the hours of `Basis.CUSTOMER_DAY`, every day of the week, in the customer's zone.
    """

    subject: Subject
    scope: Scope = Scope()
    target: Target
    basis: Basis
    day: Shift | None = None
    moments: tuple[Moment, ...]


class PastWait(Struct, frozen=True):
    """Something that was owed once: since when, until when (None: still), and where."""

    id: int
    since: datetime
    answered: datetime | None
    scope: Scope = Scope()


class DryRun(Struct, frozen=True):
    """How a standard would have fared: ids of waits kept and missed, and those still within it."""

    met: tuple[int, ...]
    missed: tuple[int, ...]
    open: tuple[int, ...]

    @property
    def share_met(self) -> float | None:
        """Kept ÷ decided; None where nothing was decided yet."""
        decided = len(self.met) + len(self.missed)
        return len(self.met) / decided if decided else None
