"""Events into facts, all at once and from the definitions: what the fold is checked against.

Deliberately the other way round, per conversation and per person, and in no hurry: a rebuild of
years replays a fresh `Fold`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from madoguchi.insight.figures.dating import worktime
from madoguchi.insight.figures.days import ONE_DAY, begins, day_of, slot_of
from madoguchi.insight.figures.events import OF_THINGS, Event, Kind, Where
from madoguchi.insight.figures.facts import (
    Asked,
    Breach,
    Called,
    Exchange,
    Fact,
    FactId,
    Inquiry,
    Owed,
    Resolution,
    Round,
    Worktime,
)
from madoguchi.insight.figures.fold import Terms
from madoguchi.insight.figures.inquiries import FINAL, Sale, answered, judged
from madoguchi.insight.figures.rounds import ENDS, Hours, ended


def recompute(
    events: Iterable[Event], zone: str, hours: Hours, now: datetime
) -> dict[FactId, Fact]:
    """The facts of all events in order, by days of a zone, people's time counted up to `now`."""
    local = ZoneInfo(zone)
    everything = list(events)
    talks: dict[int, list[Event]] = defaultdict(list)
    for event in everything:
        if event.kind not in {Kind.PRESENCE, Kind.ORDER}:
            talks[event.conversation].append(event)
    facts: list[Fact] = []
    sales = _sales(everything)
    for talk in talks.values():
        facts += _inquiries(talk, sales, local)
        facts += _rounds(talk, local, hours)
        facts += _exchanges(talk, local)
        facts += _surveys(talk, local)
        facts += _resolution(talk, local)
        facts += _owed(talk, local)
        facts += _breaches(talk, local)
        facts += _calls(talk, local)
    facts += _worktimes(everything, local, now)
    return {fact.id: fact for fact in facts}


def _rounds(talk: Sequence[Event], zone: ZoneInfo, hours: Hours) -> Iterator[Round]:
    """A customer's message opens a round when none is open; the first thing that ends it does."""
    number, free_from = 0, 0
    for index, event in enumerate(talk):
        if event.kind is not Kind.CUSTOMER_SAID or index < free_from:
            continue
        number += 1
        terms = _terms(event, talk[:index])
        opened = Round(
            day=day_of(event.at, zone),
            slot=slot_of(event.at, zone),
            where=event.where,
            conversation=event.conversation,
            number=number,
            customer=event.customer,
            opened_at=event.at,
            calendar=terms.calendar,
            target=terms.target,
            due=terms.due,
        )
        ends = (at for at, each in enumerate(talk) if at > index and each.kind in ENDS)
        free_from = next(ends, len(talk))
        round_ = replace(opened, left_at=_left(talk[index:free_from]))
        if free_from == len(talk):
            yield round_
            return
        people = {each.agent or 0 for each in talk[:free_from] if each.kind is Kind.AGENT_SAID}
        yield ended(round_, talk[free_from], people, hours)


def _sales(events: Sequence[Event]) -> list[Sale]:
    """Each order as its newest version says, from when it was first anybody's."""
    found: dict[int, Sale] = {}
    for event in events:
        if event.kind is not Kind.ORDER or not (event.customer or event.number in found):
            continue
        if event.number not in found or event.version > found[event.number].version:
            placed = event.placed or event.at
            found[event.number] = Sale(
                event.version, event.customer, placed, event.paid, event.ended
            )
    return list(found.values())


def _inquiries(talk: Sequence[Event], sales: Sequence[Sale], zone: ZoneInfo) -> Iterator[Inquiry]:
    """The first question of each day, the replies of its days, and all orders of its customer."""
    named = [event.customer for event in talk if event.kind not in OF_THINGS]
    seen: set[date] = set()
    for index, event in enumerate(talk):
        day = day_of(event.at, zone)
        if event.kind is not Kind.CUSTOMER_SAID or day in seen:
            continue
        seen.add(day)
        inquiry = Inquiry(
            day=day,
            slot=slot_of(event.at, zone),
            where=event.where,
            conversation=event.conversation,
            customer=named[-1],
            asked_at=event.at,
            in_charge=_in_charge(talk[:index]),
        )
        for each in talk[index:]:
            if each.kind is Kind.AGENT_SAID and (day_of(each.at, zone) - day).days <= FINAL:
                inquiry = answered(inquiry, each.at, each.agent or 0)
        theirs = [sale for sale in sales if sale.customer == inquiry.customer]
        yield judged(inquiry, theirs, zone)


def _left(waiting: Sequence[Event]) -> datetime | None:
    """When the customer left last, unless they wrote again."""
    telling = [each for each in waiting if each.kind in {Kind.CUSTOMER_SAID, Kind.LEFT}]
    return telling[-1].at if telling[-1].kind is Kind.LEFT else None


def _terms(event: Event, before: Sequence[Event]) -> Terms:
    """What was named last, if that was at the same instant; else the event's own calendar."""
    named = [each for each in before if each.kind is Kind.CALENDAR][-1:]
    for each in named:
        if each.at == event.at:
            return Terms(each.calendar, each.target, each.due)
    return Terms(event.calendar)


def _where(event: Event, before: Sequence[Event]) -> Where:
    """Where a conversation last said it stood; where it never has, where the event says."""
    told = (each.where for each in reversed(before) if each.kind not in OF_THINGS)
    return next(told, event.where)


def _owed(talk: Sequence[Event], zone: ZoneInfo) -> Iterator[Owed]:
    """Each promise as it was last said to be, and where it was first."""
    said = [(index, event) for index, event in enumerate(talk) if event.kind is Kind.PROMISE]
    for number in {event.number for _, event in said}:
        mine = [each for each in said if each[1].number == number]
        (first, begun), (_, last) = mine[0], mine[-1]
        due = last.due or last.at
        yield Owed(
            day=day_of(due, zone),
            slot=slot_of(due, zone),
            where=_where(begun, talk[:first]),
            conversation=last.conversation,
            number=number,
            agent=last.agent,
            due=due,
            outcome=last.outcome,
        )


def _breaches(talk: Sequence[Event], zone: ZoneInfo) -> Iterator[Breach]:
    seen = set()
    for index, event in enumerate(talk):
        if event.kind is Kind.BREACHED and (event.number, event.at) not in seen:
            seen.add((event.number, event.at))
            yield Breach(
                day=day_of(event.at, zone),
                slot=slot_of(event.at, zone),
                where=_where(event, talk[:index]),
                conversation=event.conversation,
                number=event.number,
                agent=event.agent,
                at=event.at,
                subject=event.subject,
            )


def _calls(talk: Sequence[Event], zone: ZoneInfo) -> Iterator[Called]:
    """Each call as it was last said to be, of whoever was the first to take it."""
    last = {event.number: event.call for event in talk if event.call is not None}
    for number, call in last.items():
        mine = [each for each in talk if each.call is not None and each.number == number]
        yield Called(
            day=day_of(call.came_at, zone),
            slot=slot_of(call.came_at, zone),
            where=mine[-1].where,
            conversation=mine[-1].conversation,
            number=number,
            agent=next((each.agent for each in mine if each.agent is not None), None),
            call=call,
        )


def _exchanges(talk: Sequence[Event], zone: ZoneInfo) -> Iterator[Exchange]:
    said: dict[tuple[Kind, date, int, int | None], list[Event]] = defaultdict(list)
    for index, event in enumerate(talk):
        if event.kind in {Kind.CUSTOMER_SAID, Kind.AGENT_SAID}:
            asked = event.kind is Kind.CUSTOMER_SAID
            agent = _in_charge(talk[:index]) if asked else event.agent
            when = day_of(event.at, zone), slot_of(event.at, zone)
            said[event.kind, *when, agent].append(event)
    for (kind, day, slot, agent), events in said.items():
        asked = kind is Kind.CUSTOMER_SAID
        yield Exchange(
            day=day,
            slot=slot,
            where=events[0].where,
            conversation=events[0].conversation,
            customer=events[0].customer,
            agent=agent,
            questions=len(events) if asked else 0,
            answers=0 if asked else len(events),
        )


def _surveys(talk: Sequence[Event], zone: ZoneInfo) -> list[Asked]:
    found: list[Asked] = []
    for index, event in enumerate(talk):
        if event.kind is Kind.RATED and found and found[-1].survey is event.survey:
            found[-1] = replace(found[-1], score=event.score)
        elif event.kind in {Kind.SURVEYED, Kind.RATED}:
            found.append(
                Asked(
                    day=day_of(event.at, zone),
                    slot=slot_of(event.at, zone),
                    where=event.where,
                    conversation=event.conversation,
                    number=len(found) + 1,
                    agent=_in_charge(talk[:index]),
                    survey=event.survey,
                    asked=event.kind is Kind.SURVEYED,
                    score=event.score if event.kind is Kind.RATED else None,
                )
            )
    return found


def _in_charge(before: Sequence[Event]) -> int | None:
    given = (event.agent for event in reversed(before) if event.kind is Kind.ASSIGNED)
    return next(given, None)


def _resolution(talk: Sequence[Event], zone: ZoneInfo) -> Iterator[Resolution]:
    kinds = [event.kind for event in talk]
    if Kind.RESOLVED not in kinds:
        return
    index = kinds.index(Kind.RESOLVED)
    event = talk[index]
    again = (each.at for each in talk[index:] if each.kind is Kind.REOPENED)
    replied = {each.agent or 0 for each in talk[:index] if each.kind is Kind.AGENT_SAID}
    yield Resolution(
        day=day_of(event.at, zone),
        slot=slot_of(event.at, zone),
        where=event.where,
        conversation=event.conversation,
        agent=event.agent,
        at=event.at,
        people=len(replied),
        reopened_at=next(again, None),
    )


def _worktimes(events: Sequence[Event], zone: ZoneInfo, now: datetime) -> Iterator[Worktime]:
    """Each person's time cut at everything that happens and at midnights, each piece by itself."""
    agents = {event.agent for event in events if event.agent is not None}
    presences: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind is Kind.PRESENCE and event.agent is not None:
            presences[event.agent].append(event)
    for agent in agents & set(presences):
        begin = presences[agent][0].at
        chats = _open_chats(events, agent)
        cuts = {begin, now, *(event.at for event in presences[agent]), *(at for at, _ in chats)}
        cuts |= set(_midnights(begin, now, zone))
        spent: dict[date, dict[str, timedelta]] = defaultdict(lambda: defaultdict(timedelta))
        for start, end in pairwise(sorted(cut for cut in cuts if begin <= cut <= now)):
            presence = [each.presence for each in presences[agent] if each.at <= start][-1]
            open_now = sum(change for at, change in chats if at <= start)
            for name, length in worktime(presence, open_now, end - start).items():
                spent[day_of(start, zone)][name] += length
        for day, parts in spent.items():
            if any(length for length in parts.values()):
                yield Worktime(day=day, agent=agent, **parts)


def _open_chats(events: Sequence[Event], agent: int) -> list[tuple[datetime, int]]:
    """When a chat of a person's opened (+1) or closed (-1)."""
    changes = []
    in_charge: dict[int, int | None] = defaultdict(lambda: None)
    resolved: dict[int, bool] = defaultdict(bool)
    for event in events:
        talk = event.conversation
        before = in_charge[talk] == agent and not resolved[talk]
        if event.kind is Kind.ASSIGNED:
            in_charge[talk] = event.agent
        elif event.kind in {Kind.RESOLVED, Kind.REOPENED}:
            resolved[talk] = event.kind is Kind.RESOLVED
        after = in_charge[talk] == agent and not resolved[talk]
        if after != before:
            changes.append((event.at, 1 if after else -1))
    return changes


def _midnights(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    day = day_of(begin, zone) + ONE_DAY
    while (midnight := begins(day, zone)) < end:
        yield midnight
        day += ONE_DAY
