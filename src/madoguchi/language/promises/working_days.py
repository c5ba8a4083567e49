"""What promises need of a working calendar, and the plain one they have without."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Protocol

import msgspec


class WorkingDays(Protocol):
    """A working calendar, as far as promises ask."""

    def after(self, day: date, count: int) -> date:
        """Give the `count`-th (≥ 1) working day after `day`, which itself does not count."""
        ...

    def closes_at(self, day: date) -> time:
        """Give when work ends on a day; on a day without work, when it ends on others."""
        ...


class Weekdays(msgspec.Struct, frozen=True):
    """Monday to Friday until `closing`, without holidays."""

    closing: time = time(18)

    def after(self, day: date, count: int) -> date:
        """Give the `count`-th Monday-to-Friday day after `day`."""
        weeks, rest = divmod(count, 5)
        day += timedelta(weeks=weeks)
        if rest == 0:  # the last of whole weeks is a working day itself
            return day - timedelta(days=max(0, day.weekday() - 4))
        for _ in range(rest):
            day += timedelta(days=1 if day.weekday() < 4 else 7 - day.weekday())
        return day

    def closes_at(self, day: date) -> time:
        """Give the hour at which every day ends."""
        return self.closing
