"""Orders as sources bring them: once each, the newest version last, whoever is first."""

from __future__ import annotations

from datetime import timedelta

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given
from msgspec.structs import replace

from madoguchi.customers import queries as customers
from madoguchi.customers.contracts import SHOP, Identity, Introduction
from madoguchi.kernel import feed
from madoguchi.kernel.errors import Conflict, Invalid, NotFound
from madoguchi.orders import operations
from madoguchi.orders.contracts import Address, Order, OrderLine, PaymentDraft, RefundDraft
from madoguchi.orders.rules import drafts, journeys
from madoguchi.orders.rules.wording import journey_words
from tests.orders.conftest import PLACED, SHOPIFY, movement, order_draft, parcel_draft
from tests.world import World


def last_event(world: World) -> feed.Event:
    return world.store.read_now(lambda view: feed.read(view.connection, feed.START, 10_000))[-1]


def count_events(world: World) -> int:
    return len(world.store.read_now(lambda view: feed.read(view.connection, feed.START, 10_000)))


def test_an_order_told_twice_is_one_and_says_nothing_the_second_time(world: World) -> None:
    draft = order_draft(world.kyoto_shop.id)
    first = world.store.write_now(operations.keep_order, draft, source=SHOPIFY)
    told = count_events(world)
    again = world.store.write_now(operations.keep_order, draft, source=SHOPIFY)
    assert (first.did, again.did) == ("made", "same")
    assert again.order == first.order
    assert count_events(world) == told


def test_an_older_version_changes_nothing_and_a_newer_one_is_told_whole(world: World) -> None:
    shop = world.kyoto_shop.id
    keep = operations.keep_order
    world.store.write_now(keep, order_draft(shop, version=5, total=2000), source=SHOPIFY)
    older = world.store.write_now(keep, order_draft(shop, version=4), source=SHOPIFY)
    assert (older.did, older.order.total) == ("older", 2000)
    newer = world.store.write_now(
        keep, order_draft(shop, version=6, total=2500, state="preparing"), source=SHOPIFY
    )
    assert (newer.did, newer.order.version, newer.order.state) == ("changed", 2, "preparing")
    event = last_event(world)
    assert (event.kind, event.shop_id) == ("order_changed", shop)
    value = msgspec.json.decode(event.changes)[0]["value"]
    assert value == msgspec.json.decode(msgspec.json.encode(newer.order))


def test_many_at_once_are_as_one_by_one(world: World) -> None:
    shop, other = world.kyoto_shop.id, world.canton_shop.id
    batch = [
        order_draft(shop, "a"),
        order_draft(other, "a"),
        order_draft(shop, "a", version=3, total=3000),
        order_draft(shop, "a", version=2, total=2000),
        order_draft(shop, "b"),
    ]
    kept = world.store.write_now(operations.keep_orders, batch, source=SHOPIFY)
    assert [each.did for each in kept] == ["made", "made", "changed", "older", "made"]
    assert kept[0].order.id == kept[2].order.id != kept[1].order.id
    again = world.store.write_now(operations.keep_orders, batch[2:], source=SHOPIFY)
    assert [each.did for each in again] == ["same", "older", "same"]


def test_an_order_told_twice_at_once_keeps_what_only_the_first_telling_says(world: World) -> None:
    shop = world.kyoto_shop.id
    told = [order_draft(shop, "a", note="請留言"), order_draft(shop, "a", version=2, total=2000)]
    kept = world.store.write_now(operations.keep_orders, told, source=SHOPIFY)
    assert (kept[-1].order.note, kept[-1].order.total) == ("請留言", 2000)


def test_an_import_tells_open_desks_which_orders_it_touched_and_not_what_is_in_them(
    world: World,
) -> None:
    mei = world.receive(world.visitor("mei"), "hello").message.author.id
    shop = world.kyoto_shop.id
    drafts = [
        order_draft(shop, f"{number}", customer_id=mei if number == 3 else None)
        for number in range(200)
    ]
    kept = world.store.write_now(operations.keep_orders, drafts, source=SHOPIFY)
    event = last_event(world)
    assert (event.kind, event.shop_id) == ("orders_imported", shop)
    (change,) = msgspec.json.decode(event.changes)
    assert change["type"] == "order_batch"
    assert change["value"]["order_ids"] == sorted(each.order.id for each in kept)
    assert change["value"]["customer_ids"] == [mei]
    assert len(event.changes) < 10 * len(drafts)


def test_whose_an_order_is_by_hand_no_name_and_no_platform_undoes(world: World) -> None:
    shop, write = world.kyoto_shop.id, world.store.write_now
    known = replace(world.visitor("c-1"), identities=(Identity(SHOP, "c-1"),), verified=True)
    mei = world.receive(known, "hello").message.author.id
    draft = order_draft(shop, buyer_id="c-1")
    order = write(operations.keep_order, draft, source=SHOPIFY).order
    assert order.customer_id == mei
    order = write(operations.give_to, order.id, None, by=world.sora)
    assert write(operations.match, mei) == []
    told = replace(draft, version=2, total=2500, customer_id=mei)
    order = write(operations.keep_order, told, source=SHOPIFY).order
    assert (order.total, order.customer_id) == (2500, None)


def test_identity_numbers_beside_names_and_addresses_are_masked(world: World) -> None:
    number = "11010519491231002X"
    address = Address(name=f"王小明 {number}", lines=[f"建国路1号 身份证{number}"], city=number)
    draft = order_draft(
        world.kyoto_shop.id, address=address, note=f"清关用 {number}", buyer_name=f"王 {number}"
    )
    order = world.store.write_now(operations.keep_order, draft, source=SHOPIFY).order
    assert number not in repr(order)
    assert order.note.endswith("•002X")
    again = world.store.write_now(operations.keep_order, draft, source=SHOPIFY)
    assert again.did == "same"
    for kept in (
        world.store.write_now(operations.set_note, order.id, number, by=world.sora).note,
        world.store.write_now(
            operations.set_flag, order.id, "red", number, by=world.sora
        ).flag_label,
    ):
        assert kept == "•" * 14 + "002X"


def test_one_bad_order_of_many_keeps_all_out(world: World) -> None:
    batch = [order_draft(world.kyoto_shop.id, "a"), order_draft(1, "b", currency="ZZZ")]
    with pytest.raises(Invalid, match="unknown_currency"):
        world.store.write_now(operations.keep_orders, batch, source=SHOPIFY)
    kept = world.store.write_now(operations.keep_order, batch[0], source=SHOPIFY)
    assert kept.did == "made"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ({"currency": "DEM"}, "unknown_currency"),
        ({"currency": ""}, "unknown_currency"),
        ({"external_id": " "}, "no_external_id"),
        ({"state": "gone"}, "unknown_state"),
        ({"total": -1}, "bad_amount"),
        ({"lines": [OrderLine(title="x", quantity=0)]}, "bad_quantity"),
        ({"placed_at": PLACED.replace(tzinfo=None)}, "no_zone"),
    ],
)
def test_what_cannot_be_an_order_is_refused_with_a_sentence(
    field: dict[str, object], wrong: str
) -> None:
    with pytest.raises(Invalid, match=wrong):
        drafts.check(order_draft(1, **field))


def test_an_order_belongs_to_whom_its_buyer_is_for_certain(world: World) -> None:
    shop = world.kyoto_shop.id
    known = Introduction(
        shop_id=shop, identities=(Identity(SHOP, "c-77"), Identity("phone", "+819012345678")),
        name="Mei", email="mei@example.com", verified=True,
    )  # fmt: skip
    caller = replace(world.visitor("w"), identities=(Identity("phone", "+81311112222"),))
    world.receive(caller, "hello")
    mei = world.receive(known, "hello").message.author.id
    world.receive(replace(world.visitor("v"), email="mimi@example.com"), "hello")
    keep = operations.keep_orders
    kept = world.store.write_now(
        keep,
        [
            order_draft(shop, "by id", buyer_id="c-77"),
            order_draft(shop, "by mail", buyer_email="Mei@Example.com "),
            order_draft(shop, "by a claim", buyer_email="mimi@example.com"),
            order_draft(world.canton_shop.id, "elsewhere", buyer_id="c-77"),
            order_draft(shop, "by nothing"),
            order_draft(shop, "by telephone", buyer_phone="+81 90-1234-5678"),
            order_draft(shop, "by a caller", buyer_phone="+81 3-1111-2222"),
        ],
        source=SHOPIFY,
    )
    assert [each.order.customer_id for each in kept] == [mei, mei, None, None, None, mei, None]
    assert world.store.read_now(customers.find, mei).name == "Mei"  # type: ignore[union-attr]


def test_a_payment_is_counted_once_and_moves_the_order_on(world: World) -> None:
    order = world.store.write_now(
        operations.keep_order, order_draft(world.kyoto_shop.id), source=SHOPIFY
    ).order
    pay = PaymentDraft(external_id="p1", amount=1000, currency="JPY", at=PLACED)
    for _ in range(2):
        order = world.store.write_now(operations.keep_payment, order.id, pay, source=SHOPIFY)
    assert (order.paid, order.state, order.paid_at) == (1000, "placed", None)
    rest = replace(pay, external_id="p2", amount=980)
    order = world.store.write_now(operations.keep_payment, order.id, rest, source=SHOPIFY)
    assert (order.paid, order.state, order.paid_at) == (1980, "paid", PLACED)
    back = RefundDraft(external_id="r1", amount=500, currency="JPY", at=PLACED, reason="傷")
    for _ in range(2):
        order = world.store.write_now(operations.keep_refund, order.id, back, source=SHOPIFY)
    assert order.refunded == 500
    wrong = replace(pay, external_id="p3", currency="USD")
    with pytest.raises(Invalid, match="other_currency"):
        world.store.write_now(operations.keep_payment, order.id, wrong, source=SHOPIFY)


def test_a_payment_told_beside_the_sum_never_lowers_it(world: World) -> None:
    draft = order_draft(world.kyoto_shop.id, paid=1980, refunded=300)
    order = world.store.write_now(operations.keep_order, draft, source=SHOPIFY).order
    part = PaymentDraft(external_id="p1", amount=1000, currency="JPY", at=PLACED)
    order = world.store.write_now(operations.keep_payment, order.id, part, source=SHOPIFY)
    back = RefundDraft(external_id="r1", amount=100, currency="JPY", at=PLACED)
    order = world.store.write_now(operations.keep_refund, order.id, back, source=SHOPIFY)
    assert (order.paid, order.refunded, order.state) == (1980, 300, "paid")


def test_notes_flags_and_steps_are_for_those_who_see_the_shop(world: World) -> None:
    order = world.store.write_now(
        operations.keep_order, order_draft(world.canton_shop.id), source=SHOPIFY
    ).order
    with pytest.raises(NotFound):
        world.store.write_now(operations.set_note, order.id, "x", by=world.sora)
    noted = world.store.write_now(operations.set_note, order.id, "送り先注意", by=world.lin)
    flagged = world.store.write_now(operations.set_flag, order.id, "red", "急", by=world.lin)
    assert (noted.note, flagged.flag, flagged.flag_label) == ("送り先注意", "red", "急")
    with pytest.raises(Invalid, match="no_such_flag"):
        world.store.write_now(operations.set_flag, order.id, "mauve", by=world.lin)
    with pytest.raises(Conflict):
        world.store.write_now(operations.move_on, order.id, "delivered", by=world.lin)
    moved = world.store.write_now(operations.move_on, order.id, "preparing", by=world.lin)
    told = world.store.write_now(
        operations.keep_order, order_draft(world.canton_shop.id, version=9), source=SHOPIFY
    ).order
    assert (moved.state, told.state, told.note) == ("preparing", "preparing", "送り先注意")


def test_a_flag_comes_by_its_platforms_number_and_only_its_own_colours_go_on(
    world: World,
) -> None:
    shop, write = world.kyoto_shop.id, world.store.write_now

    def told(platform: str, code: int) -> Order:
        draft = order_draft(shop, "f", platform=platform, flag_code=code)
        return write(operations.keep_order, draft, source=SHOPIFY).order

    assert [told("Tmall", code).flag for code in (0, 3, 9)] == ["grey", "green", "green"]
    order = told("pinduoduo", 5)
    assert order.flag == "pink"
    with pytest.raises(Invalid, match="no_such_flag_there"):
        write(operations.set_flag, order.id, "grey", by=world.sora)
    assert write(operations.set_flag, order.id, "red", by=world.sora).flag == "red"
    assert write(operations.set_flag, order.id, None, by=world.sora).flag is None
    assert journey_words("en").flags["pinduoduo"] == {
        "red": 1, "yellow": 2, "green": 3, "blue": 4, "pink": 5,
    }  # fmt: skip


def test_an_order_moves_on_with_its_parcels_and_is_delivered_with_the_last(world: World) -> None:
    shop, write = world.kyoto_shop.id, world.store.write_now
    order = write(operations.keep_order, order_draft(shop, state="paid"), source=SHOPIFY).order
    both = [
        write(operations.keep_parcel, parcel_draft(shop, n, order_ids=[order.id]), source=SHOPIFY)
        for n in ("RR473124829JP", "EE123456785JP")
    ]
    a, b = (each.parcel.id for each in both)

    def say(parcel: int, hours: int, status: str, detail: str = "") -> str:
        told = [movement(PLACED + timedelta(hours=hours), status, detail)]
        kept = write(operations.keep_tracking, parcel, told, source=SHOPIFY)
        return kept.orders[0].state if kept.orders else ""

    assert say(a, 1, "InTransit") == "export"
    assert say(b, 2, "InTransit") == ""
    assert say(a, 9, "InTransit", "CustomsProcessing") == "customs"
    assert say(a, 20, "Delivered") == "out_for_delivery"
    assert say(b, 30, "Delivered") == "delivered"
    # What the platform repeats does not undo it.
    told = order_draft(shop, state="paid", version=7, note="again")
    assert write(operations.keep_order, told, source=SHOPIFY).order.state == "delivered"


def test_what_was_lost_and_is_found_is_delivered_after_all(world: World) -> None:
    shop, write = world.kyoto_shop.id, world.store.write_now
    order = write(operations.keep_order, order_draft(shop, state="export"), source=SHOPIFY).order
    draft = parcel_draft(shop, order_ids=[order.id])
    parcel = write(operations.keep_parcel, draft, source=SHOPIFY).parcel
    for hours, status, detail, state in (
        (1, "Exception", "Lost", "lost"),
        (2, "Delivered", "", "delivered"),
    ):
        told = [movement(PLACED + timedelta(hours=hours), status, detail)]
        kept = write(operations.keep_tracking, parcel.id, told, source=SHOPIFY)
        assert [each.state for each in kept.orders] == [state]


def test_a_parcel_cannot_hold_another_shops_order(world: World) -> None:
    order = world.store.write_now(
        operations.keep_order, order_draft(world.canton_shop.id), source=SHOPIFY
    ).order
    draft = parcel_draft(world.kyoto_shop.id, order_ids=[order.id])
    with pytest.raises(NotFound):
        world.store.write_now(operations.keep_parcel, draft, source=SHOPIFY)


@given(
    st.lists(st.sampled_from([*journeys.PLACES]), min_size=1, max_size=8),
    st.sampled_from([*journeys.PLACES]),
)
def test_no_draft_that_repeats_itself_moves_an_order(
    states: list[journeys.OrderState], again: journeys.OrderState
) -> None:
    order = drafts.new_order(drafts.check(order_draft(1, state=again)), PLACED, simulated=False)
    for state in states:
        order = drafts.in_state(order, state, PLACED)
    told = drafts.changed(order, drafts.check(order_draft(1, state=again)), PLACED)
    assert told.state == order.state
    assert {*told.reached} >= {*states}
