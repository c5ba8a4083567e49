"""What a real Vendure has said, in the desk's words; and what none would say."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.connectors.connections.adapter import Forged, Unreadable
from madoguchi.connectors.connections.contracts import Context, OrderNews, Posted
from madoguchi.connectors.vendure.adapter import Vendure
from madoguchi.connectors.vendure.reading import minor, to_vendure_units
from madoguchi.kernel.errors import Invalid

PAYLOADS = Path(__file__).parent / "payloads"
CONTEXT = Context(
    connection_id=1, shop_id=7, settings={"address": "https://kita.example/admin-api"}
)
VENDURE = Vendure()


def told() -> dict[str, Any]:
    return dict(json.loads((PAYLOADS / "told.json").read_text("utf-8")))


def read(body: object) -> OrderNews:
    (news,) = VENDURE.parse("order", msgspec.json.encode(body), CONTEXT)
    assert isinstance(news, OrderNews)
    return news


def test_what_the_plugin_tells_is_what_the_api_answers() -> None:
    answer = json.loads((PAYLOADS / "orders.json").read_text("utf-8"))["data"]
    precision = answer["globalSettings"]["serverConfig"]["moneyStrategyPrecision"]
    (order,) = answer["orders"]["items"]
    assert read(told()) == read({"precision": precision, "order": order})


def test_an_order_is_read() -> None:
    news = read(told())
    order = news.order
    assert (order.external_id, order.state, order.currency) == ("1", "export", "JPY")
    assert (order.total, order.shipping, order.tax, order.paid) == (5460, 1500, 360, 5460)
    assert (order.buyer_name, order.buyer_email) == ("北 花子", "hanako1@example.com")
    assert order.address is not None
    assert (order.address.postcode, order.address.country) == ("605-0001", "JP")
    assert [parcel.parcel.number for parcel in news.parcels] == ["RR473124829GB"]
    # The second waits to be settled: no money has gone back by it yet.
    (refund,) = news.refunds
    assert (refund.amount, refund.reason) == (1980, "釉薬に欠け [R-0123456789ab]")
    # Vendure does not touch the order when money goes back, yet it is another version of it.
    earlier = told()
    earlier["order"]["payments"][0]["refunds"] = []
    assert read(earlier).order.version < order.version


def test_a_cart_is_no_order() -> None:
    for changes in ({"active": True}, {"orderPlacedAt": None, "state": "Draft"}):
        cart = told()
        cart["order"] |= changes
        assert VENDURE.parse("order", msgspec.json.encode(cart), CONTEXT) == []


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"\xff", b"[" * 60_000, b'{"precision":2,"order":null}']
)
def test_what_cannot_be_read_is_said(body: bytes) -> None:
    with pytest.raises(Unreadable):
        VENDURE.parse("order", body, CONTEXT)


def test_money_that_is_none_is_refused() -> None:
    for precision in (-1, 10**6):
        with pytest.raises(Unreadable):
            read({**told(), "precision": precision})
    strange = told()
    strange["order"]["currencyCode"] = "XXQ"
    with pytest.raises(Invalid, match="unknown_currency"):
        read(strange)


def test_only_what_the_plugin_has_signed() -> None:
    body = msgspec.json.encode(told())
    at = datetime(2026, 11, 22, 7, tzinfo=UTC)

    def posted(secret: str, ago: int = 0) -> Posted:
        stamp = str(int(at.timestamp()) - ago)
        mac = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
        headers = {
            "madoguchi-id": "an id",
            "madoguchi-timestamp": stamp,
            "madoguchi-signature": f"v1={mac.hexdigest()}",
        }
        return Posted(headers=headers, body=body, at=at)

    VENDURE.verify(posted("of both"), {"secret": "of both"})
    assert VENDURE.name(posted("of both")).event_id == "an id"
    # Nobody has given a secret: then nobody can have signed.
    for forged, secrets in (
        (posted("another"), {"secret": "of both"}),
        (posted("of both", ago=301), {"secret": "of both"}),
        (posted(""), {}),
    ):
        with pytest.raises(Forged):
            VENDURE.verify(forged, secrets)


@given(st.integers(0, 10**12 - 1), st.sampled_from(["JPY", "USD", "KWD"]), st.integers(3, 6))
def test_money_there_and_back_is_the_same(amount: int, currency: str, precision: int) -> None:
    assert minor(to_vendure_units(amount, precision, currency), precision, currency) == amount


def test_money_finer_than_its_currency_is_rounded() -> None:
    assert [minor(each, 2, "JPY") for each in (198000, 198049, 198050)] == [1980, 1980, 1981]
    with pytest.raises(Unreadable, match="too coarse"):
        to_vendure_units(1001, 0, "USD")
