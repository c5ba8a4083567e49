"""Customers as a platform tells of them: made once, filled in, never written over nor forgotten."""

from __future__ import annotations

from typing import Any

from madoguchi.connectors.connections.tables import notice_table
from madoguchi.customers.operations.knowing import change_profile
from madoguchi.customers.rules.profile import Profile
from madoguchi.customers.tables import customer_table
from madoguchi.orders.tables import order_table
from madoguchi.people.contracts import THE_DESK
from tests.connectors.notices.desk import Desk

HANA = {
    "id": 115310627314723954,
    "email": "Hana@Example.com",
    "first_name": "花子",
    "last_name": "見本",
    "phone": "+819012345678",
    "verified_email": True,
    "note": None,
    "tags": "VIP, tea",
    "addresses": [],
}


def customers(desk: Desk) -> list[Any]:
    return desk.rows(customer_table)


def states(desk: Desk) -> list[str]:
    return [row.state for row in desk.rows(notice_table)]


def test_a_customer_is_made_once_and_filled_in(desk: Desk) -> None:
    shop = desk.connect("shopify")
    desk.post(shop, "customers/create", HANA | {"phone": None, "first_name": None})
    desk.work()
    (made,) = customers(desk)
    assert (made.name, made.email, made.phone) == ("見本", "hana@example.com", None)
    assert (made.tags, made.verified, made.last_seen_at) == (["VIP", "tea"], False, None)
    named = Profile(name="見本 花子様")
    desk.store.write_now(change_profile, made.id, named, by=THE_DESK)
    desk.post(shop, "customers/update", HANA | {"tags": "tea, kettles"})
    desk.post(shop, "customers/update", HANA | {"tags": "tea, kettles"})
    desk.work()
    (filled,) = customers(desk)
    assert (filled.name, filled.phone) == ("見本 花子様", "+819012345678")
    assert filled.tags == ["VIP", "tea", "kettles"]
    assert states(desk) == ["done"] * 3


def test_their_orders_are_theirs_and_an_unproven_address_is_nobodys(desk: Desk) -> None:
    shop = desk.connect("shopify")
    order = {
        "id": 1, "created_at": "2026-11-01T00:00:00Z", "currency": "JPY", "total_price": "1980",
        "customer": HANA, "email": HANA["email"],
    }  # fmt: skip
    desk.post(shop, "customers/create", HANA)
    desk.post(shop, "orders/create", order)
    desk.post(
        shop, "customers/create", HANA | {"id": 2, "verified_email": False, "first_name": "偽"}
    )
    desk.work()
    hana, other = customers(desk)
    assert (hana.name, other.email) == ("見本 花子", None)
    assert [row.customer_id for row in desk.rows(order_table)] == [hana.id]


def test_who_is_to_be_forgotten_is_told_to_somebody_who_may(desk: Desk) -> None:
    shop = desk.connect("shopify")
    redact = {"shop_id": 1, "customer": {"id": HANA["id"], "email": HANA["email"]}}
    desk.post(shop, "customers/redact", redact)
    desk.work()
    assert states(desk) == ["ignored"]
    desk.post(shop, "customers/create", HANA)
    desk.work()
    desk.post(shop, "customers/redact", {**redact, "orders_to_redact": [1]})
    desk.work()
    assert states(desk) == ["ignored", "done", "failed"]
    assert desk.trouble(shop) == "notice.erase_by_hand"
    assert customers(desk)[0].name == "見本 花子"
