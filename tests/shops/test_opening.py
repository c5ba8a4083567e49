"""Hours: what is accepted, when a shop is open, when it opens next."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.shops.contracts import WEEKDAYS, ClosedDay, Hours
from madoguchi.shops.rules.opening import ALWAYS, check_hours, is_open, opens_at
from tests.refusals import refused

INSTANTS = st.integers(0, 5 * 366 * 86_400).map(
    lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
TOKYO = ZoneInfo("Asia/Tokyo")


def tokyo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


OFFICE = check_hours(
    Hours(
        "Asia/Tokyo",
        {day: [("13:00", "18:00"), ("09:00", "12:00")] for day in WEEKDAYS[:5]},
        [ClosedDay(date(2026, 3, 4), " 棚卸し\n")],
    )
)


def test_hours_are_kept_in_order() -> None:
    assert OFFICE.weekly["mon"] == [("09:00", "12:00"), ("13:00", "18:00")]
    assert OFFICE.closures == [ClosedDay(date(2026, 3, 4), "棚卸し")]
    assert check_hours(OFFICE) == OFFICE


@pytest.mark.parametrize(
    ("at", "open_now", "next_opening"),
    [
        ("2026-03-02T09:00", True, None),
        ("2026-03-02T11:59:59", True, None),
        ("2026-03-02T12:00", False, "2026-03-02T13:00"),
        ("2026-03-02T18:00", False, "2026-03-03T09:00"),
        ("2026-03-03T20:00", False, "2026-03-05T09:00"),  # the 4th is a closed day
        ("2026-03-06T18:00", False, "2026-03-09T09:00"),  # the weekend
    ],
)
def test_a_shop_opens_and_closes_by_its_own_clock(
    at: str, open_now: bool, next_opening: str | None
) -> None:
    now = tokyo(at).astimezone(UTC)
    assert is_open(OFFICE, now) is open_now
    assert opens_at(OFFICE, now) == (tokyo(next_opening) if next_opening else None)


def test_a_night_shift_runs_into_the_next_day() -> None:
    night = check_hours(Hours("Asia/Tokyo", {"fri": [("20:00", "02:00")]}))
    assert is_open(night, tokyo("2026-03-07T01:59"))
    assert not is_open(night, tokyo("2026-03-07T02:00"))


def test_a_shop_without_hours_never_opens() -> None:
    shut = check_hours(Hours("Asia/Tokyo"))
    assert not is_open(shut, tokyo("2026-03-02T10:00"))
    assert opens_at(shut, tokyo("2026-03-02T10:00")) is None


@given(INSTANTS)
def test_a_shop_that_never_closes_is_always_open(at: datetime) -> None:
    hours = Hours("America/New_York", ALWAYS)
    assert is_open(hours, at)
    assert opens_at(hours, at) is None


@given(
    at=INSTANTS,
    zone=st.sampled_from(["Asia/Tokyo", "Asia/Shanghai", "America/New_York", "Europe/Paris"]),
)
def test_being_open_is_what_the_clock_on_the_wall_says(at: datetime, zone: str) -> None:
    hours = Hours(zone, {day: [("09:30", "17:45")] for day in WEEKDAYS[:6]})
    there = at.astimezone(ZoneInfo(zone))
    by_the_wall = there.weekday() < 6 and time(9, 30) <= there.time() < time(17, 45)
    assert is_open(hours, at) is by_the_wall
    opening = opens_at(hours, at)
    assert (opening is None) is by_the_wall
    if opening is not None:
        assert timedelta(0) < opening - at <= timedelta(days=3)
        assert opening.astimezone(ZoneInfo(zone)).strftime("%H:%M") == "09:30"


@pytest.mark.parametrize(
    ("weekly", "key", "field"),
    [
        ({"mon": [("9", "18:00")]}, "shops.bad_time", "hours.weekly.mon"),
        ({"tue": [("09:00", "25:00")]}, "shops.bad_time", "hours.weekly.tue"),
        ({"tue": [("09:00", "18:60")]}, "shops.bad_time", "hours.weekly.tue"),
        ({"wed": [("09:00", "09:00")]}, "shops.empty_hours", "hours.weekly.wed"),
        ({"wed": [("24:00", "09:00")]}, "shops.empty_hours", "hours.weekly.wed"),
        (
            {"fri": [("09:00", "18:00"), ("17:00", "20:00")]},
            "shops.overlapping_hours",
            "hours.weekly.fri",
        ),
        (
            {"sun": [("20:00", "10:00")], "mon": [("09:00", "18:00")]},
            "shops.overlapping_hours",
            "hours.weekly.mon",
        ),
    ],
)
def test_wrong_hours_are_refused_by_their_day(weekly: dict, key: str, field: str) -> None:  # type: ignore[type-arg]
    with refused(key, field):
        check_hours(Hours("Asia/Tokyo", weekly))


def test_zones_and_closed_days() -> None:
    with refused("people.unknown_zone", "hours.zone"):
        check_hours(Hours("Japan/Tokyo"))
    many = [ClosedDay(date(2026, 1, 1) + timedelta(days=number)) for number in range(401)]
    with refused("shops.too_many_closures", "hours.closures"):
        check_hours(Hours("Asia/Tokyo", {}, many))
