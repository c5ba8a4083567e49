"""Clocks in the database: each step stored and recorded, on a calendar that stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

import msgspec
import pytest
import sqlalchemy as sa

from madoguchi.clocks import operations as clocks
from madoguchi.clocks.contracts import (
    Action,
    ClockState,
    FrozenCalendar,
    KeptClock,
    Moment,
    Owing,
    Scope,
    Subject,
)
from madoguchi.clocks.errors import ClockError, StandardError
from madoguchi.clocks.queries.book import book
from madoguchi.clocks.rules import standards
from madoguchi.clocks.rules.freezing import freeze
from madoguchi.clocks.rules.reading import read_calendar
from madoguchi.clocks.tables import frozen_calendar_table
from madoguchi.kernel import feed
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.transaction import Tx
from tests.world import World

NUMBERS = count(1)


@cache
def office() -> FrozenCalendar:
    """Monday to Friday, 09:00-18:00 in Tokyo. The world begins on Monday at 10:00 there."""
    weekly = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    return freeze(read_calendar({"zone": "Asia/Tokyo", "weekly": weekly}), 2025, 2028)


def owing(subject: Subject = Subject.FIRST_REPLY) -> Owing:
    return Owing(subject=subject, kind="conversation", id=next(NUMBERS), conversation_id=7)


def start(world: World, subject: Subject = Subject.FIRST_REPLY) -> KeptClock:
    def run(tx: Tx) -> KeptClock:
        standard = book(tx).standard(subject, [Scope()])
        assert standard is not None
        return clocks.start(tx, owing(subject), standard, office(), by=SYSTEM, reason="test")

    return world.store.write_now(run)


def events(world: World) -> list[tuple[str, dict[str, object]]]:
    rows = world.store.read_now(lambda view: feed.read(view.connection, feed.START, 10_000))
    return [
        (row.kind, msgspec.json.decode(row.changes)[0]["value"])
        for row in rows
        if row.kind.startswith("clock_")
    ]


def test_a_fresh_desk_has_the_standards_that_ship(world: World) -> None:
    kept = world.store.read_now(book).standards
    assert tuple(each.standard for each in kept) == standards.defaults()
    assert not any(each.off for each in kept)


def test_every_step_is_stored_and_recorded_with_its_reason(world: World) -> None:
    clock = start(world, Subject.NEXT_REPLY)
    assert clock.due_at == clock.started_at + timedelta(seconds=180)
    write = world.store.write_now
    world.clock.move(seconds=30)
    paused = write(clocks.pause, clock.id, by=SYSTEM, reason="snoozed")
    assert (paused.state, paused.due_at, paused.worked_ms) == (ClockState.PAUSED, None, 30_000)
    world.clock.move(hours=1)
    resumed = write(clocks.resume, clock.id, by=SYSTEM, reason="awoke")
    assert resumed.due_at is not None
    assert resumed.due_at - resumed.since == pytest.approx(
        timedelta(seconds=150), abs=timedelta(milliseconds=1)
    )
    world.clock.move(seconds=10)
    stopped = write(clocks.stop, clock.id, by=SYSTEM, reason="answered", person_id=3)
    assert (stopped.worked_ms, stopped.passed_ms) == (40_000, 40_000)
    assert (stopped.ended_at, stopped.owing.person_id) == (stopped.since, 3)
    told = [(kind, value["reason"], value["version"]) for kind, value in events(world)]
    assert told == [
        ("clock_started", "test", 1),
        ("clock_paused", "snoozed", 2),
        ("clock_resumed", "awoke", 3),
        ("clock_stopped", "answered", 4),
    ]
    for step in (clocks.pause, clocks.resume, clocks.stop, clocks.cancel):
        with pytest.raises(ClockError):
            write(step, clock.id, by=SYSTEM, reason="late")
    assert len(events(world)) == 4, "A refused step must leave nothing behind."


def test_a_share_of_the_time_fires_once_whoever_asks(world: World) -> None:
    clock = start(world)
    fire: Callable[[], object] = lambda: world.store.write_now(clocks.fire, clock.id, person_id=9)  # noqa: E731
    assert fire() is None
    world.clock.move(seconds=49)
    fired = world.store.write_now(clocks.fire, clock.id, person_id=9)
    assert fired is not None
    kept, reached = fired
    assert [each.percent for each in reached] == [50, 80]
    assert reached[1].actions == (Action.TELL_AGENT, Action.RAISE_PRIORITY)
    assert (kept.owing.person_id, kept.breached_at, kept.fired) == (9, None, (50, 80))
    assert fire() is None
    world.clock.move(days=2)
    fired = world.store.write_now(clocks.fire, clock.id)
    assert fired is not None
    assert fired[0].breached_at == clock.due_at == fired[1][0].at, (
        "Late or not, it tells the truth."
    )
    assert fire() is None
    assert [kind for kind, _ in events(world)] == ["clock_started", "clock_fired", "clock_fired"]


def test_a_promise_moves_but_never_into_the_past(world: World) -> None:
    deadline = world.clock.now + timedelta(hours=3)
    moments = (Moment(80, (Action.TELL_AGENT,)),)
    promise = owing(Subject.PROMISE)
    write = world.store.write_now
    clock = write(
        clocks.start_until, promise, deadline, office(), by=SYSTEM, reason="promised",
        moments=moments,
    )  # fmt: skip
    assert (clock.due_at, clock.deadline) == (deadline, deadline)
    later = deadline + timedelta(hours=1)
    moved = write(clocks.move, clock.id, later, by=SYSTEM, reason="the customer agreed")
    assert moved.due_at == later
    with pytest.raises(StandardError, match="deadline_past"):
        write(clocks.move, clock.id, world.clock.now, by=SYSTEM, reason="too late")
    past = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(StandardError, match="deadline_past"):
        write(clocks.start_until, promise, past, office(), by=SYSTEM, reason="promised")
    given = write(clocks.hand_over, clock.id, person_id=4, team_id=None, by=SYSTEM, reason="leave")
    assert (given.owing.person_id, given.due_at) == (4, later)


def test_equal_calendars_are_stored_once(world: World) -> None:
    for _ in range(3):
        start(world)
    counted = sa.select(sa.func.count()).select_from(frozen_calendar_table)
    assert world.store.read_now(lambda view: view.execute(counted).scalar_one()) == 1


def test_what_is_not_there_is_named_so(world: World) -> None:
    with pytest.raises(NotFound, match=r"clocks\.not_found"):
        world.store.write_now(clocks.stop, 99, by=SYSTEM, reason="answered")
