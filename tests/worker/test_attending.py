"""Shifts turn for everybody, whoever was looking: across a restart, a lost lease, a clock set."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from madoguchi.live.presence import Presence as Desks
from madoguchi.people.presence import queries
from madoguchi.people.presence.operations import choose_presence
from madoguchi.people.shifts import operations as shifts
from madoguchi.people.shifts.contracts import ShiftDraft
from madoguchi.worker.attending import Attendance
from tests.databases import database_url
from tests.world import World

__all__ = ["database_url"]

TOKYO = "Asia/Tokyo"


class Day:
    """Lin's desk is open; she works from nine to one and from two to six, and the next day."""

    def __init__(self, url: str) -> None:
        self.world = World(url)
        assert self.world.lin.id is not None
        self.lin = self.world.lin.id
        for day, starts, ends in ((2, 9, 13), (2, 14, 18), (3, 4, 12)):
            draft = ShiftDraft(
                person_id=self.lin,
                zone=TOKYO,
                day=date(2026, 3, day),
                starts=starts * 60,
                ends=ends * 60,
            )
            self.world.store.write_now(shifts.plan_shift, draft, by=self.world.anna)
        self.desks = Desks("here", lambda _: None, lambda _: None)
        self.desks.arrive(self.lin)
        self.attendance = self.another_process()

    def another_process(self) -> Attendance:
        """One that has just begun to look, and remembers nothing."""
        return Attendance(self.world.store, self.desks)

    def at(self, clock: str, attendance: Attendance | None = None) -> str:
        """Let somebody look at an instant of Tokyo; returns where Lin stands then, and why."""
        self.world.clock.now = datetime.fromisoformat(f"2026-03-{clock}:00+09:00")
        presences = {
            each.id: each
            for each in self.world.store.read_now(queries.presences, by=self.world.lin)
        }
        asyncio.run((attendance or self.attendance).look(presences, 900))
        found = self.world.store.read_now(queries.presence, self.lin)
        assert found is not None
        return f"{found.state}, {found.why}"

    def choose(self, state: str) -> None:
        """Let Lin say by hand where she stands."""
        self.world.store.write_now(choose_presence, self.lin, state, by=self.world.lin)


@pytest.fixture
def day(database_url: str) -> Iterator[Day]:
    opened = Day(database_url)
    yield opened
    opened.world.close()


def test_a_day_of_shifts(day: Day) -> None:
    assert day.at("02T08:50") == "available, returned"
    assert day.at("02T09:01") == "available, returned"
    assert day.at("02T13:01") == "hang_up, shift"
    assert day.at("02T14:01") == "available, shift"
    assert day.at("02T18:01") == "hang_up, shift"
    day.choose("available")
    assert day.at("02T19:00") == "available, hand"


def test_an_edge_that_nobody_saw_has_its_effect_after_a_restart(day: Day) -> None:
    assert day.at("02T12:59") == "available, returned"
    assert day.at("02T13:20", day.another_process()) == "hang_up, shift"
    assert day.at("02T14:30", day.another_process()) == "available, shift"
    # Or nobody looked at all until the next day's shift had begun.
    assert day.at("03T05:00", day.another_process()) == "available, shift"
    assert day.at("03T12:01", day.another_process()) == "hang_up, shift"


def test_a_clock_that_jumps_over_a_shift_and_back_leaves_nobody_behind(day: Day) -> None:
    assert day.at("02T10:00") == "available, returned"
    assert day.at("02T18:30") == "hang_up, shift"
    assert day.at("02T10:05") == "available, shift"
    assert day.at("03T05:00") == "available, shift"
    assert day.at("02T13:05") == "hang_up, shift"
    assert day.at("02T14:05") == "available, shift"


def test_back_within_the_break_the_afternoon_finds_them_available(day: Day) -> None:
    assert day.at("02T09:01") == "available, returned"
    assert day.at("02T13:01") == "hang_up, shift"
    day.desks.leave(day.lin, closed=True, unheard_s=60)
    assert day.at("02T13:10") == "offline, left"
    day.desks.arrive(day.lin)
    assert day.at("02T13:50") == "hang_up, returned"
    assert day.at("02T14:01") == "available, shift"
