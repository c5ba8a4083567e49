"""The floor by itself: a day of ten thousand customers, and what must hold after any history."""

from __future__ import annotations

import heapq
import random
from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import given
from msgspec.structs import replace

from madoguchi.desk.routing.contracts import FULL, Decision, RoutingSettings, ShopRouting, Talk
from madoguchi.desk.routing.rules.choosing import Agent
from madoguchi.desk.routing.rules.floor import Floor
from madoguchi.desk.routing.rules.queue import HEAD_START, urgency
from madoguchi.people.presence.contracts import State

MORNING = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
LATE = timedelta(seconds=45)
LANGUAGES = ("ja", "zh", "ko", "en")


def agent(number: int, languages: dict[str, int], capacity: int = 10, **more: object) -> Agent:
    return Agent(
        id=number,
        state="available",
        since=MORNING,
        capacity=capacity * FULL,
        languages=languages,
        all_shops=True,
        **more,  # type: ignore[arg-type]
    )


def talk(number: int, at: datetime, language: str | None = None, **more: object) -> Talk:
    values: dict[str, object] = {
        "id": number, "version": 1, "shop_id": 1, "customer_id": number, "channel": "webchat",
        "state": "open", "assignee_id": None, "team_id": None, "priority": 0, "tag_ids": [],
    }  # fmt: skip
    changed = {**values, "language": language, "waiting_since": at, "updated_at": at, **more}
    return Talk(**changed)  # type: ignore[arg-type]


class Day:
    """Customers come, are given to somebody, are answered for some minutes, and leave."""

    def __init__(self, seed: int, customers: int) -> None:
        self.random = random.Random(seed)
        self.customers = customers
        self.floor = Floor(RoutingSettings())
        self.now = MORNING
        self.waits: dict[int, timedelta] = {}
        self.came: dict[int, Talk] = {}
        self.oldest: list[tuple[datetime, int]] = []
        self.agenda: list[tuple[datetime, int, str, int]] = []
        for number in range(46):
            speaks = {LANGUAGES[number % 4]: 3, LANGUAGES[(number + 1) % 4]: 2}
            self.floor.set_agent(agent(1000 + number, speaks, 8 + number % 5), self.now)
            # Everybody has a break, in which they keep their old customers.
            noon = MORNING + timedelta(hours=10, minutes=6 * number)
            self.plan(noon, "hang_up", 1000 + number)
            self.plan(noon + timedelta(minutes=45), "available", 1000 + number)

    def plan(self, at: datetime, what: str, number: int) -> None:
        heapq.heappush(self.agenda, (at, len(self.agenda), what, number))

    def run(self) -> None:
        """Play the whole day; two hours around noon bring three times as many."""
        for number in range(1, self.customers + 1):
            hour = self.random.choice([*range(8, 22), 11, 12, 11, 12])
            at = MORNING + timedelta(hours=hour, seconds=self.random.random() * 3600)
            self.plan(at, "comes", number)
        while self.agenda:
            self.now, _, what, number = heapq.heappop(self.agenda)
            if what == "comes":
                urgent = int(self.random.random() < 0.05)
                language = self.random.choice([*LANGUAGES, "fr", None])
                self.came[number] = talk(number, self.now, language, priority=urgent)
                self.floor.set_talk(self.came[number], self.now)
                heapq.heappush(self.oldest, (self.now, number))
            elif what == "leaves":
                ended = self.came[number]
                after = replace(ended, version=99, state="resolved")
                self.floor.set_talk(after, self.now)
            elif what != "look":
                known = self.floor.agents[number]
                state: State = "hang_up" if what == "hang_up" else "available"
                changed = replace(known, state=state)
                self.floor.set_agent(changed, self.now)
            self.route()

    def route(self) -> None:
        while (decision := self.floor.next(self.now)) is not None:
            self.floor.reserve(decision, self.now)
            self.check(decision)
            number = decision.conversation_id
            came = self.came[number]
            assert came.waiting_since is not None
            self.waits[number] = self.now - came.waiting_since
            self.came[number] = replace(came, assignee_id=decision.person_id)
            served = timedelta(minutes=self.random.lognormvariate(2.6, 0.6))
            self.plan(self.now + served, "leaves", number)
        turns_at = self.floor.next_tick
        if turns_at is not None and (not self.agenda or turns_at < self.agenda[0][0]):
            self.plan(max(turns_at, self.now), "look", 0)

    def check(self, decision: Decision) -> None:
        person = self.floor.agents[decision.person_id]
        assert person.load <= person.capacity
        assert person.state == "available"
        # Nobody who has waited long is overtaken but by a raised priority, within its head start.
        while self.oldest and self.oldest[0][1] not in self.floor.waiting():
            heapq.heappop(self.oldest)
        since = self.came[decision.conversation_id].waiting_since
        assert since is not None
        if self.oldest and self.now - self.oldest[0][0] > LATE:
            assert since - self.oldest[0][0] <= HEAD_START[1]


def test_a_day_of_ten_thousand_customers_starves_nobody() -> None:
    day = Day(seed=7, customers=10_000)
    day.run()
    assert len(day.waits) == 10_000
    waited = sorted(day.waits.values())
    assert waited[-1] < timedelta(minutes=20)
    assert waited[5000] < timedelta(seconds=5)
    assert not day.floor.waiting()
    assert all(person.load == 0 for person in day.floor.agents.values())


@given(
    arrivals=st.lists(
        st.tuples(st.integers(0, 120), st.integers(0, 2), st.sampled_from([*LANGUAGES, None])),
        min_size=1,
        max_size=40,
    ),
    staff=st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from(LANGUAGES)), min_size=1, max_size=6
    ),
    leaves=st.lists(st.integers(0, 39), max_size=30),
)
def test_order_holds_within_a_priority_and_capacity_always(
    arrivals: list[tuple[int, int, str | None]],
    staff: list[tuple[int, str]],
    leaves: list[int],
) -> None:
    floor = Floor(RoutingSettings())
    for number, (capacity, language) in enumerate(staff):
        floor.set_agent(agent(1000 + number, {language: 3}, capacity), MORNING)
    talks = {}
    for number, arrival in enumerate(sorted(arrivals, key=lambda one: one[0])):
        second, priority, wanted = arrival
        at = MORNING + timedelta(seconds=second)
        talks[number] = talk(number, at, wanted, priority=priority)
        floor.set_talk(talks[number], at)
    now = MORNING + timedelta(seconds=130)
    for leaving in [None, *leaves]:
        if leaving in talks:
            floor.set_talk(replace(talks[leaving], version=99, state="resolved"), now)
        while (decision := floor.next(now)) is not None:
            taken = talks[decision.conversation_id]
            for other in floor.waiting():
                earlier = talks[other]
                if (earlier.language, earlier.priority) == (taken.language, taken.priority):
                    assert order(taken) <= order(earlier)
            floor.reserve(decision, now)
            assert (
                floor.agents[decision.person_id].load <= floor.agents[decision.person_id].capacity
            )
    # Who still waits after the set time can be taken by nobody at all.
    later = now + timedelta(minutes=5)
    while (decision := floor.next(later)) is not None:
        floor.reserve(decision, later)
    if floor.waiting():
        assert all(person.load + FULL > person.capacity for person in floor.agents.values())


def order(one: Talk) -> tuple[int, int]:
    assert one.waiting_since is not None
    return urgency(one.waiting_since, one.priority), one.id


def test_a_language_is_waited_for_only_while_somebody_speaks_it() -> None:
    floor = Floor(RoutingSettings())
    floor.set_agent(agent(1, {"ja": 3}, 1), MORNING)
    floor.set_agent(agent(2, {"zh": 3}, 5), MORNING)
    floor.set_talk(talk(10, MORNING, "ja"), MORNING)
    floor.set_talk(talk(11, MORNING, "ja"), MORNING)
    first = floor.next(MORNING)
    assert first is not None
    assert (first.person_id, first.language) == (1, "ja")
    floor.reserve(first, MORNING)
    assert floor.next(MORNING) is None
    late = MORNING + timedelta(seconds=45)
    second = floor.next(late)
    assert second is not None
    assert (second.person_id, second.language) == (2, None)
    floor.set_agent(
        replace(floor.agents[1], state="away"),
        MORNING,
    )
    floor.set_talk(talk(12, late, "ja"), late)
    floor.reserve(second, late)
    third = floor.next(late)
    assert third is not None
    assert third.person_id == 2


def test_another_team_helps_out_after_the_set_time() -> None:
    shop = ShopRouting(team_id=7, overflow_team_id=8)
    floor = Floor(RoutingSettings(shops={1: shop}))
    floor.set_agent(agent(1, {}, team_ids=frozenset({8})), MORNING)
    floor.set_agent(agent(2, {}, team_ids=frozenset({9})), MORNING)
    floor.set_talk(talk(10, MORNING), MORNING)
    assert floor.next(MORNING + timedelta(seconds=44)) is None
    helped = floor.next(MORNING + timedelta(seconds=45))
    assert helped is not None
    assert (helped.person_id, helped.overflow, helped.team_id) == (1, True, 8)
    # It is theirs from here on; and where they are gone, those it was meant for have it again.
    late = MORNING + timedelta(seconds=60)
    floor.reserve(helped, late)
    floor.remove_agent(1, late)
    floor.set_agent(agent(3, {}, team_ids=frozenset({7})), late)
    back = floor.next(late)
    assert back is not None
    assert (back.person_id, back.overflow, back.team_id) == (3, True, 7)


def test_an_urgent_customer_comes_first_but_nobody_is_overtaken_for_ever() -> None:
    floor = Floor(RoutingSettings())
    floor.set_talk(talk(1, MORNING), MORNING)
    soon = MORNING + timedelta(minutes=30)
    floor.set_talk(talk(2, soon, priority=2), soon)
    much_later = MORNING + timedelta(minutes=61)
    floor.set_talk(talk(3, much_later, priority=2), much_later)
    floor.set_agent(agent(9, {}, 10), much_later)
    served = []
    while (decision := floor.next(much_later)) is not None:
        served.append(decision.conversation_id)
        floor.reserve(decision, much_later)
    assert served == [2, 1, 3]


def test_a_place_in_the_queue_is_told_honestly() -> None:
    floor = Floor(RoutingSettings())
    floor.set_agent(agent(9, {}, 1), MORNING)
    for number in range(1, 7):
        floor.set_talk(talk(number, MORNING), MORNING)
    now = MORNING
    place = floor.place(6, now)
    assert place is not None
    assert (place.position, place.estimated_wait_s) == (6, None)
    for number in range(1, 5):
        decision = floor.next(now)
        assert decision is not None
        assert decision.conversation_id == number
        floor.reserve(decision, now)
        now += timedelta(minutes=2)
        ended = talk(number, MORNING, assignee_id=9, version=9, state="resolved")
        floor.set_talk(ended, now)
    place = floor.place(6, now)
    assert place is not None
    assert (place.position, place.estimated_wait_s) == (2, 240)
    # The queue has stopped: the estimate grows with the standstill.
    stopped = floor.place(6, now + timedelta(minutes=20))
    assert stopped is not None
    assert stopped.estimated_wait_s is not None
    assert stopped.estimated_wait_s > 240
    gone = replace(floor.agents[9], state="offline")
    floor.set_agent(gone, now)
    nobody = floor.place(6, now)
    assert nobody is not None
    assert nobody.estimated_wait_s is None


def test_a_decision_that_does_not_come_about_leaves_nothing_behind() -> None:
    floor = Floor(RoutingSettings())
    for person in (1, 2):
        floor.set_agent(agent(person, {}, 1), MORNING)
    floor.set_talk(talk(10, MORNING), MORNING)
    now = MORNING + timedelta(seconds=10)
    for _ in range(5):
        # Each time somebody is quicker; the customer still waits, and nobody has served them.
        decision = floor.next(now)
        assert decision is not None
        assert (decision.person_id, decision.last_served) == (1, False)
        floor.reserve(decision, now)
        assert floor.agents[1].load == FULL
        floor.withdraw(decision, talk(10, MORNING), now)
        assert (floor.agents[1].load, floor.agents[1].given) == (0, 0)
    # Nor has the queue moved by it, so that no pace of it can be told.
    place = floor.place(10, now)
    assert place is not None
    assert place.estimated_wait_s is None


def test_who_truly_served_is_remembered_past_a_decision_that_does_not_come_about() -> None:
    floor = Floor(RoutingSettings())
    for person in (1, 2):
        floor.set_agent(agent(person, {}, 1), MORNING)
    floor.set_talk(talk(10, MORNING), MORNING)
    floor.set_last_served(10, 2, MORNING)
    for _ in range(2):
        decision = floor.next(MORNING)
        assert decision is not None
        assert (decision.person_id, decision.last_served) == (2, True)
        floor.reserve(decision, MORNING)
        floor.withdraw(decision, talk(10, MORNING), MORNING)
