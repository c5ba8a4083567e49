"""A desk with one paid order, connected to a platform that refunds it."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.connectors.connections.contracts import Connection, ConnectionDraft
from madoguchi.connectors.connections.operations import connections
from madoguchi.connectors.refunds import operations, queries
from madoguchi.connectors.refunds.contracts import OrderRefunds, RefundRequest, RefundWish
from madoguchi.connectors.refunds.sending import RefundCarrier
from madoguchi.connectors.registry import adapter_of
from madoguchi.kernel import deliveries
from madoguchi.kernel.feed import event_table
from madoguchi.kernel.migrate import make_ready
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.store import Store
from madoguchi.orders import operations as orders
from madoguchi.orders.contracts import Order, OrderDraft, Source
from madoguchi.orders.queries.orders import WholeOrder, whole
from madoguchi.people.contracts import THE_DESK, Actor
from madoguchi.shops import operations as shops
from madoguchi.shops.contracts import ShopDraft
from tests.connectors.refunds.platform import Platform
from tests.listening import certificate
from tests.worker.running import KEYRING
from tests.world import plain

TOTAL = 5460
SECRETS: dict[str, dict[str, str]] = {
    "shopify": {"secret": "s", "access_token": "t"},
    "woocommerce": {"secret": "s", "consumer_key": "k", "consumer_secret": "s"},
}


class Counter:
    """The desk, on a clock that the test moves."""

    def __init__(self, url: str, kind: str, pem: Path) -> None:
        self.kind, self.pem = kind, pem
        self.now = datetime(2026, 11, 22, 7, tzinfo=UTC)
        make_ready(url)
        self.store = Store(url, clock=lambda: self.now, writers=2, keyring=KEYRING)
        self.shop_id = self.store.write_now(
            shops.make_shop,
            ShopDraft(name="北", platform="other", locale="ja", zone="Asia/Tokyo"),
            by=THE_DESK,
        ).id
        self.sota = self.actor("supervisor")
        self.order = self.placed("1")

    def actor(self, role: Any, **more: Any) -> Actor:
        return Actor(kind="person", id=1, name="", role=role, **{"all_shops": True, **more})

    def placed(self, external_id: str, kind: str = "", **more: Any) -> Order:
        draft = OrderDraft(
            shop_id=self.shop_id,
            platform=kind or self.kind,
            external_id=external_id,
            placed_at=self.now,
            currency="JPY",
            total=TOTAL,
            **{"paid": TOTAL, "paid_at": self.now, **more},
        )
        return self.store.write_now(orders.keep_order, draft, source=Source(name="test")).order

    def connect(self, host: str, **changes: str) -> Connection:
        address = host if self.kind == "shopify" else f"https://{host}"
        settings = {"address": address, **SECRETS[self.kind], **changes}
        draft = ConnectionDraft(
            shop_id=self.shop_id,
            kind=self.kind,
            settings={name: value for name, value in settings.items() if value},
        )
        adapter = adapter_of(self.kind)
        return self.store.write_now(
            connections.make_connection, draft, adapter, KEYRING, by=THE_DESK
        )

    def ask(self, amount: int = 1980, *, by: Actor | None = None, **more: Any) -> RefundRequest:
        wish = RefundWish(amount=amount, **{"currency": "JPY", "reason": "欠け", **more})
        return self.store.write_now(
            operations.ask_refund, self.order.id, wish, KEYRING, by=by or self.sota
        )

    def withdraw(self, request: RefundRequest) -> RefundRequest:
        return self.store.write_now(operations.withdraw, self.order.id, request.id, by=self.sota)

    def carry(self) -> int:
        """Let a worker do what is due now; returns how many deliveries that were."""
        return asyncio.run(self._carry())

    async def _carry(self) -> int:
        trusted = ssl.create_default_context(cafile=str(self.pem))
        carrier = RefundCarrier(self.store, KEYRING, private=True, trusted=trusted)
        taken = self.claim()
        for delivery in taken:
            await carrier.carry(delivery)
        await carrier.close()
        return len(taken)

    def claim(self) -> list[Delivery]:
        return self.store.write_now(deliveries.claim, 10, [operations.DELIVERY])

    def pass_time(self, **much: float) -> None:
        self.now += timedelta(**much)

    @property
    def told(self) -> OrderRefunds:
        return self.store.read_now(queries.refunds, self.order.id, KEYRING, by=self.sota)

    @property
    def last(self) -> RefundRequest:
        """What was asked for last, which a screen that follows the feed holds just so."""
        found = self.told.items[0]
        asked = sa.select(event_table.c.changes).where(
            event_table.c.kind.like("refund\\_%", escape="\\")
        )
        events = self.store.read_now(lambda view: view.execute(asked).scalars().all())
        changes = [change for event in events for change in json.loads(event)]
        held = [each["value"] for each in changes if each["id"] == found.id]
        assert max(held, key=lambda each: each["version"]) == plain(found)
        return found

    @property
    def whole(self) -> WholeOrder:
        return self.store.read_now(whole, self.order.id, by=self.sota)

    @property
    def kinds(self) -> list[str]:
        """What the feed says of refunds, in its order, but for the steps in between."""
        between = {"refund_tried", "refund_watched"}
        asked = sa.select(event_table.c.kind).order_by(event_table.c.id)
        found = self.store.read_now(lambda view: view.execute(asked).scalars().all())
        return [kind for kind in found if "refund" in kind and kind not in between]


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("platform"))


@pytest.fixture
def platform(pem: Path) -> Iterator[Platform]:
    with Platform(pem) as made:
        yield made


@pytest.fixture(params=["shopify", "woocommerce"])
def counter(request: pytest.FixtureRequest, tmp_path: Path, pem: Path) -> Iterator[Counter]:
    made = Counter(f"sqlite:///{tmp_path / 'desk.db'}", request.param, pem)
    yield made
    made.store.close()


@pytest.fixture
def anywhere(database_url: str, pem: Path) -> Iterator[Counter]:
    """The same on each of the databases."""
    made = Counter(database_url, "woocommerce", pem)
    yield made
    made.store.close()
