"""Reads Shopify's webhooks: signed over the raw body, each named by its event."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

import httpx
import msgspec

from madoguchi.connectors.connections.adapter import SlowDown, Unreadable
from madoguchi.connectors.connections.contracts import (
    Capability,
    Context,
    FetchedPage,
    News,
    NoticeName,
    OrderNews,
    Posted,
    RefundNews,
    Setting,
)
from madoguchi.connectors.connections.rules.signatures import check_base64
from madoguchi.connectors.shopify import payloads, reading

API_VERSION = "2025-10"
PAGE = 250

_NEXT = re.compile(r'<[^>]*[?&]page_info=([^&>]+)[^>]*>;\s*rel="next"')
_T = TypeVar("_T")


class _Orders(msgspec.Struct, frozen=True):
    orders: list[payloads.Order]


class _Count(msgspec.Struct, frozen=True):
    count: int


class Shopify:
    """The adapter for shops on Shopify."""

    kind = reading.PLATFORM
    capabilities: frozenset[Capability] = frozenset({"notices", "backfill"})
    settings: Sequence[Setting] = (
        Setting(name="address"),
        Setting(name="secret", secret=True),
        Setting(name="access_token", secret=True, needed=False),
    )

    def verify(self, posted: Posted, secrets: Mapping[str, str]) -> None:
        """Check `X-Shopify-Hmac-SHA256`."""
        given = posted.headers.get("x-shopify-hmac-sha256", "")
        check_base64(secrets.get("secret", ""), posted.body, given)

    def name(self, posted: Posted) -> NoticeName:
        """Take the event's id; older versions of the API know only the delivery's."""
        headers = posted.headers
        event_id = headers.get("x-shopify-event-id") or headers.get("x-shopify-webhook-id", "")
        topic = headers.get("x-shopify-topic", "")
        # One event is told to several topics, each with its own body.
        return NoticeName(f"{topic}:{event_id}" if event_id else "", topic)

    def parse(self, topic: str, body: bytes, context: Context) -> list[News]:
        """Read an order, a fulfilment or a refund; other topics concern nobody here."""
        noun = topic.partition("/")[0]
        if noun == "orders":
            return [] if topic == "orders/delete" else [self._order(body, context)]
        if noun == "fulfillments":
            return [*reading.parcels([_decode(body, payloads.Fulfillment)], context.shop_id)]
        if noun == "refunds":
            refund = _decode(body, payloads.Refund)
            return [
                RefundNews(order=str(refund.order_id or ""), refunds=reading.refunds([refund], ""))
            ]
        return []

    async def page(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        *,
        since: str,
        cursor: str | None,
    ) -> FetchedPage:
        """Fetch a page of orders by the Admin API, the oldest change first."""
        root = f"https://{context.settings['address']}/admin/api/{API_VERSION}"
        headers = {"X-Shopify-Access-Token": secrets.get("access_token", "")}
        first = {"status": "any", "updated_at_min": since, "order": "updated_at asc"}
        asked = {"limit": str(PAGE), **(first if cursor is None else {"page_info": cursor})}
        answer = await _get(client, f"{root}/orders.json", asked, headers)
        total = None
        if cursor is None:
            counted = await _get(
                client, f"{root}/orders/count.json", {k: first[k] for k in first if k != "order"},
                headers,
            )  # fmt: skip
            total = _decode(counted.content, _Count).count
        found = _NEXT.search(answer.headers.get("link", ""))
        orders = _decode(answer.content, _Orders).orders
        return FetchedPage(
            news=[reading.order(each, context.shop_id) for each in orders],
            cursor=found[1] if found else None,
            total=total,
        )

    def _order(self, body: bytes, context: Context) -> OrderNews:
        return reading.order(_decode(body, payloads.Order), context.shop_id)


async def _get(
    client: httpx.AsyncClient, url: str, asked: Mapping[str, str], headers: Mapping[str, str]
) -> httpx.Response:
    answer = await client.get(url, params=dict(asked), headers=dict(headers))
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise SlowDown(float(answer.headers.get("retry-after", "2") or 2))
    if answer.is_error:
        raise Unreadable(f"{answer.status_code} {answer.reason_phrase}")
    return answer


def _decode(body: bytes, kind: type[_T]) -> _T:
    try:
        # Its numbers are now text, now numbers, by the version of the API.
        return msgspec.json.decode(body, type=kind, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable(str(error)) from error
