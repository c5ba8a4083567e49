"""Several writers give at once, on PostgreSQL: no one waits for another in a circle."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import psycopg
import sqlalchemy as sa

from madoguchi.desk.queries import messages
from madoguchi.desk.routing.contracts import FULL, Decision
from madoguchi.desk.routing.operations import give
from madoguchi.desk.tables import conversation_table
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.store import Store
from madoguchi.people.presence.contracts import AbilityChanges
from madoguchi.people.presence.operations import change_ability, choose_presence
from tests.world import World

AGENTS, CAPACITY, CUSTOMERS = 6, 9, 48
ROUNDS = 100
"""Far more than it takes: of those who meet at a person, one gets through."""


def test_a_burst_is_given_once_each_and_nobody_waits_in_a_circle(postgres_url: str) -> None:
    world = World(postgres_url)
    another_process = Store(postgres_url, clock=world.clock, writers=4, readers=1)
    try:
        agents = [hired(world, number) for number in range(AGENTS)]
        talks = {
            world.receive(world.visitor(f"v{number}"), "hello").conversation_id
            for number in range(CUSTOMERS)
        }
        rounds = asyncio.run(give_all([world.store, another_process], agents, talks))
        assert rounds < ROUNDS
        carried = Counter(assignees(world))
        assert carried.total() == CUSTOMERS
        assert set(carried) <= set(agents)
        assert max(carried.values()) <= CAPACITY
        assert {routed(world, each) for each in talks} == {1}
    finally:
        another_process.close()
        world.close()
    assert deadlocks(postgres_url) == 0


async def give_all(stores: list[Store], agents: list[int], talks: set[int]) -> int:
    """Try to give each to somebody at random, in every process at once; returns the rounds."""
    dice, waiting = random.Random(3), sorted(talks)
    for number in range(ROUNDS):
        if not waiting:
            return number
        tries = [(each, store, dice.choice(agents)) for each in waiting for store in stores]
        dice.shuffle(tries)
        ends = await asyncio.gather(
            *(
                store.write_for(
                    each,
                    give,
                    Decision(conversation_id=each, person_id=person, load=0, capacity=FULL),
                )
                for each, store, person in tries
            ),
            return_exceptions=True,
        )
        for end in ends:
            if isinstance(end, BaseException) and not isinstance(end, Conflict):
                raise end
        done = {
            each
            for (each, *_), end in zip(tries, ends, strict=True)
            if not isinstance(end, BaseException)
        }
        waiting = [each for each in waiting if each not in done]
    return ROUNDS


def hired(world: World, number: int) -> int:
    """Let another agent come, and take customers."""
    agent = world.hire(f"agent{number}", "agent", None)
    assert agent.id is not None
    world.store.write_now(
        change_ability, agent.id, AbilityChanges(capacity=CAPACITY), by=world.anna
    )
    world.store.write_now(choose_presence, agent.id, "available", by=agent)
    return agent.id


def assignees(world: World) -> list[int]:
    """Who has each conversation that somebody has."""
    column = conversation_table.c.assignee_id
    return world.store.read_now(
        lambda view: list(view.execute(sa.select(column).where(column.is_not(None))).scalars())
    )


def routed(world: World, conversation_id: int) -> int:
    """How many times a conversation says that it was given to somebody."""
    page = world.store.read_now(messages.page, conversation_id, after=0)
    return sum(each.line is not None and each.line.key == "routed" for each in page)


def deadlocks(url: str) -> int:
    """How many the database has had to break; complete once its other connections are closed."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    return int(row[0])
