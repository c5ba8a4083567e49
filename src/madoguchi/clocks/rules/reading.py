"""Calendars as people and other programs write them, in plain JSON, read into `Calendar`.

Hours may be `["09:00-12:00"]`, `[["09:00", "12:00"]]` or `{"09:00": "12:00"}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

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
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.hours import DAY, WEEKDAYS, in_order, shift, write_hours

FIELDS = (
    "zone",
    "tz",
    "weekly",
    "holidays",
    "make_up_hours",
    "closures",
    "closed_dates",
    "special_days",
    "breaks",
    "peaks",
)

Item = TypeVar("Item")


def read_calendar(written: object) -> Calendar:
    """A calendar from plain JSON; every form that cannot be read is refused, saying what fits.

    Keys are those of `Calendar`; `tz` stands for `zone`, and `closed_dates` lists single days.
    """
    fields = _mapping(written, "calendar")
    _only(fields, FIELDS)
    zone = fields.get("zone", fields.get("tz"))
    if not isinstance(zone, str):
        raise CalendarError("bad_form", where="zone", wanted="Asia/Tokyo")
    closed = [Closure(_date(day), _date(day)) for day in _list(fields, "closed_dates")]
    return Calendar(
        zone=zone,
        weekly=_week(fields.get("weekly", {}), "weekly"),
        holidays=tuple(_source(each) for each in _list(fields, "holidays")),
        make_up_hours=(
            read_hours(fields["make_up_hours"], "make_up_hours")
            if fields.get("make_up_hours") is not None
            else None
        ),
        closures=(*closed, *(_closure(each) for each in _list(fields, "closures"))),
        special_days=_days(fields, "special_days", SpecialDay),
        breaks=_days(fields, "breaks", Break),
        peaks=tuple(_peak(each) for each in _list(fields, "peaks")),
    )


def read_hours(written: object, day: str) -> Hours:
    """The hours of one day in any of the three forms, in order; `day` names them in a refusal."""
    pairs: list[tuple[object, object]] = []
    if isinstance(written, Mapping):
        pairs.extend(written.items())
    elif isinstance(written, list):
        for each in written:
            parts = each.split("-") if isinstance(each, str) else each
            if not isinstance(parts, list) or len(parts) != 2:
                raise CalendarError("bad_form", where=day, wanted='["09:00-18:00"]')
            pairs.append((parts[0], parts[1]))
    else:
        raise CalendarError("bad_form", where=day, wanted='["09:00-18:00"]')
    shifts: list[Shift] = []
    for opens, closes in pairs:
        if not isinstance(opens, str) or not isinstance(closes, str):
            raise CalendarError("bad_form", where=day, wanted='["09:00-18:00"]')
        shifts.append(shift(opens, closes))
    return in_order(shifts, day)


def night_shifts(calendar: Calendar) -> list[tuple[str, str]]:
    """Weekday and hours of the shifts that were resolved into the next day, to be told about."""
    return [
        (WEEKDAYS[index], write_hours((each,)))
        for index, hours in enumerate(calendar.weekly)
        for each in hours
        if each.closes > DAY
    ]


def _week(written: object, where: str) -> Week:
    days = _mapping(written, where)
    _only(days, WEEKDAYS)
    mon, tue, wed, thu, fri, sat, sun = (read_hours(days.get(day, []), day) for day in WEEKDAYS)
    return (mon, tue, wed, thu, fri, sat, sun)


def _source(written: object) -> PublicHolidays:
    if isinstance(written, str):
        code, _, part = written.partition("-")
        return PublicHolidays(code, part or None)
    fields = _mapping(written, "holidays")
    _only(fields, ("country", "region"))
    country, region = fields.get("country"), fields.get("region")
    if not isinstance(country, str) or not isinstance(region, str | None):
        raise CalendarError("bad_form", where="holidays", wanted='{"country": "JP"}')
    return PublicHolidays(country, region)


def _closure(written: object) -> Closure:
    fields = _mapping(written, "closures")
    _only(fields, ("first", "last", "note"))
    first = _date(fields.get("first"))
    return Closure(first, _date(fields["last"]) if "last" in fields else first, _note(fields))


def _peak(written: object) -> Peak:
    fields = _mapping(written, "peaks")
    _only(fields, ("first", "last", "name", "note", "weekly", "over_holidays"))
    name, over = fields.get("name"), fields.get("over_holidays", False)
    if not isinstance(name, str) or not isinstance(over, bool):
        raise CalendarError("bad_form", where="peaks", wanted='{"name": "11.11", …}')
    return Peak(
        _date(fields.get("first")),
        _date(fields.get("last")),
        name,
        _note(fields),
        _week(fields["weekly"], "peaks") if fields.get("weekly") is not None else None,
        over,
    )


def _days(
    fields: Mapping[str, object], key: str, make: Callable[[date, Hours, str], Item]
) -> tuple[Item, ...]:
    """Days with hours: `{"2026-12-31": ["09:00-15:00"]}` or `{"…": {"hours": […], "note": …}}`."""
    items = []
    for day, value in _mapping(fields.get(key, {}), key).items():
        described = isinstance(value, Mapping) and "hours" in value
        detail = _mapping(value, day) if described else {"hours": value}
        _only(detail, ("hours", "note"))
        items.append(make(_date(day), read_hours(detail["hours"], day), _note(detail)))
    return tuple(items)


def _mapping(written: object, where: str) -> Mapping[str, object]:
    if not isinstance(written, Mapping):
        raise CalendarError("bad_form", where=where, wanted="{…}")
    return written


def _list(fields: Mapping[str, object], key: str) -> list[object]:
    written = fields.get(key, [])
    if not isinstance(written, list):
        raise CalendarError("bad_form", where=key, wanted="[…]")
    return written


def _only(fields: Mapping[str, object], known: tuple[str, ...]) -> None:
    for field in fields:
        if field not in known:
            raise CalendarError("unknown_field", field=field, known=", ".join(known))


def _note(fields: Mapping[str, object]) -> str:
    note = fields.get("note", "")
    if not isinstance(note, str):
        raise CalendarError("bad_form", where="note", wanted='"…"')
    return note


def _date(written: object) -> date:
    try:
        return date.fromisoformat(written) if isinstance(written, str) else _no_date(written)
    except ValueError:
        return _no_date(written)


def _no_date(written: object) -> date:
    raise CalendarError("bad_date", text=str(written))
