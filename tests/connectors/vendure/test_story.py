"""A real Vendure: an order is placed, paid, sent, seen at the desk, and refunded from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.vendure.vendure import SECRET, Vendure
from tests.web.conftest import set_up
from tests.web.running import Browser, Running, problem
from tests.worker.running import until

pytestmark = pytest.mark.vendure


class Counter:
    """The desk's owner, and the shop that is connected to it."""

    def __init__(self, owner: Browser, shop: Vendure, connection: dict[str, Any]) -> None:
        self.owner, self.shop, self.connection = owner, shop, connection

    def order(self, code: str, ready: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The order as the desk shows it, once it is so."""
        seen: dict[str, Any] = {}

        def look() -> bool:
            for found in self.owner.get("orders", params={"q": code}).json()["items"]:
                seen.update(self.owner.get(f"orders/{found['id']}").json())
                return bool(ready(seen))
            return False

        until(look, seconds=60)
        return seen

    def ask(self, order: dict[str, Any], amount: int) -> dict[str, Any]:
        wish = {"amount": amount, "currency": "JPY", "reason": "釉薬に欠け"}
        made = self.owner.post(f"orders/{order['id']}/refunds", json=wish)
        assert made.status_code == 201, made.text
        assert made.json()["state"] == "asked"
        return dict(made.json())

    def refund(self, order: dict[str, Any], *states: str) -> dict[str, Any]:
        """What was asked for last, once it is in one of these states."""
        seen: dict[str, Any] = {}

        def look() -> bool:
            items = self.owner.get(f"orders/{order['id']}/refunds").json()["items"]
            seen.update(items[0])
            return seen["state"] in states or seen["trouble"] is not None

        until(look, seconds=60)
        assert seen["state"] in states, seen["trouble"]
        return seen


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    folder: Path = tmp_path_factory.mktemp("desk")
    with Running(folder, shops_at_private_addresses=True) as server:
        owner = set_up(server)
        desk_shop = owner.post("shops", json={"name": "清水の店"}).json()
        # Nobody is there yet: the plugin must be told our address first.
        settings = {
            "address": "http://127.0.0.1:1/admin-api",
            "username": "superadmin",
            "password": "superadmin",
            "secret": SECRET,
        }
        made = owner.post(
            "connections",
            json={"shop_id": desk_shop["id"], "kind": "vendure", "settings": settings},
        )
        assert made.status_code == 201, made.text
        connection = made.json()
        path = f"connections/{connection['id']}"
        with Vendure(f"{server.url}/hooks/{connection['id']}") as shop:
            changed = owner.patch(path, json={"settings": {"address": f"{shop.url}/admin-api"}})
            assert changed.status_code == 200, changed.text
            yield Counter(owner, shop, connection)


def test_an_order_is_seen_sent_and_refunded(counter: Counter) -> None:
    shop = counter.shop
    placed = shop.place(quantity=2)
    seen = counter.order(placed["code"], lambda order: order["order"]["state"] == "paid")["order"]
    # ¥1,980 twice and ¥1,500 for EMS, and Vendure counts hundredths even of yen.
    assert placed["totalWithTax"] == 2 * 198000 + 150000
    assert (seen["total"], seen["shipping"], seen["paid"]) == (5460, 1500, 5460)
    assert (seen["currency"], seen["buyer_name"]) == ("JPY", "北 花子")
    assert seen["lines"] == [
        {"title": "清水焼の湯呑 青", "quantity": 2, "price": 1980, "sku": "YUNOMI-1"}
    ]
    shop.fulfil(placed["id"], "RR473124829GB")
    sent = counter.order(placed["code"], lambda order: order["order"]["state"] == "export")
    assert [parcel["number"] for parcel in sent["parcels"]] == ["RR473124829GB"]

    made = counter.ask(seen, 1980)
    done = counter.refund(seen, "refunded", "failed")
    assert (done["id"], done["state"], done["trouble"]) == (made["id"], "refunded", None)
    (refund,) = shop.refunds(placed["id"])
    assert (refund["total"], refund["state"]) == (198000, "Settled")
    assert refund["reason"] == f"釉薬に欠け [{made['mark']}]"
    after = counter.order(placed["code"], lambda order: order["order"]["refunded"])
    assert after["order"]["refunded"] == 1980
    assert [each["external_id"] for each in after["refunds"]] == [refund["id"]]

    (deed,) = counter.owner.get("audit", params={"kind": "refund_asked"}).json()["items"]
    assert deed["by"]["kind"] == "person"
    assert deed["changes"][0]["value"]["amount"] == 1980

    too_much = {"amount": 5460 - 1980 + 1, "currency": "JPY"}
    path = f"orders/{seen['id']}/refunds"
    problem(counter.owner.post(path, json=too_much), 409, "refund.too_much")
    assert len(shop.refunds(placed["id"])) == 1


def test_one_that_waits_to_be_settled_is_told_by_the_shop(counter: Counter) -> None:
    shop = counter.shop
    placed = shop.place(refunds="later")
    order = counter.order(placed["code"], lambda found: found["order"]["paid"])["order"]
    counter.ask(order, 600)
    counter.refund(order, "accepted")
    left = counter.owner.get(f"orders/{order['id']}/refunds").json()["refundable"]
    assert left == order["total"] - 600
    (refund,) = shop.refunds(placed["id"])
    assert refund["state"] == "Pending"
    shop.settle(refund["id"])
    # Its notice is there long before the desk would look by itself.
    assert counter.refund(order, "refunded")["trouble"] is None
    after = counter.order(placed["code"], lambda found: found["order"]["refunded"])
    assert after["order"]["refunded"] == 600


def test_one_that_fails_is_said_and_leaves_the_money_to_be_refunded(counter: Counter) -> None:
    placed = counter.shop.place(refunds="Failed")
    order = counter.order(placed["code"], lambda found: found["order"]["paid"])["order"]
    counter.ask(order, 600)
    failed = counter.refund(order, "failed")
    assert failed["trouble"]["key"] == "refund.refused"
    assert failed["trouble"]["text"]
    told = counter.owner.get(f"orders/{order['id']}/refunds").json()
    assert told["refundable"] == order["total"]


def test_what_was_there_before_is_fetched(counter: Counter) -> None:
    placed = [counter.shop.place(quantity=each) for each in (1, 3)]
    path = f"connections/{counter.connection['id']}"
    begun = counter.owner.post(f"{path}/backfill", json={"since": "2020-01-01T00:00:00Z"})
    assert begun.status_code == 202, begun.text
    until(lambda: counter.owner.get(path).json()["backfill"]["state"] == "done", seconds=60)
    connection = counter.owner.get(path).json()
    backfill = connection["backfill"]
    assert backfill["fetched"] == backfill["total"] >= 2
    assert (backfill["refused"], connection["trouble"]) == (0, None)
    for each in placed:
        assert counter.order(each["code"], lambda order: order["order"]["paid"])
    notices = f"{path}/notices"
    until(
        lambda: {each["state"] for each in counter.owner.get(notices).json()["items"]} == {"done"}
    )
