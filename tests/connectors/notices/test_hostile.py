"""What somebody posts who means harm, or knows no better, spoils itself and nothing else."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx
import pytest

from madoguchi.connectors.carriers.aftership.adapter import AfterShip
from madoguchi.connectors.connections.adapter import Forged, Unreadable
from madoguchi.connectors.connections.contracts import (
    Connection,
    ConnectionChanges,
    Context,
    Posted,
)
from madoguchi.connectors.connections.operations import connections, notices
from madoguchi.connectors.connections.rules.answers import LONGEST, seconds_of
from madoguchi.connectors.connections.rules.reading import minor, moment
from madoguchi.connectors.connections.tables import notice_table
from madoguchi.connectors.registry import ADAPTERS, adapter_of
from madoguchi.connectors.shopify.adapter import Shopify
from madoguchi.connectors.vendure.adapter import Vendure
from madoguchi.connectors.woocommerce.adapter import WooCommerce
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.outward import client
from madoguchi.orders.tables import order_table
from madoguchi.people.contracts import THE_DESK
from tests.connectors.notices.desk import Desk, order
from tests.listening import Listening, send
from tests.worker.running import KEYRING


def test_a_notice_nobody_foresaw_does_not_hold_up_the_others(desk: Desk) -> None:
    """Numbers and times beyond counting are errors of Python, not refusals of ours."""
    generic, shop = desk.connect("generic"), desk.connect("shopify")
    whole = {"id": 1, "created_at": "2026-11-01T00:00:00Z", "currency": "USD"}
    desk.post(shop, "orders/updated", {**whole, "total_price": "9E+999999"})
    desk.post(shop, "orders/updated", {**whole, "created_at": "9999-12-31T23:59:59-10:00"})
    desk.post(generic, "parcel", {"number": "RR473124829GB", "weight_g": 2**70})
    desk.post(generic, "order", b'{"order":' + b"[" * 90_000)
    desk.post(generic, "order", order(1))
    desk.work()
    states = [row.state for row in desk.rows(notice_table)]
    assert states == ["failed"] * 4 + ["done"]
    assert [row.external_id for row in desk.rows(order_table)] == ["A-1"]


def test_a_trouble_that_is_over_is_not_shown_any_more(desk: Desk) -> None:
    generic = desk.connect("generic")
    back = {"external_id": "r", "amount": 8, "currency": "USD", "at": "2026-11-02T00:00:00Z"}
    desk.post(generic, "order", order(1))
    desk.post(generic, "refunds", {"order": "A-1", "refunds": [back]})
    desk.work()
    assert desk.trouble(generic) == "order.other_currency"
    desk.post(generic, "order", order(1, currency="USD"))
    desk.work()
    assert desk.trouble(generic) == "order.other_currency"
    assert desk.store.write_now(notices.replay_failed, generic.id, by=THE_DESK) == 1
    desk.work()
    assert desk.trouble(generic) is None


def test_what_could_not_be_read_is_forgotten_one_day_too(desk: Desk) -> None:
    generic = desk.connect("generic")
    desk.post(generic, "order", {"order": {"buyer_name": "北 花子"}})
    desk.post(generic, "order", order(1))
    desk.work()
    desk.now += notices.KEPT + timedelta(seconds=1)
    desk.store.write_now(notices.forget_old)
    assert [row.state for row in desk.rows(notice_table)] == ["failed"]
    desk.now += notices.FAILED_KEPT
    desk.store.write_now(notices.forget_old)
    assert desk.rows(notice_table) == []


def test_two_accounts_in_one_shop_would_overwrite_each_others_orders(desk: Desk) -> None:
    first = desk.connect("woocommerce")
    with pytest.raises(Conflict, match="shop_has_one"):
        desk.connect("woocommerce")
    # What only posts names its orders itself; one that is off may make room for another.
    desk.connect("generic")
    desk.connect("generic")

    def turn(connection: Connection, active: bool) -> None:
        changes = ConnectionChanges(active=active)
        adapter = adapter_of("woocommerce")
        desk.store.write_now(
            connections.change_connection, connection.id, changes, adapter, KEYRING, by=THE_DESK
        )

    turn(first, False)
    desk.connect("woocommerce")
    with pytest.raises(Conflict, match="shop_has_one"):
        turn(first, True)


@pytest.mark.parametrize("kind", sorted(ADAPTERS))
def test_without_a_secret_nobody_has_signed(kind: str) -> None:
    posted = Posted(headers={}, body=b"{}", at=datetime.now(UTC))
    with pytest.raises(Forged):
        ADAPTERS[kind].verify(posted, {})


@pytest.mark.parametrize("amount", ["9E+999999", "1e999999999", "sNaN", "-Infinity", "9" * 40])
def test_amounts_beyond_counting_are_told(amount: str) -> None:
    with pytest.raises(Unreadable):
        minor(amount, "USD")


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-10:00"])
def test_times_beyond_the_calendar_are_told(text: str) -> None:
    with pytest.raises(Unreadable):
        moment(text)


def test_a_name_is_found_in_whatever_is_posted() -> None:
    deep = b'{"event_id":"e","x":' + b"[" * 200_000
    assert AfterShip().name(Posted(headers={}, body=deep, at=datetime.now(UTC))).event_id


def test_how_long_a_platform_wants_to_be_left_alone() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 60 < seconds_of(later, usual=2) <= 90
    past = "Sun, 01 Nov 2026 00:00:00 GMT"
    assert seconds_of(past, usual=2) == 0.1
    assert seconds_of("Fri, 31 Dec 9999 23:59:59 GMT", usual=2) == LONGEST
    for nonsense in ("", "soon", "nan", "inf", "1 hour"):
        assert seconds_of(nonsense, usual=2) == 2


SINCE = datetime(2026, 1, 1, tzinfo=UTC)


async def pages(adapter: Any, settings: dict[str, str], answer: httpx.MockTransport) -> int:
    """Fetch until the end; returns how many pages that were."""
    context = Context(connection_id=1, shop_id=1, settings=settings)
    secrets = {"password": "p", "access_token": "t", "consumer_key": "k", "consumer_secret": "s"}
    cursor = None
    async with httpx.AsyncClient(transport=answer) as asking:
        for count in itertools.count(1):
            page = await adapter.page(asking, context, secrets, since=SINCE, cursor=cursor)
            cursor = page.cursor
            if cursor is None or count > 50:
                return count
    raise AssertionError


def shopify_for_ever(request: httpx.Request) -> httpx.Response:
    if request.url.path.endswith("count.json"):
        return httpx.Response(200, json={"count": 1})
    link = '<https://kita.example/admin/orders.json?page_info=again>; rel="next"'
    return httpx.Response(200, json={"orders": [{"id": 1}]}, headers={"Link": link})


def woocommerce_for_ever(_: httpx.Request) -> httpx.Response:
    same = [{"id": each, "date_modified_gmt": "2026-11-01T00:00:00"} for each in range(100)]
    return httpx.Response(200, json=same)


def vendure_for_ever(request: httpx.Request) -> httpx.Response:
    if b"SignIn" in request.content:
        data: object = {"login": {"__typename": "CurrentUser"}}
        return httpx.Response(200, json={"data": data}, headers={"vendure-auth-token": "t"})
    same = [{"id": str(each), "updatedAt": "2026-11-01T00:00:00.000Z"} for each in range(50)]
    server = {"serverConfig": {"moneyStrategyPrecision": 2}}
    data = {"globalSettings": server, "orders": {"totalItems": 1, "items": same}}
    return httpx.Response(200, json={"data": data})


@pytest.mark.parametrize(
    ("adapter", "address", "answer"),
    [
        (Shopify(), "kita.example", shopify_for_ever),
        (WooCommerce(), "https://kita.example", woocommerce_for_ever),
        (Vendure(), "https://kita.example/admin-api", vendure_for_ever),
    ],
    ids=["shopify", "woocommerce", "vendure"],
)
def test_a_platform_that_gives_the_same_page_for_ever_is_left(
    adapter: Any, address: str, answer: Any
) -> None:
    with pytest.raises(Unreadable, match="page"):
        asyncio.run(pages(adapter, {"address": address}, httpx.MockTransport(answer)))


def test_no_account_is_told_of_anothers_session() -> None:
    """Two shops may be on one host, and one client asks for both."""
    told: list[str | None] = []

    class Host(Listening):
        def answer(self, handler: BaseHTTPRequestHandler) -> None:
            told.append(handler.headers["Cookie"])
            send(handler, 200, {}, Set_Cookie="session=of-the-first; Path=/")

    async def ask(host: str) -> None:
        async with client(private=True, patience=10) as asking:
            for _ in range(2):
                await asking.get(f"http://{host}/")

    with Host() as server:
        asyncio.run(ask(server.host))
    assert told == [None, None]
