"""Reads WooCommerce's webhooks, and asks its REST API (v3) for the past."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from madoguchi.connectors.connections.adapter import Knocked, Refused, Unreadable
from madoguchi.connectors.connections.contracts import (
    Capability,
    Context,
    FetchedPage,
    GivenBack,
    GivingBack,
    News,
    NoticeName,
    Piece,
    Posted,
    Setting,
)
from madoguchi.connectors.connections.rules.answers import check_success, decode
from madoguchi.connectors.connections.rules.reading import decimal, moment
from madoguchi.connectors.connections.rules.signatures import check_base64
from madoguchi.connectors.woocommerce import payloads, reading

TOPIC = "order.updated"
PAGE = 100
"""The most that WooCommerce gives at once."""
MOST_NAMED = 500
"""Orders that are named in an address to be left out; servers take some 8,000 characters of it."""
AGAIN = 20
"""How many of those that are counted are asked for again: one that changes meanwhile leaves."""

_PING = re.compile(rb"webhook_id=[0-9]{1,20}")


class _Mark(msgspec.Struct, frozen=True):
    id: int | str
    date_modified_gmt: str | None = None


class _Cursor(msgspec.Struct, frozen=True):
    """Where to go on: what has changed from `at` on, without those of that second that we have.

    Where more have changed in one second than an address can name, `skip` counts them by their ids.
    """

    at: str
    seen: list[str] = []
    skip: int | None = None


class WooCommerce:
    """The adapter for shops on WooCommerce."""

    kind = reading.PLATFORM
    capabilities: frozenset[Capability] = frozenset({"notices", "backfill", "refunds"})
    settings: Sequence[Setting] = (
        Setting(name="address", form="url"),
        Setting(name="secret", secret=True),
        Setting(name="consumer_key", secret=True, needed=False, enables="backfill"),
        Setting(name="consumer_secret", secret=True, needed=False, enables="backfill"),
    )

    def verify(self, posted: Posted, secrets: Mapping[str, str]) -> None:
        """Check `X-WC-Webhook-Signature`. Raises `Knocked` for the ping of a new webhook."""
        given = posted.headers.get("x-wc-webhook-signature", "")
        if not given and _PING.fullmatch(posted.body):
            raise Knocked
        check_base64(secrets.get("secret", ""), posted.body, given)

    def name(self, posted: Posted) -> NoticeName:
        """Take the delivery's id."""
        headers = posted.headers
        return NoticeName(
            headers.get("x-wc-webhook-delivery-id", ""), headers.get("x-wc-webhook-topic", "")
        )

    def parse(self, topic: str, body: bytes, context: Context) -> list[News]:
        """Read an order; other topics, and carts that are no orders yet, concern nobody here."""
        if topic not in {"order.created", TOPIC, "order.restored"}:
            return []
        read = decode(body, payloads.Order)
        return [] if read.status in reading.UNFINISHED else [reading.order(read, context.shop_id)]

    async def page(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        *,
        since: datetime,
        cursor: str | None,
    ) -> FetchedPage:
        """Fetch a page of orders, the oldest change first.

        Page numbers would slip when an order changes meanwhile, so each page begins at the second
        of the last order before it, and leaves out those of that second that we have.
        """
        at = _Cursor(since.strftime("%Y-%m-%dT%H:%M:%S"))
        if cursor is not None:
            at = decode(cursor.encode(), _Cursor)
        answer = check_success(
            await client.get(
                f"{context.settings['address']}/wp-json/wc/v3/orders",
                params=_asked(at),
                auth=self._auth(context, secrets),
            )
        )
        orders = decode(answer.content, list[msgspec.Raw])
        marks = [decode(each, _Mark) for each in orders]
        total = answer.headers.get("x-wp-total", "")
        return FetchedPage(
            pieces=[
                Piece(
                    name=str(mark.id),
                    topic=TOPIC,
                    body=bytes(each),
                    edition=mark.date_modified_gmt or "",
                )
                for each, mark in zip(orders, marks, strict=True)
            ],
            cursor=_next(at, marks),
            total=int(total) if cursor is None and total.isdigit() else None,
        )

    async def give_back(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        wanted: GivingBack,
    ) -> GivenBack:
        """Refund by the gateway with which the order was paid, unless our mark is there already."""
        before = await self.given_back(client, context, secrets, wanted)
        if before is not None:
            return before
        answer = await client.post(
            self._refunds(context, wanted),
            json={
                "amount": decimal(wanted.amount, wanted.currency),
                "reason": wanted.note,
                # Else it would be written down, and no money go back.
                "api_refund": True,
            },
            auth=self._auth(context, secrets),
        )
        # What the gateway says comes with a status of 500; WooCommerce's own codes are no faults.
        refused = _refusal(answer)
        if refused is not None:
            raise Refused(refused)
        made = decode(check_success(answer).content, payloads.MadeRefund)
        return GivenBack(state="refunded", refunds=[reading.refund(made, wanted.currency)])

    async def given_back(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        wanted: GivingBack,
    ) -> GivenBack | None:
        """Look for our mark among the order's refunds."""
        answer = await client.get(
            self._refunds(context, wanted),
            params={"per_page": str(PAGE)},
            auth=self._auth(context, secrets),
        )
        refused = _refusal(answer)
        if refused is not None:
            raise Refused(refused)
        for each in decode(check_success(answer).content, list[payloads.MadeRefund]):
            if f"[{wanted.mark}]" in (each.reason or ""):
                return GivenBack(state="refunded", refunds=[reading.refund(each, wanted.currency)])
        return None

    def _refunds(self, context: Context, wanted: GivingBack) -> str:
        order = quote(wanted.order, safe="")
        return f"{context.settings['address']}/wp-json/wc/v3/orders/{order}/refunds"

    def _auth(self, context: Context, secrets: Mapping[str, str]) -> httpx.BasicAuth:
        # Without TLS WooCommerce takes no password, and whoever listens would have it.
        if urlsplit(context.settings["address"]).scheme != "https":
            raise Unreadable("the shop’s address must begin with https:// to be asked for orders")
        return httpx.BasicAuth(secrets.get("consumer_key", ""), secrets.get("consumer_secret", ""))


def _refusal(answer: httpx.Response) -> str | None:
    """Return WooCommerce's own sentence where it has understood and will not."""
    if answer.is_success or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return None
    try:
        said = decode(answer.content, payloads.Refusal)
    except Unreadable:
        return None
    return said.message if said.code.startswith("woocommerce_rest_") else None


def _asked(at: _Cursor) -> dict[str, str]:
    """Return what is asked of the orders; `modified_after` means truly after, in whole seconds."""
    asked = {
        "per_page": str(PAGE),
        "order": "asc",
        "dates_are_gmt": "true",
        "status": "any",
        "modified_after": _moved(at.at, -1),
    }
    if at.skip is None:
        return {**asked, "orderby": "modified", "exclude": ",".join(at.seen)}
    offset = str(max(0, at.skip - AGAIN))
    return {**asked, "orderby": "id", "offset": offset, "modified_before": _moved(at.at, 1)}


def _next(at: _Cursor, marks: Sequence[_Mark]) -> str | None:
    if at.skip is not None:
        got = max(0, at.skip - AGAIN) + len(marks)
        following = _Cursor(at.at, skip=got) if len(marks) == PAGE else _Cursor(_moved(at.at, 1))
        return msgspec.json.encode(following).decode()
    if len(marks) < PAGE:
        return None
    last = marks[-1].date_modified_gmt or at.at
    seen = [str(mark.id) for mark in marks if mark.date_modified_gmt == last]
    if {*seen} <= {*at.seen}:
        raise Unreadable("the shop gives the same page again, whatever it is asked to leave out")
    following = _Cursor(last, [*at.seen, *seen] if last == at.at else seen)
    if len(following.seen) > MOST_NAMED:
        following = _Cursor(last, skip=0)
    return msgspec.json.encode(following).decode()


def _moved(at: str, seconds: int) -> str:
    return (moment(at + "Z") + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
