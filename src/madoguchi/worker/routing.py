"""Gives waiting customers to people: follows the feed in memory, decides by the rules, and lets an
operation check each decision once more. Every process follows; one at a time decides.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
import structlog

from madoguchi.desk.routing import queries
from madoguchi.desk.routing.contracts import (
    Decision,
    Place,
    RoutingHint,
    RoutingSettings,
    Said,
    Talk,
)
from madoguchi.desk.routing.operations import give
from madoguchi.desk.routing.rules.floor import Floor, fill
from madoguchi.kernel.errors import Refusal
from madoguchi.kernel.feed import RESTORED, Event, Position
from madoguchi.kernel.lease import Lease
from madoguchi.kernel.politely import in_background
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import View
from madoguchi.people.presence.contracts import Presence
from madoguchi.worker.attending import Attendance
from madoguchi.worker.loops import Alarm

AT_ONCE = 32
"""Decisions under way together: they share a commit."""
LEASE = "madoguchi.routing"
LOOK_EVERY_SECONDS = 1.0
ATTEND_SECONDS = 0.5
"""How often it is looked who is there."""
MOST_REMEMBERED = 10_000
"""Conversations of which it is kept what they were heard to be about."""

_UNCONCERNED = ("draft_", "customer_read", "agent_read", "session_", "tag_", "canned_", "webhook_")
_STAFF = frozenset({"person", "ability", "team"})

log = structlog.get_logger("madoguchi.worker")


class _Change(msgspec.Struct):
    type: str
    id: int
    version: int
    value: msgspec.Raw


_decode = msgspec.json.Decoder(list[_Change]).decode
_decode_talk = msgspec.json.Decoder(Talk | None).decode
_decode_said = msgspec.json.Decoder(Said | None).decode
_decode_hint = msgspec.json.Decoder(RoutingHint | None).decode
_decode_presence = msgspec.json.Decoder(Presence | None).decode
_decode_settings = msgspec.json.Decoder(RoutingSettings | None).decode


class Router:
    """Call `notice` with every event; `work` is a piece of work for the worker's loop."""

    def __init__(self, store: Store, attendance: Attendance | None = None) -> None:
        self._store = store
        self._attendance = attendance
        self._lease = Lease(store.url, LEASE)
        self._events: deque[Event] = deque()
        self._floor: Floor | None = None
        self._from = Position(0, 0)
        self._presences: dict[int, Presence] = {}
        self._attended_at = 0.0
        self._staff_changed = False
        self._unknown: dict[int, Talk] = {}
        self._heard: dict[int, Talk] = {}
        self._said: dict[int, list[Said]] = defaultdict(list)
        self._listened: dict[int, queries.Heard] = {}
        self.alarm = Alarm()

    def notice(self, event: Event) -> None:
        """Take note of an event: called on the event loop, for every message, so it is quick."""
        if not event.kind.startswith(_UNCONCERNED):
            self._events.append(event)

    def waiting(self) -> Mapping[int, int]:
        """Return the conversations in the queue, each with its customer."""
        return {} if self._floor is None else self._floor.waiting()

    def place(self, conversation_id: int) -> Place | None:
        """Return where a customer stands in the queue, None for who is not in it."""
        if self._floor is None:
            return None
        return self._floor.place(conversation_id, self._store.clock())

    async def work(self) -> bool:
        """Take in what has happened, and decide what can be decided.

        What breaks is begun anew from the database, so that one strange event stops nobody's work.
        """
        try:
            return await self._work()
        except Exception:
            self._floor = None
            raise

    async def _work(self) -> bool:
        floor = self._floor or await self._begin()
        self._catch_up(floor)
        if self._floor is None:
            return True  # another life of the database: begin anew
        if self._staff_changed:
            self._staff_changed = False
            await self._read_staff(floor)
        if not await self._may_decide():
            self._forget_words()
            return False
        await self._attend(floor)
        await self._get_to_know(floor)
        return await self._decide(floor)

    async def _may_decide(self) -> bool:
        return await self._lease.held()

    async def _attend(self, floor: Floor) -> None:
        if self._attendance is None or time.monotonic() - self._attended_at < ATTEND_SECONDS:
            return
        self._attended_at = time.monotonic()
        away_after_s = floor.settings.away_after_s
        for presence in await self._attendance.look(self._presences, away_after_s):
            self._stand(floor, presence)

    async def close(self) -> None:
        """Let another process go on."""
        await self._lease.close()

    async def _begin(self) -> Floor:
        """Read the whole floor; what comes after it is in the events already or comes yet."""
        state = await self._store.read(queries.floor_state)
        self._forget_words()
        floor = Floor(state.settings)
        now = self._store.clock()
        fill(floor, state.agents, state.talks, state.hints, state.served, state.skills, now)
        self._presences = dict(state.presences)
        self._from = state.position
        self._floor = floor
        return floor

    def _forget_words(self) -> None:
        """Listen to nobody: whoever listens again reads first what has been said."""
        self._said.clear()
        self._listened.clear()

    def _catch_up(self, floor: Floor) -> None:
        now = self._store.clock()
        while self._events:
            event = self._events.popleft()
            if event.kind == RESTORED:
                self._floor = None
                self._events.clear()
                return
            if (event.transaction_id, event.id) > self._from:
                for change in _decode(event.changes):
                    self._take(floor, change, now)
        floor.tick(now)

    def _take(self, floor: Floor, change: _Change, now: datetime) -> None:
        if change.type == "conversation":
            talk = _decode_talk(change.value)
            if talk is not None:
                new = not floor.knows(talk.id)
                if floor.set_talk(talk, now) and talk.assignee_id is None:
                    self._heard[talk.id] = talk
                    if new:
                        self._unknown[talk.id] = talk
                else:
                    self._listened.pop(talk.id, None)  # nobody listens for a while
        elif change.type == "message":
            said = _decode_said(change.value)
            if said is not None and said.conversation_id in self._heard and _speaks(said):
                self._said[said.conversation_id].append(said)
        elif change.type == "routing_hint":
            hint = _decode_hint(change.value)
            if hint is not None:
                floor.set_hint(hint, now)
        elif change.type == "presence":
            presence = _decode_presence(change.value)
            if presence is not None:
                self._stand(floor, presence)
        elif change.type == "routing":
            settings = _decode_settings(change.value)
            if settings is not None and settings.version > floor.settings.version:
                floor.set_settings(settings, now)
        elif change.type in _STAFF:
            self._staff_changed = True

    def _stand(self, floor: Floor, presence: Presence) -> None:
        known = self._presences.get(presence.id)
        if known is not None and known.version >= presence.version:
            return
        self._presences[presence.id] = presence
        agent = floor.agents.get(presence.id)
        if agent is None:
            self._staff_changed = True
            return
        changed = msgspec.structs.replace(agent, state=presence.state, since=presence.since)
        floor.set_agent(changed, self._store.clock())

    async def _read_staff(self, floor: Floor) -> None:
        staff = await self._store.read(queries.agents)
        now = self._store.clock()
        for gone in floor.agents.keys() - {agent.id for agent in staff}:
            floor.remove_agent(gone, now)
        for agent in staff:
            presence = self._presences.get(agent.id)
            if presence is not None:
                agent.state, agent.since = presence.state, presence.since
            floor.set_agent(agent, now)

    async def _get_to_know(self, floor: Floor) -> None:
        """Find out who has served those who have just come, and what those who wait want.

        What somebody says while they wait may be another matter than before.
        """
        if not self._heard:
            return
        come, self._unknown = self._unknown, {}
        heard, self._heard = self._heard, {}
        said, self._said = self._said, defaultdict(list)
        if len(self._listened) > MOST_REMEMBERED:
            self._listened.clear()  # who still waits is listened to once more
        served, skills = await self._store.read(
            in_background(_known_of),
            list(come.values()),
            list(heard.values()),
            self._listened,
            said,
        )
        now = self._store.clock()
        for conversation_id, person_id in served.items():
            floor.set_last_served(conversation_id, person_id, now)
        for conversation_id, skill in skills.items():
            floor.set_skill(conversation_id, skill, now)

    async def _decide(self, floor: Floor) -> bool:
        """Decide for a while; returns whether there may be more to decide at once."""
        decisions: list[Decision] = []
        now = self._store.clock()
        while len(decisions) < AT_ONCE:
            decision = floor.next(now)
            if decision is None:
                break
            floor.reserve(decision, now)
            decisions.append(decision)
        by_person: dict[int, list[Decision]] = defaultdict(list)
        for decision in decisions:
            by_person[decision.person_id].append(decision)
        await asyncio.gather(*(self._give_all(floor, each) for each in by_person.values()))
        return len(decisions) == AT_ONCE

    async def _give_all(self, floor: Floor, decisions: list[Decision]) -> None:
        """Give one person what was decided for them, one after the other: each counts the last."""
        for decision in decisions:
            await self._give(floor, decision)

    async def _give(self, floor: Floor, decision: Decision) -> None:
        try:
            await self._store.write_for(decision.conversation_id, give, decision)
        except Refusal as refusal:
            log.info("routing_overtaken", conversation=decision.conversation_id, reason=refusal.key)
            await self._look_again(floor, decision)

    async def _look_again(self, floor: Floor, decision: Decision) -> None:
        """Take the conversation as it truly is: somebody was quicker.

        What else they have done comes with the feed; nothing is decided anew before.
        """
        talk = await self._store.read(queries.talk, decision.conversation_id)
        if talk is not None:
            floor.withdraw(decision, talk, self._store.clock())
        self._staff_changed = True


def _speaks(said: Said) -> bool:
    """Whether a customer says this now; a later version is what became of what was said."""
    return said.version == 1 and said.author.kind == "customer"


def _known_of(
    view: View,
    come: list[Talk],
    heard: list[Talk],
    listened: dict[int, queries.Heard],
    said: Mapping[int, Sequence[Said]],
) -> tuple[dict[int, int], dict[int, str]]:
    return queries.last_served(view, come), queries.skills(view, heard, listened, said)
