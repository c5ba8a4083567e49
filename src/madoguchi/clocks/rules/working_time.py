"""Working time on a calendar: when so much of it has passed, how much has passed, what opens next.

All in absolute time, per stretch of opening hours, so daylight saving needs no special case.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from madoguchi.clocks.contracts import Calendar, DayPlan, FrozenCalendar
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.days import ONE_DAY, Days, FrozenDays, LiveDays
from madoguchi.kernel.time import from_microseconds, to_microseconds

_MICROSECOND = timedelta(microseconds=1)
_LONGEST_SILENCE = 12
"""Years without any opening after which a calendar is taken never to open again."""


class _Year:
    """The opening stretches of one UTC year in microseconds: merged, in order, with sums."""

    __slots__ = ("before", "closes", "opens", "total")

    def __init__(self, stretches: list[tuple[int, int]]) -> None:
        self.opens = [opens for opens, _ in stretches]
        self.closes = [closes for _, closes in stretches]
        self.before: list[int] = []
        self.total = 0
        for opens, closes in stretches:
            self.before.append(self.total)
            self.total += closes - opens

    def worked_until(self, at: int) -> int:
        """Working microseconds of this year up to the instant `at`."""
        index = bisect_right(self.opens, at) - 1
        if index < 0:
            return 0
        return self.before[index] + min(at, self.closes[index]) - self.opens[index]

    def first_with(self, worked: int) -> int:
        """The earliest instant by which `worked` (0 < worked ≤ total) microseconds have passed."""
        index = bisect_left(self.before, worked) - 1
        return self.opens[index] + worked - self.before[index]

    def last_with(self, worked: int) -> int:
        """The latest instant by which only `worked` (0 ≤ worked < total) have passed."""
        index = bisect_right(self.before, worked) - 1
        return self.opens[index] + worked - self.before[index]


class WorkingTime:
    """Working time on one calendar; years are laid out once, on first use, and kept."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self._years: dict[int, _Year] = {}

    def due(self, start: datetime, working: timedelta) -> datetime:
        """The earliest instant by which `working` time has passed since `start`.

        Due exactly at closing time is closing time, not the next opening. Negative `working`
        looks back: the latest instant from which that much has passed until `start`.
        """
        wanted = working // _MICROSECOND
        begin = to_microseconds(start)
        if wanted == 0:
            return from_microseconds(begin)
        number = start.astimezone(UTC).year
        wanted += self._year(number).worked_until(begin)
        step = 1 if working > timedelta(0) else -1
        silent = 0
        while silent < _LONGEST_SILENCE:
            year = self._year(number)
            if step > 0 and wanted <= year.total:
                return from_microseconds(year.first_with(wanted))
            if step < 0 and 0 <= wanted < year.total:
                return from_microseconds(year.last_with(wanted))
            if step > 0:
                wanted -= year.total
            silent = 0 if year.total else silent + 1
            number += step
            if step < 0:
                wanted += self._year(number).total
        raise CalendarError("clocks.never_opens")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; negative when `end` comes first."""
        if end < start:
            return -self.elapsed(end, start)
        first, last = start.astimezone(UTC).year, end.astimezone(UTC).year
        worked = self._year(last).worked_until(to_microseconds(end))
        worked -= self._year(first).worked_until(to_microseconds(start))
        worked += sum(self._year(number).total for number in range(first, last))
        return worked * _MICROSECOND

    def is_open(self, at: datetime) -> bool:
        """Whether the house is open at `at`: from the opening instant to just before closing."""
        year, moment = self._year(at.astimezone(UTC).year), to_microseconds(at)
        index = bisect_right(year.opens, moment) - 1
        return index >= 0 and moment < year.closes[index]

    def next_opening(self, at: datetime) -> datetime | None:
        """The first opening after `at`; None when the house stays open, or shut, for good."""
        number = at.astimezone(UTC).year
        index = bisect_right(self._year(number).opens, to_microseconds(at))
        for each in range(number, number + _LONGEST_SILENCE):
            for opens in self._year(each).opens[index : index + 2]:
                if not self._runs_on(each - 1, opens):
                    return from_microseconds(opens)
            index = 0
        return None

    def next_closing(self, at: datetime) -> datetime | None:
        """The first closing after `at`; None when the house stays open, or shut, for good."""
        number = at.astimezone(UTC).year
        index = bisect_right(self._year(number).closes, to_microseconds(at))
        for each in range(number, number + _LONGEST_SILENCE):
            for closes in self._year(each).closes[index : index + 1]:
                if not self._runs_on(each, closes):
                    return from_microseconds(closes)
            index = 0
        return None

    def last_closing(self, at: datetime) -> datetime | None:
        """The last closing at or before `at`; None when there was none in living memory."""
        number = at.astimezone(UTC).year
        before = bisect_right(self._year(number).closes, to_microseconds(at))
        for each in range(number, number - _LONGEST_SILENCE, -1):
            closes = self._year(each).closes[:before][-2:]
            for closing in reversed(closes):
                if not self._runs_on(each, closing):
                    return from_microseconds(closing)
            before = len(self._year(each - 1).closes)
        return None

    def hours_of(self, day: date) -> DayPlan:
        """The hours of a date in the calendar's zone, and the rule that decided them."""
        return self.days.plan(day)

    def stretches_of(self, day: date) -> list[tuple[datetime, datetime]]:
        """The opening stretches that begin on `day`, as instants."""
        return [
            (from_microseconds(opens), from_microseconds(closes))
            for opens, closes in self._instants(day)
        ]

    def is_working_day(self, day: date) -> bool:
        """Whether the house opens at all on `day`."""
        return bool(self.days.plan(day).hours)

    def working_day(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it, when negative); 0 is `day` itself.

        The day itself never counts, whether it is worked or not: "within two business days" said
        on a Sunday is Tuesday.
        """
        step = ONE_DAY if count > 0 else -ONE_DAY
        silent = 0
        while count:
            day += step
            silent += 1
            if self.is_working_day(day):
                count -= 1 if count > 0 else -1
                silent = 0
            if silent > _LONGEST_SILENCE * 366:
                raise CalendarError("clocks.never_opens")
        return day

    def _runs_on(self, number: int, at: int) -> bool:
        """Whether `at` is the new year (UTC) that ends year `number`, and open on both sides."""
        before, after = self._year(number), self._year(number + 1)
        return before.closes[-1:] == [at] == after.opens[:1]

    def _year(self, number: int) -> _Year:
        year = self._years.get(number)
        if year is None:
            if not date.min.year < number < date.max.year:
                raise CalendarError("clocks.too_far")
            year = self._years[number] = self._lay_out(number)
        return year

    def _lay_out(self, number: int) -> _Year:
        begin = to_microseconds(datetime(number, 1, 1, tzinfo=UTC))
        end = to_microseconds(datetime(number + 1, 1, 1, tzinfo=UTC))
        # A night shift lasts into the next day and zones reach 14 hours either way.
        first, last = date(number, 1, 1) - 3 * ONE_DAY, date(number + 1, 1, 1) + 2 * ONE_DAY
        days = (first + ONE_DAY * offset for offset in range((last - first).days))
        merged: list[tuple[int, int]] = []
        for opens, closes in sorted(each for day in days for each in self._instants(day)):
            if merged and opens <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
            else:
                merged.append((opens, closes))
        clipped = [(max(opens, begin), min(closes, end)) for opens, closes in merged]
        return _Year([each for each in clipped if each[0] < each[1]])

    def _instants(self, day: date) -> list[tuple[int, int]]:
        """The opening stretches of a date as absolute microseconds.

        A wall-clock time that daylight saving skips is read with the offset before the gap, one
        that comes twice is its first occurrence (RFC 5545, 3.3.5); what is empty then is left out.
        """
        hours = self.days.plan(day).hours
        if not hours:
            return []
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.days.zone)
        if to_microseconds(midnight) == to_microseconds(midnight + ONE_DAY):
            return []  # a date the zone skipped, as Samoa did 2011-12-30
        stretches = []
        for shift in hours:
            opens = to_microseconds(midnight + timedelta(seconds=shift.opens))
            closes = to_microseconds(midnight + timedelta(seconds=shift.closes))
            if opens < closes:
                stretches.append((opens, closes))
        return stretches


@lru_cache(maxsize=4096)
def working_time(calendar: Calendar | FrozenCalendar) -> WorkingTime:
    """Working time on a calendar; equal calendars share the years already laid out.

    Refuses a live calendar that contradicts itself (see `days.check`).
    """
    if isinstance(calendar, FrozenCalendar):
        return WorkingTime(FrozenDays(calendar))
    return WorkingTime(LiveDays(calendar))
