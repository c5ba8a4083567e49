"""Why a clock is due when it is: the days it ran through as data, then the same in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from madoguchi.clocks.contracts import Clock, ClockState, Hours, Why
from madoguchi.clocks.rules.days import ONE_DAY
from madoguchi.clocks.rules.hours import write_hours
from madoguchi.clocks.rules.wording import long_date, long_moment, long_time
from madoguchi.clocks.rules.working_time import WorkingTime, working_time
from madoguchi.language.catalogue import text

LONGEST_DETAIL = 800
"""Days told one by one; a longer span is told by its totals alone."""

_MAY_BE_UNNAMED = {Why.CLOSURE, Why.SPECIAL_DAY}


class Run(Struct, frozen=True):
    """Consecutive days that one rule gave the same hours, and the time worked on them."""

    first: date
    last: date
    why: Why
    name: str
    name_en: str
    hours: Hours
    worked: timedelta


class Explanation(Struct, frozen=True):
    """What was asked, the answer, and each stretch of days between.

    `began` is the first working instant when the clock started outside hours; `at_closing` says
    that the time ran out at closing; `shifted` are the days on which the zone changed its offset,
    by how much; `provisional` the years whose holidays are not yet official.
    """

    zone: str
    start: datetime
    end: datetime
    worked: timedelta
    began: datetime | None
    runs: tuple[Run, ...]
    at_closing: bool
    shifted: tuple[tuple[date, timedelta], ...]
    provisional: tuple[int, ...]
    asked: str


def explain_due(hours: WorkingTime, start: datetime, working: timedelta) -> Explanation:
    """Why `working` time from `start` falls due when it does (see `WorkingTime.due`)."""
    return _explain(hours, start, hours.due(start, working), "due")


def explain_elapsed(hours: WorkingTime, start: datetime, end: datetime) -> Explanation:
    """Why so much working time passed from `start` to `end`; the earlier one first."""
    return _explain(hours, min(start, end), max(start, end), "elapsed")


def _explain(hours: WorkingTime, start: datetime, end: datetime, asked: str) -> Explanation:
    zone = hours.days.zone
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    # A night shift of the evening before may still be running.
    begin = first - ONE_DAY
    if not any(closes > start for _, closes in hours.stretches_of(begin)):
        begin = first
    days = [begin + ONE_DAY * each for each in range((last - begin).days + 1)]
    told = days if len(days) <= LONGEST_DETAIL else []
    opening = None if hours.is_open(start) else hours.next_opening(start)
    return Explanation(
        zone=zone.key,
        start=start,
        end=end,
        worked=hours.elapsed(start, end),
        began=opening if opening and opening < end else None,
        runs=_runs(hours, told, start, end),
        at_closing=not hours.is_open(end) and hours.last_closing(end) == end,
        shifted=tuple(_shifted(hours, told)),
        provisional=tuple(
            year for year in range(first.year, last.year + 1) if hours.days.is_provisional(year)
        ),
        asked=asked,
    )


def _runs(hours: WorkingTime, days: list[date], start: datetime, end: datetime) -> tuple[Run, ...]:
    runs: list[Run] = []
    covered = start
    for day in days:
        plan = hours.hours_of(day)
        worked = timedelta(0)
        for opens, closes in hours.stretches_of(day):
            worked += max(min(closes, end) - max(opens, covered), timedelta(0))
            covered = max(covered, closes)  # overlapping stretches count once
        before = runs[-1] if runs else None
        if before and (before.why, before.name, before.hours) == (plan.why, plan.name, plan.hours):
            runs[-1] = replace(before, last=day, worked=before.worked + worked)
        else:
            runs.append(Run(day, day, plan.why, plan.name, plan.name_en, plan.hours, worked))
    return tuple(runs)


def _shifted(hours: WorkingTime, days: list[date]) -> list[tuple[date, timedelta]]:
    zone = hours.days.zone
    found = []
    for day in days:
        begin = datetime(day.year, day.month, day.day, tzinfo=zone).utcoffset() or timedelta(0)
        after = day + ONE_DAY
        end = datetime(after.year, after.month, after.day, tzinfo=zone).utcoffset() or timedelta(0)
        if begin != end:
            found.append((day, end - begin))
    return found


def in_words(explanation: Explanation, locale: str) -> list[str]:
    """The explanation as sentences in a locale, times on the calendar's own clock."""
    zone = explanation.zone

    def say(key: str, **params: str | int | float) -> str:
        return text(f"clocks.explain.{key}", locale, **params)

    def moment(at: datetime) -> str:
        return long_moment(at, zone, locale)

    told = [say("start", at=moment(explanation.start), zone=zone)]
    if explanation.began:
        told.append(say("began", at=moment(explanation.began)))
    told.extend(_run_in_words(run, locale) for run in explanation.runs)
    for day, change in explanation.shifted:
        key = "shifted_forward" if change > timedelta(0) else "shifted_back"
        told.append(say(key, day=long_date(day, locale), by=long_time(abs(change), locale)))
    if explanation.provisional:
        told.append(say("provisional", years=", ".join(map(str, explanation.provisional))))
    worked = long_time(explanation.worked, locale)
    told.append(say(explanation.asked, at=moment(explanation.end), worked=worked))
    if explanation.asked == "due" and explanation.at_closing:
        told.append(say("at_closing"))
    return told


def why_due(clock: Clock, locale: str) -> list[str]:
    """Why a live clock is due when it is, as sentences, or what it waits for when it is paused."""
    hours = working_time(clock.calendar)
    zone = clock.calendar.zone
    if clock.deadline is not None:
        at = long_moment(clock.deadline, zone, locale)
        return [text("clocks.explain.promised", locale, at=at, zone=zone)]
    left = max(clock.target - clock.worked, timedelta(0))
    told = []
    if clock.worked:
        used = long_time(clock.worked, locale)
        told.append(text("clocks.explain.used", locale, used=used, left=long_time(left, locale)))
    if clock.state is ClockState.RUNNING:
        return told + in_words(explain_due(hours, clock.since, left), locale)
    since = long_moment(clock.since, zone, locale)
    key = f"clocks.explain.{clock.state}"
    return [*told, text(key, locale, at=since, reason=clock.reason)]


def _run_in_words(run: Run, locale: str) -> str:
    english = locale == "en" and run.name_en
    name = run.name_en if english else run.name
    days = long_date(run.first, locale)
    if run.last != run.first:
        days = text("clocks.explain.days", locale, first=days, last=long_date(run.last, locale))
    kind = f"{'open' if run.hours else 'closed'}.{run.why}"
    unnamed = run.why in _MAY_BE_UNNAMED and not name
    return text(
        f"clocks.explain.{kind}.unnamed" if unnamed else f"clocks.explain.{kind}",
        locale,
        days=days,
        name=name,
        hours=write_hours(run.hours),
        worked=long_time(run.worked, locale),
    )
