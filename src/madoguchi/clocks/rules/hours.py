"""Opening hours of a day: read from text, checked, subtracted, written back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from madoguchi.clocks.contracts import Hours, Shift, Week
from madoguchi.clocks.errors import CalendarError

DAY = 86_400
LONGEST_NIGHT_SHIFT = 12 * 3_600
"""A shift that closes at an earlier time of day than it opens is a night shift up to this length;
past it, 18:00-09:00 is far more often 09:00-18:00 written backwards."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")


def read_time(text: str, field: str | None = None) -> int:
    """Seconds after midnight of `HH:MM` or `HH:MM:SS`, from 00:00 to 24:00."""
    found = _TIME.fullmatch(text.strip())
    if found:
        hour, minute, second = (int(part or 0) for part in found.groups())
        total = hour * 3_600 + minute * 60 + second
        if minute < 60 and second < 60 and total <= DAY:
            return total
    raise CalendarError("clocks.bad_time", field=field, text=text)


def write_time(seconds: int) -> str:
    """`HH:MM`, with seconds where there are any; times of the next day count past 24:00."""
    hour, rest = divmod(seconds, 3_600)
    minute, second = divmod(rest, 60)
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if second else "")


def shift(opens: str, closes: str, field: str) -> Shift:
    """A shift from two times of day; one that crosses midnight is resolved into the next day.

    Refuses an empty shift, and a backward one longer than `LONGEST_NIGHT_SHIFT`.
    """
    begin, end = read_time(opens, field), read_time(closes, field)
    if begin in (end, DAY):
        raise CalendarError("clocks.empty_shift", field=field, opens=opens, closes=closes)
    if end < begin:
        end += DAY
        if end - begin > LONGEST_NIGHT_SHIFT:
            raise CalendarError("clocks.backward_shift", field=field, opens=opens, closes=closes)
    return Shift(begin, end)


def write_hours(hours: Hours) -> str:
    """The shifts in words a person writes: `09:00-12:00, 13:00-18:00`."""
    return ", ".join(
        f"{write_time(each.opens % DAY)}-{write_time(each.closes % DAY or DAY)}" for each in hours
    )


def in_order(shifts: Iterable[Shift], field: str) -> Hours:
    """The shifts of one day sorted; overlapping or backward ones are refused, naming `field`."""
    hours = tuple(sorted(shifts))
    for each in hours:
        if not 0 <= each.opens < DAY or not each.opens < each.closes <= each.opens + DAY:
            opens, closes = write_time(each.opens), write_time(each.closes)
            raise CalendarError("clocks.backward_shift", field=field, opens=opens, closes=closes)
    for one, other in pairwise(hours):
        if other.opens < one.closes:
            raise _overlap("clocks.overlap", field, one, other)
    return hours


def check_week(weekly: Week, field: str = "weekly") -> None:
    """Refuse a week in which a night shift runs into the next day's hours."""
    for index, (day, hours) in enumerate(zip(WEEKDAYS, weekly, strict=True)):
        in_order(hours, f"{field}.{day}")
        after = weekly[(index + 1) % 7]
        if hours and after and hours[-1].closes - DAY > after[0].opens:
            raise _overlap("clocks.night_overlap", f"{field}.{day}", hours[-1], after[0])


def without(hours: Hours, taken: Sequence[Shift]) -> Hours:
    """The hours that remain when `taken` is cut out of them."""
    remaining = list(hours)
    for cut in taken:
        remaining = [
            piece
            for each in remaining
            for piece in (
                Shift(each.opens, min(each.closes, cut.opens)),
                Shift(max(each.opens, cut.closes), each.closes),
            )
            if piece.opens < piece.closes
        ]
    return tuple(remaining)


def _overlap(key: str, field: str, one: Shift, other: Shift) -> CalendarError:
    return CalendarError(key, field=field, one=write_hours((one,)), other=write_hours((other,)))
