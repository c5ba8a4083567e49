"""What a shift's wall-clock times come to, and which shifts cannot be; no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from madoguchi.kernel.errors import Invalid
from madoguchi.language.names import clean_name
from madoguchi.people.rules.fields import check_zone
from madoguchi.people.shifts.contracts import ShiftKind, ShiftTemplate

ONE_DAY = timedelta(days=1)
MINUTES_OF_A_DAY = 1440
LONGEST_WORK = 24 * 60
"""Minutes of one shift: a whole day on call; more is two shifts."""
LONGEST_LEAVE = 366 * MINUTES_OF_A_DAY
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
MOST_TEMPLATES = 12
LONGEST_TEMPLATE_NAME = 24

USUAL = (
    ShiftTemplate(kind="early", starts=7 * 60, ends=15 * 60),
    ShiftTemplate(kind="late", starts=14 * 60, ends=22 * 60),
    ShiftTemplate(kind="night", starts=22 * 60, ends=30 * 60),
)
"""The hours a house begins with."""


class Stretch(Struct, frozen=True):
    """Wall-clock times and the instants they mean.

    `start_moved` and `end_moved` are minutes by which both moved on because daylight saving
    skips them that day; `gained` is how much longer the clock's stretch lasts than it reads.
    """

    starts_at: datetime
    ends_at: datetime
    start_moved: int
    end_moved: int
    gained: int


def stretch(kind: ShiftKind, zone: str, day: date, starts: int, ends: int) -> Stretch:
    """Return what a shift of `day` from minute `starts` to minute `ends` comes to.

    A wall-clock time that daylight saving skips is read with the offset before the gap (02:30
    becomes 03:30), one that comes twice is its first occurrence (RFC 5545, 3.3.5). Refuses what
    has no length, what is too long, and what starts on another day than its own.
    """
    check_zone(zone)
    check_day(day)
    if not 0 <= starts < MINUTES_OF_A_DAY:
        raise Invalid("people.shift.bad_start", field="starts")
    if ends <= starts:
        raise Invalid("people.shift.backward", field="ends")
    if kind == "work" and ends - starts > LONGEST_WORK:
        raise Invalid("people.shift.too_long", field="ends", most=LONGEST_WORK // 60)
    if ends - starts > LONGEST_LEAVE:
        raise Invalid("people.leave.too_long", field="ends", most=LONGEST_LEAVE // MINUTES_OF_A_DAY)
    local = ZoneInfo(zone)
    starts_at, ends_at = _instant(local, day, starts), _instant(local, day, ends)
    if starts_at >= ends_at:
        raise Invalid("people.shift.skipped", field="starts", day=str(day))
    really = (ends_at - starts_at) // timedelta(minutes=1)
    return Stretch(
        starts_at,
        ends_at,
        start_moved=_moved(local, day, starts, starts_at),
        end_moved=_moved(local, day, ends, ends_at),
        gained=really - (ends - starts),
    )


def check_day(day: date, field: str = "day") -> None:
    """Refuse a day too far away to be meant."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid("people.shift.bad_day", field=field, first=str(FIRST_DAY), last=str(LAST_DAY))


def days_between(zone: str, first: date, days: int) -> tuple[datetime, datetime]:
    """Return the instants at which so many days from `first` begin and end in a zone."""
    check_zone(zone)
    check_day(first, "first")
    local = ZoneInfo(zone)
    return _instant(local, first, 0), _instant(local, first, days * MINUTES_OF_A_DAY)


def wall_clock(minute: int) -> str:
    """Return a minute of wall clock as it is read: 1320 and 2760 are 22:00."""
    hours, minutes = divmod(minute % MINUTES_OF_A_DAY, 60)
    return f"{hours:02}:{minutes:02}"


def length_text(minutes: int) -> str:
    """Return a length as hours and minutes: 450 is 7:30."""
    return f"{minutes // 60}:{minutes % 60:02}"


def day_after(day: date, minute: int) -> date:
    """Return the date that a minute of a shift falls on; midnight belongs to the day it begins."""
    return day + timedelta(days=minute // MINUTES_OF_A_DAY)


def check_templates(items: Sequence[ShiftTemplate]) -> list[ShiftTemplate]:
    """Return templates as they are kept; each must be a possible shift, and an own one be named."""
    if len(items) > MOST_TEMPLATES:
        raise Invalid("people.shift.too_many_templates", field="items", most=MOST_TEMPLATES)
    kept = []
    for number, item in enumerate(items):
        name = clean_name(item.name)
        if not name and item.kind == "own":
            raise Invalid("people.name_missing", field=f"items[{number}].name")
        if len(name) > LONGEST_TEMPLATE_NAME:
            raise Invalid(
                "people.name_too_long", field=f"items[{number}].name", most=LONGEST_TEMPLATE_NAME
            )
        if item.starts >= MINUTES_OF_A_DAY:
            raise Invalid("people.shift.bad_start", field=f"items[{number}].starts")
        if not 0 < item.ends - item.starts <= LONGEST_WORK:
            raise Invalid(
                "people.shift.too_long", field=f"items[{number}].ends", most=LONGEST_WORK // 60
            )
        kept.append(ShiftTemplate(kind=item.kind, name=name, starts=item.starts, ends=item.ends))
    return kept


def _instant(zone: ZoneInfo, day: date, minute: int) -> datetime:
    # Arithmetic on a datetime with a zone is arithmetic of the wall clock.
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def _moved(zone: ZoneInfo, day: date, minute: int, at: datetime) -> int:
    """By how many minutes what the clock shows at `at` differs from what was planned."""
    planned = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    shown = at.astimezone(zone).replace(tzinfo=None)
    return (shown - planned) // timedelta(minutes=1)
