"""What platforms post is signed, kept once, worked off in any order, and never lost."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import time
from typing import Any

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from madoguchi.orders.tables import order_table, parcel_table, payment_table
from tests.web.conftest import Join, set_up
from tests.web.running import Browser, Running, problem
from tests.worker.running import until

SECRET = "a secret of both"
_ids = itertools.count(1)


def order(external_id: str = "A-1", version: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "order": {
            "external_id": external_id,
            "version": version,
            "number": external_id,
            "state": "placed",
            "placed_at": "2026-11-01T03:00:00Z",
            "currency": "JPY",
            "total": 12800,
            "buyer_email": "hana@example.com",
            **more,
        }
    }


class Shop:
    """A shop's own program, connected."""

    def __init__(self, server: Running, owner: Browser) -> None:
        self.server, self.owner = server, owner
        shop = owner.post("shops", json={"name": "京都の店"}).json()
        made = owner.post(
            "connections",
            json={"shop_id": shop["id"], "kind": "generic", "settings": {"secret": SECRET}},
        )
        assert made.status_code == 201, made.text
        assert SECRET not in made.text
        self.connection = made.json()
        self.store = server.desk.store

    def post(
        self,
        body: object,
        topic: str = "order",
        event_id: str = "",
        secret: str = SECRET,
        ago: int = 0,
    ) -> httpx.Response:
        """Post something as the shop's program does."""
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        timestamp = str(int(time.time()) - ago)
        signed = hmac.new(secret.encode(), timestamp.encode() + b"." + raw, hashlib.sha256)
        return httpx.post(
            f"{self.server.url}/hooks/{self.connection['id']}",
            content=raw,
            headers={
                "Madoguchi-Id": event_id or f"e{next(_ids)}",
                "Madoguchi-Topic": topic,
                "Madoguchi-Timestamp": timestamp,
                "Madoguchi-Signature": f"v1={signed.hexdigest()}",
            },
        )

    def rows(self, table: sa.Table) -> list[Any]:
        return self.store.read_now(
            lambda view: view.execute(sa.select(table).order_by(table.c.id)).all()
        )

    def notices(self, **asked: str) -> list[dict[str, Any]]:
        path = f"connections/{self.connection['id']}/notices"
        return list(self.owner.get(path, params=asked).json()["items"])

    def settled(self, count: int) -> None:
        until(lambda: sum(each["state"] != "pending" for each in self.notices()) >= count)


@pytest.fixture
def shop(anywhere: Running) -> Shop:
    return Shop(anywhere, set_up(anywhere))


def test_what_is_posted_is_kept_once_in_any_order(shop: Shop) -> None:
    newest = order(version=3, state="paid", paid=12800, paid_at="2026-11-01T04:00:00Z")
    assert shop.post(newest, event_id="third").status_code == 200
    assert shop.post(order(version=2, total=1), event_id="second").status_code == 200
    assert shop.post(newest, event_id="third").status_code == 200
    parcel = {"number": "RR473124829GB", "orders": ["A-1"]}
    assert shop.post(parcel, topic="parcel").status_code == 200
    moved = [{"at": "2026-11-03T01:00:00Z", "status": "InTransit", "text": "引受"}]
    shop.settled(3)
    tracking = {"number": "RR473124829GB", "movements": moved}
    assert shop.post(tracking, topic="tracking").status_code == 200
    shop.settled(4)
    assert [each["state"] for each in shop.notices()] == ["done"] * 4
    (kept,) = shop.rows(order_table)
    assert (kept.total, kept.source_version, kept.platform) == (12800, 3, "generic")
    (under_way,) = shop.rows(parcel_table)
    assert (under_way.order_ids, under_way.status) == ([kept.id], "InTransit")


def test_a_bad_one_spoils_itself_only_and_what_was_too_early_waits(shop: Shop) -> None:
    refund = {
        "order": "A-9",
        "refunds": [
            {"external_id": "r1", "amount": 800, "currency": "JPY", "at": "2026-11-02T00:00:00Z"}
        ],
    }
    shop.post(refund, topic="refunds", event_id="too soon")
    shop.post(order("A-2", currency="XYZ"), event_id="no money")
    shop.post(b'{"order": ', event_id="half")
    shop.post({}, topic="weather", event_id="unheard of")
    shop.post(order("A-9"), event_id="good")
    shop.settled(5)
    became = {each["event_id"]: each for each in shop.notices()}
    assert became["good"]["state"] == "done"
    failed = {name: each["reason"]["key"] for name, each in became.items() if each["reason"]}
    assert failed.keys() == {"no money", "half", "unheard of"}
    assert failed["half"] == failed["unheard of"] == "notice.unreadable"
    (health,) = shop.owner.get("connections").json()
    assert (health["failed"], health["connection"]["trouble"]["key"] != "") == (3, True)
    # Nobody has touched it: its order brought it along.
    assert became["too soon"]["state"] == "done"
    assert [row.refunded for row in shop.rows(order_table)] == [800]

    number = became["half"]["id"]
    path = f"connections/{shop.connection['id']}/notices/{number}/replay"
    assert shop.owner.post(path).status_code == 202
    assert shop.owner.post("connections/999/notices/replay-failed").status_code == 404
    until(lambda: [n["attempts"] for n in shop.notices() if n["id"] == number] == [2])


def test_a_carrier_may_be_quicker_than_the_shop(shop: Shop) -> None:
    moved = [{"at": "2026-11-03T01:00:00Z", "status": "InTransit", "text": "引受"}]
    told = {"number": "RR 4731 24829 GB", "movements": moved}
    shop.post(told, topic="tracking", event_id="quick")
    shop.settled(1)
    assert [each["state"] for each in shop.notices()] == ["ignored"]
    draft = {"shop_id": shop.connection["shop_id"], "number": "RR473124829GB"}
    assert shop.owner.post("parcels", json=draft).json()["did"] == "made"
    until(lambda: [row.status for row in shop.rows(parcel_table)] == ["InTransit"])
    assert [each["state"] for each in shop.notices()] == ["done"]


def test_forged_replayed_huge_and_lost_ones_are_refused(shop: Shop) -> None:
    problem(shop.post(order(), secret="guessed"), 401, "notice.forged")
    problem(shop.post(order(), ago=3600), 401, "notice.forged")
    problem(shop.post(b" " * 1_048_577), 413, "notice.too_large")
    problem(shop.post(order(), event_id="x" * 201), 422, "notice.bad_name")
    there = shop.connection["id"]
    shop.connection["id"] = there + 1
    problem(shop.post(order()), 404, "connection.not_found")
    shop.connection["id"] = there
    shop.owner.patch(f"connections/{there}", json={"active": False})
    problem(shop.post(order()), 404, "connection.not_found")
    assert shop.notices() == []


def test_a_changed_secret_is_the_one_that_counts(shop: Shop) -> None:
    path = f"connections/{shop.connection['id']}"
    changed = shop.owner.patch(path, json={"settings": {"secret": "another"}})
    assert changed.status_code == 200
    assert "another" not in changed.text
    problem(shop.post(order()), 401, "notice.forged")
    assert shop.post(order(), secret="another").status_code == 200


def test_only_owners_connect(server: Running, anna: Browser, join: Join) -> None:
    shop = Shop(server, anna)
    mei = join("mei", role="supervisor")
    for path in ("connections", f"connections/{shop.connection['id']}"):
        problem(mei.get(path), 403, "people.owner_only")
    draft = {"shop_id": 1, "kind": "generic", "settings": {"secret": "s"}}
    problem(mei.post("connections", json=draft), 403, "people.owner_only")
    problem(
        anna.post("connections", json={**draft, "kind": "weather"}), 422, "connection.no_such_kind"
    )
    problem(
        anna.post("connections", json={**draft, "settings": {}}), 422, "connection.setting_missing"
    )


def test_the_past_is_fetched_for_owners_where_there_is_one(
    server: Running, anna: Browser, join: Join
) -> None:
    shop = Shop(server, anna)
    since = {"since": "2026-01-01T00:00:00Z"}
    path = f"connections/{shop.connection['id']}/backfill"
    problem(anna.post(path, json=since), 422, "connection.no_past")
    draft = {
        "shop_id": shop.connection["shop_id"],
        "kind": "shopify",
        "settings": {"address": "https://LOCALHOST:1/", "secret": "s"},
    }
    made = anna.post("connections", json=draft).json()
    assert made["settings"] == {"address": "localhost:1"}
    path = f"connections/{made['id']}"
    problem(anna.post(f"{path}/backfill", json=since), 422, "connection.setting_missing")
    anna.patch(path, json={"settings": {"access_token": "t"}})
    mei = join("mei", role="supervisor")
    problem(mei.post(f"{path}/backfill", json=since), 403, "people.owner_only")
    started = anna.post(f"{path}/backfill", json=since)
    assert (started.status_code, started.json()["backfill"]["state"]) == (202, "running")
    # What lies in our own network is not asked, unless the operator allows it.
    until(lambda: anna.get(path).json()["trouble"])
    assert anna.get(path).json()["trouble"]["key"] == "connection.not_allowed"
    assert anna.delete(f"{path}/backfill").json()["backfill"]["state"] == "stopped"
    for address in ("kita.example/admin", "user@kita.example", "kita example", "kita.example?x"):
        draft["settings"]["address"] = address
        problem(anna.post("connections", json=draft), 422, "connection.no_host")


def test_the_ping_of_a_new_webhook_is_answered_and_forgotten(
    server: Running, anna: Browser
) -> None:
    shop = Shop(server, anna)
    draft = {
        "shop_id": shop.connection["shop_id"],
        "kind": "woocommerce",
        "settings": {"address": "https://kita.example/shop/", "secret": "s"},
    }
    shop.connection = anna.post("connections", json=draft).json()
    assert shop.connection["settings"] == {"address": "https://kita.example/shop"}
    door = f"{server.url}/hooks/{shop.connection['id']}"
    assert httpx.post(door, content=b"webhook_id=12").status_code == 200
    problem(httpx.post(door, content=b"webhook_id=12&more"), 401, "notice.forged")
    assert shop.notices() == []
    draft["settings"]["address"] = "kita.example"
    problem(anna.post("connections", json=draft), 422, "connection.no_url")


def test_removed_it_leaves_the_orders(shop: Shop) -> None:
    payment = {"external_id": "p", "amount": 5, "currency": "JPY", "at": "2026-11-01T04:00:00Z"}
    shop.post({**order(), "payments": [payment]})
    shop.settled(1)
    assert shop.owner.delete(f"connections/{shop.connection['id']}").status_code == 204
    assert len(shop.rows(order_table)) == len(shop.rows(payment_table)) == 1
