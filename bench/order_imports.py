"""How long a hundred thousand orders take to come in from a CSV file, as the worker takes them."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

from bench.figures import Figure, at_least, at_most
from bench.library import stores
from madoguchi.connectors.files import queries
from madoguchi.connectors.files.importing import OrderImporter
from madoguchi.connectors.files.operations import choosing
from madoguchi.kernel import feed
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.deliveries import claim
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import THE_DESK

ORDERS = 100_000
START = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = (
    "注文番号,注文日時,ステータス,通貨,合計金額,商品名,商品番号,個数,単価,注文者名,メールアドレス,"
    "電話番号,郵便番号,都道府県,市区町村,住所\r\n"
)


def taken_in(database: str) -> list[Figure]:
    """Take 100,000 orders in from Shift_JIS, from the chosen file to the last commit."""
    with stores(database) as (store, folder, _):
        content = (HEADER + "".join(map(_row, range(ORDERS)))).encode("cp932")
        blobs = Blobs("", folder / "attachments")
        begun = time.perf_counter()
        given = choosing.read_file(content)
        blob = asyncio.run(blobs.put(content))
        chosen = store.write_now(choosing.keep_file, 1, "orders.csv", blob, given, by=THE_DESK).of
        looked = time.perf_counter() - begun
        store.write_now(choosing.begin, chosen.id, by=THE_DESK)
        (delivery,) = store.write_now(_claim)
        asyncio.run(OrderImporter(store, blobs).take_in(delivery))
        took = time.perf_counter() - begun
        done = store.read_now(queries.import_of, chosen.id, by=THE_DESK)
        assert (done.state, done.made, done.faulty) == ("done", ORDERS, 0), done
        moved = store.read_now(
            lambda view: sum(
                event.kind == "order_import_moved"
                for event in feed.read(view.connection, feed.START, 100_000)
            )
        )
    note = f"{len(content) / 1e6:.0f} MB of Shift_JIS, {len(HEADER.split(','))} columns"
    return [
        at_most(f"file of {ORDERS:,} orders looked at, {database}", looked, "s", 10, note),
        at_most(f"{ORDERS:,} orders from CSV, {database}", took, "s", 60, note),
        at_least(f"steps of the import's progress, {database}", moved, "", 100),
    ]


def _row(number: int) -> str:
    at = START + timedelta(minutes=number)
    return (
        f'R-{number:08d},{at:%Y/%m/%d %H:%M:%S},入金済み,JPY,"4,980",茶筒 {number % 900}g,'
        f'KKD-{number % 900},2,"2,490",山田 花子,buyer{number % 30_000}@example.jp,'
        f"0901234{number % 10_000:04d},604-8005,京都府,京都市中京区,三条通{number % 90}番地\r\n"
    )


def _claim(tx: Tx) -> list[Delivery]:
    return claim(tx, 1, [choosing.TAKE_IN])
