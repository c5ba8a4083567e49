"""Cases of other implementations, to the second.

Conventions that differ from ours are named here, each with its reason, and nowhere else.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from madoguchi.clocks.inspect import Desk
from madoguchi.clocks.rules.reading import read_calendar
from madoguchi.clocks.rules.working_time import WorkingTime, working_time

DATA = Path(__file__).parent / "data"
ALMOST_MIDNIGHT = timedelta(microseconds=1)
UNITS = {"second": 1, "minute": 60, "hour": 3600}

# The gem counts wall-clock seconds on days of 24 hours, we count those that really pass: the Sunday
# on which Paris goes back to winter time has 25 hours.
WALL_CLOCK_COUNTS = {
    "WorkingHours::Computation#working_time_between works across time shifts + midnight": 90_000
}


def cases(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def numbered(name: str) -> list:
    return [
        pytest.param(case, id=f"{number}-{case['fn']}")
        for number, case in enumerate(cases(name), 1)
    ]


@pytest.mark.parametrize("case", numbered("oracle_cases.jsonl"))
def test_oracle(case: dict) -> None:
    answer = oracle_desk().answer(json.dumps(case).encode())
    if case["fn"] == "due":
        assert answer == {"due": case["expected"]}
    else:
        assert answer == {"elapsed_seconds": case["expected_seconds"]}


@cache
def oracle_desk() -> Desk:
    return Desk(json.loads((DATA / "calendars.json").read_text()))


@pytest.mark.parametrize("case", numbered("working_hours_spec.jsonl"))
def test_working_hours(case: dict) -> None:
    calendar = case["calendar"]
    hours = working_time(
        read_calendar(
            {
                "tz": calendar["tz"],
                "weekly": calendar["hours"],
                "closed_dates": calendar["holidays"],
                "special_days": calendar["holiday_hours"],
            }
        )
    )
    expected = case["result"]
    if case["spec"] in WALL_CLOCK_COUNTS:
        assert expected != WALL_CLOCK_COUNTS[case["spec"]], "an exception that is none any more"
        expected = WALL_CLOCK_COUNTS[case["spec"]]
    assert in_the_gems_terms(hours, case["fn"], case["args"]) == (
        gem_moment(expected) if isinstance(expected, str) else expected
    )


def in_the_gems_terms(hours: WorkingTime, fn: str, args: list) -> object:
    first = gem_moment(args[0])
    local = first.astimezone(hours.days.zone).date() if isinstance(first, datetime) else first
    match fn:
        case "add_seconds" | "add_minutes" | "add_hours":
            seconds = args[1] * UNITS[fn.removeprefix("add_").removesuffix("s")]
            return hours.due(first, timedelta(seconds=seconds))
        case "add_days":
            return moved_to(hours, first, gem_day(hours, local, args[1]))
        case "working_time_between":
            seconds = hours.elapsed(first, gem_moment(args[1])).total_seconds()
            return int(abs(seconds) + 0.5) * (1 if seconds > 0 else -1)
        case "working_days_between":
            last = gem_moment(args[1])
            last = last.astimezone(hours.days.zone).date() if isinstance(last, datetime) else last
            after = (local + timedelta(days=each + 1) for each in range((last - local).days))
            return sum(hours.is_working_day(day) for day in after)
        case "working_day?":
            return hours.is_working_day(local)
        case "in_working_hours?":
            return hours.is_open(first)
        case "advance_to_working_time":
            return first if hours.is_open(first) else hours.next_opening(first)
        case "return_to_working_time":
            return first if hours.is_open(first) else hours.last_closing(first)
        case "next_working_time":
            return hours.next_opening(first)
        case "advance_to_closing_time":
            return hours.next_closing(first)
    raise AssertionError(fn)


def gem_moment(text: str) -> datetime | date:
    """The gem writes the midnight that ends a day as 23:59:59.999999."""
    if len(text) == 10:
        return date.fromisoformat(text)
    moment = at(text)
    return moment + ALMOST_MIDNIGHT if moment.microsecond == 999_999 else moment


def gem_day(hours: WorkingTime, day: date, count: int) -> date:
    """The gem moves a day off to the next (last) working day first, then counts; we only count."""
    if count and not hours.is_working_day(day):
        day = hours.working_day(day, 1 if count > 0 else -1)
    return hours.working_day(day, count)


def moved_to(hours: WorkingTime, moment: datetime | date, day: date) -> datetime | date:
    if not isinstance(moment, datetime):
        return day
    local = moment.astimezone(hours.days.zone)
    return datetime.combine(day, local.time(), hours.days.zone).astimezone(UTC)


@pytest.mark.parametrize("case", numbered("biz_spec.jsonl"))
def test_biz(case: dict) -> None:
    hours = working_time(read_calendar(biz_calendar(case["calendar"])))
    match case["fn"]:
        case "in_hours":
            assert hours.is_open(at(case["at"])) == case["expected"]
        case "within":
            worked = hours.elapsed(at(case["start"]), at(case["end"]))
            assert worked.total_seconds() == case["expected"]
        case "periods_after":
            expected = [(at(opens), at(closes)) for opens, closes in case["expected"]]
            assert periods_after(hours, at(case["start"]), case["take"]) == expected
        case "after" | "before" if case["unit"] == "day":
            assert days_away(hours, case) == at(case["expected"])
        case "after" | "before":
            length = timedelta(seconds=case["amount"] * UNITS[case["unit"]])
            due = hours.due(at(case["start"]), length if case["fn"] == "after" else -length)
            # biz carries what falls due exactly at closing over to the next opening; we do not.
            assert (hours.next_opening(due) if case.get("boundary") else due) == at(
                case["expected"]
            )
        case other:
            raise AssertionError(other)


def biz_calendar(written: dict) -> dict:
    """biz puts holidays before hours of a date; here whoever writes the calendar decides."""
    holidays = written.get("holidays", [])
    dated = {
        day: each for day, each in written.get("date_hours", {}).items() if day not in holidays
    }
    return {
        "tz": written["tz"],
        "weekly": written["weekly"],
        "closed_dates": holidays,
        "special_days": dated,
        "breaks": written.get("breaks", {}),
    }


def periods_after(hours: WorkingTime, start: datetime, take: int) -> list[tuple]:
    periods, day = [], start.astimezone(hours.days.zone).date()
    while len(periods) < take:
        periods += [each for each in hours.stretches_of(day) if each[1] > start]
        day += timedelta(days=1)
    return periods[:take]


def days_away(hours: WorkingTime, case: dict) -> datetime:
    """N working days away at the same time of day, moved into that day's hours."""
    start = at(case["start"])
    count = case["amount"] if case["fn"] == "after" else -case["amount"]
    day = hours.working_day(start.astimezone(hours.days.zone).date(), count)
    moment = moved_to(hours, start, day)
    return moment if hours.is_open(moment) else hours.next_opening(moment)


@pytest.mark.parametrize("case", numbered("chatwoot_working_hour.jsonl"))
def test_chatwoot(case: dict) -> None:
    assert case["weekly"] == "mon-fri 09:00-17:00"
    weekly = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    hours = working_time(read_calendar({"tz": case["tz"], "weekly": weekly}))
    assert hours.is_open(at(case["at"])) == case["expected"]
