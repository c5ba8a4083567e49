"""What a floor has become step by step is what it would be if it were read afresh."""

from __future__ import annotations

from datetime import timedelta

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from madoguchi.desk.routing.contracts import RoutingHint, RoutingSettings, ShopRouting, Talk
from madoguchi.desk.routing.rules.floor import Floor, fill
from madoguchi.people.presence.contracts import STATES, State
from tests.desk.test_routing_floor import LANGUAGES, MORNING, agent, talk

PEOPLE = (101, 102, 103)


class Floors(RuleBasedStateMachine):
    """Customers write, are answered, given, let go; people come and go; time passes."""

    @initialize()
    def open(self) -> None:
        self.now = MORNING
        self.settings = RoutingSettings(shops={2: ShopRouting(automatic=False)})
        self.floor = Floor(self.settings)
        self.talks: dict[int, Talk] = {}
        self.hints: dict[int, RoutingHint] = {}
        self.agents = {
            number: agent(number, {LANGUAGES[number % 4]: 3}, capacity=2) for number in PEOPLE
        }
        for each in self.agents.values():
            self.floor.set_agent(replace(each), self.now)

    def take(self, changed: Talk) -> None:
        self.talks[changed.id] = changed
        self.floor.set_talk(changed, self.now)

    def change(self, pick: int, **values: object) -> None:
        known = self.talks[sorted(self.talks)[pick % len(self.talks)]]
        changed = {"version": known.version + 1, "updated_at": self.now, **values}
        self.take(replace(known, **changed))

    @rule(shop=st.integers(1, 2), language=st.sampled_from(LANGUAGES), priority=st.integers(0, 2))
    def comes(self, shop: int, language: str, priority: int) -> None:
        number = len(self.talks) + 1
        self.take(talk(number, self.now, language, shop_id=shop, priority=priority))

    @precondition(lambda self: self.talks)
    @rule(pick=st.integers(0, 20))
    def is_answered(self, pick: int) -> None:
        self.change(pick, waiting_since=None)

    @precondition(lambda self: self.talks)
    @rule(pick=st.integers(0, 20))
    def writes_again(self, pick: int) -> None:
        self.now += timedelta(microseconds=1)  # no two things happen at one instant
        known = self.talks[sorted(self.talks)[pick % len(self.talks)]]
        self.change(pick, waiting_since=known.waiting_since or self.now, state="open")

    @precondition(lambda self: self.talks)
    @rule(pick=st.integers(0, 20))
    def is_over(self, pick: int) -> None:
        self.change(pick, state="resolved", waiting_since=None)

    @precondition(lambda self: self.talks)
    @rule(pick=st.integers(0, 20), person=st.sampled_from([None, *PEOPLE]))
    def is_given_by_hand(self, pick: int, person: int | None) -> None:
        known = self.talks[sorted(self.talks)[pick % len(self.talks)]]
        before = self.hints.get(known.id)
        hint = RoutingHint(
            id=known.id,
            version=1 if before is None else before.version + 1,
            kept_for=person,
            kept_at=self.now if person else None,
            avoid_id=None if person else known.assignee_id,
            avoid_at=None if person else self.now,
        )
        self.hints[known.id] = hint
        self.change(pick, assignee_id=person)
        self.floor.set_hint(hint, self.now)

    @rule(number=st.sampled_from(PEOPLE), state=st.sampled_from(STATES))
    def stands(self, number: int, state: State) -> None:
        self.agents[number] = replace(self.agents[number], state=state, since=self.now)
        self.floor.set_agent(replace(self.agents[number]), self.now)

    @rule(minutes=st.sampled_from([0.2, 1, 9, 40]))
    def time_passes(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)
        self.floor.tick(self.now)

    @rule()
    def is_routed(self) -> None:
        while (decision := self.floor.next(self.now)) is not None:
            self.floor.reserve(decision, self.now)
            known = self.talks[decision.conversation_id]
            self.talks[known.id] = replace(
                known, version=known.version + 1, assignee_id=decision.person_id
            )

    @invariant()
    def is_as_if_read_afresh(self) -> None:
        if not hasattr(self, "floor"):
            return
        fresh = Floor(self.settings)
        open_talks = [each for each in self.talks.values() if each.state == "open"]
        people = [replace(each) for each in self.agents.values()]
        fill(fresh, people, open_talks, self.hints.values(), {}, {}, self.now)
        self.floor.tick(self.now)
        assert state_of(self.floor, self) == state_of(fresh, self)


def state_of(floor: Floor, now: Floors) -> tuple[dict[int, int], dict[int, int | None]]:
    loads = {number: each.load for number, each in floor.agents.items()}
    places = {each: floor.place(each, now.now) for each in floor.waiting()}
    return loads, {each: None if at is None else at.position for each, at in places.items()}


TestFloors = Floors.TestCase
