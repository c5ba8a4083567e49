"""Reads Vendure's orders, asks its Admin API for the past and the new, and gives money back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import httpx
import msgspec

from madoguchi.connectors.connections.adapter import Refused, Unreadable
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
from madoguchi.connectors.connections.rules.answers import decode
from madoguchi.connectors.connections.rules.reading import moment
from madoguchi.connectors.connections.rules.signatures import check_ours
from madoguchi.connectors.vendure import payloads, queries, reading
from madoguchi.connectors.vendure.admin_api import AdminApi, Result

TOPIC = "order"
PAGE = 50
"""Orders in a page, each with all that hangs on it; Vendure gives up to 1,000."""


class _Server(msgspec.Struct, frozen=True, rename="camel"):
    money_strategy_precision: int = 2


class _Settings(msgspec.Struct, frozen=True, rename="camel"):
    server_config: _Server


class _List(msgspec.Struct, frozen=True, rename="camel"):
    total_items: int
    items: list[msgspec.Raw]


class _Orders(msgspec.Struct, frozen=True, rename="camel"):
    global_settings: _Settings
    orders: _List


class _OneOrder(msgspec.Struct, frozen=True, rename="camel"):
    global_settings: _Settings
    order: payloads.Order | None


class _Refunded(msgspec.Struct, frozen=True, rename="camel"):
    refund_order: Result


class _Cursor(msgspec.Struct, frozen=True):
    """Where to go on: what has changed from `at` on, without those of that instant that we have."""

    at: str
    seen: list[str] = []


class Vendure:
    """The adapter for shops on Vendure."""

    kind = reading.PLATFORM
    capabilities: frozenset[Capability] = frozenset({"notices", "backfill", "polling", "refunds"})
    settings: Sequence[Setting] = (
        Setting(name="address", form="url"),
        Setting(name="username"),
        Setting(name="password", secret=True),
        Setting(name="channel", needed=False),
        Setting(name="secret", secret=True, needed=False, enables="notices"),
    )

    def __init__(self) -> None:
        self._tokens: dict[int, tuple[str, str]] = {}

    def verify(self, posted: Posted, secrets: Mapping[str, str]) -> None:
        """Check what our plugin has signed, as our own webhooks are."""
        check_ours(posted, secrets)

    def name(self, posted: Posted) -> NoticeName:
        """Take the id that the plugin gives."""
        return NoticeName(posted.headers.get("madoguchi-id", ""), TOPIC)

    def parse(self, topic: str, body: bytes, context: Context) -> list[News]:
        """Read an order; carts concern nobody here."""
        read = reading.order(decode(body, payloads.Told), context.shop_id)
        return [] if read is None else [read]

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

        Pages by number would slip when an order changes meanwhile, so each begins at the instant
        of the last order before it, and leaves out those of that instant that we have.
        """
        at = _Cursor(_written(since)) if cursor is None else decode(cursor.encode(), _Cursor)
        # `after` means truly after, and some databases keep no more than milliseconds.
        after = _written(moment(at.at) - timedelta(milliseconds=1))
        wanted: dict[str, object] = {"active": {"eq": False}, "updatedAt": {"after": after}}
        if at.seen:
            wanted["id"] = {"notIn": at.seen}
        options = {"take": PAGE, "sort": {"updatedAt": "ASC"}, "filter": wanted}
        api = AdminApi(client, context, secrets, self._tokens)
        found = await api.ask(queries.ORDERS, {"options": options}, _Orders)
        precision = found.global_settings.server_config.money_strategy_precision
        marks = [decode(each, payloads.Mark) for each in found.orders.items]
        return FetchedPage(
            pieces=[
                Piece(
                    name=mark.id,
                    topic=TOPIC,
                    body=msgspec.json.encode(payloads.Raw(precision, each)),
                    edition=mark.updated_at,
                )
                for each, mark in zip(found.orders.items, marks, strict=True)
            ],
            cursor=None if len(marks) < PAGE else _next(at, marks),
            total=found.orders.total_items if cursor is None else None,
        )

    async def give_back(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        wanted: GivingBack,
    ) -> GivenBack:
        """Refund payment after payment until the amount is reached; what bears our mark counts."""
        api = AdminApi(client, context, secrets, self._tokens)
        told = await self._order(api, wanted)
        if told is None:
            raise Refused(f"Vendure has no order {wanted.order}")
        marked = _marked(told, wanted)
        if any(each.state == "Failed" for each in marked):
            return _given(told, marked, wanted)
        left = reading.to_vendure_units(wanted.amount, told.precision, wanted.currency)
        left -= sum(each.total for each in marked)
        for payment in told.order.payments or []:
            gone = sum(each.total for each in payment.refunds if each.state != "Failed")
            part = min(left, payment.amount - gone)
            if payment.state != "Settled" or part <= 0:
                continue
            # `amount` stands for all three, yet its database takes no refund without them.
            parts = {"lines": [], "shipping": 0, "adjustment": 0}
            asked = {"paymentId": payment.id, "amount": part, "reason": wanted.note, **parts}
            done = (await api.ask(queries.REFUND, {"input": asked}, _Refunded)).refund_order
            if done.kind != "Refund":
                what = done.message or done.kind
                return await self._stopped(api, wanted, what)
            left -= part
        if left > 0:
            raise Refused("none of the order’s payments has so much left")
        after = await self._order(api, wanted)
        if after is None:
            raise Unreadable(f"Vendure has lost order {wanted.order}")
        return _given(after, _marked(after, wanted), wanted)

    async def given_back(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        wanted: GivingBack,
    ) -> GivenBack | None:
        """Look for the refunds that bear our mark."""
        told = await self._order(AdminApi(client, context, secrets, self._tokens), wanted)
        marked = [] if told is None else _marked(told, wanted)
        return _given(told, marked, wanted) if told is not None and marked else None

    async def _stopped(self, api: AdminApi, wanted: GivingBack, what: str) -> GivenBack:
        """Say what went back before Vendure would not go on. Raises `Refused` where nothing did."""
        told = await self._order(api, wanted)
        marked = [] if told is None else _marked(told, wanted)
        if told is None or not marked:
            raise Refused(what)
        return GivenBack(state="failed", refunds=_given(told, marked, wanted).refunds, what=what)

    async def _order(self, api: AdminApi, wanted: GivingBack) -> payloads.Told | None:
        found = await api.ask(queries.ONE_ORDER, {"id": wanted.order}, _OneOrder)
        if found.order is None:
            return None
        if found.order.currency_code != wanted.currency:
            raise Refused(f"the order is in {found.order.currency_code}")
        precision = found.global_settings.server_config.money_strategy_precision
        return payloads.Told(precision, found.order)


def _marked(told: payloads.Told, wanted: GivingBack) -> list[payloads.Refund]:
    return [
        each
        for payment in told.order.payments or []
        for each in payment.refunds
        if f"[{wanted.mark}]" in (each.reason or "")
    ]


def _given(told: payloads.Told, marked: Sequence[payloads.Refund], wanted: GivingBack) -> GivenBack:
    ids = {each.id for each in marked}
    arrived = [each for each in reading.refunds(told) if each.external_id in ids]
    if any(each.state == "Failed" for each in marked):
        return GivenBack(state="failed", refunds=arrived, what="the payment’s provider failed")
    if sum(each.amount for each in arrived) >= wanted.amount:
        return GivenBack(state="refunded", refunds=arrived)
    return GivenBack(state="accepted", refunds=arrived)


def _next(at: _Cursor, marks: Sequence[payloads.Mark]) -> str:
    last = marks[-1].updated_at
    seen = [mark.id for mark in marks if mark.updated_at == last]
    if {*seen} <= {*at.seen}:
        raise Unreadable("Vendure gives the same page again, whatever it is asked to leave out")
    following = _Cursor(last, [*at.seen, *seen] if last == at.at else seen)
    return msgspec.json.encode(following).decode()


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
