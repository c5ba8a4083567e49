"""The sample company's working calendars: holidays, the year's end, the big sales, office hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from msgspec.structs import replace

from madoguchi.clocks.contracts import (
    Calendar,
    Closure,
    Holder,
    Peak,
    PublicHolidays,
    Shift,
    SpecialDay,
)
from madoguchi.clocks.operations.keeping import keep_calendar
from madoguchi.clocks.rules.reading import read_calendar
from madoguchi.kernel.store import Store
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops
from madoguchi.shops.contracts import Shop

_WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
_OFFICES = {
    "Asia/Shanghai": (["09:30-12:00", "13:30-18:30"], "CN"),
    "Asia/Tokyo": (["09:00-12:00", "13:00-18:00"], "JP"),
}
"""Shanghai's and Osaka's hours, and whose holidays they keep: what is promised is kept in them."""
_HOUR = 3600


def give_calendars(
    store: Store,
    shops_by_key: Mapping[str, Shop],
    staff: Mapping[str, Actor],
    now: datetime,
    founder: Actor,
) -> None:
    """Give the shops and the people the calendars that such a company would have."""
    for shop in shops_by_key.values():
        hours = store.read_now(shops.calendar_of, shop.id)
        if hours is not None:
            calendar = _dressed(hours, shop, now.year)
            store.write_now(keep_calendar, Holder.SHOP, shop.id, calendar, by=founder)
    for person in staff.values():
        if person.zone in _OFFICES and person.id is not None:
            calendar = _office(person.zone)
            store.write_now(keep_calendar, Holder.PERSON, person.id, calendar, by=founder)


def _office(zone: str) -> Calendar:
    hours, country = _OFFICES[zone]
    weekly = dict.fromkeys(_WORKDAYS, hours)
    return read_calendar(
        {"zone": zone, "weekly": weekly, "holidays": [country], "make_up_hours": hours}
    )


def _dressed(hours: Calendar, shop: Shop, year: int) -> Calendar:
    """A shop's hours with its own days off and busy seasons, last year to next."""
    years = (year - 1, year, year + 1)
    if shop.platform == "rakuten":
        return replace(
            hours,
            holidays=(PublicHolidays("JP"),),
            closures=tuple(Closure(date(y, 12, 31), date(y + 1, 1, 3), "年末年始") for y in years),
            special_days=tuple(
                SpecialDay(date(y, 12, 30), (Shift(10 * _HOUR, 15 * _HOUR),), "年内最終営業日")
                for y in years
            ),
        )
    if shop.platform == "tmall":
        return replace(
            hours,
            peaks=tuple(
                peak
                for y in years
                for peak in (
                    Peak(date(y, 6, 1), date(y, 6, 18), "618"),
                    Peak(date(y, 11, 1), date(y, 11, 12), "双十一"),
                )
            ),
        )
    return replace(
        hours, closures=tuple(Closure(date(y, 1, 1), date(y, 1, 1), "元旦") for y in years)
    )
