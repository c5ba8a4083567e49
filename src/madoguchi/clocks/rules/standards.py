"""Standards: which one holds, the clock it starts, what happens on the way, how it would fare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

import msgspec

from madoguchi.clocks.contracts import (
    AsPromised,
    Basis,
    BusinessDays,
    Clock,
    DryRun,
    FrozenCalendar,
    PastWait,
    Rings,
    Scope,
    Shift,
    Standard,
    Subject,
    Within,
)
from madoguchi.clocks.errors import StandardError
from madoguchi.clocks.rules import clock as clocks
from madoguchi.clocks.rules.hours import DAY, write_hours
from madoguchi.clocks.rules.rings import within_rings
from madoguchi.clocks.rules.working_time import WorkingTime, working_time
from madoguchi.clocks.rules.zones import zone

LONGEST = 366 * DAY
MOST_DAYS = 366
MOST_RINGS = 20
ALWAYS = FrozenCalendar(
    zone="UTC", weekly=((Shift(0, DAY),),) * 7, days=(), first_year=1, last_year=9_999
)


@cache
def defaults() -> tuple[Standard, ...]:
    """The standards that ship; a supervisor changes them as any other."""
    file = resources.files("madoguchi.clocks.rules") / "data" / "standards.json"
    return msgspec.json.decode(file.read_bytes(), type=tuple[Standard, ...])


def fitting(standards: Iterable[Standard], subject: Subject, where: Scope) -> Standard | None:
    """The standard that holds for a subject and a conversation: the most specific that fits.

    The one with more conditions goes first; with as many, one by customer tier goes before one by
    shop, that before channel, that before language. The order of `standards` plays no part.
    """
    return fitting_any(standards, subject, (where,))


def fitting_any(
    standards: Iterable[Standard], subject: Subject, places: Sequence[Scope]
) -> Standard | None:
    """As `fitting`, for what stands in several places at once: a customer of two tiers."""
    fit = [
        each
        for each in standards
        if each.subject is subject and any(fits(each.scope, where) for where in places)
    ]
    return max(fit, key=lambda each: _rank(each.scope), default=None)


def fits(scope: Scope, where: Scope) -> bool:
    """Whether every condition of a scope holds there; `zh` takes in `zh-TW`."""
    return (
        scope.shop in {None, where.shop}
        and scope.channel in {None, where.channel}
        and scope.tier in {None, where.tier}
        and (scope.language is None or _speaks(where.language, scope.language))
    )


def check(standard: Standard) -> None:
    """Refuse a standard that cannot be kept or makes no sense, naming the field at fault."""
    target = standard.target
    if isinstance(target, Within) and not 0 < target.seconds <= LONGEST:
        raise StandardError("clocks.standard_length", field="target.seconds", most=LONGEST // DAY)
    if isinstance(target, BusinessDays | AsPromised) and not 1 <= target.days <= MOST_DAYS:
        raise StandardError("clocks.standard_days", field="target.days", most=MOST_DAYS)
    if isinstance(target, BusinessDays) and standard.basis is Basis.ALWAYS:
        raise StandardError("clocks.standard_no_days", field="basis")
    if isinstance(target, Rings):
        if not 1 <= target.count <= MOST_RINGS:
            raise StandardError("clocks.standard_rings", field="target.count", most=MOST_RINGS)
        if target.seconds is not None and not 0 < target.seconds <= 3_600:
            raise StandardError("clocks.standard_ring_seconds", field="target.seconds")
    day = standard.day
    if (day is None) is (standard.basis is Basis.CUSTOMER_DAY):
        raise StandardError("clocks.standard_day", field="day")
    if day and not 0 <= day.opens < day.closes <= DAY:
        raise StandardError("clocks.standard_day_hours", field="day", hours=write_hours((day,)))
    _check_moments(standard)


def start(
    standard: Standard,
    calendar: FrozenCalendar,
    at: datetime,
    *,
    promised: datetime | None = None,
    line: str | None = None,
) -> Clock:
    """The clock that a standard starts at an instant, on the calendar of its basis.

    `promised` is the instant a promise names; `line` the country of the agent's telephone line.
    For `Basis.ALWAYS` and `Basis.CUSTOMER_DAY` see `ALWAYS` and `customer_day`.
    """
    thresholds = tuple(sorted({100, *(each.percent for each in standard.moments)}))
    hours = working_time(calendar)
    match standard.target:
        case Within(seconds, at_opening):
            opening = None if not at_opening or hours.is_open(at) else hours.next_opening(at)
            if opening:
                return clocks.start_until(calendar, at, opening, thresholds)
            return clocks.start(calendar, at, timedelta(seconds=seconds), thresholds)
        case BusinessDays(days):
            left = hours.elapsed(at, end_of_business_day(hours, at, days))
            return clocks.start(calendar, at, left, thresholds)
        case Rings(count, lenient, seconds):
            length = within_rings(count, line or "", lenient=lenient, seconds=seconds)
            return clocks.start(calendar, at, length, thresholds)
        case AsPromised(days):
            deadline = promised or end_of_business_day(hours, at, days)
            return clocks.start_until(calendar, at, deadline, thresholds)


def customer_day(zone_name: str, day: Shift) -> FrozenCalendar:
    """The hours in which a customer may be called, every day, on their own clock."""
    zone(zone_name)
    week = ((day,),) * 7
    return FrozenCalendar(zone=zone_name, weekly=week, days=(), first_year=1, last_year=9_999)


def end_of_business_day(hours: WorkingTime, at: datetime, days: int) -> datetime:
    """The closing of the working day that comes `days` working days after the day of `at`."""
    day = hours.working_day(at.astimezone(hours.days.zone).date(), days)
    stretches = hours.stretches_of(day)
    while not stretches:  # a day whose only hours daylight saving skips
        day = hours.working_day(day, 1)
        stretches = hours.stretches_of(day)
    return stretches[-1][1]


def dry_run(
    standard: Standard,
    waits: Iterable[PastWait],
    calendar_of: Callable[[PastWait], FrozenCalendar],
    now: datetime,
    *,
    line: str | None = None,
) -> DryRun:
    """How the waits within a standard's scope would have fared under it.

    A wait not answered yet is missed once its due time has passed, and undecided before. What stood
    still then, as while we waited for the customer, stands still here.
    """
    met, missed, undecided = [], [], []
    for wait in waits:
        if not fits(standard.scope, wait.scope):
            continue
        clock = _paused(start(standard, calendar_of(wait), wait.since, line=line), wait)
        if not clocks.is_met(clock, wait.answered or now):
            missed.append(wait.id)
        elif wait.answered:
            met.append(wait.id)
        else:
            undecided.append(wait.id)
    return DryRun(tuple(met), tuple(missed), tuple(undecided))


def _paused(clock: Clock, wait: PastWait) -> Clock:
    """The clock after a wait's pauses; one that is due at an instant knows none."""
    for since, until in wait.pauses if clock.deadline is None else ():
        clock = clocks.pause(clock, since, "")
        if until is not None:
            clock = clocks.resume(clock, until, "")
    return clock


def _rank(scope: Scope) -> tuple[int, bool, bool, bool, int]:
    given = (scope.tier is not None, scope.shop is not None, scope.channel is not None)
    parts = 0 if scope.language is None else scope.language.count("-") + 1
    return (sum(given) + (parts > 0), *given, parts)


def _speaks(language: str | None, asked: str) -> bool:
    return language is not None and f"{language}-".startswith(f"{asked}-")


def _check_moments(standard: Standard) -> None:
    percents = [each.percent for each in standard.moments]
    if len(set(percents)) < len(percents):
        raise StandardError("clocks.standard_moment_twice", field="moments")
    for each in standard.moments:
        if not 1 <= each.percent <= 1_000:
            raise StandardError("clocks.standard_percent", field="moments")
        if not each.actions:
            raise StandardError("clocks.standard_no_action", field="moments", percent=each.percent)
