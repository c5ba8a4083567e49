"""Records anew what a real Vendure says: `python -m tests.connectors.vendure.recording`."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from madoguchi.connectors.vendure import queries
from tests.connectors.vendure.vendure import HERE, Vendure
from tests.worker.running import until

PAYLOADS = HERE / "payloads"
EVERYTHING = {
    "take": 50,
    "sort": {"updatedAt": "ASC"},
    "filter": {"active": {"eq": False}, "updatedAt": {"after": "2020-01-01T00:00:00.000Z"}},
}


def record() -> None:
    """Let an order be placed, sent and refunded twice, and keep what was said of it."""
    posted: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    hook = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=hook.serve_forever, daemon=True).start()
    with Vendure(f"http://127.0.0.1:{hook.server_port}/") as shop:
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
        until(lambda: posted and "Settled" in states(posted[-1]["order"]))
        page = shop.staff.ask(queries.ORDERS, options=EVERYTHING)
    hook.shutdown()
    hook.server_close()
    PAYLOADS.mkdir(exist_ok=True)
    for name, said in (("told", posted[-1]), ("orders", {"data": page})):
        text = json.dumps(said, ensure_ascii=False, indent=2)
        (PAYLOADS / f"{name}.json").write_text(text + "\n", "utf-8")


def states(order: dict[str, Any]) -> list[str]:
    """How the refunds of an order stand."""
    return [refund["state"] for payment in order["payments"] for refund in payment["refunds"]]


if __name__ == "__main__":
    record()
