"""Rounds as figures count them: how they ended, how long they lasted, and what was allowed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from madoguchi.insight.figures.counts import Counts, add_up, count_in, seconds
from madoguchi.insight.figures.facts import NOTHING, End, Round
from madoguchi.insight.figures.variant import Variant

THREE_MINUTES = timedelta(minutes=3)


class Waits(Struct, array_like=True):
    """Rounds by how they ended; the waits of those answered in seconds, rounded up.

    Most waits lie within working hours: of those that do not, `by_calendar` are the waits among
    `answered`, and `in_hours` what they come to on their calendars. `in_time` and `working_in_time`
    are those answered within their own target, by the calendar and in working hours; `forgiven`
    those who left within it.
    """

    answered: Counts = {}
    by_calendar: Counts = {}
    in_hours: Counts = {}
    in_time: int = 0
    working_in_time: int = 0
    abandoned: int = 0
    forgiven: int = 0
    resolved: int = 0
    acknowledged: int = 0

    @property
    def decided(self) -> int:
        """Rounds that have ended and called for an answer."""
        return sum(self.answered.values()) + self.abandoned + self.resolved

    def lasted(self, *, working: bool) -> Counts:
        """How long the answered have waited, by the calendar or in working hours."""
        if not working or not self.by_calendar:
            return self.answered
        found = dict(self.answered)
        for wait, count in self.by_calendar.items():
            found[wait] -= count
        for wait, count in self.in_hours.items():
            found[wait] = found.get(wait, 0) + count
        return found

    def count(self, round_: Round, variant: Variant, sign: int) -> None:
        """Count a round that has ended in (+1) or out (-1)."""
        wait, working = round_.wait or NOTHING, round_.working or NOTHING
        match round_.end:
            case None:
                return
            case End.ANSWERED:
                count_in(self.answered, seconds(wait), sign)
                if seconds(working) != seconds(wait):
                    count_in(self.by_calendar, seconds(wait), sign)
                    count_in(self.in_hours, seconds(working), sign)
                self.in_time += sign * (wait <= allowed(round_, variant))
                self.working_in_time += sign * (working <= allowed(round_, variant, working=True))
            case End.ABANDONED:
                self.abandoned += sign
                self.forgiven += sign * (wait <= allowed(round_, variant))
            case End.RESOLVED:
                self.resolved += sign
            case End.ACKNOWLEDGED:
                self.acknowledged += sign


class Prompt(Struct, array_like=True):
    """Rounds of the service window that are decided, and those answered within three minutes."""

    decided: int = 0
    answered: int = 0

    def count(self, round_: Round, sign: int) -> None:
        """Count a round that has ended in (+1) or out (-1)."""
        if round_.end is End.ACKNOWLEDGED:
            return
        self.decided += sign
        self.answered += sign * (
            round_.end is End.ANSWERED and (round_.wait or NOTHING) <= THREE_MINUTES
        )


def total(several: Iterable[Waits]) -> Waits:
    """Several sums as one."""
    each = list(several)
    return Waits(
        answered=add_up(one.answered for one in each),
        by_calendar=add_up(one.by_calendar for one in each),
        in_hours=add_up(one.in_hours for one in each),
        in_time=sum(one.in_time for one in each),
        working_in_time=sum(one.working_in_time for one in each),
        abandoned=sum(one.abandoned for one in each),
        forgiven=sum(one.forgiven for one in each),
        resolved=sum(one.resolved for one in each),
        acknowledged=sum(one.acknowledged for one in each),
    )


def is_in_window(round_: Round, variant: Variant) -> bool:
    """Whether a round opened within the service window."""
    opened = round_.opened_at.astimezone(ZoneInfo(variant.zone)).time()
    return variant.window[0] <= opened < variant.window[1]


def allowed(round_: Round, variant: Variant, *, working: bool = False) -> timedelta:
    """How long a round may last by the standard that it began under, else by the variant."""
    if round_.target is None:
        return variant.target if round_.number == 1 else variant.round_target
    if round_.due is not None and not working:
        return round_.due - round_.opened_at
    return round_.target


def waiting_for(round_: Round, now: datetime) -> timedelta:
    """How long an open round has waited by now."""
    return max(now - round_.opened_at, NOTHING)
