"""What routing costs: a decision with 500 at work and 5,000 waiting, and a place in that queue."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from msgspec.structs import replace

from bench.figures import Figure, at_most, percentile
from madoguchi.desk.routing.contracts import FULL, RoutingSettings, Talk
from madoguchi.desk.routing.rules.choosing import Agent
from madoguchi.desk.routing.rules.floor import Floor

AGENTS, QUEUED, SHOPS = 500, 5000, 12
LANGUAGES = ("ja", "zh", "ko", "en", "fr", "es")
MORNING = datetime(2026, 3, 2, tzinfo=UTC)
ROUNDS = 4000
WANTED_MS = 5.0


def decisions() -> list[Figure]:
    """Measure a house that is full: somebody leaves, and whoever is next is given the room; then
    one where everybody has room, so that all of them are weighed.
    """
    full = _rounds(_Crowd(random.Random(11), capacity=10))
    free = _rounds(_Crowd(random.Random(12), capacity=40))
    calls = _rounds(_Crowd(random.Random(14), capacity=10, calls=0.1))
    crowd = _Crowd(random.Random(13), capacity=10)
    waiting = list(crowd.floor.waiting())
    places = [_milliseconds(partial(crowd.floor.place, each, crowd.now)) for each in waiting]
    return [
        at_most("routing decision, all full, p99", percentile(full, 0.99), "ms", WANTED_MS),
        at_most("routing decision, all with room, p99", percentile(free, 0.99), "ms", WANTED_MS),
        at_most(
            "routing decision, one in ten a call, p99", percentile(calls, 0.99), "ms", WANTED_MS
        ),
        at_most("a place in the queue, p99", percentile(places, 0.99), "ms", 1.0),
    ]


class _Crowd:
    """500 people of twelve shops with their hands full, and 5,000 customers who wait."""

    def __init__(self, dice: random.Random, capacity: int, calls: float = 0.0) -> None:
        self.dice = dice
        self.calls = calls
        self.now = MORNING
        self.floor = Floor(RoutingSettings())
        self.held: list[Talk] = []
        self.last = 0
        for number in range(AGENTS):
            speaks = {LANGUAGES[number % 6]: 3, LANGUAGES[(number + 1) % 6]: 2}
            shops = frozenset(dice.sample(range(1, SHOPS + 1), 3))
            self.floor.set_agent(
                Agent(
                    id=number + 1,
                    state="available",
                    since=MORNING,
                    capacity=capacity * FULL,
                    languages=speaks,
                    shop_ids=shops,
                ),
                MORNING,
            )
            for _ in range(10):
                self.held.append(self.comes(replace(self.talk(), assignee_id=number + 1)))
        for _ in range(QUEUED if capacity == 10 else 0):
            self.comes(self.talk())

    def talk(self) -> Talk:
        self.last += 1
        return Talk(
            id=self.last,
            version=1,
            shop_id=self.dice.randint(1, SHOPS),
            customer_id=self.last,
            channel="phone" if self.calls and self.dice.random() < self.calls else "webchat",
            state="open",
            assignee_id=None,
            team_id=None,
            priority=self.dice.choice((0, 0, 0, 0, 1, 2)),
            language=self.dice.choice(LANGUAGES),
            tag_ids=[],
            waiting_since=self.now,
            updated_at=self.now,
        )

    def comes(self, talk: Talk) -> Talk:
        self.floor.set_talk(talk, self.now)
        return talk


def _rounds(crowd: _Crowd) -> list[float]:
    taken = []
    for _ in range(ROUNDS):
        crowd.now += timedelta(seconds=0.5)
        leaving = crowd.held.pop(crowd.dice.randrange(len(crowd.held)))
        came = crowd.talk()

        def turn(leaving: Talk = leaving, came: Talk = came) -> None:
            crowd.floor.set_talk(replace(leaving, version=9, state="resolved"), crowd.now)
            crowd.floor.set_talk(came, crowd.now)
            decision = crowd.floor.next(crowd.now)
            if decision is not None:
                crowd.floor.reserve(decision, crowd.now)
                given = replace(came, id=decision.conversation_id, assignee_id=decision.person_id)
                crowd.held.append(given)

        taken.append(_milliseconds(turn))
    return taken


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
