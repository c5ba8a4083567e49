"""The sync equation of orders: a stale snapshot and the events since are a fresh snapshot."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from madoguchi.kernel import feed
from madoguchi.kernel.errors import Refusal
from madoguchi.kernel.feed import Position
from madoguchi.kernel.transaction import View
from madoguchi.live.connection import Connection
from madoguchi.live.hub import DeskReader
from madoguchi.orders import operations
from madoguchi.orders.contracts import PaymentDraft, RefundDraft
from madoguchi.orders.queries import orders, parcels
from madoguchi.orders.rules.journeys import PLACES
from madoguchi.people.contracts import Actor
from tests.orders.conftest import CARRIER, PLACED, SHOPIFY, movement, order_draft, parcel_draft
from tests.world import World, plain

STEPS = 60
NUMBERS = ("RR473124829JP", "EB204177335JP", "EN309155285JP")
STATUSES = ("InfoReceived", "InTransit", "OutForDelivery", "Delivered", "Exception")

Entities = dict[tuple[str, int], Any]


def fresh(view: View, by: Actor) -> tuple[Position, Entities]:
    """Return where the feed stands and every order and parcel in sight."""
    found: Entities = {}
    for parcel in parcels.parcels(view, "all", by=by, limit=200).items:
        found["parcel", parcel.id] = plain(parcel)
    for number in range(1, 40):
        order = orders.find(view, number)
        if order is not None and by.sees(order.shop_id):
            found["order", order.id] = plain(order)
    return feed.last_position(view.connection), found


def caught_up(view: View, by: Actor, position: Position, held: Entities) -> Entities:
    """Return what a screen holds after the events since a position, upserting by version.

    Where an import says only which orders it touched, the screen asks for them.
    """
    reader = DeskReader(Connection(None, None), by)  # type: ignore[arg-type]
    now = dict(held)
    for event in feed.read(view.connection, position, 10_000):
        for change in msgspec.json.decode(event.changes) if reader.sees(event) else []:
            key = (change["type"], change["id"])
            for number in change["value"]["order_ids"] if key[0] == "order_batch" else []:
                now["order", number] = plain(orders.order(view, number, by=by))
            if change["type"] not in {"order", "parcel"}:
                continue
            if key not in now or now[key]["version"] <= change["version"]:
                now[key] = change["value"]
    return now


def act(world: World, dice: random.Random) -> None:
    """Let somebody do something at random; a refusal must change nothing either."""
    write = world.store.write_now
    shop = dice.choice((world.kyoto_shop.id, world.canton_shop.id))
    order, parcel = dice.randint(1, 6), dice.randint(1, 4)
    state = dice.choice([*PLACES])
    money: dict[str, Any] = {"external_id": str(dice.randint(1, 4)), "amount": 990, "at": PLACED}
    at = PLACED + timedelta(hours=dice.randint(0, 300))
    draft = order_draft(
        shop, str(dice.randint(1, 4)), version=dice.randint(0, 9), state=state, total=1980
    )
    told = [movement(at, dice.choice(STATUSES)), movement(at, "InTransit", "CustomsProcessing")]
    wish = parcel_draft(shop, dice.choice(NUMBERS), order_ids=[order])
    match dice.randint(0, 9):
        case 0 | 1:
            write(operations.keep_order, draft, source=SHOPIFY)
        case 2:
            write(operations.keep_orders, [draft, order_draft(shop, "9")], source=SHOPIFY)
        case 3:
            payment = PaymentDraft(currency="JPY", **money)
            write(operations.keep_payment, order, payment, source=SHOPIFY)
        case 4:
            refund = RefundDraft(currency="JPY", **money)
            write(operations.keep_refund, order, refund, source=SHOPIFY)
        case 5:
            write(operations.keep_parcel, wish, source=SHOPIFY)
        case 6:
            write(operations.keep_tracking, parcel, told, source=CARRIER)
        case 7:
            write(operations.set_flag, order, dice.choice(["red", None]), by=world.lin)
        case 8:
            write(operations.move_on, order, state, by=world.sora)
        case 9:
            world.clock.move(days=dice.randint(0, 4))
            write(operations.notice_silent)
            write(operations.set_note, order, str(at), by=world.lin)


@pytest.mark.parametrize("seed", range(3))
def test_a_stale_screen_and_the_events_are_a_fresh_screen(world: World, seed: int) -> None:
    dice = random.Random(seed)
    actors = (world.anna, world.lin, world.sora)
    stale = {actor.id: world.store.read_now(fresh, actor) for actor in actors}
    for _ in range(STEPS):
        try:
            act(world, dice)
        except Refusal:
            continue
    for actor in actors:
        position, held = stale[actor.id]
        _, now = world.store.read_now(fresh, actor)
        assert world.store.read_now(caught_up, actor, position, held) == now
        assert world.store.read_now(caught_up, actor, feed.START, now) == now
    assert len(now) > 2
