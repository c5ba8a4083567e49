"""A shop's past comes in once, page by page, through cuts, refusals and a kill in the middle."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.connectors.connections.contracts import (
    Backfill,
    BackfillDraft,
    Connection,
    ConnectionChanges,
    ConnectionDraft,
)
from madoguchi.connectors.connections.operations import backfill, fetching
from madoguchi.connectors.connections.operations import connections as operations
from madoguchi.connectors.connections.rules import fetching as rules
from madoguchi.connectors.connections.tables import connection_table, notice_table
from madoguchi.connectors.registry import adapter_of
from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.kernel.feed import event_table
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.migrate import make_ready
from madoguchi.kernel.store import Store
from madoguchi.kernel.time import system_clock
from madoguchi.orders.tables import order_table
from madoguchi.people.contracts import THE_DESK
from madoguchi.shops import operations as shops
from madoguchi.shops.contracts import ShopDraft
from tests.connectors.fetching.fetching import fetch
from tests.connectors.fetching.shop import TOKEN, Shop, order
from tests.listening import certificate, send
from tests.worker.running import KEYRING, until

SHOPIFY = adapter_of("shopify")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
NUMBERS = range(1, 24)


class Desk:
    """A desk with one shop connected to Shopify, on a clock that can be put ahead."""

    def __init__(self, url: str, pem: Path) -> None:
        self.url, self.pem = url, pem
        self.ahead = timedelta()
        make_ready(url)
        self.store = Store(url, clock=lambda: system_clock() + self.ahead, keyring=KEYRING)
        self.shop_id = self.store.write_now(
            shops.make_shop,
            ShopDraft(name="北", platform="shopify", locale="ja", zone="Asia/Tokyo"),
            by=THE_DESK,
        ).id

    def connect(self, shop: Shop, token: str = TOKEN) -> Connection:
        settings = {"address": shop.address, "secret": "s", "access_token": token}
        draft = ConnectionDraft(shop_id=self.shop_id, kind="shopify", settings=settings)
        return self.store.write_now(
            operations.make_connection, draft, SHOPIFY, KEYRING, by=THE_DESK
        )

    def begin(self, connection: Connection, since: datetime | None = SINCE) -> None:
        draft = BackfillDraft(since=since)
        self.store.write_now(
            backfill.start_backfill, connection.id, draft, SHOPIFY, KEYRING, by=THE_DESK
        )

    def fetch(self, ended: Callable[[], bool], *, private: bool = True) -> None:
        """Fetch until so; a test that never ends has failed."""
        run = fetch(self.store, str(self.pem), ended, private=private)
        asyncio.run(asyncio.wait_for(run, 60))

    def fetch_all(self) -> Backfill:
        self.fetch(lambda: self.state.state != "running")
        return self.state

    def rows(self, table: sa.Table) -> list[Any]:
        return self.store.read_now(
            lambda view: view.execute(sa.select(table).order_by(table.c.id)).all()
        )

    @property
    def row(self) -> Any:
        return self.rows(connection_table)[0]

    @property
    def state(self) -> Backfill:
        assert isinstance(self.row.backfill, Backfill)
        return self.row.backfill

    @property
    def numbers(self) -> list[int]:
        return sorted(int(row.external_id) for row in self.rows(order_table))


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    return certificate(tmp_path)


@pytest.fixture
def desk(database_url: str, pem: Path) -> Iterator[Desk]:
    made = Desk(database_url, pem)
    yield made
    made.store.close()


@pytest.fixture
def shop(pem: Path) -> Iterator[Shop]:
    with Shop(pem, [order(number) for number in NUMBERS]) as made:
        yield made


@pytest.mark.chaos
def test_killed_in_the_middle_it_goes_on_at_its_cursor(desk: Desk, shop: Shop) -> None:
    moods = {"5": 429, "10": 0}
    held = threading.Event()

    def before(page: str, handler: BaseHTTPRequestHandler) -> bool:
        mood = moods.pop(page, None)
        if mood:
            send(handler, mood, {"errors": "Exceeded 2 calls per second"}, Retry_After="0.1")
        elif mood == 0:
            held.wait(60)
        return mood is not None

    shop.before = before
    desk.begin(desk.connect(shop))
    command = [sys.executable, "-m", "tests.connectors.fetching.fetching"]
    child = subprocess.Popen([*command, desk.url, str(desk.pem)])
    try:
        until(lambda: "10" in shop.asked, seconds=60)
    finally:
        child.kill()
        child.wait()
        held.set()
    assert shop.asked == ["0", "5", "5", "10"]
    assert (desk.state.fetched, desk.state.total, desk.state.state) == (10, 23, "running")
    desk.ahead = fetching.LEASE + timedelta(seconds=1)
    ended = desk.fetch_all()
    assert (ended.state, ended.fetched, ended.refused) == ("done", 23, 0)
    assert shop.asked == ["0", "5", "5", "10", "10", "15", "20"]
    assert desk.numbers == [*NUMBERS]
    kinds = [row.kind for row in desk.rows(event_table)]
    assert kinds.count("order_made") == 0
    assert (kinds.count("backfill_started"), kinds.count("backfill_done")) == (1, 1)
    # One for each page but the last, and one for the pause that was asked for.
    assert kinds.count("backfill_moved") == 5


def test_what_cannot_be_kept_lies_among_the_notices(desk: Desk, shop: Shop) -> None:
    shop.orders[3] = order(4, currency="XXQ")
    shop.orders[7] = {"id": 8, "updated_at": "2026-11-01T00:00:08Z"}
    shop.orders[12] = order(13, total_price="12.5")
    connection = desk.connect(shop)
    desk.begin(connection)
    ended = desk.fetch_all()
    assert (ended.fetched, ended.refused) == (23, 3)
    assert desk.numbers == [number for number in NUMBERS if number not in {4, 8, 13}]
    failed = {row.event_id.partition("@")[0]: row for row in desk.rows(notice_table)}
    assert failed.keys() == {f"orders/updated:{number}" for number in (4, 8, 13)}
    assert {row.state for row in failed.values()} == {"failed"}
    assert failed["orders/updated:8"].reason.key == "notice.unreadable"
    # Once more: it is the same three.
    desk.begin(connection)
    assert desk.fetch_all().refused == 3
    assert len(desk.rows(notice_table)) == 3


def test_stopped_it_goes_on_where_it_was(desk: Desk, shop: Shop) -> None:
    connection = desk.connect(shop)
    with pytest.raises(Invalid, match="no_since"):
        desk.begin(connection, None)
    with pytest.raises(Invalid, match="since_ahead"):
        desk.begin(connection, datetime.now(UTC) + timedelta(days=1))
    desk.begin(connection)
    with pytest.raises(Conflict, match="backfill_runs"):
        desk.begin(connection)
    desk.fetch(lambda: desk.state.fetched > 0)
    assert desk.store.write_now(backfill.stop_backfill, connection.id, by=THE_DESK)
    stopped = desk.state
    assert (stopped.state, stopped.cursor is None) == ("stopped", False)
    desk.begin(connection, None)
    assert desk.fetch_all().fetched == 23
    # The page under way when it was stopped may have come for nothing; no other came twice.
    assert sorted({*shop.asked}, key=int) == ["0", "5", "10", "15", "20"]
    assert desk.numbers == [*NUMBERS]


def test_a_cursor_that_the_platform_has_forgotten(desk: Desk, shop: Shop) -> None:
    forgotten = {"10"}

    def before(page: str, handler: BaseHTTPRequestHandler) -> bool:
        if page in forgotten:
            send(handler, 400, {"errors": "Invalid value for page_info"})
            forgotten.clear()
            return True
        return False

    shop.before = before
    desk.begin(desk.connect(shop))
    assert desk.fetch_all().state == "done"
    assert desk.numbers == [*NUMBERS]


def test_a_wrong_token_is_said_and_tried_again_when_it_is_right(desk: Desk, shop: Shop) -> None:
    connection = desk.connect(shop, token="wrong")
    desk.begin(connection)
    desk.fetch(lambda: desk.row.trouble is not None)
    assert desk.row.trouble.key == "connection.cannot_fetch"
    assert "401" in desk.row.trouble.params["what"]
    assert (desk.state.state, desk.state.failures) == ("running", 1)
    changes = ConnectionChanges(settings={"access_token": TOKEN})
    desk.store.write_now(
        operations.change_connection, connection.id, changes, SHOPIFY, KEYRING, by=THE_DESK
    )
    assert desk.fetch_all().fetched == 23
    assert desk.row.trouble is None


def test_a_platform_in_ones_own_network_is_not_asked(desk: Desk, shop: Shop) -> None:
    desk.begin(desk.connect(shop))
    desk.fetch(lambda: desk.row.trouble is not None, private=False)
    assert desk.row.trouble.key == "connection.not_allowed"
    assert shop.asked == []


def test_two_processes_never_take_the_same(desk: Desk, shop: Shop) -> None:
    connection = desk.connect(shop)
    desk.begin(connection)
    (mine,) = desk.store.write_now(fetching.take, "one", KEYRING, 4)
    if desk.store.dialect == "postgresql":
        assert desk.store.write_now(fetching.take, "two", KEYRING, 4) == []
        desk.ahead = fetching.LEASE + timedelta(seconds=1)
    (theirs,) = desk.store.write_now(fetching.take, "two", KEYRING, 4)
    # Whoever comes back after their lease keeps nothing, and says nothing.
    page = fetching.FetchedPage(pieces=[], cursor="elsewhere")
    desk.store.write_now(fetching.keep, mine, page, [], [])
    assert desk.state.cursor is None
    desk.store.write_now(fetching.keep, theirs, page, [], [])
    assert desk.state.cursor == "elsewhere"


def test_once_a_day_it_asks_whether_a_notice_was_lost(desk: Desk, shop: Shop) -> None:
    desk.begin(desk.connect(shop))
    desk.fetch_all()
    assert desk.row.caught_up_at is None
    shop.orders.append(order(24))
    desk.ahead = timedelta(days=1, minutes=1)
    desk.fetch(lambda: desk.row.caught_up_at is not None)
    assert desk.numbers == [*NUMBERS, 24]
    assert desk.state.fetched == 23


def test_a_platform_that_tells_nothing_is_asked_at_once_and_again(desk: Desk) -> None:
    settings = {"service_secret": "SP", "license_key": "SL"}
    draft = ConnectionDraft(shop_id=desk.shop_id, kind="rakuten", settings=settings)
    rakuten = adapter_of("rakuten")
    desk.store.write_now(operations.make_connection, draft, rakuten, KEYRING, by=THE_DESK)
    (task,) = desk.store.write_now(fetching.take, "one", KEYRING, 4)
    assert (task.errand, task.since) == ("catch_up", desk.row.created_at)
    page = fetching.FetchedPage(pieces=[], cursor=None)
    desk.store.write_now(fetching.keep, task, page, [], [])
    assert desk.row.caught_up_at == task.began_at
    assert not desk.store.read_now(fetching.is_due)
    desk.ahead = rules.POLLED + timedelta(seconds=1)
    assert desk.store.read_now(fetching.is_due)
    (again,) = desk.store.write_now(fetching.take, "one", KEYRING, 4)
    assert again.since == task.began_at - rules.OVERLAP


def test_secrets_of_another_key_are_asked_for_anew(desk: Desk, shop: Shop) -> None:
    connection = desk.connect(shop)
    desk.begin(connection)
    assert desk.store.write_now(fetching.take, "one", Keyring(b"x" * 32), 4) == []
    assert desk.row.trouble.key == "connection.secrets_sealed"
    assert not desk.store.read_now(fetching.is_due)
    changes = ConnectionChanges(settings={"access_token": TOKEN})
    other = Keyring(b"x" * 32)
    with pytest.raises(Invalid, match="setting_missing"):
        desk.store.write_now(
            operations.change_connection, connection.id, changes, SHOPIFY, other, by=THE_DESK
        )
    changes = ConnectionChanges(settings={"access_token": TOKEN, "secret": "s"})
    desk.store.write_now(
        operations.change_connection, connection.id, changes, SHOPIFY, other, by=THE_DESK
    )
    (task,) = desk.store.write_now(fetching.take, "one", other, 4)
    assert task.secrets == {"access_token": TOKEN, "secret": "s"}
