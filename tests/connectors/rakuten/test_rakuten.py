"""Rakuten's orders in the desk's words, asked for span by span from an API that talks like RMS."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.connectors.connections.adapter import Forged, SlowDown, Unreadable
from madoguchi.connectors.connections.contracts import (
    Backfill,
    BackfillDraft,
    ConnectionDraft,
    Context,
    OrderNews,
    Posted,
)
from madoguchi.connectors.connections.operations import connections
from madoguchi.connectors.connections.operations.backfill import start_backfill
from madoguchi.connectors.connections.tables import connection_table
from madoguchi.connectors.rakuten.adapter import Rakuten
from madoguchi.connectors.rakuten.reading import JST
from madoguchi.connectors.registry import FETCHING
from madoguchi.kernel.migrate import make_ready
from madoguchi.kernel.outward import client
from madoguchi.kernel.store import Store
from madoguchi.orders.tables import order_table
from madoguchi.people.contracts import THE_DESK
from madoguchi.shops import operations as shops
from madoguchi.shops.contracts import ShopDraft
from tests.connectors.fetching.fetching import fetch
from tests.connectors.rakuten.rms import KEYS, WHOLE, Rms, refusal
from tests.listening import certificate
from tests.worker.running import KEYRING

RAKUTEN = Rakuten()
CONTEXT = Context(connection_id=1, shop_id=7)


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
    told_of = parcel.parcel
    assert (told_of.number, told_of.direction, told_of.carrier) == (
        "400000000001",
        "domestic",
        "yamato",
    )


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


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("rakuten"))


def trusting(pem: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(pem))


def everything(rms: Rms, pem: Path, since: datetime) -> tuple[list[str], int]:
    """Ask for all pages, again where it was too soon; returns the orders and how often that was."""

    async def run() -> tuple[list[str], int]:
        adapter, names, hasty = Rakuten(rms.root), [], 0
        cursor = None
        async with client(private=True, trusted=trusting(pem), patience=20) as over:
            while True:
                try:
                    page = await adapter.page(over, CONTEXT, KEYS, since=since, cursor=cursor)
                except SlowDown as asked:
                    hasty += 1
                    await asyncio.sleep(asked.seconds)
                    continue
                names += [piece.name for piece in page.pieces]
                cursor = page.cursor
                if cursor is None:
                    return names, hasty

    return asyncio.run(run())


def test_a_long_past_span_by_span_each_order_once(pem: Path) -> None:
    now = datetime.now(UTC)
    with Rms(pem, [now - timedelta(hours=7 * number) for number in range(1, 701)], hasty=9) as rms:
        rms.sent = {name: at + timedelta(hours=5) for name, at in rms.orders.items()}
        names, hasty = everything(rms, pem, now - timedelta(days=200))
        assert hasty > 2
        assert {*rms.asked} == {"searchOrder/", "getOrder/"}
    got = Counter(names)
    expected = {name for name, at in rms.orders.items() if at > now - timedelta(days=199)}
    assert expected <= got.keys()
    # The day on which it begins is looked at twice; no other.
    first = f"{(now - timedelta(days=200)).astimezone(JST):%Y%m%d}"
    assert {
        name for name, times in got.items() if times > 1 and name.split("-")[1] > first
    } == set()


def test_what_happened_to_older_orders_is_found_too(pem: Path) -> None:
    now = datetime.now(UTC)
    with Rms(pem, [now - timedelta(days=days) for days in (20, 30, 40)]) as rms:
        sent, cancelled, quiet = sorted(rms.orders, reverse=True)
        rms.sent = {sent: now - timedelta(minutes=3)}
        rms.cancelled = {cancelled}
        names, _ = everything(rms, pem, now - timedelta(minutes=10))
    assert names == [sent, cancelled]
    assert quiet not in names


@pytest.mark.parametrize(
    ("mood", "expected", "why"),
    [
        ((429, {}), SlowDown, "again in"),
        ((503, {}), SlowDown, "again in"),
        ((400, {"Results": {"errorCode": "ES04-01", "message": "Bad"}}), Unreadable, "ES04-01"),
        ((500, {}), Unreadable, "500"),
        ((200, refusal("ORDER_EXT_API_SEARCH_ORDER_ERROR_001", "")), Unreadable, "ERROR_001"),
        ((200, {"orderNumberList": "all"}), Unreadable, "array"),
    ],
)  # fmt: skip
def test_what_rms_refuses_is_said(
    pem: Path, mood: tuple[int, dict[str, Any]], expected: type[Exception], why: str
) -> None:
    with Rms(pem, []) as rms:
        rms.moods = [mood]
        with pytest.raises(expected, match=why):
            ask(rms, pem)


def test_a_key_that_has_ended_is_told_by_rakutens_code(pem: Path) -> None:
    with Rms(pem, []) as rms, pytest.raises(Unreadable, match="ES01-01 Un-Authorised"):
        ask(rms, pem, license_key="SL0")


def ask(rms: Rms, pem: Path, **keys: str) -> None:
    async def run() -> None:
        async with client(private=True, trusted=trusting(pem), patience=20) as over:
            since = datetime.now(UTC) - timedelta(days=1)
            await Rakuten(rms.root).page(over, CONTEXT, KEYS | keys, since=since, cursor=None)

    asyncio.run(run())


def test_the_worker_brings_its_orders_to_the_desk(
    pem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    make_ready(url)
    store = Store(url, keyring=KEYRING)
    now = store.clock()
    with Rms(pem, [now - timedelta(hours=number) for number in range(1, 121)], hasty=4) as rms:
        monkeypatch.setitem(FETCHING, "rakuten", Rakuten(rms.root, pause=0.0))
        shop = ShopDraft(name="北", platform="rakuten", locale="ja", zone="Asia/Tokyo")
        shop_id = store.write_now(shops.make_shop, shop, by=THE_DESK).id
        draft = ConnectionDraft(shop_id=shop_id, kind="rakuten", settings=KEYS)
        made = store.write_now(connections.make_connection, draft, RAKUTEN, KEYRING, by=THE_DESK)
        since = BackfillDraft(since=now - timedelta(days=10))
        store.write_now(start_backfill, made.id, since, RAKUTEN, KEYRING, by=THE_DESK)

        def backfill() -> Backfill:
            table = connection_table
            found = store.read_now(lambda view: view.execute(sa.select(table.c.backfill)).scalar())
            assert isinstance(found, Backfill)
            return found

        ended = fetch(store, str(pem), lambda: backfill().state == "done")
        asyncio.run(asyncio.wait_for(ended, 60))
    assert (backfill().fetched, backfill().total) == (120, 120)
    numbers = sa.select(order_table.c.number)
    kept = store.read_now(lambda view: {*view.execute(numbers).scalars()})
    assert kept == {*rms.orders}
    store.close()
