"""A small shop that answers as Shopify's Admin API does: pages, counts, and its moods."""

from __future__ import annotations

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.listening import Listening, send

TOKEN = "shpat_of_the_shop"


def order(number: int, **changes: Any) -> dict[str, Any]:
    """An order as Shopify writes it; the later its number, the later it changed."""
    return {
        "id": number,
        "name": f"#{number}",
        "created_at": "2026-10-01T09:00:00+09:00",
        "updated_at": f"2026-11-01T00:{number // 60:02}:{number % 60:02}+09:00",
        "currency": "JPY",
        "total_price": str(1000 + number),
        "financial_status": "paid",
        **changes,
    }


class Shop(Listening):
    """`with Shop(pem, orders) as shop`; `before` may hold up or answer a request."""

    def __init__(self, pem: Path, orders: list[dict[str, Any]], size: int = 5) -> None:
        super().__init__(pem)
        self.orders, self.size = orders, size
        self.asked: list[str] = []
        self.before: Callable[[str, BaseHTTPRequestHandler], bool] = lambda _page, _handler: False

    @property
    def address(self) -> str:
        return self.host

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if handler.headers["x-shopify-access-token"] != TOKEN:
            send(handler, 401, {"errors": "[API] Invalid API key or access token"})
        elif parts.path.endswith("/count.json"):
            send(handler, 200, {"count": len(self.orders)})
        else:
            page = asked.get("page_info", "0")
            self.asked.append(page)
            if self.before(page, handler):
                return
            first = int(page)
            ahead = first + self.size
            link = f'<https://{self.address}{parts.path}?limit=5&page_info={ahead}>; rel="next"'
            more = {"Link": link} if ahead < len(self.orders) else {}
            send(handler, 200, {"orders": self.orders[first:ahead]}, **more)
