"""Several processes on one PostgreSQL: one routes at a time; even two at once exceed nothing."""

from __future__ import annotations

import asyncio
import time

import sqlalchemy as sa

from madoguchi.desk.tables import conversation_table
from madoguchi.kernel import feed
from madoguchi.kernel.lease import Lease
from madoguchi.kernel.store import Store
from madoguchi.people.presence.contracts import AbilityChanges
from madoguchi.people.presence.operations import change_ability, choose_presence
from madoguchi.worker.routing import Router
from tests.world import World

CAPACITY = 3
CUSTOMERS = 40
ROUNDS = 60
"""Far more than it takes: of two who give to one person at once, one gets through."""


def test_one_holds_the_lease_and_another_takes_over(postgres_url: str) -> None:
    async def play() -> None:
        first, second = Lease(postgres_url, "routing"), Lease(postgres_url, "routing")
        other = Lease(postgres_url, "something else")
        assert await first.held()
        assert not await second.held()
        assert await other.held()
        await first.close()
        begun = time.monotonic()
        while not await second.held():
            assert time.monotonic() - begun < 5
            await asyncio.sleep(0.05)
        await second.close()
        await other.close()

    asyncio.run(play())


class Hasty(Router):
    """A router that believes to be the only one."""

    async def _may_decide(self) -> bool:
        return True


def test_two_routers_at_once_give_nobody_more_than_they_can_carry(postgres_url: str) -> None:
    world = World(postgres_url)
    other = Store(postgres_url, clock=world.clock, writers=2, readers=2)
    agents = [world.hire(f"agent{number}", "agent", None) for number in range(5)]
    for each in agents:
        assert each.id is not None
        world.store.write_now(
            change_ability, each.id, AbilityChanges(capacity=CAPACITY), by=world.anna
        )
        world.store.write_now(choose_presence, each.id, "available", by=each)

    async def play() -> None:
        routers = [Hasty(world.store), Hasty(other)]
        for router in routers:
            await router.work()
        position = world.store.read_now(lambda view: feed.last_position(view.connection))
        for number in range(CUSTOMERS):
            world.receive(world.visitor(f"v{number}"), "hello")
        for _ in range(ROUNDS):
            if sum(carried(world).values()) >= len(agents) * CAPACITY:
                break
            events = world.store.read_now(lambda view: feed.read(view.connection, position, 10_000))
            for router in routers:
                for event in events:
                    router.notice(event)
            await asyncio.gather(*(router.work() for router in routers))
        for router in routers:
            await router.close()

    try:
        asyncio.run(play())
        assert carried(world) == {each.id: CAPACITY for each in agents}
    finally:
        other.close()
        world.close()


def carried(world: World) -> dict[int, int]:
    """How many conversations each person has."""
    columns = conversation_table.c
    rows = world.store.read_now(
        lambda view: view.execute(
            sa.select(columns.assignee_id, sa.func.count())
            .where(columns.assignee_id.is_not(None))
            .group_by(columns.assignee_id)
        ).all()
    )
    return dict(map(tuple, rows))
