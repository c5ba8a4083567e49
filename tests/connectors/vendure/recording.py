"""Records anew what a real Vendure says: `python -m tests.connectors.vendure.recording`."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

from madoguchi.connectors.vendure import queries
from tests.connectors.vendure.vendure import HERE, Vendure
from tests.listening import Listening, posted, send
from tests.worker.running import until

PAYLOADS = HERE / "payloads"
EVERYTHING = {
    "take": 50,
    "sort": {"updatedAt": "ASC"},
    "filter": {"active": {"eq": False}, "updatedAt": {"after": "2020-01-01T00:00:00.000Z"}},
}


def record() -> None:
    """Let an order be placed, sent and refunded twice, and keep what was said of it."""
    told: list[Any] = []

    class Hook(Listening):
        def answer(self, handler: BaseHTTPRequestHandler) -> None:
            told.append(json.loads(posted(handler)))
            send(handler, 200, {})

    with Hook() as hook, Vendure(f"http://{hook.host}/") as shop:
        placed = shop.place(refunds="later")
        shop.fulfil(placed["id"], "RR473124829GB")
        payment = shop.order(placed["id"])["payments"][0]["id"]
        for amount, mark in ((198000, "R-0123456789ab"), (50000, "R-ba9876543210")):
            shop.staff.ask(
                queries.REFUND,
                input={
                    "paymentId": payment,
                    "amount": amount,
                    "reason": f"釉薬に欠け [{mark}]",
                    "lines": [],
                    "shipping": 0,
                    "adjustment": 0,
                },
            )
        shop.settle(shop.refunds(placed["id"])[0]["id"])
        until(lambda: told and "Settled" in states(told[-1]["order"]))
        page = shop.staff.ask(queries.ORDERS, options=EVERYTHING)
    PAYLOADS.mkdir(exist_ok=True)
    for name, said in (("told", told[-1]), ("orders", {"data": page})):
        text = json.dumps(said, ensure_ascii=False, indent=2)
        (PAYLOADS / f"{name}.json").write_text(text + "\n", "utf-8")


def states(order: dict[str, Any]) -> list[str]:
    """How the refunds of an order stand."""
    return [refund["state"] for payment in order["payments"] for refund in payment["refunds"]]


if __name__ == "__main__":
    record()
