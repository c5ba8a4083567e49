"""Pure decisions about promises: what may be promised, and an agent's days as promises see them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from madoguchi.clocks.contracts import Calendar, FrozenCalendar, Shift
from madoguchi.clocks.errors import CalendarError
from madoguchi.clocks.rules.working_time import WorkingTime, working_time
from madoguchi.clocks.rules.zones import zone
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.desk.promises.contracts import Offer, Promise, PromiseDraft, Reply
from madoguchi.kernel.errors import Conflict, Invalid, TooLarge
from madoguchi.language.normalise import clean
from madoguchi.language.promises import find_promises
from madoguchi.language.promises.deadlines import By, WorkingDay, resolve

TEXT_LIMIT = 500
REASON_LIMIT = 500
MOST_AT_ONCE = 10
FARTHEST = timedelta(days=2 * 366)
"""Calendars are frozen for two years after the one in which a clock starts."""
LONGEST_READ = 10_000
"""Characters of a draft that are searched for promises."""

_OFFICE = (Shift(9 * 3600, 18 * 3600),)
_LAST_MINUTE = time(23, 59)
_EVENING = time(18)


def office_hours(zone_name: str) -> Calendar:
    """The calendar of an agent who has none: Monday to Friday, nine to six, on their own clock."""
    return Calendar(zone=zone_name, weekly=(*(_OFFICE,) * 5, (), ()))


def ends_its_days(calendar: FrozenCalendar, now: datetime) -> bool:
    """Say whether a calendar knows an evening; one open round the clock does not."""
    return working_time(calendar).next_closing(now) is not None


def known_zone(name: str | None, otherwise: str = "UTC") -> ZoneInfo:
    """The zone of a name that may be missing, or that this machine does not know."""
    try:
        return zone(name or otherwise)
    except CalendarError:
        return ZoneInfo("UTC")


class CalendarDays(msgspec.Struct, frozen=True):
    """A working calendar as the days that promises are counted in, seen from an agent's zone.

    `latest` is when the agent's own day ends where the calendar is that of a shop, whose hours
    nobody works whole: "today" said in a shop that is open until midnight is not midnight.
    """

    hours: WorkingTime
    seen_from: ZoneInfo
    latest: time | None = None

    def after(self, day: date, count: int) -> date:
        """Give the `count`-th working day after `day`; `ValueError` where none ever comes."""
        try:
            return self.hours.working_day(day, count)
        except CalendarError as error:
            raise ValueError(count) from error

    def closes_at(self, day: date) -> time:
        """Give when work ends on a day, on the agent's clock; 23:59 where that is the day after.

        A day without work ends as the next one with it.
        """
        try:
            worked = day if self.hours.is_working_day(day) else self.hours.working_day(day, 1)
        except CalendarError:
            return _EVENING
        stretches = self.hours.stretches_of(worked)
        if not stretches:
            return _EVENING
        opening, closing = (at.astimezone(self.seen_from) for at in _ends(stretches))
        ends = _LAST_MINUTE if closing.date() > worked else closing.time()
        if self.latest is None or opening.time() >= self.latest:
            return ends
        return min(ends, self.latest)


def days_of(
    calendar: Calendar | FrozenCalendar, seen_from: ZoneInfo, *, own: bool = True
) -> CalendarDays:
    """A calendar as an agent in this zone counts in it; `own`: theirs, or their team's."""
    return CalendarDays(working_time(calendar), seen_from, None if own else _EVENING)


def _ends(stretches: list[tuple[datetime, datetime]]) -> tuple[datetime, datetime]:
    return stretches[0][0], stretches[-1][1]


def offers(text: str, now: datetime, days: CalendarDays) -> list[Offer]:
    """The promises that a text makes, as they would be recorded; the first ten at most.

    Only the last `LONGEST_READ` characters are read: whoever writes more is looking at its end.
    """
    found = find_promises(text[-LONGEST_READ:], now=now.astimezone(days.seen_from), working=days)
    latest = now + FARTHEST
    return [
        Offer(each.phrase[:TEXT_LIMIT], each.kind.value, each.due.astimezone(UTC))
        for each in found
        if each.due <= latest
    ][:MOST_AT_ONCE]


def unnamed_due(now: datetime, days: CalendarDays, count: int = 1) -> datetime:
    """When a promise without a time falls due: the end of the `count`-th working day from now."""
    due = resolve(By(WorkingDay(count)), now.astimezone(days.seen_from), days)
    # None: a house that never opens again.
    return (now + timedelta(days=1) if due is None else due).astimezone(UTC)


def check_reply(reply: Reply) -> None:
    """Refuse promises on what no customer reads, and more of them than anybody keeps in mind."""
    if (reply.promises or reply.keeps) and reply.kind == "note":
        raise Invalid("promise.note_promises_nothing", field="promises")
    if max(len(reply.promises), len(reply.keeps)) > MOST_AT_ONCE:
        raise Invalid("promise.too_many", field="promises", limit=MOST_AT_ONCE)


def check_draft(draft: PromiseDraft, now: datetime) -> PromiseDraft:
    """Return the draft as it is kept; refuses a time that is over, too far, or in no zone."""
    text = mask(clean(draft.text).strip())
    if len(text) > TEXT_LIMIT:
        raise TooLarge("promise.too_long", field="text", limit=TEXT_LIMIT, length=len(text))
    due_at = None if draft.due_at is None else check_due(draft.due_at, now)
    return PromiseDraft(text=text, due_at=due_at, kind=draft.kind)


def check_due(due_at: datetime, now: datetime) -> datetime:
    """Return the instant in UTC; refuses one that is over, too far, or without an offset."""
    if due_at.tzinfo is None:
        raise Invalid("promise.no_offset", field="due_at")
    try:
        due = due_at.astimezone(UTC)
    except OverflowError:
        raise Invalid("promise.too_far", field="due_at") from None
    if due <= now:
        raise Invalid("promise.in_the_past", field="due_at")
    if due > now + FARTHEST:
        raise Invalid("promise.too_far", field="due_at")
    return due


def check_reason(reason: str) -> str:
    """Return a reason on one line; refuses none, and one that is too long."""
    written = " ".join(clean(reason).split())
    if not written:
        raise Invalid("promise.needs_reason", field="reason")
    if len(written) > REASON_LIMIT:
        raise TooLarge("promise.reason_too_long", field="reason", limit=REASON_LIMIT)
    return written


def check_owed(promise: Promise) -> None:
    """Refuse to touch what is over."""
    if promise.state == "kept":
        raise Conflict("promise.kept_already")
    if promise.state == "withdrawn":
        raise Conflict("promise.withdrawn_already")
