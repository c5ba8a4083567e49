"""A clock: as the rules see it, as it is kept, and as screens count it down."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from madoguchi.clocks.contracts.calendars import FrozenCalendar
from madoguchi.clocks.contracts.standards import Action, Moment, Subject


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


class Owing(Struct, frozen=True, kw_only=True):
    """What is owed: about what, on which thing (`kind` and `id`), where, and by whom."""

    subject: Subject
    kind: str
    id: int
    conversation_id: int | None = None
    shop_id: int | None = None
    person_id: int | None = None
    team_id: int | None = None


class KeptClock(Struct, frozen=True, kw_only=True):
    """A clock as it is kept; `calendar` is the digest of the frozen calendar it runs on.

    `target_ms`, `worked_ms` (working time) and `passed_ms` (calendar time) are milliseconds of the
    runs before `since`. `moments` are the standard's as they were when it started; `fired` are the
    percents reached. `reason` tells of the last step. `breached_at` is when 100 % was reached, None
    again once another instant was agreed on.
    """

    id: int
    version: int
    owing: Owing
    standard_id: int | None
    calendar: str
    zone: str
    state: ClockState
    target_ms: int
    deadline: datetime | None
    started_at: datetime
    since: datetime
    worked_ms: int
    passed_ms: int
    moments: tuple[Moment, ...]
    fired: tuple[int, ...]
    reason: str
    due_at: datetime | None
    breached_at: datetime | None
    ended_at: datetime | None


class BreachPage(Struct, frozen=True):
    """Clocks that ran out, the latest first; `next_cursor` None at the end."""

    items: list[KeptClock]
    next_cursor: str | None


class Countdown(Struct, frozen=True, kw_only=True):
    """What a screen needs to count a clock down to the second without asking again.

    A running clock is due at `due_at`; `stretches` are the opening stretches from its start until
    then (none: calendar time counts), so that a screen knows when time stands still for the night.
    A paused one has `left_ms` of working time left and no `due_at`.
    """

    clock_id: int
    subject: Subject
    state: ClockState
    started_at: datetime
    target_ms: int
    left_ms: int
    due_at: datetime | None
    stretches: tuple[tuple[datetime, datetime], ...] = ()


class Reached(Struct, frozen=True, kw_only=True):
    """A clock reached a share of its time: what was owed, when that was, what is to be done.

    `id` and `version` are the clock's.
    """

    id: int
    version: int
    owing: Owing
    percent: int
    at: datetime
    due_at: datetime | None
    actions: tuple[Action, ...]
