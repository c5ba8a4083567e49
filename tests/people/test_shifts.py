"""Shifts and leave: planned, changed, dropped, copied; who is on shift; what cannot stand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from madoguchi.kernel import feed
from madoguchi.people import queries
from madoguchi.people.contracts import Actor, PersonChanges
from madoguchi.people.operations import staff
from madoguchi.people.shifts import operations as shifts
from madoguchi.people.shifts.contracts import (
    PlannedShift,
    ShiftChanges,
    ShiftDraft,
    ShiftTemplate,
    WeekCopy,
)
from madoguchi.people.shifts.queries import templates
from tests.people.conftest import House
from tests.refusals import key_of, refused

MONDAY = date(2026, 3, 2)
TOKYO = "Asia/Tokyo"


def plan(house: House, who: Actor, day: date, starts: float, ends: float, **more: Any) -> Any:
    draft = ShiftDraft(
        person_id=who.id or 0,
        zone=more.pop("zone", TOKYO),
        day=day,
        starts=int(starts * 60),
        ends=int(ends * 60),
        **more,
    )
    return house.store.write_now(shifts.plan_shift, draft, by=house.lin)


def week(house: House, first: date = MONDAY, days: int = 7) -> list[PlannedShift]:
    begins = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return house.store.read_now(
        queries.shifts_between, begins, begins + timedelta(days=days), by=house.sora
    )


def working(house: House, who: Actor, at: str) -> bool:
    found = house.store.read_now(queries.on_shift, who.id or 0, datetime.fromisoformat(at))
    return found is not None


def test_a_shift_is_worked_from_its_start_until_its_end(house: House) -> None:
    made = plan(house, house.sora, MONDAY, 9, 17)
    assert (made.starts_at, made.ends_at) == (
        datetime(2026, 3, 2, 0, 0, tzinfo=UTC),
        datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
    )
    seen = [
        working(house, house.sora, f"2026-03-02T{at}+09:00")
        for at in ("08:59:59", "09:00:00", "16:59:59", "17:00:00")
    ]
    assert seen == [False, True, True, False]
    assert not working(house, house.lin, "2026-03-02T10:00+09:00")


def test_a_night_shift_lasts_into_the_next_day(house: House) -> None:
    plan(house, house.sora, MONDAY, 22, 30)
    plan(house, house.sora, MONDAY + timedelta(days=1), 6, 8)  # touching is no overlap
    seen = [working(house, house.sora, f"2026-03-03T{at}+09:00") for at in ("05:59", "06:00")]
    assert seen == [True, True]
    with refused("people.shift.overlaps", "starts"):
        plan(house, house.sora, MONDAY + timedelta(days=1), 5, 6)


def test_who_is_on_leave_or_gone_is_not_on_shift(house: House) -> None:
    plan(house, house.sora, MONDAY, 0, 48, kind="leave")
    at = datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert not working(house, house.sora, "2026-03-03T10:00+09:00")
    planned = house.store.read_now(queries.planned_at, house.sora.id or 0, at)
    assert planned is not None
    assert planned.kind == "leave"
    plan(house, house.lin, MONDAY + timedelta(days=1), 9, 17)
    everybody = house.store.read_now(queries.everybody_at, at)
    assert {person: one.kind for person, one in everybody.items()} == {
        house.sora.id: "leave",
        house.lin.id: "work",
    }
    gone = PersonChanges(disabled=True)
    house.store.write_now(staff.change_person, house.sora.id or 0, gone, by=house.anna)
    assert house.store.read_now(queries.everybody_at, at).keys() == {house.lin.id}
    assert house.store.read_now(queries.planned_at, house.sora.id or 0, at) is None


def test_the_next_turn_is_the_next_start_or_end(house: House) -> None:
    plan(house, house.sora, MONDAY, 9, 17)
    plan(house, house.lin, MONDAY, 12, 20)
    at, turns = datetime(2026, 3, 1, 12, tzinfo=UTC), []
    while (turn := house.store.read_now(queries.next_turn, at)) is not None:
        turns.append(turn.hour)
        at = turn
    assert turns == [0, 3, 8, 11]


OVERLAPS = [
    ("work", "work", "people.shift.overlaps"),
    ("leave", "work", "people.shift.on_leave"),
    ("work", "leave", "people.leave.has_shift"),
    ("leave", "leave", "people.leave.overlaps"),
]


@pytest.mark.parametrize(("there", "wanted", "key"), OVERLAPS)
def test_two_things_at_once_are_refused_with_what_to_do(
    house: House, there: str, wanted: str, key: str
) -> None:
    plan(house, house.sora, MONDAY, 9, 17, kind=there)
    with refused(key, "starts"):
        plan(house, house.sora, MONDAY, 16.5, 20, kind=wanted)
    with refused(key):  # the same hours, told in another zone
        plan(house, house.sora, MONDAY, 1, 2, kind=wanted, zone="Europe/London")
    plan(house, house.sora, MONDAY, 17, 20, kind=wanted)
    assert len(week(house)) == 2


def test_a_shift_is_moved_lengthened_and_given_to_somebody_else(house: House) -> None:
    made = plan(house, house.sora, MONDAY, 9, 17)

    def change(**changes: Any) -> PlannedShift:
        return house.store.write_now(
            shifts.change_shift, made.id, ShiftChanges(**changes), by=house.lin
        )

    assert change() == made
    longer = change(ends=18 * 60)
    assert (longer.version, longer.ends_at.hour) == (2, 9)
    moved = change(day=MONDAY + timedelta(days=2), starts=10 * 60)  # over where it stood itself
    assert moved.starts_at == datetime(2026, 3, 4, 1, tzinfo=UTC)
    plan(house, house.lin, MONDAY + timedelta(days=2), 8, 11)
    with refused("people.shift.overlaps"):
        change(person_id=house.lin.id)
    assert change(person_id=house.anna.id, kind="leave").kind == "leave"
    with refused("people.shift.backward", "ends"):
        change(ends=600)
    with refused("people.not_found", "person_id"):
        change(person_id=999)


def test_of_those_who_plan_one_hour_at_once_one_wins(house: House) -> None:
    """Eight desks plan overlapping shifts for one person in the same moment."""

    def at_once(number: int) -> str | None:
        return key_of(lambda: plan(house, house.sora, MONDAY, 9 + number / 10, 17))

    with ThreadPoolExecutor(8) as desks:
        keys = list(desks.map(at_once, range(8)))
    assert sorted(map(str, keys)) == ["None", *["people.shift.overlaps"] * 7]
    assert len(week(house)) == 1


def test_only_supervisors_plan(house: House) -> None:
    made = plan(house, house.sora, MONDAY, 9, 17)
    draft = ShiftDraft(person_id=house.sora.id or 0, zone=TOKYO, day=MONDAY, starts=0, ends=60)
    tries = [
        (shifts.plan_shift, draft),
        (shifts.change_shift, made.id, ShiftChanges(starts=0)),
        (shifts.drop_shifts, [made.id]),
        (shifts.copy_week, WeekCopy(source=MONDAY, target=MONDAY + timedelta(days=7))),
        (shifts.keep_templates, []),
    ]
    for operation, *args in tries:
        with refused("people.supervisor_only"):
            house.store.write_now(operation, *args, by=house.sora)  # type: ignore[arg-type]
    assert week(house) == [made]


def test_shifts_are_dropped_all_or_none(house: House) -> None:
    one, other = plan(house, house.sora, MONDAY, 9, 12), plan(house, house.sora, MONDAY, 13, 17)
    with refused("people.shift.not_found"):
        house.store.write_now(shifts.drop_shifts, [one.id, 999], by=house.lin)
    with refused("people.shift.not_found"):
        house.store.write_now(shifts.drop_shifts, [], by=house.lin)
    assert week(house) == [one, other]
    house.store.write_now(shifts.drop_shifts, [other.id, one.id, one.id], by=house.lin)
    assert week(house) == []


def test_a_week_is_copied_as_its_clocks_read(house: House) -> None:
    berlin = {"zone": "Europe/Berlin"}
    monday = date(2026, 3, 23)  # the week in which the clocks go forward
    plan(house, house.sora, monday, 9, 17, **berlin)
    plan(house, house.sora, monday + timedelta(days=5), 22, 30, **berlin)
    plan(house, house.sora, monday + timedelta(days=1), 0, 24, kind="leave", **berlin)
    plan(house, house.lin, monday, 9, 17)
    plan(house, house.lin, monday + timedelta(days=7), 12, 13)
    copied = house.store.write_now(
        shifts.copy_week,
        WeekCopy(source=monday, target=monday + timedelta(days=7)),
        by=house.lin,
    )
    read = [(one.person_id, one.day.day, one.starts, one.starts_at.hour) for one in copied.made]
    # 09:00 in Berlin was 08:00 UTC; it is 07:00 once the clocks have gone forward.
    assert read == [(house.sora.id, 30, 540, 7), (house.sora.id, 4, 1320, 20)]
    assert [each.shift.person_id for each in copied.left_out] == [house.lin.id]
    assert "12:00–13:00" in copied.left_out[0].because
    only = WeekCopy(
        source=monday, target=monday + timedelta(days=14), person_ids=[house.lin.id or 0]
    )
    again = house.store.write_now(shifts.copy_week, only, by=house.lin)
    assert [one.person_id for one in again.made] == [house.lin.id]
    with refused("people.shift.same_week", "target"):
        house.store.write_now(
            shifts.copy_week, WeekCopy(source=monday, target=monday), by=house.lin
        )


def test_usual_hours_are_the_house_s_own_once_it_keeps_some(house: House) -> None:
    usual = house.store.read_now(templates)
    assert ([each.kind for each in usual.items], usual.version) == (["early", "late", "night"], 0)
    own = [ShiftTemplate(name="  短 時 ", starts=600, ends=840)]
    kept = house.store.write_now(shifts.keep_templates, own, by=house.lin)
    assert (kept.version, kept.items[0].name) == (1, "短 時")
    assert house.store.read_now(templates) == kept
    assert house.store.write_now(shifts.keep_templates, [], by=house.lin).version == 2
    for wrong, key in (
        ([ShiftTemplate(starts=0, ends=60)], "people.name_missing"),
        ([ShiftTemplate(name="x" * 25, starts=0, ends=60)], "people.name_too_long"),
        ([ShiftTemplate(kind="night", starts=1440, ends=1500)], "people.shift.bad_start"),
        ([ShiftTemplate(kind="night", starts=60, ends=60)], "people.shift.too_long"),
        ([ShiftTemplate(kind="night", starts=0, ends=60)] * 13, "people.shift.too_many_templates"),
    ):
        with refused(key):
            house.store.write_now(shifts.keep_templates, wrong, by=house.lin)


def test_every_change_is_in_the_feed_as_it_stands(house: House) -> None:
    after = house.store.read_now(lambda view: feed.last_position(view.connection))
    one = plan(house, house.sora, MONDAY, 9, 17)
    plan(house, house.sora, MONDAY + timedelta(days=1), 9, 17)
    copy = WeekCopy(source=MONDAY, target=MONDAY + timedelta(days=7))
    house.store.write_now(shifts.copy_week, copy, by=house.lin)
    house.store.write_now(shifts.change_shift, one.id, ShiftChanges(starts=600), by=house.lin)
    house.store.write_now(shifts.drop_shifts, [one.id], by=house.lin)
    house.store.write_now(shifts.keep_templates, [], by=house.lin)
    events = house.store.read_now(lambda view: feed.read(view.connection, after, 100))
    assert [(event.kind, event.changes.count('"version"')) for event in events] == [
        ("shift_planned", 2),
        ("shift_planned", 2),
        ("shift_planned", 4),
        ("shift_changed", 2),
        ("shift_dropped", 1),
        ("shift_templates_kept", 2),
    ]
    assert all(event.person_id is event.shop_id is None for event in events), "all staff see it"
