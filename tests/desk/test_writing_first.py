"""Staff write to a customer first: in the talk that runs, or a new one, never in two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from madoguchi.customers import operations as customers
from madoguchi.customers.contracts import Identity, Introduction
from madoguchi.desk import operations as desk
from madoguchi.desk.queries import conversations
from madoguchi.desk.rules import REOPEN_WITHIN
from madoguchi.kernel.errors import Conflict, NotFound
from tests.desk.mirrors import Mirror
from tests.desk.worlds import database_url, world
from tests.world import World

__all__ = ["database_url", "world"]

DAYS = REOPEN_WITHIN.days


def met(world: World, name: str = "v", shop_id: int | None = None) -> tuple[int, int]:
    """Let somebody write; return the customer and the conversation."""
    posted = world.receive(world.visitor(name, shop_id), "荷物が届きません")
    assert posted.message.author.id is not None
    return posted.message.author.id, posted.conversation_id


def test_the_running_talk_goes_on_untouched(world: World) -> None:
    customer_id, conversation_id = met(world)
    world.store.write_now(desk.assign, conversation_id, world.sora.id, by=world.anna)
    before = world.store.read_now(conversations.conversation, conversation_id, by=world.lin)
    assert world.store.write_now(desk.start, customer_id, by=world.lin) == before
    world.store.write_now(desk.resolve, conversation_id, by=world.sora)
    world.clock.move(days=DAYS - 1)
    running = world.store.write_now(desk.start, customer_id, by=world.lin)
    assert (running.id, running.state) == (conversation_id, "resolved")
    world.store.write_now(
        desk.post, running.id, world.speech("お荷物が見つかりました"), by=world.lin
    )
    after = world.store.read_now(conversations.conversation, conversation_id, by=world.lin)
    assert after.state == "open"


def test_after_a_week_a_new_one_opens_and_every_screen_hears_of_it(world: World) -> None:
    customer_id, conversation_id = met(world)
    world.store.write_now(desk.resolve, conversation_id, by=world.lin)
    screens = [Mirror(world, world.anna), Mirror(world, world.sora)]
    customer = Mirror(world, None, customer_id)
    world.clock.move(days=DAYS + 1)
    opened = world.store.write_now(desk.start, customer_id, by=world.lin)
    assert opened.id != conversation_id
    assert (opened.state, opened.assignee_id, opened.language) == ("open", world.lin.id, "ja")
    assert world.store.write_now(desk.start, customer_id, by=world.sora).id == opened.id
    world.store.write_now(desk.post, opened.id, world.speech("その後いかがですか"), by=world.lin)
    answered = world.receive(world.visitor("v"), "届きました")
    assert answered.conversation_id == opened.id
    for screen in (*screens, customer):
        screen.agrees()


def test_two_who_write_first_at_once_find_one_talk(world: World) -> None:
    customer_id, conversation_id = met(world)
    world.store.write_now(desk.resolve, conversation_id, by=world.lin)
    world.clock.move(days=DAYS + 1)
    actors = [world.anna, world.lin, world.sora] * 3
    with ThreadPoolExecutor(len(actors)) as pool:
        opened = pool.map(
            lambda actor: world.store.write_now(desk.start, customer_id, by=actor).id, actors
        )
        assert len({*opened}) == 1


def test_refused_where_nobody_would_hear_it(world: World) -> None:
    customer_id, _ = met(world)
    out_of_sight, _ = met(world, "v", world.canton_shop.id)
    with pytest.raises(NotFound):
        world.store.write_now(desk.start, out_of_sight, by=world.sora)
    world.store.write_now(customers.block, customer_id, by=world.anna)
    with pytest.raises(Conflict, match="customer_is_blocked"):
        world.store.write_now(desk.start, customer_id, by=world.lin)
    by_mail = Introduction(
        shop_id=world.kyoto_shop.id,
        identities=(Identity("email", "sato@example.jp"),),
        email="sato@example.jp",
    )
    sender, _ = world.store.write_now(customers.meet, by_mail)
    with pytest.raises(Conflict, match="customer_not_at_chat"):
        world.store.write_now(desk.start, sender.id, by=world.lin)
