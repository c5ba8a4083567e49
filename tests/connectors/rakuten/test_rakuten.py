"""Rakuten's orders in the desk's words, asked for span by span from an API that talks like RMS."""

from __future__ import annotations

import asyncio
import base64
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from madoguchi.connectors.connections.adapter import Forged, SlowDown, Unreadable
from madoguchi.connectors.connections.contracts import Context, OrderNews, Posted
from madoguchi.connectors.rakuten.adapter import PAGE, Rakuten
from madoguchi.connectors.rakuten.reading import JST

RAKUTEN = Rakuten()
CONTEXT = Context(connection_id=1, shop_id=7)
KEYS = {"service_secret": "SP1", "license_key": "SL1"}
WHOLE: dict[str, Any] = json.loads((Path(__file__).parent / "payloads" / "order.json").read_bytes())


def told(**changes: Any) -> OrderNews:
    (news,) = RAKUTEN.parse("order", json.dumps(WHOLE | changes).encode(), CONTEXT)
    assert isinstance(news, OrderNews)
    return news


def test_an_order_whole() -> None:
    news = told()
    order = news.order
    assert (order.number, order.currency, order.total) == (
        "300001-20261102-0000000012",
        "JPY",
        12800,
    )
    assert (order.shipping, order.discount, order.paid) == (800, 500, 12800)
    assert order.placed_at == datetime(2026, 11, 2, 1, 15, 2, tzinfo=UTC)
    assert [(each.title, each.quantity, each.price) for each in order.lines] == [
        ("行灯 小 · 色:白", 2, 6000)
    ]
    assert (order.buyer_name, order.buyer_phone) == ("見本 花子", "0750000000")
    assert order.address is not None
    assert (order.address.name, order.address.postcode) == ("見本 太郎", "100-0000")
    (parcel,) = news.parcels
    assert (parcel.parcel.number, parcel.parcel.direction) == ("400000000001", "domestic")


@pytest.mark.parametrize(
    ("progress", "state", "paid"),
    [
        (100, "placed", 0), (200, "placed", 0), (300, "paid", 12800), (400, "paid", 12800),
        (500, "domestic_shipping", 12800), (600, "domestic_shipping", 12800),
        (700, "domestic_shipping", 12800), (800, "paid", 0), (900, "cancelled", 0),
    ],
)  # fmt: skip
def test_where_it_stands(progress: int, state: str, paid: int) -> None:
    order = told(orderProgress=progress).order
    assert (order.state, order.paid) == (state, paid)


def test_times_without_offset_are_japans_and_cash_comes_at_the_door() -> None:
    order = told(orderDatetime="2026-11-02T10:15:02").order
    assert order.placed_at == datetime(2026, 11, 2, 1, 15, 2, tzinfo=UTC)
    cash = {"SettlementModel": {"settlementMethodCode": 2}}
    assert told(**cash).order.paid == 0
    assert told(orderProgress=700, **cash).order.paid == 12800
    assert told(postagePrice=-9999).order.shipping == 0


def test_what_cannot_be_read_is_said_and_nothing_is_posted() -> None:
    for body in (b"", b"[]", b'{"orderNumber": "1"}', b"\xff"):
        with pytest.raises(Unreadable):
            RAKUTEN.parse("order", body, CONTEXT)
    with pytest.raises(Unreadable, match="orderProgress"):
        told(orderProgress=950)
    with pytest.raises(Forged):
        RAKUTEN.verify(Posted({}, b"{}", datetime.now(UTC)), KEYS)


class Rms:
    """Finds orders by the day on which they were ordered or sent, and looks at how it is asked."""

    def __init__(self, ordered: list[datetime]) -> None:
        self.orders = {
            f"300001-{at.astimezone(JST):%Y%m%d}-{number:010}": at
            for number, at in enumerate(ordered)
        }
        self.sent: dict[str, datetime] = {}
        self.cancelled: set[str] = set()

    def answer(self, request: httpx.Request) -> httpx.Response:
        scheme, _, pair = request.headers["authorization"].partition(" ")
        assert (scheme, base64.b64decode(pair)) == ("ESA", b"SP1:SL1")
        asked = json.loads(request.content)
        if request.url.path.endswith("/getOrder/"):
            assert (len(asked["orderNumberList"]) <= 100, asked["version"]) == (True, 7)
            orders = [WHOLE | {"orderNumber": each} for each in asked["orderNumberList"]]
            return httpx.Response(200, json={"MessageModelList": [], "OrderModelList": orders})
        begin, end = (read(asked[each]) for each in ("startDatetime", "endDatetime"))
        assert begin <= end
        assert end - begin <= timedelta(days=63)
        by = {1: self.orders, 5: self.sent}.get(asked["dateType"], {})
        wanted = self.cancelled if "orderProgressList" in asked else self.orders
        found = sorted(each for each, at in by.items() if begin <= at <= end and each in wanted)
        page = asked["PaginationRequestModel"]["requestPage"]
        return httpx.Response(
            200,
            json={
                "orderNumberList": found[(page - 1) * PAGE : page * PAGE],
                "PaginationResponseModel": {
                    "totalRecordsAmount": len(found),
                    "totalPages": -(-len(found) // PAGE),
                    "requestPage": page,
                },
            },
        )

    def everything(self, since: datetime) -> list[str]:
        async def run() -> list[str]:
            names: list[str] = []
            cursor = None
            async with httpx.AsyncClient(transport=httpx.MockTransport(self.answer)) as client:
                while True:
                    page = await RAKUTEN.page(client, CONTEXT, KEYS, since=since, cursor=cursor)
                    names += [piece.name for piece in page.pieces]
                    cursor = page.cursor
                    if cursor is None:
                        return names

        return asyncio.run(run())


def read(text: str) -> datetime:
    assert text.endswith("+0900")
    return datetime.fromisoformat(text)


def test_a_long_past_span_by_span_each_order_once() -> None:
    now = datetime.now(UTC)
    rms = Rms([now - timedelta(hours=7 * number) for number in range(1, 1001)])
    rms.sent = {name: at + timedelta(hours=5) for name, at in rms.orders.items()}
    got = Counter(rms.everything(now - timedelta(days=200)))
    expected = {name for name, at in rms.orders.items() if at > now - timedelta(days=199)}
    assert expected <= got.keys()
    # The day on which it begins is looked at twice; no other.
    first = f"{(now - timedelta(days=200)).astimezone(JST):%Y%m%d}"
    assert {
        name for name, times in got.items() if times > 1 and name.split("-")[1] > first
    } == set()


def test_what_happened_to_older_orders_is_found_too() -> None:
    now = datetime.now(UTC)
    rms = Rms([now - timedelta(days=days) for days in (20, 30, 40)])
    sent, cancelled, quiet = sorted(rms.orders, reverse=True)
    rms.sent = {sent: now - timedelta(minutes=3)}
    rms.cancelled = {cancelled}
    assert rms.everything(now - timedelta(minutes=10)) == [sent, cancelled]
    assert quiet


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.Response(429), SlowDown),
        (httpx.Response(401, json={"Results": {"errorCode": "ES04-01"}}), Unreadable),
        (
            httpx.Response(
                200,
                json={
                    "MessageModelList": [
                        {
                            "messageType": "ERROR",
                            "messageCode": "ORDER_EXT_API_SEARCH_ORDER_ERROR_001",
                            "message": "",
                        }
                    ]
                },
            ),
            Unreadable,
        ),
        (httpx.Response(200, text="<html>"), Unreadable),
    ],
)
def test_what_rms_refuses_is_said(answer: httpx.Response, expected: type[Exception]) -> None:
    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: answer)) as client:
            since = datetime.now(UTC) - timedelta(days=1)
            await RAKUTEN.page(client, CONTEXT, KEYS, since=since, cursor=None)

    with pytest.raises(expected):
        asyncio.run(run())
