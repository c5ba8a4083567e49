"""Shifts over midnight and over daylight saving: laws for any of them, and what is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from madoguchi.language.catalogue import LOCALES
from madoguchi.people.shifts.rules import LONGEST_WORK, stretch, wall_clock
from madoguchi.people.shifts.wording import reading
from tests.refusals import key_of, refused

ZONES = (
    "Asia/Tokyo",
    "Asia/Kathmandu",  # 5:45
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",  # 3:30
    "Australia/Lord_Howe",  # by half an hour
    "Africa/Casablanca",  # backwards for Ramadan
    "Pacific/Chatham",
    "America/Havana",  # at midnight
)
zones = st.sampled_from(ZONES)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
minutes = st.integers(0, 1439)
lengths = st.integers(1, LONGEST_WORK)
BERLIN, FORWARD, BACK = "Europe/Berlin", date(2026, 3, 28), date(2026, 10, 24)
"""The Saturdays before the clocks change, at 02:00 and at 03:00 on Sunday."""


def stands(zone: str, day: date, starts: int, length: int) -> bool:
    """Whether anything is left of the shift; the clocks going forward may leave nothing."""
    key = key_of(lambda: stretch("work", zone, day, starts, starts + length))
    assert key in {None, "people.shift.skipped"}
    return key is None


@given(zones, days, minutes, lengths)
@example(BERLIN, FORWARD, 22 * 60, 480)
@example(BERLIN, date(2026, 3, 29), 150, 60)
def test_what_the_clock_shows_is_what_was_planned(
    zone: str, day: date, starts: int, length: int
) -> None:
    """Start and end show the planned wall clock, but where that is skipped: then later by the gap.

    Checked from the instants back, which needs none of the arithmetic that made them.
    """
    assume(stands(zone, day, starts, length))
    found = stretch("work", zone, day, starts, starts + length)
    for at, minute, moved in (
        (found.starts_at, starts, found.start_moved),
        (found.ends_at, starts + length, found.end_moved),
    ):
        planned = datetime.combine(day, time()) + timedelta(minutes=minute)
        shown = at.astimezone(ZoneInfo(zone))
        assert shown.replace(tzinfo=None) - planned == timedelta(minutes=moved)
        assert 0 <= moved <= 120
        if moved:  # nothing on the clock of that day shows the planned time
            candidates = [at + timedelta(minutes=each) for each in range(-180, 181)]
            shows = {each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for each in candidates}
            assert planned not in shows
        else:  # and of two that do, it is the first
            assert shown.fold == 0


@given(zones, days, minutes, lengths)
def test_a_stretch_lasts_what_it_reads_and_what_the_clocks_add(
    zone: str, day: date, starts: int, length: int
) -> None:
    assume(stands(zone, day, starts, length))
    found = stretch("work", zone, day, starts, starts + length)
    local = ZoneInfo(zone)
    before, after = (at.astimezone(local) for at in (found.starts_at, found.ends_at))
    offsets = (before.utcoffset() or timedelta()) - (after.utcoffset() or timedelta())
    really = found.ends_at - found.starts_at
    assert really == timedelta(minutes=length + found.gained)
    assert found.gained == offsets // timedelta(minutes=1) + found.end_moved - found.start_moved


@given(zones, days, minutes, lengths, st.integers(1, 1439))
def test_shifts_that_meet_on_the_clock_neither_overlap_nor_leave_a_gap(
    zone: str, day: date, starts: int, length: int, more: int
) -> None:
    middle = starts + length
    next_day, next_start = day + timedelta(days=middle // 1440), middle % 1440
    assume(stands(zone, day, starts, length) and stands(zone, next_day, next_start, more))
    first = stretch("work", zone, day, starts, middle)
    second = stretch("work", zone, next_day, next_start, next_start + more)
    assert first.ends_at == second.starts_at


@given(zones, days, minutes, lengths, st.sampled_from([7, 14, 28, 364]))
def test_the_same_shift_in_another_week_reads_the_same(
    zone: str, day: date, starts: int, length: int, ahead: int
) -> None:
    other = day + timedelta(days=ahead)
    assume(stands(zone, day, starts, length) and stands(zone, other, starts, length))
    found = [stretch("work", zone, each, starts, starts + length) for each in (day, other)]
    assume(not any(each.start_moved or each.end_moved for each in found))
    shown = [each.starts_at.astimezone(ZoneInfo(zone)).strftime("%H:%M") for each in found]
    assert shown == [wall_clock(starts)] * 2


def test_nights_in_which_the_clocks_change() -> None:
    forward = stretch("work", BERLIN, FORWARD, 22 * 60, 30 * 60)
    back = stretch("work", BERLIN, BACK, 22 * 60, 30 * 60)
    assert (forward.gained, back.gained) == (-60, 60)
    assert forward.ends_at - forward.starts_at == timedelta(hours=7)
    assert back.ends_at == datetime(2026, 10, 25, 5, tzinfo=UTC)


SAID = [
    (FORWARD, 22 * 60, 30 * 60, ["next day", "7:00 h"]),
    (BACK, 22 * 60, 30 * 60, ["next day", "9:00 h"]),
    (date(2026, 3, 29), 150, 480, ["begins at 03:30"]),
    (date(2026, 3, 29), 60, 150, ["ends at 03:30"]),
    (date(2026, 3, 29), 540, 1020, []),
    (date(2026, 6, 1), 540, 1440, []),  # midnight itself is still today
]


@pytest.mark.parametrize(("day", "starts", "ends", "parts"), SAID)
def test_what_is_unusual_is_said(day: date, starts: int, ends: int, parts: list[str]) -> None:
    found = reading("work", BERLIN, day, starts, ends, locale="en", seen_from=BERLIN)
    assert len(found.says) == len(parts), found.says
    assert all(part in said for part, said in zip(parts, found.says, strict=True)), found.says
    others = [
        reading("work", BERLIN, day, starts, ends, locale=locale, seen_from=BERLIN).says
        for locale in LOCALES
    ]
    assert {len(each) for each in others} == {len(parts)}
    assert not [said for each in others for said in each if "{" in said]


def test_ones_own_clock_is_said_where_it_differs() -> None:
    day = date(2026, 6, 1)
    found = reading("work", "Asia/Tokyo", day, 540, 1020, locale="en", seen_from="Europe/Berlin")
    assert len(found.says) == 1
    assert "Europe/Berlin" in found.says[0]
    assert "2026-06-01 02:00 to 2026-06-01 10:00" in found.says[0]
    same = reading("work", "Asia/Tokyo", day, 540, 1020, locale="en", seen_from="Asia/Seoul")
    assert same.says == []


WRONG = {
    "people.shift.bad_day": ("work", BERLIN, date(1900, 1, 1), 0, 60),
    "people.shift.bad_start": ("work", BERLIN, FORWARD, 1440, 1500),
    "people.shift.backward": ("work", BERLIN, FORWARD, 600, 600),
    "people.shift.too_long": ("work", BERLIN, FORWARD, 0, 1441),
    "people.leave.too_long": ("leave", BERLIN, FORWARD, 0, 367 * 1440),
    "people.shift.skipped": ("work", BERLIN, date(2026, 3, 29), 150, 190),
    "people.unknown_zone": ("work", "Europe/Berln", FORWARD, 0, 60),
}


@pytest.mark.parametrize("key", WRONG)
def test_what_cannot_be_is_refused(key: str) -> None:
    if key == "people.shift.skipped":
        stretch("work", BERLIN, date(2026, 3, 29), 150, 211)  # this one reaches past the gap
    with refused(key):
        stretch(*WRONG[key])  # type: ignore[arg-type]
