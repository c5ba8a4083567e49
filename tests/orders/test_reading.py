"""What an actor sees of orders and parcels: pages, finding, and nothing out of sight."""

from __future__ import annotations

from datetime import timedelta

import pytest

from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.language.catalogue import LOCALES, texts
from madoguchi.orders import operations
from madoguchi.orders.contracts import Order, OrderLine
from madoguchi.orders.queries import orders, parcels
from madoguchi.orders.rules import journeys
from madoguchi.orders.rules.carriers import carrier_name
from madoguchi.orders.rules.wording import journey_words
from tests.orders.conftest import PLACED, SHOPIFY, order_draft, parcel_draft
from tests.world import World


def keep(world: World, *external_ids: str, customer: int | None = None) -> list[Order]:
    drafts = [
        order_draft(
            world.kyoto_shop.id,
            name,
            customer_id=customer,
            placed_at=PLACED + timedelta(minutes=number // 2),
            lines=[OrderLine(title=f"南部鉄器 急須 {name}")],
        )
        for number, name in enumerate(external_ids)
    ]
    kept = world.store.write_now(operations.keep_orders, drafts, source=SHOPIFY)
    return [each.order for each in kept]


def test_a_customers_orders_come_page_by_page_each_once_the_newest_first(world: World) -> None:
    mei = world.receive(world.visitor("mei"), "hello").message.author.id
    kept = keep(world, *(f"o{n}" for n in range(7)), customer=mei)
    keep(world, "another's")
    seen: list[int] = []
    cursor = None
    while True:
        page = world.store.read_now(
            orders.of_customers, [mei], by=world.sora, limit=3, cursor=cursor
        )
        seen += [each.id for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [each.id for each in reversed(kept)]
    with pytest.raises(Invalid, match="bad_cursor"):
        world.store.read_now(orders.of_customers, [mei], by=world.sora, cursor="x.1")


def test_an_order_is_found_by_its_number_its_parcels_number_and_its_words(world: World) -> None:
    first, second = keep(world, "A-1001", "A-1002")
    parcel = parcel_draft(first.shop_id, "RR473124829JP", order_ids=[second.id])
    world.store.write_now(operations.keep_parcel, parcel, source=SHOPIFY)

    def found(query: str) -> list[int]:
        hits = world.store.read_now(orders.search, query, by=world.lin)
        return [each.id for each in hits]

    assert found("#A-1001")[0] == first.id
    assert found("rr 4731 2482 9jp") == [second.id]
    assert found("急須") == [second.id, first.id]
    assert found("A-1002")[0] == second.id
    assert found("  ") == []
    with pytest.raises(Invalid, match="too_long"):
        found("x" * 201)


def test_other_shops_orders_do_not_stand_before_those_that_are_looked_for(world: World) -> None:
    mine = keep(world, "twin")[0]
    for number in range(20):
        draft = order_draft(
            world.canton_shop.id, f"c{number}", number="#twin", lines=mine.lines, platform="jd"
        )
        world.store.write_now(operations.keep_order, draft, source=SHOPIFY)
    for query in ("#twin", "急須"):
        for asked in ({"by": world.sora}, {"by": world.lin, "shop_id": mine.shop_id}):
            found = world.store.read_now(orders.search, query, **asked)
            assert [each.id for each in found] == [mine.id]


def test_words_of_an_order_that_changed_are_found_and_the_old_ones_are_not(world: World) -> None:
    (order,) = keep(world, "1")
    changed = order_draft(order.shop_id, "1", version=2, lines=[OrderLine(title="漆器 椀")])
    world.store.write_now(operations.keep_order, changed, source=SHOPIFY)
    assert world.store.read_now(orders.search, "急須", by=world.lin) == []
    assert [o.id for o in world.store.read_now(orders.search, "漆器", by=world.lin)] == [order.id]


def test_what_is_out_of_sight_does_not_exist(world: World) -> None:
    draft = order_draft(world.canton_shop.id, "secret")
    order = world.store.write_now(operations.keep_order, draft, source=SHOPIFY).order
    parcel = world.store.write_now(
        operations.keep_parcel,
        parcel_draft(order.shop_id, order_ids=[order.id]),
        source=SHOPIFY,
    ).parcel
    for query, number in ((orders.order, order.id), (parcels.parcel, parcel.id)):
        with pytest.raises(NotFound):
            world.store.read_now(query, number, by=world.sora)
        world.store.read_now(query, number, by=world.lin)
    for query in ("#secret", "茶筒", "RR473124829JP"):
        assert world.store.read_now(orders.search, query, by=world.sora) == []
        assert len(world.store.read_now(orders.search, query, by=world.lin)) == 1
    assert world.store.read_now(parcels.parcels, "all", by=world.sora).items == []
    assert len(world.store.read_now(parcels.parcels, "all", by=world.lin).items) == 1


def test_every_state_says_what_it_means_and_leads_somewhere() -> None:
    for locale in LOCALES:
        words = journey_words(locale)
        for by_state in (words.direct, words.via_warehouse):
            assert {*by_state} == {*journeys.PLACES}
            assert all(each.name and each.means for each in by_state.values())
    assert "待って" not in texts("ja")["journey.placed.means"]
    reachable, frontier = {"quote"}, ["quote"]
    while frontier:
        for state in journeys.PLACES[frontier.pop()].follows:  # type: ignore[index]
            if state not in reachable:
                reachable.add(state)
                frontier.append(state)
    assert reachable == {*journeys.PLACES}


def test_a_carrier_is_called_as_its_customers_call_it() -> None:
    """Codes come from platforms in many spellings; none is shown as it came."""
    assert carrier_name("japan_post", "ja") == carrier_name("japan-post", "zh-TW") == "日本郵便"
    assert carrier_name("sf express", "zh-CN") == "顺丰速运"
    assert carrier_name("fedex", "fr") == "FedEx"
    assert carrier_name("ems", "ko") == "EMS"
    assert carrier_name("black_cat_home", "en") == "Black Cat Home"
    assert carrier_name("", "es") == carrier_name("other", "es") == "Transportista"
    for locale in LOCALES:
        assert journey_words(locale).carriers["s10"] == carrier_name("s10", locale) != "S10"
