"""What overtakes what it speaks of waits for it, and for nothing else."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.connectors.connections.operations.forgetting import forget_notices
from madoguchi.connectors.connections.tables import notice_table
from madoguchi.language.unnaming import Unnamer
from madoguchi.orders.tables import order_table, parcel_table
from tests.connectors.notices.desk import Desk, order

MOVED = [{"at": "2026-11-03T01:00:00Z", "status": "InTransit", "text": "引受"}]


def refund(external_id: str, mark: str = "r1") -> dict[str, Any]:
    money = {"amount": 40, "currency": "JPY", "at": "2026-11-02T00:00:00Z"}
    return {"order": external_id, "refunds": [{"external_id": mark, **money}]}


def states(desk: Desk) -> list[str]:
    return [row.state for row in desk.rows(notice_table)]


def test_a_refund_waits_for_its_own_order_alone(desk: Desk) -> None:
    shop = desk.connect("generic")
    desk.post(shop, "refunds", refund("A-1"))
    desk.post(shop, "refunds", refund("A-2"))
    desk.work()
    assert states(desk) == ["failed", "failed"]
    desk.post(shop, "order", order(3))
    desk.work()
    assert states(desk) == ["failed", "failed", "done"]
    desk.post(shop, "order", order(2))
    desk.work()
    assert states(desk) == ["failed", "done", "done", "done"]
    assert [row.refunded for row in desk.rows(order_table)] == [0, 40]
    assert desk.trouble(shop) == "notice.order_not_here"
    desk.post(shop, "order", order(1))
    desk.work()
    assert desk.trouble(shop) is None


def test_another_connections_order_of_the_same_name_wakes_nobody(desk: Desk) -> None:
    one, other = desk.connect("generic"), desk.connect("generic")
    desk.post(one, "refunds", refund("A-1"))
    desk.work()
    desk.post(other, "tracking", {"number": "RR473124829JP", "movements": MOVED})
    desk.post(other, "parcel", {"number": "EE123456785JP"})
    desk.work()
    assert states(desk) == ["failed", "ignored", "done"]


def test_movements_wait_for_a_parcel_whichever_service_tells_of_them(desk: Desk) -> None:
    shop, carrier = desk.connect("shopify"), desk.connect("generic")
    for day in (3, 4):
        moved = [{"at": f"2026-11-0{day}T01:00:00Z", "status": "InTransit"}]
        desk.post(carrier, "tracking", {"number": "RR 473124829 JP", "movements": moved})
    desk.work()
    assert states(desk) == ["ignored", "ignored"]
    sent = {"id": 7, "order_id": 1, "status": "success", "tracking_number": "RR473124829JP"}
    desk.post(shop, "fulfillments/create", sent)
    desk.work()
    assert states(desk) == ["done"] * 3
    (parcel,) = desk.rows(parcel_table)
    assert (parcel.status, parcel.moved_at.day) == ("InTransit", 4)


def test_what_was_forgotten_is_not_woken(desk: Desk) -> None:
    shop = desk.connect("generic")
    told = [{**MOVED[0], "text": "Hana Mori signed"}]
    desk.post(shop, "tracking", {"number": "RR473124829JP", "movements": told})
    desk.work()
    desk.store.write_now(forget_notices, 0, Unnamer(["Hana Mori"]))
    desk.post(shop, "parcel", {"number": "RR473124829JP"})
    desk.work()
    assert states(desk) == ["ignored", "done"]
    waits = sa.select(notice_table.c.waits_for)
    assert desk.store.read_now(lambda view: view.execute(waits).scalars().all()) == [None, None]
