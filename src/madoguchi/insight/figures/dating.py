"""Single facts out of single events: what each is dated by, and how a stretch of time is spent."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from madoguchi.insight.figures.calls import Call
from madoguchi.insight.figures.days import by_day, day_of, slot_of
from madoguchi.insight.figures.events import Event, Presence, Where
from madoguchi.insight.figures.facts import Breach, Called, Fact, Owed, Worktime


def owed_of(event: Event, where: Where, zone: ZoneInfo) -> Owed:
    """A promise as an event tells of it, dated by when it falls due."""
    due = event.due or event.at
    return Owed(
        day=day_of(due, zone),
        slot=slot_of(due, zone),
        where=where,
        conversation=event.conversation,
        number=event.number,
        agent=event.agent,
        due=due,
        outcome=event.outcome,
    )


def breach_of(event: Event, where: Where, zone: ZoneInfo) -> Breach:
    """A clock that ran out, dated by when it did."""
    return Breach(
        day=day_of(event.at, zone),
        slot=slot_of(event.at, zone),
        where=where,
        conversation=event.conversation,
        number=event.number,
        agent=event.agent,
        at=event.at,
        subject=event.subject,
    )


def called_of(event: Event, call: Call, first: int | None, zone: ZoneInfo) -> Called:
    """A call as an event tells of it, dated by its coming; it stays with who took it `first`."""
    return Called(
        day=day_of(call.came_at, zone),
        slot=slot_of(call.came_at, zone),
        where=event.where,
        conversation=event.conversation,
        number=event.number,
        agent=event.agent if first is None else first,
        call=call,
    )


def worktime(presence: Presence, chats: int, stretch: timedelta) -> dict[str, timedelta]:
    """What a stretch of time in one presence with so many chats open adds to `Worktime`."""
    if presence is Presence.OFFLINE:
        return {}
    added = {presence.value: stretch, "chats": stretch * chats}
    if chats:
        added["handling"] = stretch
    elif presence is Presence.AVAILABLE:
        added["idle"] = stretch
    return added


def spent(
    agent: int, presence: Presence, chats: int, since: datetime, until: datetime, zone: ZoneInfo
) -> list[Worktime]:
    """How somebody's stretch of time in one presence falls into days."""
    if presence is Presence.OFFLINE:
        return []
    return [
        Worktime(day=day, agent=agent, **worktime(presence, chats, stretch))
        for day, stretch in by_day(since, until, zone)
    ]


def joined(before: Fact | None, more: Worktime) -> Worktime:
    """A day's time with some more of it."""
    if not isinstance(before, Worktime):
        return more
    return Worktime(
        day=more.day,
        agent=more.agent,
        available=before.available + more.available,
        busy=before.busy + more.busy,
        hang_up=before.hang_up + more.hang_up,
        away=before.away + more.away,
        handling=before.handling + more.handling,
        idle=before.idle + more.idle,
        chats=before.chats + more.chats,
    )
