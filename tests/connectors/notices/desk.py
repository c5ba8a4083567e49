"""A desk to which platforms post, and whose worker takes a look when it is told to."""

from __future__ import annotations

import asyncio
import itertools
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from madoguchi.connectors.connections.contracts import Connection, ConnectionDraft, NoticeName
from madoguchi.connectors.connections.operations import connections, notices
from madoguchi.connectors.connections.tables import connection_table
from madoguchi.connectors.registry import adapter_of
from madoguchi.kernel.migrate import make_ready
from madoguchi.kernel.store import Store
from madoguchi.people.contracts import THE_DESK
from madoguchi.shops import operations as shops
from madoguchi.shops.contracts import ShopDraft
from madoguchi.worker.noticing import work_off_notices
from tests.worker.running import KEYRING

SETTINGS = {
    "generic": {"secret": "s"},
    "shopify": {"address": "kita.example", "secret": "s"},
    "woocommerce": {"address": "https://kita.example", "secret": "s"},
}
_ids = itertools.count(1)


class Desk:
    """A desk whose worker takes a look when it is told to."""

    def __init__(self, url: str) -> None:
        self.now = datetime(2026, 11, 22, 7, tzinfo=UTC)
        make_ready(url)
        self.store = Store(url, clock=lambda: self.now, keyring=KEYRING)
        self.shop_id = self.store.write_now(
            shops.make_shop,
            ShopDraft(name="北", platform="other", locale="ja", zone="Asia/Tokyo"),
            by=THE_DESK,
        ).id

    def connect(self, kind: str) -> Connection:
        draft = ConnectionDraft(shop_id=self.shop_id, kind=kind, settings=SETTINGS[kind])
        return self.store.write_now(
            connections.make_connection, draft, adapter_of(kind), KEYRING, by=THE_DESK
        )

    def post(self, connection: Connection, topic: str, body: object) -> None:
        name = NoticeName(f"n{next(_ids)}", topic)
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        assert self.store.write_now(notices.take_in, connection.id, name, raw)

    def work(self) -> None:
        async def work() -> None:
            while await work_off_notices(self.store):
                pass

        asyncio.run(asyncio.wait_for(work(), 60))

    def rows(self, table: sa.Table) -> list[Any]:
        asked = sa.select(table).order_by(table.c.id)
        return self.store.read_now(lambda view: list(view.execute(asked).all()))

    def trouble(self, connection: Connection) -> str | None:
        row = self.rows(connection_table)[connection.id - 1]
        return None if row.trouble is None else str(row.trouble.key)


def order(number: int, **changes: Any) -> dict[str, Any]:
    placed = {"external_id": f"A-{number}", "placed_at": "2026-11-01T03:00:00Z"}
    return {"order": {**placed, "currency": "JPY", "total": 100, **changes}}
