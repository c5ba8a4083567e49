"""The whole floor in memory: who works, who has whom, who waits. Changed by what happens, one thing
at a time; asked who is next.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from madoguchi.desk.routing.contracts import (
    FULL,
    Decision,
    Place,
    RoutingHint,
    RoutingSettings,
    Talk,
)
from madoguchi.desk.routing.rules.choosing import (
    Agent,
    Choice,
    Need,
    admits,
    choose,
)
from madoguchi.desk.routing.rules.queue import Queue, Waiting, urgency
from madoguchi.desk.routing.rules.staff import Staff
from madoguchi.desk.routing.rules.standing import (
    Holder,
    Standing,
    avoided,
    stand,
)
from madoguchi.people.presence.rules import base_language


class Reserved(msgspec.Struct, frozen=True):
    """What a decision under way has changed, to be put back where it does not come about."""

    at: datetime
    served: int | None
    given: int


class Floor:
    """Everything routing knows. `now` is always given: it has no clock of its own."""

    def __init__(self, settings: RoutingSettings) -> None:
        self.settings = settings
        self._staff = Staff()
        self.agents = self._staff.agents
        self._talks: dict[int, Talk] = {}
        self._hints: dict[int, RoutingHint] = {}
        self._served: dict[int, int] = {}
        self._skills: dict[int, str] = {}
        self._standings: dict[int, Standing] = {}
        self._held: dict[int, set[int]] = defaultdict(set)
        self._reserved: dict[int, Reserved] = {}
        self._queue = Queue()
        self._timers: list[tuple[datetime, int]] = []
        self._alarms: dict[int, datetime] = {}
        self._turn = 0

    # What happens

    def set_settings(self, settings: RoutingSettings, now: datetime) -> None:
        """Go on by other settings."""
        self.settings = settings
        self._staff_changed()
        for conversation_id in list(self._talks):
            self._look(conversation_id, now)

    def set_agent(self, agent: Agent, now: datetime) -> None:
        """Take in a person who came, or of whom something has changed; what they carry is kept."""
        before = self.agents.get(agent.id)
        if before is not None:
            agent.given = max(agent.given, before.given)
        self.agents[agent.id] = agent
        agent.load = self._carried(agent.id)
        self._agent_changed(agent)
        self._staff_changed()
        for conversation_id in tuple(self._held[agent.id]):
            self._look(conversation_id, now)

    def remove_agent(self, person_id: int, now: datetime) -> None:
        """Let a person go who has left the house."""
        if self.agents.pop(person_id, None) is None:
            return
        self._staff.forget(person_id)
        self._staff_changed()
        for conversation_id in tuple(self._held[person_id]):
            self._look(conversation_id, now)

    def set_hint(self, hint: RoutingHint, now: datetime) -> None:
        """Take in what a hand has decided."""
        known = self._hints.get(hint.id)
        if known is None or known.version < hint.version:
            self._hints[hint.id] = hint
            self._look(hint.id, now)

    def set_last_served(self, conversation_id: int, person_id: int, now: datetime) -> None:
        """Note who has served this customer before."""
        self._served[conversation_id] = person_id
        self._look(conversation_id, now)

    def set_skill(self, conversation_id: int, skill: str, now: datetime) -> None:
        """Note which skill a conversation calls for, unless its tags say another."""
        if self._skills.get(conversation_id) != skill:
            self._skills[conversation_id] = skill
            self._look(conversation_id, now)

    def set_talk(self, talk: Talk, now: datetime) -> bool:
        """Take in a conversation as it stands now; False for what is older than what is known."""
        before = self._talks.get(talk.id)
        if before is not None and before.version >= talk.version:
            return False
        if before is not None and self._is_more_of_the_same(before, talk):
            self._talks[talk.id] = talk
            return True
        holder_id = None if before is None else before.assignee_id
        if holder_id is not None and holder_id != talk.assignee_id:
            self._held[holder_id].discard(talk.id)
            self._weigh(holder_id)
            self._served[talk.id] = holder_id
        if talk.assignee_id is not None:
            self._held[talk.assignee_id].add(talk.id)
        self._talks[talk.id] = talk
        if before is not None and before.assignee_id != talk.assignee_id and talk.assignee_id:
            self._queue.served(talk.id, now)
        self._look(talk.id, now)
        if talk.state != "open":
            self._forget(talk)
        return True

    def tick(self, now: datetime) -> None:
        """Let time alone have its effects up to `now`."""
        while self._timers and self._timers[0][0] <= now:
            at, conversation_id = heapq.heappop(self._timers)
            if self._alarms.get(conversation_id) == at:
                del self._alarms[conversation_id]
                self._look(conversation_id, now)

    @property
    def next_tick(self) -> datetime | None:
        """When time alone will next have an effect."""
        return self._timers[0][0] if self._timers else None

    # What is asked

    def next(self, now: datetime) -> Decision | None:
        """Return the next decision, None while nobody who waits can be given to anybody.

        In order: of those whom somebody can take, the most urgent. Not yet applied: call `reserve`.
        """
        self.tick(now)
        self._keep_room()
        while (need := self._queue.most_urgent()) is not None:
            decision = self.decide(self._queue.head(need), now)
            if decision is not None:
                return decision
            self._queue.settle(need)
        return None

    def decide(self, conversation_id: int, now: datetime) -> Decision | None:
        """Return who is given this customer, None where they had better wait."""
        waiting, talk = self._queue.entries[conversation_id], self._talks[conversation_id]
        served = self.agents.get(self._served.get(conversation_id, 0))
        if served is not None and not self._staff.open_to(served, waiting.key):
            served = None
        wish = self._staff.wish(waiting.need, self.settings.of(talk.shop_id))
        choice = choose(wish, self._staff.free(waiting.key), served)
        return None if choice is None else self._decision(talk, waiting, choice)

    def reserve(self, decision: Decision, now: datetime) -> None:
        """Count on a decision being carried out, until the conversation's next version says so."""
        talk, agent = self._talks[decision.conversation_id], self.agents[decision.person_id]
        self._reserved[talk.id] = Reserved(now, self._served.get(talk.id), agent.given)
        self._turn += 1
        agent.given = self._turn
        self.set_talk(
            msgspec.structs.replace(
                talk,
                version=talk.version + 1,
                assignee_id=decision.person_id,
                team_id=decision.team_id or talk.team_id,
            ),
            now,
        )

    def withdraw(self, decision: Decision, talk: Talk, now: datetime) -> None:
        """Take a conversation as it truly stands: what was reserved did not come about.

        Nobody was served by it, nor given anything.
        """
        reserved = self._reserved.pop(talk.id)
        self._queue.not_served(talk.shop_id, reserved.at)
        agent = self.agents.get(decision.person_id)
        if agent is not None:
            agent.given = reserved.given
        self._talks[talk.id] = msgspec.structs.replace(self._talks[talk.id], version=0)
        self.set_talk(talk, now)
        self._served.pop(talk.id, None)
        if reserved.served is not None and self.knows(talk.id):
            self._served[talk.id] = reserved.served

    def knows(self, conversation_id: int) -> bool:
        """Say whether a conversation is on the floor."""
        return conversation_id in self._talks

    def waiting(self) -> Mapping[int, int]:
        """Return the conversations in the queue, each with its customer."""
        return {each: self._talks[each].customer_id for each in self._queue.entries}

    def place(self, conversation_id: int, now: datetime) -> Place | None:
        """Return where a customer stands in their shop's queue, None for who is not in it."""
        waiting = self._queue.entries.get(conversation_id)
        if waiting is None:
            return None
        helped = self._staff.somebody_takes(waiting.need.shop_id)
        return self._queue.place(conversation_id, now, helped=helped)

    # Within

    def _look(self, conversation_id: int, now: datetime) -> None:
        """Find out where a conversation stands now, and put it where it belongs."""
        talk = self._talks.get(conversation_id)
        if talk is None:
            return
        agent = None if talk.assignee_id is None else self.agents.get(talk.assignee_id)
        holder = None if agent is None else Holder(agent.state, agent.since)
        standing = stand(talk, holder, self._hints.get(talk.id), self.settings, now)
        self._standings[talk.id] = standing
        if talk.assignee_id is not None:
            self._weigh(talk.assignee_id)
        turns_at = self._enqueue(talk, standing, now)
        self._remind(talk.id, [at for at in (standing.again_at, turns_at) if at is not None])

    def _remind(self, conversation_id: int, times: list[datetime]) -> None:
        """Look at a conversation again at the first of these times."""
        at = min(times, default=None)
        known = self._alarms.get(conversation_id)
        if at is not None and (known is None or at < known):
            self._alarms[conversation_id] = at
            heapq.heappush(self._timers, (at, conversation_id))

    def _enqueue(self, talk: Talk, standing: Standing, now: datetime) -> datetime | None:
        """Keep the queue in step; returns when time alone changes what this customer needs."""
        since = standing.waits_since
        if since is None:
            self._queue.drop(talk.id)
            return None
        late_at = since + timedelta(seconds=self.settings.overflow_after_s)
        avoid, avoided_until = avoided(self._hints.get(talk.id), self.settings, now)
        need = self._need(talk, avoid, late=now >= late_at)
        key = (urgency(since, talk.priority), talk.id)
        self._queue.put(talk.id, Waiting(need, key, since, standing.absent))
        return min((at for at in (late_at, avoided_until) if at and at > now), default=None)

    def _is_more_of_the_same(self, before: Talk, talk: Talk) -> bool:
        """Say whether only one more line was said, which moves nobody: so it is with most events.

        When it will be quiet is found out when the time comes that was thought of before.
        """
        return (
            before.waiting_since == talk.waiting_since
            and before.assignee_id == talk.assignee_id
            and before.state == talk.state
            and before.priority == talk.priority
            and before.team_id == talk.team_id
            and before.tag_ids == talk.tag_ids
            and before.language == talk.language
            and before.on_call == talk.on_call
            and (talk.waiting_since is not None or self._standings[talk.id].weight > 0)
        )

    def _need(self, talk: Talk, avoid: int | None, *, late: bool) -> Need:
        skills = (
            skill
            for skill, tags in self.settings.skill_tags.items()
            if not set(tags).isdisjoint(talk.tag_ids)
        )
        return Need(
            talk.shop_id,
            talk.team_id,
            None if talk.language is None else base_language(talk.language),
            next(skills, self._skills.get(talk.id)),
            max(FULL, self.settings.weight(talk.channel)),
            avoid,
            late,
        )

    def _carried(self, person_id: int) -> int:
        standings = (self._standings.get(each) for each in self._held[person_id])
        return sum(each.weight for each in standings if each is not None)

    def _weigh(self, person_id: int) -> None:
        """Let a person carry what they have: nothing else is ever said of it."""
        agent = self.agents.get(person_id)
        if agent is not None and agent.load != (carried := self._carried(person_id)):
            agent.load = carried
            self._agent_changed(agent)

    def _keep_room(self) -> None:
        """Keep room for those who need much; lines whose room is not kept any more go on."""
        waiting = ((key, need, self.settings.of(need.shop_id)) for key, need in self._queue.heavy())
        for agent in self._staff.keep(waiting):
            self._agent_changed(agent)

    def _agent_changed(self, agent: Agent) -> None:
        """Keep the list of the free; lines that waited for such a person are looked at again."""
        if self._staff.changed(agent):
            self._queue.reconsider(lambda need: admits(agent, need, self.settings.of(need.shop_id)))

    def _staff_changed(self) -> None:
        self._staff.come_or_gone()
        self._queue.reconsider()

    def _decision(self, talk: Talk, waiting: Waiting, choice: Choice) -> Decision:
        agent, need = choice.agent, waiting.need
        return Decision(
            conversation_id=talk.id,
            person_id=agent.id,
            language=need.language if choice.language else None,
            skill=need.skill if choice.skill else None,
            last_served=choice.last_served,
            overflow=choice.overflow,
            team_id=choice.helping_team_id,
            load=agent.load + self.settings.weight(talk.channel),
            capacity=agent.capacity,
            holder_id=talk.assignee_id,
            absent=waiting.absent,
        )

    def _forget(self, talk: Talk) -> None:
        for known in (
            self._talks,
            self._standings,
            self._hints,
            self._served,
            self._skills,
            self._reserved,
        ):
            known.pop(talk.id, None)
        if talk.assignee_id is not None:
            self._held[talk.assignee_id].discard(talk.id)


def fill(
    floor: Floor,
    agents: Iterable[Agent],
    talks: Iterable[Talk],
    hints: Iterable[RoutingHint],
    served: Mapping[int, int],
    skills: Mapping[int, str],
    now: datetime,
) -> None:
    """Put the floor's state as it was read into an empty floor."""
    for agent in agents:
        floor.set_agent(agent, now)
    for hint in hints:
        floor.set_hint(hint, now)
    for talk in talks:
        if talk.id in served:
            floor.set_last_served(talk.id, served[talk.id], now)
        if talk.id in skills:
            floor.set_skill(talk.id, skills[talk.id], now)
        floor.set_talk(talk, now)
