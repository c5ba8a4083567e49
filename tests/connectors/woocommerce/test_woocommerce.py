"""WooCommerce's orders in the desk's words; its past without gaps; forged ones not at all."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from madoguchi.connectors.connections.adapter import Forged, Knocked, Unreadable
from madoguchi.connectors.connections.contracts import Context, NoticeName, OrderNews, Posted
from madoguchi.connectors.woocommerce.adapter import WooCommerce
from madoguchi.kernel.errors import Invalid

WOO = WooCommerce()
CONTEXT = Context(connection_id=1, shop_id=7, settings={"address": "https://kita.example/shop"})
BODY = (Path(__file__).parent / "payloads" / "order_updated.json").read_bytes()
KEYS = {"consumer_key": "ck", "consumer_secret": "cs"}
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def told(**changes: Any) -> OrderNews:
    (news,) = WOO.parse("order.updated", json.dumps(json.loads(BODY) | changes).encode(), CONTEXT)
    assert isinstance(news, OrderNews)
    return news


def test_an_order_whole() -> None:
    news = told()
    order = news.order
    assert (order.external_id, order.state, order.currency) == ("727", "export", "USD")
    assert (order.total, order.shipping, order.discount, order.tax) == (9625, 2000, 500, 135)
    assert (order.paid, order.paid_at) == (9625, datetime(2026, 11, 2, 1, 16, tzinfo=UTC))
    assert order.version == int(datetime(2026, 11, 5, 9, 30, 11, tzinfo=UTC).timestamp()) * 10**6
    assert order.placed_at == datetime(2026, 11, 2, 1, 15, 2, tzinfo=UTC)
    # 81.35 for three: no cent is made up, and none of them is a third of one.
    (line,) = order.lines
    assert (line.quantity, line.price, line.sku) == (3, 2712, "AND-1")
    assert line.picture == "https://kita.example/andon.jpg"
    assert (order.buyer_id, order.buyer_name) == ("26", "Claire Martin")
    assert order.address is not None
    assert (order.address.country, order.address.phone) == ("FR", "+33 4 00 00 00 00")
    assert [each.parcel.number for each in news.parcels] == ["RR473124829GB"]
    (refund,) = news.refunds
    assert (refund.external_id, refund.amount, refund.reason) == ("726", 2667, "One was chipped")


@pytest.mark.parametrize(
    ("changes", "state", "paid"),
    [
        ({"status": "pending", "date_paid_gmt": None}, "placed", 0),
        ({"status": "on-hold", "date_paid_gmt": None}, "placed", 0),
        ({"status": "processing"}, "paid", 9625),
        ({"status": "cancelled", "date_paid_gmt": None}, "cancelled", 0),
        ({"status": "of-some-plugin"}, "paid", 9625),
        ({"status": "of-some-plugin", "date_paid_gmt": None}, "placed", 0),
    ],
)
def test_where_it_stands(changes: dict[str, Any], state: str, paid: int) -> None:
    order = told(**changes).order
    assert (order.state, order.paid) == (state, paid)


def test_guests_carts_and_names_as_they_are_written() -> None:
    assert told(customer_id=0).order.buyer_id == ""
    hana = {"first_name": "花", "last_name": "佐藤", "country": "JP", "address_1": "1-2-3"}
    assert told(billing=hana).order.buyer_name == "佐藤 花"
    cart = json.loads(BODY) | {"status": "checkout-draft"}
    assert WOO.parse("order.updated", json.dumps(cart).encode(), CONTEXT) == []
    assert WOO.parse("product.updated", b"{}", CONTEXT) == []
    assert WOO.parse("order.deleted", b'{"id": 727}', CONTEXT) == []


def test_what_plugins_write() -> None:
    meta = [
        {"key": "_aftership_tracking_items", "value": [{"tracking_number": "A1", "slug": "dhl"}]},
        {"key": "ywot_tracking_code", "value": "B2"},
        {"key": "_ywot_tracking_code", "value": "B2"},
        {"key": "_wc_shipment_tracking_items", "value": "of a newer version"},
    ]
    parcels = [each.parcel for each in told(meta_data=meta).parcels]
    assert [(each.number, each.carrier) for each in parcels] == [("A1", "dhl"), ("B2", "")]


def test_money_that_is_none_and_half_a_body() -> None:
    with pytest.raises(Invalid):
        told(currency="XXQ")
    with pytest.raises(Unreadable, match="more digits"):
        told(total="96.255")
    for body in (b"", b"[]", b'{"id": 1}', b"\xff", BODY[:200]):
        with pytest.raises(Unreadable):
            WOO.parse("order.created", body, CONTEXT)


def test_an_older_version_that_leaves_things_out() -> None:
    older = {
        key: value
        for key, value in json.loads(BODY).items()
        if key in {"id", "status", "currency", "date_created_gmt", "total"}
    }
    (news,) = WOO.parse("order.created", json.dumps(older).encode(), CONTEXT)
    assert isinstance(news, OrderNews)
    assert (news.order.number, news.order.total, news.order.lines) == ("727", 9625, [])


def posted(secret: str, body: bytes = BODY, **headers: str) -> Posted:
    signed = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return Posted({"x-wc-webhook-signature": signed, **headers}, body, datetime.now(UTC))


def test_only_what_the_shop_has_signed() -> None:
    WOO.verify(posted("right"), {"secret": "right"})
    for given in (posted("wrong"), Posted({}, BODY, datetime.now(UTC)), posted("")):
        with pytest.raises(Forged):
            WOO.verify(given, {"secret": "right"})
    with pytest.raises(Forged):
        WOO.verify(posted(""), {})
    with pytest.raises(Knocked):
        WOO.verify(Posted({}, b"webhook_id=12", datetime.now(UTC)), {"secret": "right"})
    headers = {"x-wc-webhook-topic": "order.updated", "x-wc-webhook-delivery-id": "d1"}
    assert WOO.name(posted("s", **headers)) == NoticeName("d1", "order.updated")
