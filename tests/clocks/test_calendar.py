"""Which hours a date has; what is refused, and what freezing keeps."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.clocks.contracts import Calendar, FrozenCalendar, PublicHolidays, Shift, Why
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.days import FrozenDays, LiveDays
from madoguchi.clocks.rules.freezing import digest, freeze, frozen_in
from madoguchi.clocks.rules.hours import write_hours
from madoguchi.clocks.rules.reading import night_shifts, read_calendar
from madoguchi.clocks.rules.working_time import working_time
from madoguchi.language.catalogue import LOCALES, text, texts
from tests.clocks.calendars import calendars, moments, week

OFFICE = {day: ["09:00-12:00", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


def days(**fields: object) -> LiveDays:
    return LiveDays(read_calendar({"zone": "Asia/Shanghai", "weekly": OFFICE} | fields))


def test_each_rule_goes_before_the_next() -> None:
    written = days(
        holidays=["CN"],
        make_up_hours=["10:00-16:00"],
        closures=[{"first": "2026-08-10", "last": "2026-08-14", "note": "夏季休業"}],
        special_days={
            "2026-08-12": {"hours": ["10:00-12:00"], "note": "棚卸し"},
            "2026-10-01": ["09:00-12:00"],
        },
        peaks=[
            {
                "first": "2026-11-01",
                "last": "2026-11-12",
                "name": "双十一",
                "weekly": {day: ["08:00-24:00"] for day in (*OFFICE, "sat", "sun")},
            }
        ],
        breaks={"2026-03-04": ["11:00-14:00"]},
    )
    planned = {
        day: (plan.why, plan.name, write_hours(plan.hours))
        for day in (
            "2026-03-03",
            "2026-03-04",
            "2026-03-07",
            "2026-08-11",
            "2026-08-12",
            "2026-10-01",
            "2026-10-02",
            "2026-10-10",
            "2026-11-08",
        )
        for plan in [written.plan(date.fromisoformat(day))]
    }
    assert planned == {
        "2026-03-03": (Why.WEEKLY, "", "09:00-12:00, 13:00-18:00"),
        "2026-03-04": (Why.WEEKLY, "", "09:00-11:00, 14:00-18:00"),
        "2026-03-07": (Why.WEEKLY, "", ""),
        "2026-08-11": (Why.CLOSURE, "夏季休業", ""),
        "2026-08-12": (Why.SPECIAL_DAY, "棚卸し", "10:00-12:00"),
        "2026-10-01": (Why.SPECIAL_DAY, "", "09:00-12:00"),
        "2026-10-02": (Why.PUBLIC_HOLIDAY, "国庆节", ""),
        "2026-10-10": (Why.MAKE_UP_DAY, "", "10:00-16:00"),
        "2026-11-08": (Why.PEAK, "双十一", "08:00-24:00"),
    }


def test_a_make_up_day_keeps_the_first_open_weekdays_hours() -> None:
    plan = days(holidays=["CN"]).plan(date(2026, 10, 10))
    assert (plan.why, write_hours(plan.hours)) == (Why.MAKE_UP_DAY, "09:00-12:00, 13:00-18:00")


def test_a_house_open_at_weekends_keeps_its_hours_on_a_make_up_day() -> None:
    written = days(holidays=["CN"], weekly=OFFICE | {"sat": ["10:00-14:00"]})
    assert written.plan(date(2026, 10, 10)).why is Why.WEEKLY
    assert written.plan(date(2026, 10, 3)).why is Why.PUBLIC_HOLIDAY


def test_a_peak_goes_before_holidays_only_when_it_says_so() -> None:
    peak = {"first": "2026-02-10", "last": "2026-02-20", "name": "春節前"}
    newyear = date(2026, 2, 17)
    assert days(holidays=["CN"], peaks=[peak]).plan(newyear).why is Why.PUBLIC_HOLIDAY
    worked = days(holidays=["CN"], peaks=[peak | {"over_holidays": True}]).plan(newyear)
    assert (worked.why, worked.hours) == (Why.PEAK, (Shift(32400, 43200), Shift(46800, 64800)))


def test_a_break_reaches_the_night_shift_of_the_evening_before() -> None:
    written = days(weekly={"mon": ["22:00-06:00"]}, breaks={"2026-03-03": ["01:00-02:00"]})
    assert write_hours(written.plan(date(2026, 3, 2)).hours) == "22:00-01:00, 02:00-06:00"


def test_a_holiday_has_its_own_name_and_an_english_one() -> None:
    plan = days(holidays=["JP"], zone="Asia/Tokyo").plan(date(2026, 5, 5))
    assert (plan.name, plan.name_en) == ("こどもの日", "Children's Day")


@given(calendars(), moments, st.timedeltas(timedelta(seconds=1), timedelta(hours=300)))
@settings(max_examples=30)
def test_frozen_and_live_agree_in_the_years_written_out(
    calendar: Calendar, start: datetime, working: timedelta
) -> None:
    frozen = freeze(calendar, start.year - 1, start.year + 2)
    stored = msgspec.json.decode(msgspec.json.encode(frozen), type=FrozenCalendar)
    assert stored == frozen
    due = working_time(calendar).due(start, working)
    if due.year < start.year + 2:
        assert working_time(stored).due(start, working) == due


def test_a_frozen_calendar_asks_nobody() -> None:
    """Its holidays are those written in it, though no package or table knows them."""
    holiday = {"day": "2026-06-02", "hours": [], "why": "public_holiday", "name": "窓口の日"}
    written = {
        "zone": "Asia/Tokyo",
        "weekly": [[], [[32400, 64800]], [], [], [], [], []],
        "days": [holiday],
        "first_year": 2026,
        "last_year": 2026,
        "provisional": [2026],
    }
    frozen = msgspec.convert(written, FrozenCalendar)
    hours = working_time(frozen)
    start = datetime.fromisoformat("2026-06-01T00:00+09:00")
    assert hours.due(start, timedelta(hours=1)) == datetime.fromisoformat("2026-06-09T10:00+09:00")
    assert hours.hours_of(date(2026, 6, 2)).name == "窓口の日"
    assert [FrozenDays(frozen).is_provisional(year) for year in (2025, 2026)] == [True, True]


def test_freezing_marks_the_years_not_yet_announced() -> None:
    calendar = Calendar(zone="Asia/Shanghai", weekly=week(), holidays=(PublicHolidays("CN"),))
    frozen = freeze(calendar, 2025, 2027)
    assert frozen.provisional == (2027,)
    assert [FrozenDays(frozen).is_provisional(year) for year in (2026, 2027)] == [False, True]
    assert any(plan.day == date(2026, 10, 10) for plan in frozen.days)
    assert not any(plan.why is Why.WEEKLY for plan in frozen.days)


def test_clocks_of_one_year_share_one_frozen_calendar() -> None:
    calendar = Calendar(zone="Asia/Tokyo", weekly=week(), holidays=(PublicHolidays("JP"),))
    again = msgspec.json.decode(msgspec.json.encode(calendar), type=Calendar)
    assert frozen_in(calendar, 2026) is frozen_in(again, 2026)
    frozen = frozen_in(calendar, 2026)
    assert (frozen.first_year, frozen.last_year) == (2025, 2028)
    stored = msgspec.json.decode(msgspec.json.encode(frozen), type=FrozenCalendar)
    assert digest(stored) == digest(frozen)
    assert digest(frozen_in(calendar, 2027)) != digest(frozen)


def test_hours_are_read_in_three_forms() -> None:
    forms = ({"09:00": "12:00"}, ["09:00-12:00"], [["09:00", "12:00"]])
    weeks = {read_calendar({"tz": "Asia/Seoul", "weekly": {"mon": form}}).weekly for form in forms}
    assert weeks == {week(days=1, hours=(Shift(32_400, 43_200),))}


def test_a_shift_over_midnight_is_resolved_and_told() -> None:
    calendar = read_calendar(
        {"tz": "Asia/Seoul", "weekly": {"fri": ["09:00-12:00", "20:00-02:00"]}}
    )
    assert calendar.weekly[4] == (Shift(32_400, 43_200), Shift(72_000, 93_600))
    assert night_shifts(calendar) == [("fri", "20:00-02:00")]


REFUSED = [
    (
        {"weekly": {"mon": ["09:00-13:00", "12:00-18:00"]}},
        "overlap",
        "weekly.mon: 09:00-13:00 and 12:00-18:00",
    ),
    ({"weekly": {"sun": ["22:00-06:00"], "mon": ["05:00-12:00"]}}, "night_overlap", "weekly.sun"),
    ({"weekly": {"mon": ["18:00-09:00"]}}, "backward_shift", "18:00–09:00"),
    ({"weekly": {"mon": ["09:00-09:00"]}}, "empty_shift", "00:00–24:00"),
    ({"weekly": {"mon": ["24:00-06:00"]}}, "empty_shift", "24:00"),
    ({"weekly": {"mon": ["9am-18:00"]}}, "bad_time", "9am"),
    ({"weekly": {"mon": ["09:00-24:30"]}}, "bad_time", "24:30"),
    ({"weekly": {"mon": ["09:60-12:00"]}}, "bad_time", "09:60"),
    ({"weekly": {"mon": "09:00-18:00"}}, "bad_form", "weekly.mon"),
    ({"weekly": {"mon": [["09:00"]]}}, "bad_form", "weekly.mon"),
    ({"weekly": {"mon": [[9, 18]]}}, "bad_form", "weekly.mon"),
    ({"weekly": {"monday": []}}, "unknown_field", "mon, tue"),
    ({"weekly": []}, "bad_form", "weekly"),
    ({"weekly": {}}, "never_opens", "at least one"),
    ({"weekdays": {}}, "unknown_field", "weekly"),
    ({"zone": "Asia/Tokio"}, "unknown_zone", "Asia/Tokyo"),
    ({"zone": "../etc/passwd"}, "unknown_zone", "IANA"),
    ({"zone": ""}, "unknown_zone", "IANA"),
    ({"zone": 9}, "bad_form", "zone"),
    ({"holidays": ["QQ"]}, "unknown_country", "QQ"),
    ({"holidays": [{"country": "AU", "region": "XY"}]}, "unknown_region", "NSW"),
    ({"holidays": [1]}, "bad_form", "holidays"),
    ({"holidays": [{"region": "NSW"}]}, "bad_form", "holidays"),
    ({"closures": [{"first": "2026-08-16", "last": "2026-08-10"}]}, "backward_period", "Swap"),
    ({"closures": [{"first": "2026-08-16", "last": "2226-08-10"}]}, "long_period", "ten years"),
    ({"closures": [{"first": "2026-02-30"}]}, "bad_date", "2026-02-30"),
    ({"closures": {}}, "bad_form", "closures"),
    ({"closures": [{"first": "2026-08-16", "note": 3}]}, "bad_form", "note"),
    ({"closed_dates": [20260816]}, "bad_date", "20260816"),
    (
        {"closed_dates": ["2026-08-16"], "special_days": {"2026-08-16": ["09:00-12:00"]}},
        "closed_and_special",
        "2026-08-16",
    ),
    ({"special_days": {"2026-08-16": ["09:00-12:00", "11:00-13:00"]}}, "overlap", "2026-08-16"),
    (
        {
            "peaks": [
                {"first": "2026-11-01", "last": "2026-11-12", "name": "双十一"},
                {"first": "2026-11-12", "last": "2026-11-30", "name": "黑五"},
            ]
        },
        "peaks_overlap",
        "黑五",
    ),
    ({"peaks": [{"first": "2026-11-01", "last": "2026-11-12"}]}, "bad_form", "peaks"),
]


@pytest.mark.parametrize(("fields", "key", "shown"), REFUSED, ids=[each[1] for each in REFUSED])
def test_a_contradiction_is_refused_with_what_to_do(fields: dict, key: str, shown: str) -> None:
    with pytest.raises(CalendarError) as refused:
        days(**fields)
    assert refused.value.key == f"clocks.{key}"
    assert (
        shown in f"{refused.value.field}: {text(refused.value.key, 'en', **refused.value.params)}"
    )
    for locale in LOCALES:
        assert text(refused.value.key, locale, **refused.value.params)


def test_what_is_no_calendar_is_refused() -> None:
    with pytest.raises(CalendarError) as refused:
        read_calendar([])
    assert (refused.value.key, refused.value.field) == ("clocks.bad_form", "calendar")


def test_two_special_days_on_one_date_are_refused() -> None:
    calendar = read_calendar({"zone": "UTC", "special_days": {"2026-08-16": ["09:00-12:00"]}})
    twice = msgspec.structs.replace(calendar, special_days=calendar.special_days * 2)
    with pytest.raises(CalendarError) as refused:
        LiveDays(twice)
    assert refused.value.key == "clocks.special_twice"


def test_backward_hours_in_stored_data_are_refused() -> None:
    with pytest.raises(CalendarError) as refused:
        LiveDays(Calendar(zone="UTC", weekly=week(hours=(Shift(64_800, 32_400),))))
    assert refused.value.key == "clocks.backward_shift"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_exists_with_the_same_blanks(locale: str) -> None:
    english, other = ours("en"), ours(locale)
    assert {key: blanks(each) for key, each in other.items()} == {
        key: blanks(each) for key, each in english.items()
    }


def ours(locale: str) -> dict[str, str]:
    return {key: each for key, each in texts(locale).items() if key.startswith("clocks.")}


def blanks(sentence: str) -> set[str]:
    return {part.split("}")[0] for part in sentence.split("{")[1:]}
