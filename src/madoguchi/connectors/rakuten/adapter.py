"""Asks Rakuten's RMS order API for orders; nothing is ever posted to us."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import httpx
import msgspec
from msgspec.structs import replace

from madoguchi.connectors.connections.adapter import Forged, Unreadable
from madoguchi.connectors.connections.contracts import (
    Capability,
    Context,
    FetchedPage,
    News,
    NoticeName,
    Piece,
    Posted,
    Setting,
)
from madoguchi.connectors.connections.rules.answers import check_pace, check_success, decode
from madoguchi.connectors.rakuten import payloads, reading

ROOT = "https://api.rms.rakuten.co.jp/es/2.0/order"
TOPIC = "order"
VERSION = 7
PAGE = 50
"""Orders in a page. `getOrder` takes up to 100, but a page is kept in one step."""
LONGEST_SPAN = timedelta(days=60)
"""`searchOrder` takes spans of at most 63 days."""
OLDEST = timedelta(days=725)
"""It knows nothing older than 730 days."""
PAUSE = 1.0
"""Seconds between two pages: RMS wants one request a second."""

_CANCELLED = 0
_DATES = (1, 2, 3, 5, 6, _CANCELLED)
"""By which date orders are looked for, one after the other: ordered, confirmed, settled on,
reported as sent, paid. No date tells of a cancellation: what was cancelled is looked through whole.
"""

_T = TypeVar("_T", payloads.Found, payloads.Got)


class _Named(msgspec.Struct, frozen=True, rename="camel"):
    order_number: str


class _Cursor(msgspec.Struct, frozen=True):
    """Where to go on: which date, from when, up to when the errand goes, and which page."""

    until: datetime
    begin: datetime
    date: int = 0
    page: int = 1


class Rakuten:
    """The adapter for shops on Rakuten Ichiba; `root` is where RMS is."""

    kind = reading.PLATFORM
    capabilities: frozenset[Capability] = frozenset({"backfill", "polling"})
    settings: Sequence[Setting] = (
        Setting(name="service_secret", secret=True),
        Setting(name="license_key", secret=True),
    )

    def __init__(self, root: str = ROOT, pause: float = PAUSE) -> None:
        self._root = root
        self._pause = pause

    def verify(self, posted: Posted, secrets: Mapping[str, str]) -> None:
        """Refuse: RMS posts nothing. Raises `Forged`."""
        raise Forged

    def name(self, posted: Posted) -> NoticeName:
        """Return no name, for nothing is posted."""
        return NoticeName("", "")

    def parse(self, topic: str, body: bytes, context: Context) -> list[News]:
        """Read an order as `getOrder` gives it."""
        return [reading.order(decode(body, payloads.Order), context.shop_id)]

    async def page(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        *,
        since: datetime,
        cursor: str | None,
    ) -> FetchedPage:
        """Fetch up to fifty orders of which something has happened since."""
        if cursor is None:
            now = datetime.now(UTC)
            since = max(since, now - OLDEST)
            at = _Cursor(until=now, begin=since)
        else:
            at = decode(cursor.encode(), _Cursor)
            since = max(since, at.until - OLDEST)
        end = min(at.begin + LONGEST_SPAN, at.until)
        found = await self._ask(client, secrets, "searchOrder", payloads.Found, _search(at, end))
        asked = [each for each in found.numbers or [] if at.date == 0 or not _ours(each, since)]
        got = payloads.Got(orders=[])
        if asked:
            wanted = {"orderNumberList": asked, "version": VERSION}
            got = await self._ask(client, secrets, "getOrder", payloads.Got, wanted)
        pages = found.pages or payloads.Found.Pages()
        return FetchedPage(
            pieces=[
                Piece(name=_number(each), topic=TOPIC, body=bytes(each))
                for each in got.orders or []
            ],
            cursor=_next(at, since, end, pages.total_pages or 1),
            # What one span holds is the whole only where there is one.
            total=pages.total_records_amount if cursor is None and end == at.until else None,
            pause=self._pause,
        )

    async def _ask(
        self,
        client: httpx.AsyncClient,
        secrets: Mapping[str, str],
        what: str,
        kind: type[_T],
        body: Mapping[str, object],
    ) -> _T:
        pair = f"{secrets.get('service_secret', '')}:{secrets.get('license_key', '')}"
        answer = await client.post(
            f"{self._root}/{what}/",
            content=msgspec.json.encode(body),
            headers={
                "Authorization": f"ESA {base64.b64encode(pair.encode()).decode()}",
                "Content-Type": "application/json; charset=utf-8",
            },
        )
        read = decode(_check(answer).content, kind)
        for message in read.messages:
            if message.message_type == "ERROR":
                raise Unreadable(f"{message.message_code} {message.message}".strip())
        return read


def _check(answer: httpx.Response) -> httpx.Response:
    """Return an answer that went well. Raises `Unreadable` with RMS's own code where it has one."""
    if not check_pace(answer).is_success:
        try:
            said = decode(answer.content, payloads.Refused).results
        except Unreadable:
            said = payloads.Refused.Results()
        if said.error_code:
            raise Unreadable(f"{said.error_code} {said.message}".strip())
    return check_success(answer)


def _search(at: _Cursor, end: datetime) -> dict[str, object]:
    date, begin = _DATES[at.date], at.begin
    wanted: dict[str, object] = {}
    if date == _CANCELLED:
        date, begin = 1, end - LONGEST_SPAN
        wanted["orderProgressList"] = [800, 900]
    return {
        **wanted,
        "dateType": date,
        "startDatetime": _jst(begin),
        "endDatetime": _jst(end),
        "PaginationRequestModel": {
            "requestRecordsAmount": PAGE,
            "requestPage": at.page,
            "SortModelList": [{"sortColumn": 1, "sortDirection": 1}],
        },
    }


def _next(at: _Cursor, since: datetime, end: datetime, pages: int) -> str | None:
    """Return where to go on: the next page, then the next span, then the next date."""
    if at.page < pages:
        following = replace(at, page=at.page + 1)
    elif end < at.until and _DATES[at.date] != _CANCELLED:
        following = replace(at, begin=end, page=1)
    elif at.date + 1 < len(_DATES):
        following = _Cursor(until=at.until, begin=since, date=at.date + 1)
        if _DATES[following.date] == _CANCELLED:
            following = replace(following, begin=max(since, at.until - LONGEST_SPAN))
    else:
        return None
    return msgspec.json.encode(following).decode()


def _ours(number: str, since: datetime) -> bool:
    """Say whether an order was found by its day already: numbers are SHOP-YYYYMMDD-SEQUENCE."""
    day = number.split("-")[1:2]
    return bool(day) and day[0] > since.astimezone(reading.JST).strftime("%Y%m%d")


def _number(order: msgspec.Raw) -> str:
    return decode(order, _Named).order_number


def _jst(at: datetime) -> str:
    return at.astimezone(reading.JST).strftime("%Y-%m-%dT%H:%M:%S%z")
