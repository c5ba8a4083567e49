"""A small platform that keeps books of its refunds, and answers as Shopify and WooCommerce do."""

from __future__ import annotations

import json
import re
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Literal

from tests.listening import Listening, posted, send

Mood = Literal["", "cut", "refuse", "slow down", "broken", "later"]
SHOPIFY = re.compile(r"/admin/api/[\d-]+/orders/(\w+)/(refunds|transactions)\.json")
WOOCOMMERCE = re.compile(r"/wp-json/wc/v3/orders/(\w+)/refunds")


class Platform(Listening):
    """`with Platform(pem) as platform`: `moods` are for the next requests that would move money."""

    def __init__(self, pem: Path) -> None:
        super().__init__(pem)
        self.refunds: list[dict[str, Any]] = []
        self.moods: list[Mood] = []
        self.asked = 0
        self.hidden = False

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Tell, or move money."""
        self.asked += 1
        if handler.command == "POST":
            self.move(handler, json.loads(posted(handler)))
        else:
            self.look(handler)

    def look(self, handler: BaseHTTPRequestHandler) -> None:
        """Tell what was refunded, or how the order was paid."""
        path = handler.path.partition("?")[0]
        if self.hidden:
            send(handler, 403, {"errors": "This action requires merchant approval"})
        elif found := SHOPIFY.fullmatch(path):
            if found[2] == "transactions":
                paid = {"id": 1, "kind": "sale", "status": "success", "gateway": "card"}
                money = {"amount": "5460", "currency": "JPY"}
                back = [part for refund in self.refunds for part in refund["transactions"]]
                send(handler, 200, {"transactions": [{**paid, **money}, *back]})
            else:
                send(handler, 200, {"refunds": self.refunds})
        elif WOOCOMMERCE.fullmatch(path):
            send(handler, 200, self.refunds)
        else:
            send(handler, 404, {"errors": "Not Found"})

    def move(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        """Move money as its mood is: `cut` does it and says nothing."""
        mood = self.moods.pop(0) if self.moods else ""
        shopify = SHOPIFY.fullmatch(handler.path) is not None
        if mood == "slow down":
            send(handler, 429, {"errors": "Exceeded 2 calls per second"}, Retry_After="30")
        elif mood == "broken":
            send(handler, 502, {"errors": "Bad Gateway"})
        elif mood == "refuse" and shopify:
            send(handler, 422, {"errors": {"base": ["Refund amount is too large"]}})
        elif mood == "refuse":
            code = "woocommerce_rest_cannot_create_order_refund"
            send(handler, 500, {"code": code, "message": "The card has expired.", "data": {}})
        else:
            made = self._shopify(body, mood) if shopify else self._woocommerce(body)
            self.refunds.append(made)
            if mood == "cut":
                handler.close_connection = True
                handler.connection.close()
            else:
                send(handler, 201, {"refund": made} if shopify else made)

    def _shopify(self, body: dict[str, Any], mood: Mood) -> dict[str, Any]:
        asked = body["refund"]
        status = "pending" if mood == "later" else "success"
        parts = [
            {**part, "id": 100 + len(self.refunds), "currency": "JPY", "status": status}
            for part in asked["transactions"]
        ]
        made = {"id": 10 + len(self.refunds), "created_at": "2026-11-22T16:00:00+09:00"}
        return {**made, "order_id": 1, "note": asked["note"], "transactions": parts}

    def _woocommerce(self, body: dict[str, Any]) -> dict[str, Any]:
        assert body["api_refund"] is True
        made = {"id": 10 + len(self.refunds), "date_created_gmt": "2026-11-22T07:00:00"}
        return {**made, "amount": body["amount"], "reason": body["reason"]}
