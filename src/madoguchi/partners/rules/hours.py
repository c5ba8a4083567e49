"""The working calendar that a partner begins with, until a supervisor gives it another."""

from __future__ import annotations

from babel.core import get_global

from madoguchi.clocks.contracts import Calendar, PublicHolidays, Shift
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.holidays import check_source

_HOUR = 3600
_OFFICE = (Shift(9 * _HOUR, 18 * _HOUR),)


def usual_hours(zone: str) -> Calendar:
    """Return the hours of an office in a zone: Monday to Friday from 9 to 18, closed on holidays.

    The holidays are those of the country that the zone is of (CLDR), none where that is unknown.
    """
    return Calendar(zone=zone, weekly=(*(_OFFICE,) * 5, (), ()), holidays=tuple(_holidays_of(zone)))


def _holidays_of(zone: str) -> list[PublicHolidays]:
    source = PublicHolidays(get_global("zone_territories").get(zone, ""))
    try:
        check_source(source)
    except CalendarError:
        return []
    return [source]
