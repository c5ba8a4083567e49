"""A document has served once the parcel that it was given for is through customs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from madoguchi.customers.operations import merge
from madoguchi.customers.vault import queries
from madoguchi.customers.vault.contracts import Document
from madoguchi.orders.operations.keeping import keep_order
from madoguchi.orders.operations.parcels import keep_parcel, keep_tracking
from tests.customers.people import somebody
from tests.customers.vault.test_vault import ask, give
from tests.orders.conftest import CARRIER, PLACED, SHOPIFY, movement, order_draft, parcel_draft
from tests.world import World


def under_way(world: World, customer_id: int, shop_id: int, direction: str) -> int:
    draft = order_draft(shop_id, customer_id=customer_id)
    order = world.store.write_now(keep_order, draft, source=SHOPIFY).order
    parcel = parcel_draft(shop_id, order_ids=[order.id], direction=direction)
    return world.store.write_now(keep_parcel, parcel, source=SHOPIFY).parcel.id


def as_it_stands(world: World, document: Document) -> Document:
    return world.store.read_now(queries.document, document.id, by=world.anna)


@pytest.mark.parametrize(
    ("direction", "status", "detail", "serves"),
    [
        ("international", "InTransit", "CustomsProcessing", False),
        ("international", "InTransit", "CustomsReleased", True),
        ("international", "Delivered", "", True),
        ("domestic", "Delivered", "", False),
    ],
)
def test_a_parcel_let_through_lets_the_document_go(
    world: World, direction: str, status: str, detail: str, serves: bool
) -> None:
    ask(world)
    document = give(world)
    parcel_id = under_way(world, document.customer_id, document.shop_id, direction)
    for hours in (1, 2):  # telling it twice is telling it once
        at = PLACED + timedelta(hours=hours)
        moved = [movement(at, status, detail)]
        world.store.write_now(keep_tracking, parcel_id, moved, source=CARRIER)
    after = as_it_stands(world, document)
    assert (after.cleared_at is not None) is serves
    assert after.reference == ("RR473124829JP" if serves else document.reference)


def test_a_document_given_under_another_name_of_theirs_goes_too(world: World) -> None:
    ask(world)
    document = give(world)
    member = somebody(world, "phone", number="A-1")
    world.store.write_now(merge, member.id, document.customer_id, by=world.lin)
    parcel_id = under_way(world, member.id, document.shop_id, "international")
    released = [movement(PLACED + timedelta(hours=1), "InTransit", "CustomsReleased")]
    world.store.write_now(keep_tracking, parcel_id, released, source=CARRIER)
    assert as_it_stands(world, document).cleared_at is not None
