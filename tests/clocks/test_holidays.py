"""Public holidays and make-up working days against lists kept by others."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from madoguchi.clocks.contracts import PublicHolidays
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.holidays import check_source, holiday_year, is_provisional
from madoguchi.language.catalogue import text

DATA = Path(__file__).parent / "data"
COUNTRIES = ("CN", "JP", "KR", "TW", "HK", "US", "GB", "DE", "FR", "ES", "SG", "AU")


def listed(country: str) -> dict[date, object]:
    written = json.loads((DATA / f"holidays_{country.lower()}.json").read_text("utf-8"))
    return {date.fromisoformat(day): entry for day, entry in written.items()}


@pytest.mark.parametrize(
    ("country", "years"), [("JP", range(2000, 2025)), ("KR", range(2018, 2025))]
)
def test_every_holiday_is_known_and_no_other(country: str, years: range) -> None:
    for year in years:
        expected = {day for day in listed(country) if day.year == year}
        assert set(holiday_year(PublicHolidays(country), year).names) == expected


@pytest.mark.parametrize("year", range(2007, 2025))
def test_china_days_off_and_make_up_days(year: int) -> None:
    found = holiday_year(PublicHolidays("CN"), year)
    entries = {day: entry for day, entry in listed("CN").items() if day.year == year}
    assert set(found.names) == {day for day, entry in entries.items() if entry["off"]}
    assert found.working == {day for day, entry in entries.items() if not entry["off"]}


def test_china_make_up_days_before_new_year_belong_to_their_own_date() -> None:
    found = holiday_year(PublicHolidays("CN"), 2006)
    listed_2006 = {day for day in listed("CN") if day.year == 2006}
    assert listed_2006 == {date(2006, 12, 30), date(2006, 12, 31)}
    assert listed_2006 <= found.working


def test_china_weekends_beside_a_holiday_are_off_in_years_our_table_does_not_reach() -> None:
    found = holiday_year(PublicHolidays("CN"), 2027)
    assert date(2027, 1, 1) in found.names
    assert {date(2027, 1, 2), date(2027, 1, 3)} <= set(found.names)
    assert found.provisional


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_promised_country_has_holidays_by_name(country: str) -> None:
    source = PublicHolidays(country)
    check_source(source)
    found = holiday_year(source, 2026)
    assert len(found.names) >= 5
    assert all(found.names.values())
    assert set(found.names) >= set(found.names_en)


def test_a_region_adds_its_own() -> None:
    bavaria = holiday_year(PublicHolidays("DE", "BY"), 2026).names
    assert set(bavaria) > set(holiday_year(PublicHolidays("DE"), 2026).names)


def test_years_not_announced_are_provisional() -> None:
    assert not is_provisional("CN", 2026)
    assert is_provisional("CN", 2027)
    assert not is_provisional("JP", 2027)
    assert is_provisional("JP", 2028)
    assert not is_provisional("US", 2090)


@pytest.mark.parametrize(
    ("source", "key", "names"),
    [
        (PublicHolidays("XX"), "unknown_country", "XX"),
        (PublicHolidays("DE", "ZZ"), "unknown_region", "BY"),
        (PublicHolidays("JP", "13"), "unknown_region", "JP"),
    ],
)
def test_an_unknown_place_is_refused(source: PublicHolidays, key: str, names: str) -> None:
    with pytest.raises(CalendarError) as refused:
        check_source(source)
    assert refused.value.key == f"clocks.{key}"
    assert names in text(refused.value.key, "en", **refused.value.params)
