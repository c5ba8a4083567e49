"""What stays in its shop's country is on its way, not on its way abroad."""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.orders.contracts import Address
from madoguchi.orders.rules.inland import is_inland
from madoguchi.orders.tables import order_table, parcel_table
from tests.connectors.notices.desk import Desk


def sent(country: str, number: str) -> dict[str, Any]:
    return {
        "id": 1,
        "created_at": "2026-11-01T00:00:00Z",
        "updated_at": "2026-11-02T00:00:00Z",
        "currency": "JPY",
        "total_price": "1980",
        "financial_status": "paid",
        "fulfillment_status": "fulfilled",
        "shipping_address": {"name": "Hana", "zip": "600-0000", "country_code": country},
        "fulfillments": [
            {
                "id": 2,
                "order_id": 1,
                "status": "success",
                "shipment_status": "in_transit",
                "tracking_number": number,
                "created_at": "2026-11-02T00:00:00Z",
            }
        ],
    }


@pytest.mark.parametrize(
    ("country", "number", "state", "direction"),
    [
        ("JP", "400000000001", "domestic_shipping", "domestic"),
        ("TW", "400000000001", "export", "international"),
        ("", "400000000001", "export", "international"),
        ("JP", "RR473124829GB", "export", "international"),
    ],
)
def test_where_an_order_goes_by_its_address(
    desk: Desk, country: str, number: str, state: str, direction: str
) -> None:
    shop = desk.connect("shopify")
    desk.post(shop, "orders/updated", sent(country, number))
    desk.work()
    (order,), (parcel,) = desk.rows(order_table), desk.rows(parcel_table)
    assert (order.state, parcel.direction) == (state, direction)
    # A fulfilment alone names the order only by its number, and is read no other way.
    alone = {**sent(country, number)["fulfillments"][0], "shipment_status": "out_for_delivery"}
    desk.post(shop, "fulfillments/update", {**alone, "updated_at": "2026-11-03T00:00:00Z"})
    desk.work()
    (order,), (parcel,) = desk.rows(order_table), desk.rows(parcel_table)
    assert (order.state, parcel.direction) == ("out_for_delivery", direction)


def test_nobody_lives_in_no_country() -> None:
    assert not is_inland(None, "Asia/Tokyo")
    assert not is_inland(Address(country=""), "Mars/Olympus")
    assert is_inland(Address(country="jp"), "Asia/Tokyo")
