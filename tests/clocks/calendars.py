"""Calendars for tests: a few named ones, and a strategy for any."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from madoguchi.clocks.contracts import (
    Break,
    Calendar,
    Closure,
    Hours,
    Peak,
    PublicHolidays,
    Shift,
    SpecialDay,
    Week,
)

QUARTER = 900
ZONES = (
    "UTC",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Paris",
    "Australia/Lord_Howe",  # moves by half an hour
    "America/Sao_Paulo",  # moved at midnight until 2019
    "Pacific/Apia",  # skipped a whole day in 2011
    "Asia/Kathmandu",
)


OFFICE: Hours = (Shift(9 * 3600, 18 * 3600),)


def week(*, days: int = 5, hours: Hours = OFFICE) -> Week:
    first = [hours if each < days else () for each in range(7)]
    return (first[0], first[1], first[2], first[3], first[4], first[5], first[6])


@st.composite
def some_hours(draw: st.DrawFn) -> Hours:
    """Up to three shifts within a day, on quarters of an hour; touching ones are allowed."""
    cuts = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    if len(cuts) % 2:
        cuts.pop()
    pairs = zip(cuts[::2], cuts[1::2], strict=True)
    return tuple(Shift(one * QUARTER, other * QUARTER) for one, other in pairs)


@st.composite
def night_hours(draw: st.DrawFn) -> Hours:
    opens = draw(st.integers(80, 95))
    return (Shift(opens * QUARTER, draw(st.integers(97, 110)) * QUARTER),)


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    if draw(st.integers(0, 3)) == 0:
        nights = [draw(night_hours()) for _ in range(7)]
        return (nights[0], nights[1], nights[2], nights[3], nights[4], nights[5], nights[6])
    days = [draw(some_hours()) for _ in range(7)]
    return (days[0], days[1], days[2], days[3], days[4], days[5], days[6])


dates = st.dates(date(2010, 1, 1), date(2027, 12, 31))
moments = st.timedeltas(timedelta(0), timedelta(days=6_570)).map(
    lambda since: datetime(2010, 1, 1, tzinfo=UTC) + since
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any calendar that opens at all, in zones with every sort of daylight saving."""
    weekly = draw(weeks().filter(any))
    closures = [
        Closure(first, first + timedelta(days=draw(st.integers(1, 20))), "夏季休業")
        for first in draw(st.lists(dates, max_size=3))
    ]
    special = draw(st.dictionaries(dates, some_hours(), max_size=3))
    breaks = draw(st.dictionaries(dates, some_hours(), max_size=3))
    peak_from = draw(dates)
    peak = Peak(peak_from, peak_from + timedelta(days=12), "双十一", weekly=draw(weeks()))
    return Calendar(
        zone=draw(st.sampled_from(ZONES)),
        weekly=weekly,
        holidays=draw(st.sampled_from([(), (PublicHolidays("CN"),), (PublicHolidays("JP"),)])),
        closures=tuple(closures),
        special_days=tuple(SpecialDay(day, hours) for day, hours in special.items()),
        breaks=tuple(Break(day, hours) for day, hours in breaks.items()),
        peaks=draw(st.sampled_from([(), (peak,)])),
    )
