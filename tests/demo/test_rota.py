"""The sample company's plan lies behind it, whatever the hour it is built at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.demo.rota import plan_last_week
from madoguchi.people import queries
from madoguchi.people.contracts import Actor
from tests.databases import database_url, world
from tests.world import World

__all__ = ["database_url", "world"]


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 22, 0, 30, tzinfo=UTC),
        datetime(2026, 11, 22, 15, 30, tzinfo=UTC),  # half past midnight on Monday in Tokyo
    ],
)
def test_last_week_is_planned_and_over(world: World, now: datetime) -> None:
    staff: list[Actor] = [world.anna, world.lin, world.sora]
    plan_last_week(world.store, staff, now, by=world.anna)
    planned = world.store.read_now(
        queries.shifts_between, now - timedelta(days=21), now + timedelta(days=21), by=world.anna
    )
    assert 12 <= len(planned) <= 15
    assert {shift.person_id for shift in planned} == {person.id for person in staff}
    assert max(shift.ends_at for shift in planned) <= now
    assert {shift.day.weekday() for shift in planned} == set(range(7))
