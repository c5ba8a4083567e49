"""A week's need from the conversations there were, and what is planned for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.desk import operations as desk
from madoguchi.insight.staffing import Aim, Demand, Slot, agents_needed
from madoguchi.insight.staffing.contracts import AssumptionsDraft, StaffingWeek
from madoguchi.insight.staffing.operations import drop_assumptions, keep_assumptions
from madoguchi.insight.staffing.queries import assumptions, staffing_week
from madoguchi.insight.staffing.week import arrivals, half_hours
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.people.shifts.contracts import ShiftDraft
from madoguchi.people.shifts.operations import plan_shift
from tests.databases import database_url, world
from tests.refusals import refused
from tests.world import World

__all__ = ["database_url", "world"]

TOKYO = "Asia/Tokyo"
MONDAY = date(2026, 3, 16)
AIM = Aim(service_level=0.9, within=timedelta(seconds=60), max_occupancy=0.85, shrinkage=0.3)


def customers_come(world: World, at: str, count: int, minutes: float = 10, **more: Any) -> None:
    """At a time in Tokyo so many write, are answered at once, and are done after some minutes."""
    world.clock.now = datetime.fromisoformat(f"{at}+09:00").astimezone(UTC)
    for _ in range(count):
        came = world.clock.now
        visitor = world.visitor(world.client_id(), more.get("shop_id"))
        number = world.receive(visitor, "hello").conversation_id
        world.store.write_now(desk.post, number, world.speech("hi"), by=world.anna)
        world.clock.move(minutes=minutes)
        world.store.write_now(desk.resolve, number, by=world.anna)
        world.clock.now = came


def plan(world: World, who: Actor, day: date, starts: float, ends: float, **more: Any) -> None:
    draft = ShiftDraft(
        person_id=who.id or 0,
        zone=TOKYO,
        day=day,
        starts=int(starts * 60),
        ends=int(ends * 60),
        **more,
    )
    world.store.write_now(plan_shift, draft, by=world.anna)


def week(world: World, first: date = MONDAY, by: Actor | None = None, **more: Any) -> StaffingWeek:
    return world.store.read_now(staffing_week, first, TOKYO, by=by or world.anna, **more)


@pytest.fixture
def busy(world: World) -> World:
    """Two Mondays at ten, 24 and 12 customers; it is Wednesday now."""
    customers_come(world, "2026-03-02T10:05", 24)
    customers_come(world, "2026-03-09T10:20", 12)
    world.clock.now = datetime(2026, 3, 11, 3, tzinfo=UTC)
    return world


def test_a_half_hour_needs_what_its_weekday_brought_on_average(busy: World) -> None:
    found = week(busy)
    assert (found.since, found.until) == (date(2026, 3, 2), date(2026, 3, 10))
    assert (found.conversations, found.handling_from, found.handling) == (36, "history", 600)
    assert len(found.half_hours) == 336
    asked = [half for half in found.half_hours if half.contacts]
    at_ten = datetime(2026, 3, 16, 1, tzinfo=UTC)
    assert [(half.at, half.contacts) for half in asked] == [(at_ten, 18.0)]
    assumed = found.assumptions
    aim = Aim(
        service_level=assumed.service_level,
        within=timedelta(seconds=assumed.within),
        max_occupancy=assumed.max_occupancy,
        shrinkage=assumed.shrinkage,
        concurrency=assumed.concurrency,
    )
    need = agents_needed(Demand(18, timedelta(minutes=10)), aim)
    assert asked[0].needed == need.paid
    assert found.short == need.paid / 2
    assert found.expected == asked[0].level == 0


def test_shifts_fill_the_need_and_leave_does_not(busy: World) -> None:
    before = week(busy)
    plan(busy, busy.lin, MONDAY, 9, 10.25)
    plan(busy, busy.sora, MONDAY, 0, 24, kind="leave")
    plan(busy, busy.anna, MONDAY, 10, 10.5)
    after = week(busy)
    there = next(half for half in after.half_hours if half.contacts)
    assert there.planned == 1.5
    assert before.short - after.short == 0.75
    assert after.half_hours[18].planned == after.half_hours[19].planned == 1


def test_a_shop_has_its_own_history_people_and_assumptions(busy: World) -> None:
    busy.clock.now = datetime(2026, 3, 11, 3, tzinfo=UTC)
    customers_come(busy, "2026-03-09T10:00", 4, shop_id=busy.canton_shop.id)
    busy.clock.now = datetime(2026, 3, 11, 3, tzinfo=UTC)
    plan(busy, busy.sora, MONDAY, 10, 11)
    own = AssumptionsDraft(
        shop_id=busy.canton_shop.id, handling=300, concurrency=1, weeks=1, shrinkage=0
    )
    busy.store.write_now(keep_assumptions, own, by=busy.anna)
    canton = week(busy, shop_id=busy.canton_shop.id)
    kyoto = week(busy, shop_id=busy.kyoto_shop.id)
    assert (canton.conversations, kyoto.conversations) == (4, 36)
    assert (canton.handling_from, canton.handling, kyoto.handling_from) == ("hand", 300, "history")
    assert (canton.half_hours[20].planned, kyoto.half_hours[20].planned) == (0, 1)
    aim = Aim(service_level=0.9, within=timedelta(seconds=60), max_occupancy=0.85, concurrency=1)
    alone = agents_needed(Demand(4, timedelta(minutes=5)), aim)
    assert canton.half_hours[20].needed == alone.paid
    assert week(busy, shop_id=busy.canton_shop.id, channel="webchat").conversations == 4
    assert week(busy, shop_id=busy.canton_shop.id, channel="email").conversations == 0


def test_assumptions_hold_for_their_scope_and_below(world: World) -> None:
    kyoto = world.kyoto_shop.id

    def keep(**values: Any) -> int:
        draft = AssumptionsDraft(**values)
        return world.store.write_now(keep_assumptions, draft, by=world.anna).id

    def weeks(*scope: Any) -> int:
        return world.store.read_now(assumptions, *scope).weeks

    assert world.store.read_now(assumptions).version == 0
    keep(weeks=1)
    keep(channel="email", weeks=2)
    shop = keep(shop_id=kyoto, weeks=3)
    both = keep(shop_id=kyoto, channel="email", weeks=4)
    scopes = [(), (None, "email"), (kyoto,), (kyoto, "email"), (kyoto, "webchat"), (99, "email")]
    assert [weeks(*scope) for scope in scopes] == [1, 2, 3, 4, 3, 2]
    assert keep(shop_id=kyoto, weeks=5) == shop
    world.store.write_now(drop_assumptions, both, by=world.anna)
    assert weeks(kyoto, "email") == 5
    with refused("insight.staffing.not_found"):
        world.store.write_now(drop_assumptions, both, by=world.anna)


WRONG = [
    ("service_level", {"service_level": 1.0}),
    ("shrinkage", {"shrinkage": 1.0}),
    ("concurrency", {"concurrency": 0}),
    ("max_occupancy", {"max_occupancy": 0.0}),
    ("within", {"within": -1}),
    ("handling", {"handling": 0}),
]


@pytest.mark.parametrize(("field", "values"), WRONG)
def test_impossible_assumptions_are_refused_at_their_field(
    world: World, field: str, values: dict[str, Any]
) -> None:
    with refused(f"insight.staffing.{field}", field):
        world.store.write_now(keep_assumptions, AssumptionsDraft(**values), by=world.anna)
    assert world.store.read_now(assumptions).version == 0


def test_staffing_is_for_supervisors_and_for_shops_in_sight(world: World) -> None:
    with refused("people.supervisor_only"):
        week(world, by=world.lin)
    with refused("people.supervisor_only"):
        world.store.write_now(keep_assumptions, AssumptionsDraft(), by=world.lin)
    rin = world.hire("rin", "supervisor", [world.kyoto_shop.id])
    customers_come(world, "2026-03-09T10:05", 1)
    customers_come(world, "2026-03-09T10:05", 1, shop_id=world.canton_shop.id)
    world.clock.now = datetime(2026, 3, 11, 3, tzinfo=UTC)
    assert week(world, by=rin).conversations == 1
    with refused("shops.not_found"):
        week(world, by=rin, shop_id=world.canton_shop.id)
    with refused("desk.for_all_shops_needs_all"):
        world.store.write_now(keep_assumptions, AssumptionsDraft(), by=rin)


def test_a_house_without_history_needs_nobody_yet(world: World) -> None:
    found = week(world)
    assert (found.since, found.handling_from, found.short, found.expected) == (
        None,
        "usual",
        0,
        None,
    )


def test_what_stood_open_overnight_is_not_handling(world: World) -> None:
    customers_come(world, "2026-03-02T10:05", 12, minutes=5)
    customers_come(world, "2026-03-02T11:05", 12, minutes=600)
    world.clock.now = datetime(2026, 3, 11, 3, tzinfo=UTC)
    assert week(world).handling == 300


zones = st.sampled_from(
    ["Asia/Tokyo", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "Europe/Berlin"]
)
mondays = st.dates(date(2024, 1, 1), date(2027, 12, 31))
stretches = st.lists(st.tuples(st.integers(-600, 11_000), st.integers(1, 1440)), max_size=8)


@given(zones, mondays, stretches)
def test_all_planned_time_within_the_week_is_drawn(
    zone: str, first: date, planned: list[tuple[int, int]]
) -> None:
    local = ZoneInfo(zone)
    begins = datetime.combine(first, datetime.min.time(), local).astimezone(UTC)
    shifts = [
        (begins + timedelta(minutes=starts), begins + timedelta(minutes=starts + length))
        for starts, length in planned
    ]
    halves = half_hours(first, local, {}, timedelta(minutes=8), AIM, shifts)
    ends = halves[-1].at + timedelta(minutes=30)
    assert halves[0].at == begins
    assert ends.astimezone(local).date() == first + timedelta(days=7)
    assert [half.at.astimezone(local).date() for half in halves] == sorted(
        half.at.astimezone(local).date() for half in halves
    )
    within = sum(
        max(timedelta(), min(end, ends) - max(start, begins)).total_seconds()
        for start, end in shifts
    )
    assert sum(half.planned for half in halves) * 1800 == pytest.approx(within, abs=10)


@given(zones, mondays, st.integers(1, 6), st.integers(1, 500))
def test_an_even_stream_is_expected_evenly(zone: str, since: date, weeks: int, each: int) -> None:
    """Whatever the clocks do, so many in every quarter hour are twice so many in every half."""
    local = ZoneInfo(zone)
    until = since + timedelta(days=7 * weeks - 1)
    at = datetime.combine(since, datetime.min.time(), local).astimezone(UTC)
    end = datetime.combine(until + timedelta(days=1), datetime.min.time(), local).astimezone(UTC)
    counts = []
    while at < end:
        counts.append((at, each))
        at += timedelta(minutes=15)
    found = arrivals(counts, since, until, local)
    assert found.count == each * len(counts)
    assert {slot for slot in found.contacts if slot.index in (8, 20)} == {
        Slot(day, index) for day in range(7) for index in (8, 20)
    }
    assert set(found.contacts.values()) == {2 * each}


def test_arrivals_are_counted_from_their_index_alone(tmp_path: Path) -> None:
    """Whatever the shop: an index of shops would have every conversation of it looked up."""
    world = World(f"sqlite:///{tmp_path / 'test.db'}")
    statements: list[tuple[str, Any]] = []

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        statements.append((statement, parameters))

    def look(view: View) -> list[str]:
        sa.event.listen(view.connection, "before_cursor_execute", listen)
        staffing_week(view, MONDAY, TOKYO, by=world.anna, shop_id=world.kyoto_shop.id)
        sa.event.remove(view.connection, "before_cursor_execute", listen)
        counting = [each for each in statements if "quarters" in each[0]]
        plan = view.connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {counting[0][0]}", counting[0][1]
        )
        return [row[3] for row in plan]

    plan = world.store.read_now(look)
    world.close()
    read = [line for line in plan if "conversation" in line]
    assert len(read) == 1
    assert "USING COVERING INDEX ix_conversation_created" in read[0]
