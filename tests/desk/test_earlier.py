"""What a customer came for before: in pages, and only what the reader may see."""

from __future__ import annotations

import pytest

from madoguchi.desk.queries import conversations
from madoguchi.people.contracts import Actor
from tests.databases import database_url
from tests.desk.worlds import world
from tests.world import World

__all__ = ["database_url", "world"]


@pytest.fixture
def talks(world: World) -> tuple[list[int], list[int]]:
    """One profile's customers in two shops by turns, Kyoto first; and their conversations."""
    shops = (world.kyoto_shop.id, world.canton_shop.id)
    posted = [world.receive(world.visitor(f"face {n}", shops[n % 2]), "hello") for n in range(8)]
    return [each.message.author.id or 0 for each in posted], [
        each.conversation_id for each in posted
    ]


def of(
    world: World, faces: list[int], by: Actor, limit: int, before: int | None = None
) -> list[int]:
    found = world.store.read_now(
        conversations.of_customers, faces, by=by, limit=limit, before=before
    )
    return [each.id for each in found]


def test_the_past_is_read_page_by_page(world: World, talks: tuple[list[int], list[int]]) -> None:
    faces, known = talks
    read: list[int] = []
    while page := of(world, faces, world.lin, 3, read[-1] if read else None):
        assert len(page) == min(3, len(known) - len(read))
        read += page
    assert read == sorted(known, reverse=True)


def test_what_is_out_of_sight_takes_no_place(
    world: World, talks: tuple[list[int], list[int]]
) -> None:
    """The newest is in a shop that Sora does not see; the newest she sees is one older."""
    faces, known = talks
    assert of(world, faces, world.sora, 1) == [known[6]]
    assert of(world, faces, world.sora, 50) == [known[6], known[4], known[2], known[0]]
    assert of(world, faces, world.sora, 2, known[4]) == [known[2], known[0]]
