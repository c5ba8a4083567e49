"""People who write to the shops, some under names that prove who they are."""

from __future__ import annotations

from madoguchi.customers import queries
from madoguchi.customers.contracts import SHOP, VISITOR, Customer, Identity, Introduction
from tests.world import World


def somebody(
    world: World,
    browser: str,
    *,
    number: str | None = None,
    email: str | None = None,
    shop_id: int | None = None,
    name: str = "",
) -> Customer:
    """Let somebody write; with a `number` the shop has vouched for them and their e-mail."""
    shop_id = shop_id or world.kyoto_shop.id
    names = [Identity(VISITOR, browser)]
    if number is not None:
        names.insert(0, Identity(SHOP, number))
    introduction = Introduction(
        shop_id=shop_id,
        identities=tuple(names),
        name=name,
        locale="ja",
        zone="Asia/Tokyo",
        email=email,
        verified=number is not None,
    )
    world.receive(introduction, "こんにちは")
    return known(world, shop_id, names[0])


def known(world: World, shop_id: int, identity: Identity) -> Customer:
    """Return whom a shop knows by a name."""
    found = world.store.read_now(queries.find_by_identity, shop_id, identity)
    assert found is not None
    return found


def again(world: World, customer: Customer) -> Customer:
    """Return a customer as they are now."""
    found = world.store.read_now(queries.find, customer.id)
    assert found is not None
    return found
