"""Working time: laws that hold on any calendar, and the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.clocks.contracts import Calendar, Shift
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.reading import read_calendar
from madoguchi.clocks.rules.working_time import WorkingTime, working_time
from tests.clocks.calendars import QUARTER, calendars, moments, week

INSTANT = timedelta(microseconds=1)
lengths = st.timedeltas(INSTANT, timedelta(hours=400))


def hours_of(tz: str, **weekly: list[str]) -> WorkingTime:
    return working_time(read_calendar({"tz": tz, "weekly": weekly}))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@given(calendars(), moments, lengths)
def test_due_is_the_first_instant_by_which_so_much_has_passed(
    calendar: Calendar, start: datetime, working: timedelta
) -> None:
    hours = working_time(calendar)
    due = hours.due(start, working)
    assert hours.elapsed(start, due) == working
    assert hours.elapsed(start, due - INSTANT) < working
    assert due - start >= working


@given(calendars(), moments, lengths)
def test_looking_back_is_the_last_instant_from_which_so_much_has_passed(
    calendar: Calendar, end: datetime, working: timedelta
) -> None:
    hours = working_time(calendar)
    begin = hours.due(end, -working)
    assert hours.elapsed(begin, end) == working
    assert hours.elapsed(begin + INSTANT, end) < working


@given(calendars(), st.lists(moments, min_size=3, max_size=3))
def test_time_adds_up_and_turns_round(calendar: Calendar, three: list[datetime]) -> None:
    hours = working_time(calendar)
    one, two, three_ = sorted(three)
    assert hours.elapsed(one, two) + hours.elapsed(two, three_) == hours.elapsed(one, three_)
    assert hours.elapsed(two, one) == -hours.elapsed(one, two)
    assert timedelta(0) <= hours.elapsed(one, two) <= two - one


@settings(max_examples=40)
@given(calendars(), moments, st.integers(1, 96 * 12))
def test_elapsed_is_what_counting_quarters_gives(
    calendar: Calendar, start: datetime, quarters: int
) -> None:
    hours = working_time(calendar)
    quarter = timedelta(seconds=QUARTER)
    begin = datetime.fromtimestamp(start.timestamp() // QUARTER * QUARTER, UTC)
    steps = [begin + quarter * each for each in range(quarters)]
    opened = sum(hours.is_open(each) for each in steps)
    assert hours.elapsed(begin, begin + quarter * quarters) == quarter * opened


@given(calendars(), moments)
def test_open_agrees_with_the_wall_clock_on_days_without_a_change(
    calendar: Calendar, moment: datetime
) -> None:
    hours, zone = working_time(calendar), ZoneInfo(calendar.zone)
    local = moment.astimezone(zone)
    around = [local + timedelta(days=each) for each in (-2, -1, 1, 2)]
    if len({each.utcoffset() for each in [local, *around]}) > 1:
        return
    second = local.hour * 3600 + local.minute * 60 + local.second
    today, yesterday = local.date(), local.date() - timedelta(days=1)
    expected = any(each.opens <= second < each.closes for each in hours.hours_of(today).hours)
    second += 86_400
    expected |= any(each.opens <= second < each.closes for each in hours.hours_of(yesterday).hours)
    assert hours.is_open(moment) == expected


@given(calendars(), moments)
def test_openings_and_closings_take_turns(calendar: Calendar, moment: datetime) -> None:
    hours = working_time(calendar)
    opening, closing, last = (
        hours.next_opening(moment),
        hours.next_closing(moment),
        hours.last_closing(moment),
    )
    if closing:
        assert hours.is_open(closing - INSTANT)
        assert not hours.is_open(closing)
    if opening:
        assert hours.is_open(opening)
        assert not hours.is_open(opening - INSTANT)
        if closing and hours.is_open(moment):
            assert closing < opening
    if last:
        assert last <= moment
        assert not hours.is_open(last)
        if not hours.is_open(moment) and opening:
            assert hours.elapsed(last, opening) == timedelta(0)


def test_due_exactly_at_closing_is_closing() -> None:
    hours = hours_of("Asia/Tokyo", mon=["09:00-12:00", "13:00-18:00"])
    assert hours.due(at("2026-03-02T09:00+09:00"), timedelta(hours=3)) == at(
        "2026-03-02T12:00+09:00"
    )
    assert hours.due(at("2026-03-02T09:00+09:00"), timedelta(hours=3, microseconds=1)) == at(
        "2026-03-02T13:00:00.000001+09:00"
    )


def test_a_message_outside_hours_is_due_after_opening() -> None:
    hours = hours_of("Asia/Tokyo", mon=["09:00-18:00"])
    minute = timedelta(minutes=1)
    assert hours.due(at("2026-02-28T03:00+09:00"), minute) == at("2026-03-02T09:01+09:00")


@pytest.mark.parametrize(
    ("day", "seconds"),
    [("2026-03-29", 23 * 3600), ("2026-10-25", 25 * 3600), ("2026-06-07", 86_400)],
)
def test_a_whole_day_is_as_long_as_it_really_is(day: str, seconds: int) -> None:
    hours = hours_of("Europe/Paris", sun=["00:00-24:00"])
    midnight = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Europe/Paris"))
    worked = hours.elapsed(midnight, midnight + timedelta(days=2))
    assert worked.total_seconds() == seconds


def test_a_night_shift_over_the_change_of_clocks() -> None:
    hours = hours_of("America/New_York", sat=["22:00-06:00"])
    night = [(at("2026-03-08T03:00Z"), at("2026-03-08T10:00Z"))]  # seven hours, not eight
    assert hours.stretches_of(date(2026, 3, 7)) == night
    night = [(at("2026-11-01T02:00Z"), at("2026-11-01T11:00Z"))]  # nine
    assert hours.stretches_of(date(2026, 10, 31)) == night


def test_hours_that_daylight_saving_skips_are_moved_by_the_gap() -> None:
    hours = hours_of("America/Los_Angeles", sun=["02:30-05:00"])
    assert hours.stretches_of(date(2026, 3, 8)) == [
        (at("2026-03-08T10:30Z"), at("2026-03-08T12:00Z"))
    ]


def test_hours_that_come_twice_are_the_first_ones() -> None:
    hours = hours_of("America/Los_Angeles", sun=["01:30-05:00"])
    assert hours.stretches_of(date(2026, 11, 1)) == [
        (at("2026-11-01T08:30Z"), at("2026-11-01T13:00Z"))
    ]


def test_a_date_that_the_zone_skipped_has_no_hours() -> None:
    hours = hours_of("Pacific/Apia", fri=["09:00-17:00"])
    assert hours.stretches_of(date(2011, 12, 30)) == []
    assert len(hours.stretches_of(date(2011, 12, 23))) == 1


def test_always_open_never_closes() -> None:
    hours = working_time(
        Calendar(zone="Asia/Seoul", weekly=week(days=7, hours=(Shift(0, 86_400),)))
    )
    now = at("2026-12-31T14:59:59Z")
    assert hours.is_open(now)
    assert hours.next_closing(now) is None
    assert hours.next_opening(now) is None
    assert hours.last_closing(now) is None
    assert hours.due(now, timedelta(days=800)) == now + timedelta(days=800)


def test_open_over_new_year_closes_once() -> None:
    hours = working_time(
        read_calendar({"tz": "UTC", "weekly": {"thu": ["22:00-06:00"]}})  # 2026-12-31 is a Thursday
    )
    assert hours.next_closing(at("2026-12-31T23:00Z")) == at("2027-01-01T06:00Z")
    assert hours.next_opening(at("2026-12-31T23:00Z")) == at("2027-01-07T22:00Z")
    assert hours.last_closing(at("2027-01-01T00:00Z")) == at("2026-12-25T06:00Z")


def test_a_calendar_of_one_day_is_over_after_it() -> None:
    hours = working_time(
        read_calendar({"tz": "UTC", "special_days": {"2026-05-01": ["09:00-10:00"]}})
    )
    assert hours.due(at("2025-01-01T00:00Z"), timedelta(hours=1)) == at("2026-05-01T10:00Z")
    with pytest.raises(CalendarError, match="never_opens"):
        hours.due(at("2026-06-01T00:00Z"), timedelta(seconds=1))
    with pytest.raises(CalendarError, match="never_opens"):
        hours.working_day(date(2026, 6, 1), 1)


def test_working_days_are_counted_after_the_day_itself() -> None:
    hours = hours_of("Asia/Tokyo", **{day: ["09:00-18:00"] for day in ("mon", "tue", "thu")})
    assert hours.working_day(date(2026, 3, 2), 2) == date(2026, 3, 5)
    assert hours.working_day(date(2026, 3, 1), 1) == date(2026, 3, 2)
    assert hours.working_day(date(2026, 3, 2), -1) == date(2026, 2, 26)


def test_beyond_the_calendar_of_years_is_refused() -> None:
    hours = hours_of("Asia/Tokyo", mon=["09:00-18:00"])
    with pytest.raises(CalendarError) as refused:
        hours.is_open(datetime(9999, 12, 31, tzinfo=UTC))
    assert refused.value.key == "clocks.too_far"
