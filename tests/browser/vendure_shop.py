"""A small shop that answers as Vendure's Admin API does: its orders page by page, and refunds."""

from __future__ import annotations

import json
import threading
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.browser.people import PATIENCE_SECONDS
from tests.house.tree import ROOT
from tests.listening import Listening, posted, send

_RECORDED = ROOT / "tests" / "connectors" / "vendure" / "payloads" / "orders.json"


class VendureShop(Listening):
    """`with VendureShop(60) as shop`: so many orders of the last days, 5,460 yen each, all paid.

    What follows the first page is held back until `go_on` is set.
    """

    def __init__(self, count: int) -> None:
        super().__init__(None)
        told = json.loads(_RECORDED.read_text("utf-8"))["data"]
        self._settings = told["globalSettings"]
        self._orders = [self._order(told["orders"]["items"][0], each) for each in range(count)]
        self.go_on = threading.Event()

    @property
    def address(self) -> str:
        """Of the Admin API."""
        return f"http://{self.host}/admin-api"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one question in GraphQL."""
        asked = json.loads(posted(handler))
        query, variables = asked["query"], asked["variables"]
        if "login(" in query:
            signed_in = {"data": {"login": {"__typename": "CurrentUser"}}}
            send(handler, 200, signed_in, vendure_auth_token="t")
            return
        assert handler.headers["Authorization"] == "Bearer t"
        if "refundOrder(" in query:
            data = {"refundOrder": self._refund(variables["input"])}
        elif "order(id:" in query:
            (order,) = (each for each in self._orders if each["id"] == variables["id"])
            data = {"globalSettings": self._settings, "order": order}
        else:
            data = {"globalSettings": self._settings, "orders": self._page(variables["options"])}
        send(handler, 200, {"data": data})

    def _page(self, options: dict[str, Any]) -> dict[str, Any]:
        wanted = options["filter"]
        known = wanted.get("id", {}).get("notIn", [])
        if known:
            assert self.go_on.wait(PATIENCE_SECONDS), "nobody has let it go on"
        found = [
            each
            for each in self._orders
            if each["updatedAt"] > wanted["updatedAt"]["after"] and each["id"] not in known
        ]
        return {"totalItems": len(found), "items": found[: options["take"]]}

    def _refund(self, asked: dict[str, Any]) -> dict[str, Any]:
        payment = next(
            each
            for order in self._orders
            for each in order["payments"]
            if each["id"] == asked["paymentId"]
        )
        made = {
            "id": f"r{len(payment['refunds'])}-{payment['id']}",
            "state": "Settled",
            "total": asked["amount"],
            "updatedAt": _written(datetime.now(UTC)),
            "reason": asked["reason"],
        }
        payment["refunds"].append(made)
        return {"__typename": "Refund", **made}

    def _order(self, recorded: dict[str, Any], number: int) -> dict[str, Any]:
        at = _written(datetime.now(UTC) - timedelta(days=5) + timedelta(minutes=number))
        order = deepcopy(recorded)
        order |= {"id": f"{number + 1}", "code": f"VEN{number + 1:04}"}
        order |= dict.fromkeys(("createdAt", "updatedAt", "orderPlacedAt"), at)
        paid = dict.fromkeys(("createdAt", "updatedAt"), at)
        order["payments"] = [{**order["payments"][0], **paid, "id": f"p{number}", "refunds": []}]
        order["fulfillments"] = []
        return order


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
