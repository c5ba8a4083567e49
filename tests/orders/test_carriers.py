"""One parcel stays one, whoever names its carrier and when."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from madoguchi.orders import operations
from madoguchi.orders.contracts import KeptParcel
from madoguchi.orders.rules.tracking import courier_named, recognise
from madoguchi.orders.tables import parcel_table
from tests.orders.conftest import PLACED, SHOPIFY, movement, order_draft, parcel_draft
from tests.world import World

AMBIGUOUS = "442109375816"


def bring(world: World, carrier: str = "", **more: object) -> KeptParcel:
    draft = parcel_draft(world.kyoto_shop.id, AMBIGUOUS, carrier=carrier, **more)
    return world.store.write_now(operations.keep_parcel, draft, source=SHOPIFY)


def carriers(world: World) -> list[str]:
    named = sa.select(parcel_table.c.carrier).order_by(parcel_table.c.id)
    return world.store.read_now(lambda view: [*view.execute(named).scalars()])


def order(world: World, external_id: str) -> int:
    draft = order_draft(world.kyoto_shop.id, external_id, state="paid")
    return world.store.write_now(operations.keep_order, draft, source=SHOPIFY).order.id


def test_whoever_names_the_carrier_knows_better_than_a_guess(world: World) -> None:
    number = order(world, "1")
    guessed = bring(world, order_ids=[number]).parcel
    assert guessed.carrier != "japan_post"
    assert "japan_post" in {fit.courier for fit in recognise(AMBIGUOUS).couriers}
    named = bring(world, "japan_post")
    assert (named.parcel.id, carriers(world)) == (guessed.id, ["japan_post"])
    again = bring(world, order_ids=[number])
    assert (again.parcel.carrier, carriers(world)) == ("japan_post", ["japan_post"])
    # It is the order's only parcel: what is delivered is not half of it.
    told = [movement(PLACED, "Delivered")]
    kept = world.store.write_now(
        operations.track, AMBIGUOUS, told, carrier="japan_post", source=SHOPIFY
    )
    assert [each.state for one in kept for each in one.orders] == ["delivered"]


def test_two_carriers_may_give_one_number_to_two_orders(world: World) -> None:
    bring(world, "sagawa", order_ids=[order(world, "1")])
    bring(world, "japan_post", order_ids=[order(world, "2")])
    assert carriers(world) == ["sagawa", "japan_post"]


@pytest.mark.parametrize(
    ("name", "courier"),
    [
        ("Japan Post (JA)", "japan_post"), ("Yamato (EN)", "yamato"), ("DHL Express", "dhl"),
        ("royal-mail", "royal_mail"), ("佐川急便", "sagawa"), ("SF Express", "sf_express"),
        ("UPS", "ups"), ("4PX", "4px"), ("My cousin's van", ""), ("s10", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_courier_is_known_by_what_platforms_call_it(name: str, courier: str) -> None:
    assert courier_named(name) == courier
