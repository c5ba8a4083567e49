"""Public holidays and make-up working days of a country, year by year.

From the `holidays` package, mended by the dated tables in `data/`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from madoguchi.clocks.contracts import PublicHolidays
from madoguchi.clocks.errors import CalendarError

if TYPE_CHECKING:
    from holidays import HolidayBase

_SATURDAY = 5


class HolidayYear(Struct, frozen=True):
    """One year of one country: names of the days off by date, and weekend days that are worked."""

    names: dict[date, str]
    names_en: dict[date, str]
    working: frozenset[date]
    provisional: bool


class _Corrections(Struct):
    country: str
    through: int
    off: dict[date, str]
    working: set[date]


class _Announced(Struct):
    through: int | None
    announced: str


class _Official(Struct):
    countries: dict[str, _Announced]


def check_source(source: PublicHolidays) -> None:
    """Refuse a country or region that the holidays package does not know."""
    import holidays as package  # 4 MB that not every calendar needs

    known = package.list_supported_countries()
    if source.country not in known:
        raise CalendarError("clocks.unknown_country", field="holidays", country=source.country)
    if source.region is not None and source.region not in known[source.country]:
        regions = ", ".join(known[source.country]) or "-"
        raise CalendarError(
            "clocks.unknown_region",
            field="holidays",
            country=source.country,
            region=source.region,
            regions=regions,
        )


@lru_cache(maxsize=1024)
def holiday_year(source: PublicHolidays, year: int) -> HolidayYear:
    """The public holidays of `year`, by the country's own names and in English."""
    import holidays as package  # as above

    # Neighbouring years too: a make-up day or a day observed may fall in the year before its own.
    span = range(year - 1, year + 2)
    own_language, english_language = _languages(package.country_holidays(source.country))
    own = package.country_holidays(
        source.country, subdiv=source.region, years=span, language=own_language
    )
    english = package.country_holidays(
        source.country, subdiv=source.region, years=span, language=english_language
    )
    names = dict(own.items())
    working = set(own.weekend_workdays)
    corrections = _corrections().get(source.country)
    if corrections:
        names |= corrections.off
        working |= corrections.working
        names |= _weekends_beside(names, working, after=corrections.through)
    return HolidayYear(
        names={day: name for day, name in sorted(names.items()) if day.year == year},
        names_en={day: name for day, name in sorted(english.items()) if day.year == year},
        working=frozenset(day for day in working if day.year == year),
        provisional=is_provisional(source.country, year),
    )


def is_provisional(country: str, year: int) -> bool:
    """Whether the official holidays of `year` were not yet announced at the last review."""
    announced = _official().countries.get(country)
    if announced is None:
        return year > max(each.through or 0 for each in _official().countries.values())
    return announced.through is not None and year > announced.through


def _languages(described: HolidayBase) -> tuple[str | None, str | None]:
    """The country's own language and English; left to itself the package follows the machine's."""
    spoken = described.supported_languages or ()
    english = next((each for each in spoken if each.startswith("en")), None)
    return described.default_language, english


def _weekends_beside(names: dict[date, str], working: set[date], after: int) -> dict[date, str]:
    """Weekend days that touch a holiday, for years after `after`.

    China's notices since 2025 count them as part of the holiday unless they are worked.
    """
    found: dict[date, str] = {}
    for day, name in names.items():
        for step in (timedelta(days=1), timedelta(days=-1)):
            beside = day + step
            while beside.weekday() >= _SATURDAY and beside not in names and beside not in working:
                if beside.year > after:
                    found[beside] = name
                beside += step
    return found


@lru_cache(maxsize=1)
def _corrections() -> dict[str, _Corrections]:
    folder = resources.files("madoguchi.clocks.rules") / "data"
    tables = [
        msgspec.json.decode(file.read_bytes(), type=_Corrections)
        for file in folder.iterdir()
        if file.name.startswith("corrections_")
    ]
    return {each.country: each for each in tables}


@lru_cache(maxsize=1)
def _official() -> _Official:
    file = resources.files("madoguchi.clocks.rules") / "data" / "official.json"
    return msgspec.json.decode(file.read_bytes(), type=_Official)
