"""A link opens an order's page for whoever holds it, as long as it lasts and no longer."""

from __future__ import annotations

import pytest

from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.keys import Keyring
from madoguchi.language.unnaming import Unnamer
from madoguchi.orders import operations
from madoguchi.orders.contracts import OrderLink
from madoguchi.orders.operations.forgetting import forget_buyer
from madoguchi.orders.queries import links
from madoguchi.people.contracts import Actor
from tests.orders.conftest import SHOPIFY, order_draft
from tests.world import World

KEYRING = Keyring(b"k" * 32)


def make(world: World, name: str = "1001", days: int = 2) -> OrderLink:
    draft = order_draft(world.kyoto_shop.id, name)
    order = world.store.write_now(operations.keep_order, draft, source=SHOPIFY).order
    return world.store.write_now(operations.make_link, order.id, days, by=world.sora)


def follow(world: World, token: str, keyring: Keyring = KEYRING) -> int:
    return world.store.read_now(links.follow, token, keyring).order.id


def test_it_opens_until_its_end(world: World) -> None:
    link = make(world)
    token = links.token_of(KEYRING, link)
    assert follow(world, token) == link.order_id
    world.clock.move(days=2)
    with pytest.raises(NotFound, match=r"order_link\.expired"):
        follow(world, token)


def test_it_is_taken_back_once(world: World) -> None:
    link = make(world)
    for _ in range(2):
        revoked = world.store.write_now(operations.revoke_link, link.id, by=world.sora)
    assert revoked.version == 2
    with pytest.raises(NotFound, match=r"order_link\.revoked"):
        follow(world, links.token_of(KEYRING, link))


def test_a_link_is_given_out_again_while_it_lasts(world: World) -> None:
    order = make(world, days=60).order_id

    def given(by: Actor) -> OrderLink:
        return world.store.write_now(operations.link_to, order, by=by)

    first = given(world.sora)
    assert given(world.lin) == first
    world.clock.move(days=59)
    second = given(world.sora)
    assert second.id != first.id
    world.store.write_now(operations.revoke_link, second.id, by=world.sora)
    assert given(world.sora).id not in {first.id, second.id}
    assert len(world.store.read_now(links.links_of, order, by=world.sora)) == 3


def test_whoever_is_forgotten_has_no_page_left(world: World) -> None:
    mei = world.receive(world.visitor("mei"), "hello").message.author.id or 0
    draft = order_draft(world.kyoto_shop.id, customer_id=mei)
    order = world.store.write_now(operations.keep_order, draft, source=SHOPIFY).order
    link = world.store.write_now(operations.link_to, order.id, by=world.sora)
    world.store.write_now(forget_buyer, [mei], Unnamer([]), by=SYSTEM)
    with pytest.raises(NotFound, match=r"order_link\.revoked"):
        follow(world, links.token_of(KEYRING, link))


def test_nothing_else_opens_anything(world: World) -> None:
    first, second = make(world), make(world, "1002")
    one, other = (links.token_of(KEYRING, each) for each in (first, second))
    forged = [
        f"{second.id}.{one.partition('.')[2]}", one[:-1], one + "0", f"{first.id}.", str(first.id),
        "", ".", "é.é", f"{2**60}.{other.partition('.')[2]}", f"-{one}", f"{one}.{one}",
    ]  # fmt: skip
    for token in forged:
        with pytest.raises(NotFound, match=r"order_link\.unknown"):
            follow(world, token)
    with pytest.raises(NotFound, match=r"order_link\.unknown"):
        follow(world, one, Keyring(b"x" * 32))


def test_only_those_in_sight_make_and_end_them(world: World) -> None:
    link = make(world)
    draft = order_draft(world.canton_shop.id)
    order = world.store.write_now(operations.keep_order, draft, source=SHOPIFY).order
    with pytest.raises(NotFound):
        world.store.write_now(operations.make_link, order.id, by=world.sora)
    theirs = world.store.write_now(operations.make_link, order.id, by=world.lin)
    with pytest.raises(NotFound):
        world.store.write_now(operations.revoke_link, theirs.id, by=world.sora)
    with pytest.raises(Invalid):
        world.store.write_now(operations.make_link, link.order_id, 0, by=world.sora)
    assert world.store.read_now(links.links_of, link.order_id, by=world.sora) == [link]
