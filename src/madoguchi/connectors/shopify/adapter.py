"""Reads Shopify's webhooks: signed over the raw body, each named by its event."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

import httpx
import msgspec

from madoguchi.connectors.connections.adapter import Refused, Unreadable
from madoguchi.connectors.connections.contracts import (
    Capability,
    Context,
    ErasureNews,
    FetchedPage,
    GivenBack,
    GivingBack,
    News,
    NoticeName,
    OrderNews,
    Piece,
    Posted,
    RefundNews,
    Setting,
)
from madoguchi.connectors.connections.rules.answers import check_pace, check_success, decode
from madoguchi.connectors.connections.rules.signatures import check_base64
from madoguchi.connectors.shopify import payloads, reading, refunding

API_VERSION = "2025-10"
TOPIC = "orders/updated"
"""What an order out of the past is read as."""
PAGE = 50
"""Orders in a page. Shopify gives up to 250, but a page is kept in one step, while others wait."""

_REFUSALS = {
    httpx.codes.BAD_REQUEST,
    httpx.codes.FORBIDDEN,
    httpx.codes.NOT_FOUND,
    httpx.codes.UNPROCESSABLE_ENTITY,
}
"""With these it has understood, and will not."""

_NEXT = re.compile(r'<[^>]*[?&]page_info=([^&>]+)[^>]*>;\s*rel="next"')


class _Orders(msgspec.Struct, frozen=True):
    orders: list[msgspec.Raw]


class _Mark(msgspec.Struct, frozen=True):
    id: int | str
    updated_at: str | None = None


class _Count(msgspec.Struct, frozen=True):
    count: int


class Shopify:
    """The adapter for shops on Shopify."""

    kind = reading.PLATFORM
    capabilities: frozenset[Capability] = frozenset({"notices", "backfill", "refunds"})
    settings: Sequence[Setting] = (
        Setting(name="address", form="host"),
        Setting(name="secret", secret=True),
        Setting(name="access_token", secret=True, needed=False, enables="backfill"),
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
        """Read an order, a fulfilment, a refund or a customer; others concern nobody here."""
        noun = topic.partition("/")[0]
        if noun == "orders":
            return [] if topic == "orders/delete" else [self._order(body, context)]
        if noun == "fulfillments":
            return [*reading.parcels([decode(body, payloads.Fulfillment)], context.shop_id)]
        if noun == "refunds":
            refund = decode(body, payloads.Refund)
            return [
                RefundNews(order=str(refund.order_id or ""), refunds=reading.refunds([refund], ""))
            ]
        if topic in {"customers/create", "customers/update", "customers/enable"}:
            return [reading.customer(decode(body, payloads.Customer))]
        if topic == "customers/redact":
            who = decode(body, payloads.Redaction).customer.id
            return [ErasureNews(external_id=str(who))] if who else []
        return []

    async def page(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        *,
        since: datetime,
        cursor: str | None,
    ) -> FetchedPage:
        """Fetch a page of orders by the Admin API, the oldest change first."""
        root, headers = _root(context), _headers(secrets)
        # A cursor is Shopify's own, which ends one day, and the time of the last order before it.
        page_info, _, last = (cursor or "").partition(" ")
        changed = {"status": "any", "updated_at_min": last or since.isoformat()}
        asked = {"limit": str(PAGE), **changed, "order": "updated_at asc"}
        answer = None
        if page_info:
            answer = await _get(
                client, f"{root}/orders.json", {"limit": str(PAGE), "page_info": page_info}, headers
            )
        if answer is None or answer.status_code == httpx.codes.BAD_REQUEST:
            answer = await _get(client, f"{root}/orders.json", asked, headers)
        check_success(answer)
        total = None
        if cursor is None:
            counted = check_success(
                await _get(client, f"{root}/orders/count.json", changed, headers)
            )
            total = decode(counted.content, _Count).count
        orders = decode(answer.content, _Orders).orders
        marks = [decode(each, _Mark) for each in orders]
        found = _NEXT.search(answer.headers.get("link", ""))
        if found and found[1] == page_info:
            raise Unreadable("Shopify names this page as the next one")
        ahead = next((mark.updated_at for mark in reversed(marks) if mark.updated_at), last)
        return FetchedPage(
            pieces=[
                Piece(
                    name=str(mark.id), topic=TOPIC, body=bytes(each), edition=mark.updated_at or ""
                )
                for each, mark in zip(orders, marks, strict=True)
            ],
            cursor=f"{found[1]} {ahead}" if found else None,
            total=total,
            pause=_pause(answer.headers.get("x-shopify-shop-api-call-limit", "")),
        )

    async def give_back(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        wanted: GivingBack,
    ) -> GivenBack:
        """Refund what was captured, unless our mark is there already."""
        before = await self.given_back(client, context, secrets, wanted)
        if before is not None:
            return before
        root = f"{_root(context)}/orders/{quote(wanted.order, safe='')}"
        headers = _headers(secrets)
        answer = check_success(await _get(client, f"{root}/transactions.json", {}, headers))
        moved = decode(answer.content, payloads.Transactions).transactions
        body = {"refund": refunding.refund(moved, wanted)}
        made = check_pace(await client.post(f"{root}/refunds.json", json=body, headers=headers))
        if made.status_code in _REFUSALS:
            raise Refused(refunding.refusal_text(made.content))
        refund = decode(check_success(made).content, payloads.OneRefund).refund
        return refunding.given_back(refund, wanted)

    async def given_back(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        wanted: GivingBack,
    ) -> GivenBack | None:
        """Look for our mark among the order's refunds."""
        url = f"{_root(context)}/orders/{quote(wanted.order, safe='')}/refunds.json"
        answer = await _get(client, url, {"limit": "250"}, _headers(secrets))
        if answer.status_code in _REFUSALS:
            raise Refused(refunding.refusal_text(answer.content))
        for each in decode(check_success(answer).content, payloads.Refunds).refunds:
            if f"[{wanted.mark}]" in (each.note or ""):
                return refunding.given_back(each, wanted)
        return None

    def _order(self, body: bytes, context: Context) -> OrderNews:
        return reading.order(decode(body, payloads.Order), context.shop_id)


def _root(context: Context) -> str:
    return f"https://{context.settings['address']}/admin/api/{API_VERSION}"


def _headers(secrets: Mapping[str, str]) -> dict[str, str]:
    return {"X-Shopify-Access-Token": secrets.get("access_token", "")}


async def _get(
    client: httpx.AsyncClient, url: str, asked: Mapping[str, str], headers: Mapping[str, str]
) -> httpx.Response:
    return check_pace(await client.get(url, params=dict(asked), headers=dict(headers)))


def _pause(limit: str) -> float:
    """Return the seconds after which the bucket has room again: "39/40" leaks two a second."""
    used, _, size = limit.partition("/")
    if not (used.isdigit() and size.isdigit()):
        return 0.0
    return 2.0 if int(used) + 2 >= int(size) else 0.0
