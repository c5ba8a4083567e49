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

_HOURS = '["09:00-18:00"]'


def read_calendar(written: object) -> Calendar:
    """A calendar from plain JSON; every form that cannot be read is refused, saying what fits.

    Keys are those of `Calendar`; `tz` stands for `zone`, and `closed_dates` lists single days.
    """
    fields = _mapping(written, "calendar")
    _only(fields, FIELDS, "calendar")
    zone = fields.get("zone", fields.get("tz"))
    if not isinstance(zone, str):
        raise _unreadable("zone", "Asia/Tokyo")
    closed = [
        Closure(day, day)
        for each in _list(fields, "closed_dates")
        for day in [_date(each, "closed_dates")]
    ]
    make_up = fields.get("make_up_hours")
    return Calendar(
        zone=zone,
        weekly=_week(fields.get("weekly", {}), "weekly"),
        holidays=tuple(_source(each) for each in _list(fields, "holidays")),
        make_up_hours=None if make_up is None else read_hours(make_up, "make_up_hours"),
        closures=(*closed, *(_closure(each) for each in _list(fields, "closures"))),
        special_days=_days(fields, "special_days", SpecialDay),
        breaks=_days(fields, "breaks", Break),
        peaks=tuple(_peak(each) for each in _list(fields, "peaks")),
    )


def read_hours(written: object, field: str) -> Hours:
    """The hours of one day in any of the three forms, in order; `field` is named in a refusal."""
    pairs: list[tuple[object, object]] = []
    if isinstance(written, Mapping):
        pairs.extend(written.items())
    elif isinstance(written, list):
        for each in written:
            parts = each.split("-") if isinstance(each, str) else each
            if not isinstance(parts, list) or len(parts) != 2:
                raise _unreadable(field, _HOURS)
            pairs.append((parts[0], parts[1]))
    else:
        raise _unreadable(field, _HOURS)
    shifts: list[Shift] = []
    for opens, closes in pairs:
        if not isinstance(opens, str) or not isinstance(closes, str):
            raise _unreadable(field, _HOURS)
        shifts.append(shift(opens, closes, field))
    return in_order(shifts, field)


def night_shifts(calendar: Calendar) -> list[tuple[str, str]]:
    """Weekday and hours of the shifts that were resolved into the next day, to be told about."""
    return [
        (day, write_hours((each,)))
        for day, hours in zip(WEEKDAYS, calendar.weekly, strict=True)
        for each in hours
        if each.closes > DAY
    ]


def _week(written: object, field: str) -> Week:
    days = _mapping(written, field)
    _only(days, WEEKDAYS, field)
    mon, tue, wed, thu, fri, sat, sun = (
        read_hours(days.get(day, []), f"{field}.{day}") for day in WEEKDAYS
    )
    return (mon, tue, wed, thu, fri, sat, sun)


def _source(written: object) -> PublicHolidays:
    if isinstance(written, str):
        code, _, part = written.partition("-")
        return PublicHolidays(code, part or None)
    fields = _mapping(written, "holidays")
    _only(fields, ("country", "region"), "holidays")
    country, region = fields.get("country"), fields.get("region")
    if not isinstance(country, str) or not isinstance(region, str | None):
        raise _unreadable("holidays", '{"country": "JP"}')
    return PublicHolidays(country, region)


def _closure(written: object) -> Closure:
    fields = _mapping(written, "closures")
    _only(fields, ("first", "last", "note"), "closures")
    first = _date(fields.get("first"), "closures.first")
    last = _date(fields["last"], "closures.last") if "last" in fields else first
    return Closure(first, last, _note(fields, "closures"))


def _peak(written: object) -> Peak:
    fields = _mapping(written, "peaks")
    _only(fields, ("first", "last", "name", "note", "weekly", "over_holidays"), "peaks")
    name, over = fields.get("name"), fields.get("over_holidays", False)
    if not isinstance(name, str) or not isinstance(over, bool):
        raise _unreadable("peaks", '{"name": "11.11", "first": …, "last": …}')
    return Peak(
        _date(fields.get("first"), "peaks.first"),
        _date(fields.get("last"), "peaks.last"),
        name,
        _note(fields, "peaks"),
        _week(fields["weekly"], "peaks.weekly") if fields.get("weekly") is not None else None,
        over,
    )


def _days(
    fields: Mapping[str, object], key: str, make: Callable[[date, Hours, str], Item]
) -> tuple[Item, ...]:
    """Days with hours: `{"2026-12-31": ["09:00-15:00"]}` or `{"…": {"hours": […], "note": …}}`."""
    items = []
    for day, value in _mapping(fields.get(key, {}), key).items():
        field = f"{key}.{day}"
        described = isinstance(value, Mapping) and "hours" in value
        detail = _mapping(value, field) if described else {"hours": value}
        _only(detail, ("hours", "note"), field)
        items.append(
            make(_date(day, key), read_hours(detail["hours"], field), _note(detail, field))
        )
    return tuple(items)


def _mapping(written: object, field: str) -> Mapping[str, object]:
    if not isinstance(written, Mapping):
        raise _unreadable(field, "{…}")
    return written


def _list(fields: Mapping[str, object], key: str) -> list[object]:
    written = fields.get(key, [])
    if not isinstance(written, list):
        raise _unreadable(key, "[…]")
    return written


def _only(fields: Mapping[str, object], known: tuple[str, ...], field: str) -> None:
    for name in fields:
        if name not in known:
            shown = ", ".join(known)
            raise CalendarError("clocks.unknown_field", field=field, name=name, known=shown)


def _note(fields: Mapping[str, object], field: str) -> str:
    note = fields.get("note", "")
    if not isinstance(note, str):
        raise _unreadable(f"{field}.note", '"…"')
    return note


def _date(written: object, field: str) -> date:
    if isinstance(written, str):
        try:
            return date.fromisoformat(written)
        except ValueError:
            pass
    raise CalendarError("clocks.bad_date", field=field, text=str(written))


def _unreadable(field: str, wanted: str) -> CalendarError:
    return CalendarError("clocks.bad_form", field=field, wanted=wanted)
