"""Events into facts, one event at a time, in constant time each.

A property test holds it against facts that are made of all events at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from madoguchi.insight.figures.asking import Asking
from madoguchi.insight.figures.dating import breach_of, called_of, joined, owed_of, spent
from madoguchi.insight.figures.days import day_of, slot_of
from madoguchi.insight.figures.events import OF_THINGS, Event, Kind, Presence, Where
from madoguchi.insight.figures.facts import (
    Asked,
    Called,
    Change,
    Exchange,
    Fact,
    FactId,
    Owed,
    Resolution,
    Round,
)
from madoguchi.insight.figures.inquiries import Sale
from madoguchi.insight.figures.rounds import ENDS, Hours, ended

_SAID = {Kind.CUSTOMER_SAID, Kind.AGENT_SAID, Kind.BOT_SAID}


class Terms(Struct, frozen=True):
    """On which calendar a wait counts, how long it may last there, or until when; see `Round`."""

    calendar: str | None = None
    target: timedelta | None = None
    due: datetime | None = None


class Talk(Struct):
    """What must be remembered of a conversation to go on counting it.

    `said_at` is when anybody last said anything in it; `terms` are those that a wait beginning at
    `terms_at` counts on.
    """

    where: Where | None = None
    rounds: int = 0
    open_round: Round | None = None
    agent: int | None = None
    resolved: bool = False
    people: set[int] = set()
    surveys: int = 0
    asked: Asked | None = None
    said_at: datetime | None = None
    terms: Terms | None = None
    terms_at: datetime | None = None


class Worker(Struct):
    """What must be remembered of a person; their time is counted up to `since`."""

    since: datetime
    presence: Presence = Presence.OFFLINE
    chats: int = 0


class Memory(Struct):
    """What a fold remembers. One that is kept needs only what the next events touch."""

    facts: dict[FactId, Fact] = field(default_factory=dict)
    talks: dict[int, Talk] = field(default_factory=dict)
    workers: dict[int, Worker] = field(default_factory=dict)
    sales: dict[int, Sale] = field(default_factory=dict)


class Fold:
    """The facts of everything added so far, by days of one zone."""

    def __init__(self, zone: str, hours: Hours, memory: Memory | None = None) -> None:
        self._zone = ZoneInfo(zone)
        self._hours = hours
        self.memory = memory or Memory()
        self._asking = Asking(self._zone, self.memory.facts.values(), self.memory.sales)

    @property
    def facts(self) -> dict[FactId, Fact]:
        """Every fact it remembers, as it stands."""
        return self.memory.facts

    def add(self, event: Event) -> list[Change]:
        """Take in the next event; returns the facts that it made or changed."""
        changes: list[Change] = []
        if event.kind is Kind.PRESENCE:
            if event.agent is not None:
                person = self._person(event.agent, event.at, changes)
                person.presence = event.presence
            return changes
        if event.kind is Kind.ORDER:
            self._keep_all(self._asking.sell(event), changes)
            return changes
        talk = self.memory.talks.setdefault(event.conversation, Talk())
        if event.kind not in OF_THINGS:
            talk.where = event.where
            self._keep_all(self._asking.recognise(event), changes)
        if event.kind in _SAID:
            talk.said_at = event.at
        match event.kind:
            case Kind.CUSTOMER_SAID:
                self._said(event, talk.agent, changes)
                self._keep_all(self._asking.ask(event, talk.agent), changes)
                self._open(event, talk)
                self._keep(talk.open_round, changes)
            case Kind.AGENT_SAID:
                talk.people = talk.people | {event.agent or 0}
                self._said(event, event.agent, changes)
                self._keep_all(self._asking.answer(event), changes)
            case Kind.ASSIGNED:
                if not talk.resolved:
                    self._move(event.at, talk.agent, event.agent, changes)
                talk.agent = event.agent
            case Kind.RESOLVED:
                self._resolve(event, talk, changes)
            case Kind.REOPENED:
                self._reopen(event, talk, changes)
            case Kind.SURVEYED:
                talk.asked = self._survey(event, talk, asked=True)
                self._keep(talk.asked, changes)
            case Kind.RATED:
                self._rate(event, talk, changes)
            case Kind.CALENDAR:
                talk.terms = Terms(event.calendar, event.target, event.due)
                talk.terms_at = event.at
            case Kind.PROMISE | Kind.BREACHED | Kind.CALL:
                self._note(event, talk, changes)
            case Kind.LEFT if talk.open_round:
                talk.open_round = replace(talk.open_round, left_at=event.at)
                self._keep(talk.open_round, changes)
        if event.kind in ENDS and talk.open_round:
            self._keep(ended(talk.open_round, event, talk.people, self._hours), changes)
            talk.open_round = None
        return changes

    def settle(self, now: datetime) -> list[Change]:
        """Count everybody's time up to `now`; returns the facts that this made or changed."""
        changes: list[Change] = []
        for agent in self.memory.workers:
            self._person(agent, now, changes)
        return changes

    def _open(self, event: Event, talk: Talk) -> None:
        if talk.open_round is None:
            talk.rounds += 1
            named = talk.terms if talk.terms_at == event.at else None
            terms = named or Terms(event.calendar)
            talk.open_round = Round(
                day=day_of(event.at, self._zone),
                slot=slot_of(event.at, self._zone),
                where=event.where,
                conversation=event.conversation,
                number=talk.rounds,
                customer=event.customer,
                opened_at=event.at,
                calendar=terms.calendar,
                target=terms.target,
                due=terms.due,
            )
        else:
            talk.open_round = replace(talk.open_round, left_at=None)

    def _said(self, event: Event, agent: int | None, changes: list[Change]) -> None:
        asked = event.kind is Kind.CUSTOMER_SAID
        said = Exchange(
            day=day_of(event.at, self._zone),
            slot=slot_of(event.at, self._zone),
            where=event.where,
            conversation=event.conversation,
            customer=event.customer,
            agent=agent,
            questions=int(asked),
            answers=int(not asked),
        )
        kept = self.facts.get(said.id)
        if isinstance(kept, Exchange):
            said = replace(
                kept,
                questions=kept.questions + said.questions,
                answers=kept.answers + said.answers,
            )
        self._keep(said, changes)

    def _resolve(self, event: Event, talk: Talk, changes: list[Change]) -> None:
        if talk.resolved:
            return
        talk.resolved = True
        self._move(event.at, talk.agent, None, changes)
        first = Resolution(
            day=day_of(event.at, self._zone),
            slot=slot_of(event.at, self._zone),
            where=event.where,
            conversation=event.conversation,
            agent=event.agent,
            at=event.at,
            people=len(talk.people),
        )
        if first.id not in self.facts:
            self._keep(first, changes)

    def _reopen(self, event: Event, talk: Talk, changes: list[Change]) -> None:
        if not talk.resolved:
            return
        talk.resolved = False
        self._move(event.at, None, talk.agent, changes)
        first = self.facts.get(("resolution", event.conversation, 0, 0))
        if isinstance(first, Resolution) and first.reopened_at is None:
            self._keep(replace(first, reopened_at=event.at), changes)

    def _rate(self, event: Event, talk: Talk, changes: list[Change]) -> None:
        """An answer to the last survey; a later one replaces it, one to no survey is its own."""
        asked = talk.asked
        if asked is None or asked.survey is not event.survey:
            asked = self._survey(event, talk, asked=False)
        talk.asked = replace(asked, score=event.score)
        self._keep(talk.asked, changes)

    def _survey(self, event: Event, talk: Talk, *, asked: bool) -> Asked:
        talk.surveys += 1
        return Asked(
            day=day_of(event.at, self._zone),
            slot=slot_of(event.at, self._zone),
            where=event.where,
            conversation=event.conversation,
            number=talk.surveys,
            agent=talk.agent,
            survey=event.survey,
            asked=asked,
        )

    def _note(self, event: Event, talk: Talk, changes: list[Change]) -> None:
        """Take in what became of a promise, a clock or a call."""
        if event.kind is Kind.PROMISE:
            owed = owed_of(event, talk.where or event.where, self._zone)
            kept = self.facts.get(owed.id)
            self._keep(replace(owed, where=kept.where) if isinstance(kept, Owed) else owed, changes)
        elif event.kind is Kind.BREACHED:
            breach = breach_of(event, talk.where or event.where, self._zone)
            if breach.id not in self.facts:
                self._keep(breach, changes)
        elif event.call is not None:
            before = self.facts.get(("call", event.conversation, event.number, 0))
            first = before.agent if isinstance(before, Called) else None
            self._keep(called_of(event, event.call, first, self._zone), changes)

    def _move(
        self, at: datetime, before: int | None, after: int | None, changes: list[Change]
    ) -> None:
        if before == after:
            return
        if before is not None:
            self._person(before, at, changes).chats -= 1
        if after is not None:
            self._person(after, at, changes).chats += 1

    def _person(self, agent: int, at: datetime, changes: list[Change]) -> Worker:
        """The person with their time counted up to `at`."""
        person = self.memory.workers.setdefault(agent, Worker(at))
        for each in spent(agent, person.presence, person.chats, person.since, at, self._zone):
            self._keep(joined(self.facts.get(each.id), each), changes)
        person.since = max(at, person.since)
        return person

    def _keep_all(self, facts: Iterable[Fact], changes: list[Change]) -> None:
        for fact in facts:
            self._keep(fact, changes)

    def _keep(self, fact: Fact | None, changes: list[Change]) -> None:
        if fact is None:
            return
        before = self.facts.get(fact.id)
        if before != fact:
            self.facts[fact.id] = fact
            changes.append(Change(before, fact))
