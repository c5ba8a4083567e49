"""How soon the orders beside a conversation answer among a million, and how fast orders come in."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import httpx
import sqlalchemy as sa

from bench.figures import Figure, at_most, percentile
from bench.library import stores
from bench.server import serving
from madoguchi.kernel.store import Store
from madoguchi.orders import operations
from madoguchi.orders.contracts import Address, OrderDraft, OrderLine, Source

ORDERS = 1_000_000
THEIRS = 500
BROUGHT = 100_000
PAGE = 500
ROUNDS = 300
START = datetime(2026, 1, 1, tzinfo=UTC)
SOURCE = Source(name="bench")

# Every customer has one order, and the first has 500 more, each in a parcel.
_CUSTOMERS = """INSERT INTO customer (id, version, shop_id, name, verified, tags, note, simulated,
  conversation_count, created_at)
 SELECT n, 1, 1, 'Customer ' || n, false, '[]', '', false, 0, {start} FROM numbers"""
_ORDERS = """INSERT INTO shop_order (id, version, shop_id, customer_id, platform, external_id,
  number, journey, via_warehouse, state, said_state, reached, placed_at, currency, total, shipping,
  tax, discount, paid, refunded, lines, address, buyer_id, buyer_name, buyer_email, buyer_phone,
  note, flag_label, source_version, simulated, created_at, updated_at)
 SELECT n, 1, 1, CASE WHEN n <= {theirs} THEN 1 ELSE n END, 'shopify', 'e' || n, 'N' || n,
  'direct', false, 'export', 'export', '{{"placed":"2026-01-01T00:00:00Z"}}', {start} + n * 1000000,
  'JPY', 1980, 0, 0, 0, 1980, 0,
  '[{{"title":"開化堂 茶筒 ブリキ 200g","price":1980,"sku":"KKD-1"}}]',
  '{{"name":"Mei","lines":["1-2-3"],"city":"Taipei","country":"TW"}}', '', 'Mei', '', '', '',
  '', 1, false, {start}, {start} FROM numbers"""
_PARCELS = """INSERT INTO parcel (id, version, shop_id, carrier, number, direction, order_ids,
  status, detail, place, text, reached, moved_at, simulated, created_at, updated_at)
 SELECT n, 1, 1, 'japan_post', 'EE' || n || 'JP', 'international', '[' || n || ']',
  'InTransit', '', 'Tokyo', 'Departure', '{{"InTransit":"2026-01-02T00:00:00Z"}}', {start}, false,
  {start}, {start} FROM numbers"""
_LINKS = "INSERT INTO parcel_order (order_id, parcel_id) SELECT n, n FROM numbers"


def pane(database: str) -> list[Figure]:
    """Measure a page of 50 of a customer's 500 orders, over HTTP, the newest and further back."""
    note = f"customer with {THEIRS} orders, {ORDERS / 1e6:g} M in all, pages of 50"
    with stores(database) as (store, folder, url):
        _fill(store)
        with serving(folder, "" if database == "sqlite" else url) as server:
            client = server.sign_in()
            path = "/api/v1/customers/1/orders?limit=50"
            pages = [path]
            for _ in range(3):
                after = client.get(pages[-1]).raise_for_status().json()["next_cursor"]
                pages.append(f"{path}&cursor={after}")
            times = [_timed(client, pages[n % len(pages)]) for n in range(ROUNDS)]
    name = f"orders beside a conversation, HTTP p95, {database}"
    return [at_most(name, percentile(times, 0.95), "ms", 20, note)]


def brought(database: str) -> list[Figure]:
    """Measure how long 100,000 new orders take to be kept, and single ones each by its commit."""
    with stores(database) as (store, _, _):
        begun = time.perf_counter()
        for start in range(0, BROUGHT, PAGE):
            drafts = [_draft(n) for n in range(start, start + PAGE)]
            store.write_now(operations.keep_orders, drafts, source=SOURCE)
        took = time.perf_counter() - begun
        begun = time.perf_counter()
        for number in range(BROUGHT, BROUGHT + 500):
            store.write_now(operations.keep_order, _draft(number), source=SOURCE)
        alone = 500 / (time.perf_counter() - begun)
    return [
        at_most(f"{BROUGHT:,} orders kept in pages of {PAGE}, {database}", took, "s", 40),
        Figure(f"orders kept one after another, each on disk, {database}", alone, "/s", "", None),
    ]


def _fill(store: Store) -> None:
    start = int(START.timestamp()) * 1_000_000
    counts = ((_CUSTOMERS, ORDERS), (_ORDERS, ORDERS), (_PARCELS, THEIRS), (_LINKS, THEIRS))
    with store.writing_engine.begin() as connection:
        for statement, count in counts:
            head, select = statement.format(start=start, theirs=THEIRS).split("SELECT", 1)
            if store.dialect == "sqlite":
                numbers = (
                    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
                    f" WHERE n < {count})"
                )
                text = f"{head}\n{numbers} SELECT{select}"
            else:
                numbers = f"WITH numbers(n) AS (SELECT generate_series(CAST(1 AS bigint), {count}))"
                text = f"{numbers} {head} SELECT{select}"
            connection.exec_driver_sql(text.replace("%", "%%"))
    with store.writing_engine.begin() as connection:
        connection.execute(sa.text("ANALYZE"))


def _timed(client: httpx.Client, path: str) -> float:
    begun = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - begun) * 1000


def _draft(number: int) -> OrderDraft:
    return OrderDraft(
        shop_id=1,
        platform="csv",
        external_id=f"x{number}",
        number=f"R-{number:08d}",
        version=1,
        placed_at=START + timedelta(minutes=number),
        currency="JPY",
        total=4980,
        lines=[
            OrderLine(title=f"京都 開化堂 茶筒 ブリキ {number % 900}g", price=1980, quantity=2),
            OrderLine(title="南部鉄器 急須 0.6L 送料無料", price=1020),
        ],
        address=Address(name="王小明", lines=["信義路五段7號"], city="台北市", country="TW"),
        buyer_id=f"b{number % 20_000}",
        buyer_name="王小明",
        buyer_email=f"b{number % 20_000}@example.com",
    )
