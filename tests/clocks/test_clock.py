"""The life of a clock: what a pause keeps, what fires, and which steps are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.clocks.contracts import Calendar, Clock, ClockState, FrozenCalendar, Spent
from madoguchi.clocks.errors import ClockError
from madoguchi.clocks.rules import clock as rules
from madoguchi.clocks.rules.freezing import freeze
from madoguchi.clocks.rules.reading import read_calendar
from madoguchi.clocks.rules.working_time import working_time
from madoguchi.kernel.errors import Refusal
from madoguchi.language.catalogue import LOCALES, text
from tests.clocks.calendars import calendars, moments

NOTHING = timedelta(0)
gaps = st.timedeltas(NOTHING, timedelta(hours=30))
targets = st.timedeltas(timedelta(microseconds=1), timedelta(hours=60))
steps = st.lists(st.tuples(st.sampled_from(["pause", "resume", "fire", "look"]), gaps), max_size=25)
frozen_calendars = calendars().map(lambda calendar: freeze(calendar, 2009, 2029))


@cache
def office() -> FrozenCalendar:
    """Monday to Friday, 09:00-12:00 and 13:00-18:00 in Tokyo."""
    weekly = {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    calendar: Calendar = read_calendar({"zone": "Asia/Tokyo", "weekly": weekly})
    return freeze(calendar, 2025, 2027)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+09:00").astimezone(UTC)


@settings(max_examples=60, deadline=None)
@given(frozen_calendars, moments, targets, steps)
def test_any_life_of_a_clock(
    calendar: FrozenCalendar, now: datetime, target: timedelta, life: list
) -> None:
    clock = rules.start(calendar, now, target)
    told: list[int] = []
    for step, gap in life:
        now += gap
        left = rules.remaining(clock, now)
        if step == "pause" and clock.state is ClockState.RUNNING:
            clock = rules.pause(clock, now, "waiting for the customer")
        elif step == "resume" and clock.state is ClockState.PAUSED:
            clock = rules.resume(clock, now, "the customer answered")
        elif step == "fire":
            clock, fired = rules.fire(clock, now)
            told += [firing.percent for firing in fired]
            assert all(firing.at <= now for firing in fired)
            following = rules.next_fire_at(clock)
            assert following is None or following > now
        assert rules.remaining(clock, now) == left, "no step may give or take working time"
        used = rules.spent(clock, now)
        assert NOTHING <= used.working <= used.calendar <= now - clock.started_at
        at_percent = [firing.at for firing in rules.moments(clock)]
        assert at_percent == sorted(at_percent)
        assert clock == msgspec.json.decode(msgspec.json.encode(clock), type=Clock)
    assert told == sorted(set(told)), "each threshold once, in order"
    clock, fired = rules.fire(clock, now)
    reached = {percent for percent in clock.thresholds if used_percent(clock, now) >= percent}
    assert set(clock.fired) == reached


def used_percent(clock: Clock, now: datetime) -> float:
    return 100 * (rules.spent(clock, now).working / clock.target)


@settings(max_examples=60, deadline=None)
@given(frozen_calendars, moments, targets, gaps, gaps)
def test_a_pause_moves_the_due_time_by_exactly_the_work_left(
    calendar: FrozenCalendar, now: datetime, target: timedelta, run: timedelta, rest: timedelta
) -> None:
    clock = rules.start(calendar, now, target)
    left = rules.remaining(clock, now + run)
    paused = rules.pause(clock, now + run, "waiting for the warehouse")
    assert rules.due_at(paused) is None
    resumed = rules.resume(paused, now + run + rest, "the warehouse answered")
    due = rules.due_at(resumed)
    assert due is not None
    if left > NOTHING:
        assert working_time(calendar).elapsed(now + run + rest, due) == left
    else:
        assert due == now + run + rest


def test_a_day_in_words() -> None:
    clock = rules.start(office(), at("2026-03-02T11:00"), timedelta(hours=4))
    assert [(m.percent, m.at) for m in rules.moments(clock)] == [
        (50, at("2026-03-02T14:00")),
        (80, at("2026-03-02T15:12")),
        (100, at("2026-03-02T16:00")),
    ]
    clock, fired = rules.fire(clock, at("2026-03-02T14:00:00.5"))
    assert [(firing.percent, firing.at) for firing in fired] == [(50, at("2026-03-02T14:00"))]
    clock = rules.pause(clock, at("2026-03-02T15:00"), "waiting for the customer")
    assert rules.next_fire_at(clock) is None
    clock = rules.resume(clock, at("2026-03-03T17:30"), "the customer answered")
    assert [(m.percent, m.at) for m in rules.moments(clock)] == [
        (50, at("2026-03-03T17:30")),
        (80, at("2026-03-03T17:42")),
        (100, at("2026-03-04T09:30")),
    ]
    stopped = rules.stop(clock, at("2026-03-04T09:30"), "answered")
    assert rules.is_met(stopped, at("2026-04-01T00:00"))
    assert rules.spent(stopped, at("2026-04-01T00:00")) == Spent(
        timedelta(hours=4), timedelta(hours=20)
    )
    late = rules.stop(clock, at("2026-03-04T09:30:01"), "answered")
    assert not rules.is_met(late, at("2026-04-01T00:00"))
    assert rules.remaining(late, at("2026-04-01T00:00")) == timedelta(seconds=-1)


def test_after_a_standstill_everything_missed_fires_once() -> None:
    clock = rules.start(office(), at("2026-03-02T09:00"), timedelta(minutes=1))
    clock, fired = rules.fire(clock, at("2026-03-05T09:00"))
    assert [firing.percent for firing in fired] == [50, 80, 100]
    assert rules.next_fire_at(clock) is None
    assert rules.fire(clock, at("2026-03-06T09:00"))[1] == ()


def test_what_a_pause_hid_still_fires() -> None:
    clock = rules.start(office(), at("2026-03-02T09:00"), timedelta(minutes=10))
    clock = rules.pause(clock, at("2026-03-02T09:06"), "waiting for the customer")
    assert rules.next_fire_at(clock) == at("2026-03-02T09:06")
    clock, fired = rules.fire(clock, at("2026-03-02T09:07"))
    assert [firing.percent for firing in fired] == [50]
    assert rules.next_fire_at(clock) is None


def test_a_system_clock_set_back_takes_no_time_away() -> None:
    clock = rules.start(office(), at("2026-03-02T09:00"), timedelta(minutes=10))
    clock = rules.pause(clock, at("2026-03-02T09:05"), "waiting for the customer")
    clock = rules.resume(clock, at("2026-03-02T08:00"), "the customer answered")
    assert rules.spent(clock, at("2026-03-02T08:30")).working == timedelta(minutes=5)
    assert rules.due_at(clock) == at("2026-03-02T09:10")


def test_a_promise_is_due_at_the_promised_instant_whatever_the_hours() -> None:
    promise = rules.start_until(office(), at("2026-03-02T17:00"), at("2026-03-03T20:00"))
    assert [(m.percent, m.at) for m in rules.moments(promise)] == [
        (50, at("2026-03-03T13:30")),  # 4.5 of the 9 working hours between
        (80, at("2026-03-03T16:12")),
        (100, at("2026-03-03T20:00")),
    ]
    assert rules.is_met(rules.stop(promise, at("2026-03-03T19:59"), "kept"), at("2026-03-09T09:00"))
    assert rules.is_met(promise, at("2026-03-03T20:00"))
    assert not rules.is_met(promise, at("2026-03-03T20:00:00.000001"))


def test_a_promise_within_the_night_shares_the_night() -> None:
    promise = rules.start_until(office(), at("2026-03-02T19:00"), at("2026-03-02T21:00"))
    assert [m.at for m in rules.moments(promise)] == [
        at("2026-03-02T20:00"),
        at("2026-03-02T20:36"),
        at("2026-03-02T21:00"),
    ]


def test_a_promise_is_moved_not_paused() -> None:
    promise = rules.start_until(office(), at("2026-03-02T09:00"), at("2026-03-02T18:00"))
    promise, _ = rules.fire(promise, at("2026-03-02T17:00"))
    assert promise.fired == (50, 80)
    moved = rules.move(promise, at("2026-03-02T17:00"), at("2026-03-03T12:00"), "agreed by phone")
    assert moved.fired == (50,)
    assert rules.next_fire_at(moved) == at("2026-03-03T09:48")
    with pytest.raises(ClockError) as refused:
        rules.pause(moved, at("2026-03-03T09:00"), "waiting")
    assert refused.value.key == "clocks.pause_deadline"


@pytest.mark.parametrize("end", [rules.stop, rules.cancel])
def test_an_ended_clock_stays_ended(end: object) -> None:
    clock = rules.start(office(), at("2026-03-02T09:00"), timedelta(hours=1))
    ended = end(clock, at("2026-03-02T09:10"), "done")  # type: ignore[operator]
    assert rules.next_fire_at(ended) is None
    assert rules.fire(ended, at("2027-03-02T09:10"))[1] == ()
    assert rules.moments(ended) == ()
    for step in (rules.pause, rules.resume, rules.stop, rules.cancel):
        with pytest.raises(ClockError):
            step(ended, at("2026-03-02T09:20"), "again")


def start_with(**changes: object) -> Clock:
    given_ = {"target": timedelta(hours=1), "thresholds": (50, 80, 100)} | changes
    return rules.start(office(), at("2026-03-02T09:00"), **given_)  # type: ignore[arg-type]


REFUSED = {
    "no_length": lambda: start_with(target=NOTHING),
    "bad_thresholds": lambda: start_with(thresholds=(50, 80)),
    "deadline_past": lambda: rules.start_until(
        office(), at("2026-03-02T09:00"), at("2026-03-02T09:00")
    ),
    "no_deadline": lambda: rules.move(
        start_with(), at("2026-03-02T09:10"), at("2026-03-02T10:00"), "later"
    ),
    "clock_running": lambda: rules.resume(start_with(), at("2026-03-02T09:10"), "on"),
    "clock_paused": lambda: rules.pause(
        rules.pause(start_with(), at("2026-03-02T09:10"), "one"), at("2026-03-02T09:11"), "two"
    ),
}


@pytest.mark.parametrize("key", REFUSED)
def test_a_step_out_of_turn_is_refused_with_what_to_do(key: str) -> None:
    with pytest.raises(Refusal) as refused:
        REFUSED[key]()
    assert refused.value.key == f"clocks.{key}"
    told = {text(refused.value.key, locale, **refused.value.params) for locale in LOCALES}
    assert len(told) == len(LOCALES)
