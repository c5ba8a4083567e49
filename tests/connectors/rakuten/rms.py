"""A small RMS: the order API's two calls over TLS, in Rakuten's own form, also where it refuses."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from madoguchi.connectors.rakuten.reading import JST
from tests.listening import Listening, posted, send

KEYS = {"service_secret": "SP1", "license_key": "SL1"}
WHOLE: dict[str, Any] = json.loads((Path(__file__).parent / "payloads" / "order.json").read_bytes())
LONGEST = timedelta(days=63)
_ESA = "ESA " + base64.b64encode(b"SP1:SL1").decode()
_Mood = tuple[int, dict[str, Any]]


class Rms(Listening):
    """`with Rms(pem, ordered) as rms`: finds orders by the day of what happened to them.

    `moods` are what the next requests get instead; every `hasty`th is told to slow down.
    """

    def __init__(self, pem: Path, ordered: list[datetime], *, hasty: int = 0) -> None:
        super().__init__(pem)
        self.orders = {
            f"300001-{at.astimezone(JST):%Y%m%d}-{number:010}": at
            for number, at in enumerate(ordered)
        }
        self.sent: dict[str, datetime] = {}
        self.cancelled: set[str] = set()
        self.moods: list[_Mood] = []
        self.asked: list[str] = []
        self._hasty = hasty

    @property
    def root(self) -> str:
        """Where the order API is."""
        return f"https://{self.host}/es/2.0/order"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer `searchOrder` and `getOrder` of the shop that has the keys."""
        call = handler.path.removeprefix("/es/2.0/order/")
        self.asked.append(call)
        body = posted(handler)
        if handler.headers["Authorization"] != _ESA:
            send(handler, 401, {"Results": {"errorCode": "ES01-01", "message": "Un-Authorised"}})
        elif self.moods:
            status, said = self.moods.pop(0)
            send(handler, status, said)
        elif self._hasty and len(self.asked) % self._hasty == 0:
            send(handler, 429, {"Results": {"message": "Too many requests"}}, Retry_After="0.1")
        elif call == "searchOrder/":
            send(handler, 200, self._found(json.loads(body)))
        elif call == "getOrder/":
            send(handler, 200, self._got(json.loads(body)))
        else:
            send(handler, 404, {"Results": {"errorCode": "ES04-02", "message": "Not Found"}})

    def _found(self, asked: dict[str, Any]) -> dict[str, Any]:
        begin, end = (_read(asked[each]) for each in ("startDatetime", "endDatetime"))
        if not begin <= end <= begin + LONGEST:
            return refusal("ORDER_EXT_API_SEARCH_ORDER_ERROR_013", "検索期間が不正です。")
        by = {1: self.orders, 5: self.sent}.get(asked["dateType"], {})
        wanted = self.cancelled if "orderProgressList" in asked else self.orders
        found = sorted(each for each, at in by.items() if begin <= at <= end and each in wanted)
        pages = asked["PaginationRequestModel"]
        size, page = pages["requestRecordsAmount"], pages["requestPage"]
        return {
            "MessageModelList": [
                {
                    "messageType": "INFO",
                    "messageCode": "ORDER_EXT_API_SEARCH_ORDER_INFO_101",
                    "message": "注文検索に成功しました。",
                }
            ],
            "orderNumberList": found[(page - 1) * size : page * size],
            "PaginationResponseModel": {
                "totalRecordsAmount": len(found),
                "totalPages": -(-len(found) // size),
                "requestPage": page,
            },
        }

    def _got(self, asked: dict[str, Any]) -> dict[str, Any]:
        numbers = asked["orderNumberList"]
        if len(numbers) > 100 or asked["version"] != 7:
            return refusal("ORDER_EXT_API_GET_ORDER_ERROR_009", "リクエストが不正です。")
        orders = [WHOLE | {"orderNumber": each} for each in numbers]
        return {"MessageModelList": [], "OrderModelList": orders}


def refusal(code: str, message: str) -> dict[str, Any]:
    """What RMS answers, with a status of 200, where it has understood and will not."""
    said = {"messageType": "ERROR", "messageCode": code, "message": message}
    return {"MessageModelList": [said]}


def _read(text: str) -> datetime:
    assert text.endswith("+0900"), text
    return datetime.fromisoformat(text)
