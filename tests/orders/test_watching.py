"""A silent parcel is noticed by what is usual for its carrier; an order finds its buyer late."""

from __future__ import annotations

from datetime import timedelta

import hypothesis.strategies as st
from hypothesis import given
from msgspec.structs import replace

from madoguchi.customers.contracts import SHOP, Identity
from madoguchi.kernel.transaction import View
from madoguchi.orders import operations
from madoguchi.orders.contracts import Order, Parcel
from madoguchi.orders.operations import matching
from madoguchi.orders.operations.matching import AT_ONCE
from madoguchi.orders.queries import orders, pace, parcels
from madoguchi.orders.rules import pace as rules
from tests.orders.conftest import CARRIER, SHOPIFY, movement, order_draft, parcel_draft
from tests.world import World

NUMBERS = [f"EE{n:08d}{c}JP" for n, c in ((1, 9), (2, 2), (3, 4))]


def keep(world: World, number: str) -> Parcel:
    draft = parcel_draft(world.kyoto_shop.id, number, carrier="japan_post")
    return world.store.write_now(operations.keep_parcel, draft, source=SHOPIFY).parcel


def say(world: World, parcel: Parcel, status: str = "InTransit", **ago: float) -> Parcel:
    told = [movement(world.clock.now - timedelta(**ago), status)]
    write = world.store.write_now
    return write(operations.keep_tracking, parcel.id, told, source=CARRIER).parcel


def silent(world: World) -> list[Parcel]:
    world.store.write_now(operations.notice_silent)
    return world.store.read_now(parcels.parcels, "silent", by=world.sora).items


def test_a_parcel_is_silent_after_three_times_the_usual_gap_until_it_moves(world: World) -> None:
    parcel = say(world, keep(world, NUMBERS[0]))
    world.clock.move(days=5, hours=23)
    assert silent(world) == []
    world.clock.move(hours=2)
    (found,) = silent(world)
    assert (found.id, found.usual_s) == (parcel.id, 2 * 86400)
    assert silent(world) == [found]
    assert say(world, found).silent_since is None
    assert silent(world) == []


def test_nobody_waits_for_news_of_what_has_come_back_or_is_lost(world: World) -> None:
    for number, detail in zip(NUMBERS, ("Returned", "Lost", "Destroyed"), strict=True):
        told = [movement(world.clock.now, "Exception", detail)]
        parcel = keep(world, number).id
        world.store.write_now(operations.keep_tracking, parcel, told, source=CARRIER)
    world.clock.move(days=90)
    assert silent(world) == []


def test_what_is_usual_is_learnt_once_and_holds_from_the_next_look_on(world: World) -> None:
    slow = keep(world, NUMBERS[0])
    for day in range(200, 0, -5):
        say(world, slow, days=day)
    assert world.store.write_now(operations.learn_pace) is False
    before = world.store.read_now(_usual, slow)
    assert world.store.write_now(operations.learn_pace) is False
    assert world.store.read_now(_usual, slow) == before == timedelta(hours=144)
    # It was noted when two days were thought to be usual.
    world.clock.move(days=7)
    assert silent(world) == []
    world.clock.move(days=12)
    assert [each.id for each in silent(world)] == [slow.id]


def _usual(view: View, parcel: Parcel) -> timedelta:
    return pace.usual(view, replace(parcel, status="InTransit"))


def test_movements_may_come_twice_and_in_any_order(world: World) -> None:
    first, second = keep(world, NUMBERS[0]), keep(world, NUMBERS[1])
    start = world.clock.now
    told = [
        movement(start - timedelta(hours=30), "InfoReceived"),
        movement(start - timedelta(hours=20), "InTransit", "Departure", place="大阪"),
        movement(start - timedelta(hours=3), "InTransit", "CustomsProcessing"),
    ]
    write = world.store.write_now
    one = write(operations.keep_tracking, first.id, told, source=CARRIER).parcel
    for each in [told[2], told[0], told[2], told[1]]:
        other = write(operations.keep_tracking, second.id, [each], source=CARRIER).parcel
    same = {"id": 0, "number": "", "version": 0, "updated_at": start, "created_at": start}
    assert replace(one, **same) == replace(other, **same)
    assert one.detail == "CustomsProcessing"
    seen = world.store.read_now(parcels.parcel, second.id, by=world.sora).movements
    assert [each.at for each in seen] == [each.at for each in reversed(told)]
    delivered = say(world, second, "Delivered")
    assert delivered.quiet_at is None


def test_a_carriers_notice_reaches_every_parcel_of_its_number(world: World) -> None:
    mine = keep(world, NUMBERS[0])
    theirs = parcel_draft(world.canton_shop.id, NUMBERS[0], carrier="japan_post")
    world.store.write_now(operations.keep_parcel, theirs, source=SHOPIFY)
    told = [movement(world.clock.now, "Delivered")]
    number = "ee 0000 0001 9jp"
    kept = world.store.write_now(operations.track, number, told, source=CARRIER)
    assert [each.parcel.status for each in kept] == ["Delivered", "Delivered"]
    assert mine.id in {each.parcel.id for each in kept}
    assert world.store.write_now(operations.track, "1Z999", told, source=CARRIER) == []


def test_an_order_finds_its_buyer_when_the_shop_vouches_for_them(world: World) -> None:
    write, shop = world.store.write_now, world.kyoto_shop.id

    def follow() -> bool:
        met = world.store.read_now(matching.met)
        return met is not None and write(matching.match_met, met)

    assert follow()
    order = write(operations.keep_order, order_draft(shop, buyer_id="c-9"), source=SHOPIFY).order
    assert order.customer_id is None
    mei = replace(world.visitor("c-9"), identities=(Identity(SHOP, "c-9"),), verified=True)
    customer = world.receive(mei, "hello").message.author.id
    found: Order = order
    while follow() or found.customer_id is None:
        found = world.store.read_now(orders.order, order.id, by=world.sora)
        if world.store.dialect == "sqlite" and found.customer_id is None:
            break
    assert found.customer_id == customer


def test_somebody_with_many_orders_gets_all_of_them(world: World) -> None:
    write, shop = world.store.write_now, world.kyoto_shop.id
    drafts = [order_draft(shop, f"{n}", buyer_id="c-9") for n in range(AT_ONCE + 20)]
    write(operations.keep_orders, drafts, source=SHOPIFY)
    mei = replace(world.visitor("c-9"), identities=(Identity(SHOP, "c-9"),), verified=True)
    customer = world.receive(mei, "hello").message.author.id or 0
    assert len(write(operations.match, customer)) == len(drafts)
    assert write(operations.match, customer) == []


@given(st.lists(st.floats(0.1, 1400), max_size=300))
def test_the_usual_gap_lies_among_what_was_seen_and_guessed(hours: list[float]) -> None:
    counts: list[int] = []
    for each in hours:
        counts = rules.counted(counts, timedelta(hours=each))
    usual = rules.usual(counts, "international", "InTransit") / timedelta(hours=1)
    assert sum(counts) == len(hours)
    assert usual <= max(
        [
            48,
            *(rules.EDGES_HOURS[-1] * 2 for h in hours if h > 480),
            *(next((edge for edge in rules.EDGES_HOURS if edge >= h), 960) for h in hours),
        ]
    )
