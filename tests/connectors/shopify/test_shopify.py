"""Shopify's payloads in the desk's words, older versions of its API too; forged ones not at all."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from madoguchi.connectors.connections.adapter import Forged, Unreadable
from madoguchi.connectors.connections.contracts import (
    Context,
    NoticeName,
    OrderNews,
    ParcelNews,
    Posted,
    RefundNews,
)
from madoguchi.connectors.shopify.adapter import Shopify
from madoguchi.kernel.errors import Invalid

SHOPIFY = Shopify()
CONTEXT = Context(connection_id=1, shop_id=7)
BODY = (Path(__file__).parent / "payloads" / "orders_updated.json").read_bytes()


def told(**changes: Any) -> OrderNews:
    body = json.dumps(json.loads(BODY) | changes).encode()
    (news,) = SHOPIFY.parse("orders/updated", body, CONTEXT)
    assert isinstance(news, OrderNews)
    return news


def test_an_order_whole() -> None:
    news = told()
    order = news.order
    assert (order.external_id, order.number, order.currency) == (
        "820982911946154508", "#1042", "USD",
    )  # fmt: skip
    # Its price of today leaves out what was refunded; what it cost and what was paid does not.
    assert (order.total, order.shipping, order.discount, order.paid) == (11980, 2000, 500, 11980)
    assert order.placed_at == datetime(2026, 11, 2, 1, 15, 2, tzinfo=UTC)
    assert order.version == int(datetime(2026, 11, 5, 9, 30, 11, tzinfo=UTC).timestamp()) * 10**6
    assert [(line.title, line.quantity, line.price) for line in order.lines] == [
        ("Andon lamp · Small", 1, 7990),
        ("Washi refill", 2, 995),
    ]
    assert order.address is not None
    assert (order.address.country, order.address.lines) == ("FR", ["12 rue des Lilas"])
    (parcel,) = news.parcels
    assert parcel.parcel.number == "RR473124829GB"
    assert [move.status for move in parcel.movements] == ["InTransit"]
    # What failed has not gone back.
    assert [(refund.amount, refund.currency) for refund in news.refunds] == [(1990, "USD")]


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"fulfillment_status": None, "financial_status": "pending"}, "placed"),
        ({"fulfillment_status": None, "financial_status": "authorized"}, "placed"),
        ({"fulfillment_status": None, "financial_status": "paid"}, "paid"),
        ({"fulfillment_status": "partial"}, "preparing"),
        ({}, "export"),
        ({"cancelled_at": "2026-11-06T00:00:00Z"}, "cancelled"),
        ({"financial_status": "voided"}, "cancelled"),
    ],
)
def test_where_it_stands(changes: dict[str, Any], state: str) -> None:
    assert told(**changes).order.state == state


def test_an_older_version_of_the_api_and_a_newer_one() -> None:
    older = json.loads(BODY)
    for name in ("current_total_price", "total_outstanding", "total_shipping_price_set"):
        del older[name]
    older["id"] = str(older["id"])
    older["total_price"] = 119.8  # a number where newer ones write text
    older["something_new"] = {"nobody": "knows"}
    (news,) = SHOPIFY.parse("orders/create", json.dumps(older).encode(), CONTEXT)
    assert isinstance(news, OrderNews)
    assert (news.order.total, news.order.external_id) == (11980, "820982911946154508")


def test_money_without_small_coins_and_money_that_is_none() -> None:
    yen: dict[str, Any] = {
        "currency": "JPY", "total_price": "12800", "current_total_price": "12800",
        "total_discounts": "0", "total_tax": "0", "total_shipping_price_set": None,
        "line_items": [], "refunds": [],
    }  # fmt: skip
    assert told(**yen).order.total == 12800
    with pytest.raises(Unreadable, match="more digits"):
        told(**yen | {"current_total_price": "12800.5"})
    with pytest.raises(Invalid):
        told(currency="XXQ")


def test_a_fulfilment_and_a_refund_alone() -> None:
    whole = json.loads(BODY)
    (parcel,) = SHOPIFY.parse(
        "fulfillments/update", json.dumps(whole["fulfillments"][0]).encode(), CONTEXT
    )
    assert isinstance(parcel, ParcelNews)
    assert parcel.orders == ["820982911946154508"]
    (refund,) = SHOPIFY.parse("refunds/create", json.dumps(whole["refunds"][0]).encode(), CONTEXT)
    assert isinstance(refund, RefundNews)
    assert (refund.order, len(refund.refunds)) == ("820982911946154508", 1)
    assert SHOPIFY.parse("products/update", b"{}", CONTEXT) == []


def posted(secret: str, **headers: str) -> Posted:
    signed = base64.b64encode(hmac.new(secret.encode(), BODY, hashlib.sha256).digest()).decode()
    return Posted(
        headers={"x-shopify-hmac-sha256": signed, **headers}, body=BODY, at=datetime.now(UTC)
    )


def test_only_what_the_shop_has_signed() -> None:
    SHOPIFY.verify(posted("right"), {"secret": "right"})
    for secrets in ({"secret": "wrong"}, {}):
        with pytest.raises(Forged):
            SHOPIFY.verify(posted("right"), secrets)
    with pytest.raises(Forged):
        SHOPIFY.verify(Posted(headers={}, body=BODY, at=datetime.now(UTC)), {"secret": "right"})


def test_one_event_told_twice_has_one_name() -> None:
    headers = {"x-shopify-topic": "orders/updated", "x-shopify-event-id": "e1"}
    first = SHOPIFY.name(posted("s", **headers, **{"x-shopify-webhook-id": "w1"}))
    again = SHOPIFY.name(posted("s", **headers, **{"x-shopify-webhook-id": "w2"}))
    assert first == again == NoticeName("orders/updated:e1", "orders/updated")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"id": 1}', b"\xff\xfe", b'{"id":1,"created_at":"now","currency":"USD"}']
)
def test_what_cannot_be_read_is_said(body: bytes) -> None:
    with pytest.raises(Unreadable):
        SHOPIFY.parse("orders/create", body, CONTEXT)
