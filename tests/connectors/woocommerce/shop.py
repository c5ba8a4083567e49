"""A small shop that answers as WooCommerce's REST API does, over TLS: pages, and its moods."""

from __future__ import annotations

import json
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.listening import Listening, send

LONGEST_LINE = 8192
"""As many bytes as most servers take of a request's first line."""


class Shop(Listening):
    """`with Shop(pem, seconds) as shop`: an order for each second of its last change.

    It changes while it is asked: before the third page the first order changes again.
    """

    def __init__(self, pem: Path, seconds: list[int]) -> None:
        super().__init__(pem)
        self.changed = dict(enumerate(seconds, start=1))
        self.asked = 0
        self.moods: list[bytes | int] = []

    @property
    def address(self) -> str:
        return f"https://{self.host}/shop"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a page; a mood is a status, or a body that stands for the page."""
        self.asked += 1
        parts = urlsplit(handler.path)
        mood = self.moods.pop(0) if self.moods else None
        if not handler.headers["authorization"].startswith("Basic "):
            send(handler, 401, {"code": "woocommerce_rest_cannot_view"})
        elif len(handler.requestline) > LONGEST_LINE:
            send(handler, 414, {"code": "too long"})
        elif isinstance(mood, int):
            send(handler, mood, {"code": "later"}, Retry_After="7")
        elif mood is not None:
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(mood) + 100 * mood.startswith(b"[{")))
            handler.end_headers()
            handler.wfile.write(mood)
        else:
            assert parts.path == "/shop/wp-json/wc/v3/orders"
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            page, total = self._page(query)
            if self.asked == 2:
                # While we read, the very first changes again: page numbers would now skip one.
                self.changed[1] = 3000
            send(handler, 200, page, X_WP_Total=str(total))

    def _page(self, query: dict[str, str]) -> tuple[list[dict[str, Any]], int]:
        after = moment(query["modified_after"])
        before = moment(query.get("modified_before", "9999-01-01T00:00:00"))
        known = query.get("exclude", "").split(",")
        found = [
            {"id": number, "date_modified_gmt": stamp(second)}
            for number, second in self.changed.items()
            if after < moment(stamp(second)) < before and str(number) not in known
        ]
        if query["orderby"] == "modified":
            found.sort(key=lambda each: (str(each["date_modified_gmt"]), each["id"]))
        first = int(query.get("offset", "0"))
        return found[first : first + int(query["per_page"])], len(found)


def moment(text: str) -> datetime:
    """A time as WooCommerce takes it, without a zone."""
    return datetime.fromisoformat(text + "Z")


def stamp(second: int) -> str:
    """So many seconds into a day, as WooCommerce writes it."""
    return f"2026-11-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def text(orders: list[dict[str, Any]]) -> bytes:
    """Orders as they go over the wire."""
    return json.dumps(orders).encode()
