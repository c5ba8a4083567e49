"""Reads what a shop's own program posts: our drafts as JSON, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from madoguchi.connectors.connections.adapter import Unreadable
from madoguchi.connectors.connections.contracts import (
    Capability,
    Context,
    Instant,
    News,
    NoticeName,
    OrderNews,
    ParcelNews,
    Posted,
    RefundNews,
    Setting,
    TrackingNews,
)
from madoguchi.connectors.connections.rules.signatures import check_ours
from madoguchi.orders.contracts import (
    MovementDraft,
    OrderDraft,
    ParcelDraft,
    PaymentDraft,
    RefundDraft,
    Storage,
)

PLATFORM = "generic"


class PostedParcel(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel as a shop posts it."""

    number: str
    carrier: str = ""
    direction: str = "international"
    orders: list[str] = []
    weight_g: int | None = None
    expected_at: Instant | None = None
    storage: Storage | None = None
    movements: list[MovementDraft] = []


class PostedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as a shop posts it: a draft without the shop, which the connection knows."""

    order: msgspec.Raw
    payments: list[PaymentDraft] = []
    refunds: list[RefundDraft] = []
    parcels: list[PostedParcel] = []


class PostedRefunds(msgspec.Struct, frozen=True, kw_only=True):
    """Refunds of one order."""

    order: str
    refunds: list[RefundDraft]


class PostedTracking(msgspec.Struct, frozen=True, kw_only=True):
    """Movements of a number."""

    number: str
    carrier: str = ""
    movements: list[MovementDraft]


class Generic:
    """The adapter for programs that speak our own words."""

    kind = "generic"
    capabilities: frozenset[Capability] = frozenset({"notices", "tracking"})
    settings: Sequence[Setting] = (Setting(name="secret", secret=True),)

    def verify(self, posted: Posted, secrets: Mapping[str, str]) -> None:
        """Check `Madoguchi-Signature` over `Madoguchi-Timestamp`, a dot and the body."""
        check_ours(posted, secrets)

    def name(self, posted: Posted) -> NoticeName:
        """Take `Madoguchi-Id` and `Madoguchi-Topic` (order, parcel, refunds, tracking)."""
        return NoticeName(
            posted.headers.get("madoguchi-id", ""), posted.headers.get("madoguchi-topic", "order")
        )

    def parse(self, topic: str, body: bytes, context: Context) -> list[News]:
        """Read a draft. Raises `Unreadable`."""
        try:
            return [_READERS[topic](body, context)]
        except KeyError:
            raise Unreadable(f"no topic “{topic}”; there are {', '.join(_READERS)}") from None
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Unreadable(str(error)) from error


def _order(body: bytes, context: Context) -> News:
    read = msgspec.json.decode(body, type=PostedOrder)
    fields = {
        "platform": PLATFORM,
        **msgspec.json.decode(read.order, type=dict[str, object]),
        "shop_id": context.shop_id,
        "customer_id": None,
    }
    return OrderNews(
        order=msgspec.convert(fields, OrderDraft),
        payments=read.payments,
        refunds=read.refunds,
        parcels=[_parcel_news(each, context) for each in read.parcels],
    )


def _parcel(body: bytes, context: Context) -> News:
    return _parcel_news(msgspec.json.decode(body, type=PostedParcel), context)


def _parcel_news(read: PostedParcel, context: Context) -> ParcelNews:
    fields = {
        "shop_id": context.shop_id,
        "number": read.number,
        "carrier": read.carrier,
        "direction": read.direction,
        "weight_g": read.weight_g,
        "expected_at": read.expected_at,
        "storage": read.storage,
    }
    return ParcelNews(
        parcel=msgspec.convert(fields, ParcelDraft), orders=read.orders, movements=read.movements
    )


def _refunds(body: bytes, context: Context) -> News:
    read = msgspec.json.decode(body, type=PostedRefunds)
    return RefundNews(order=read.order, refunds=read.refunds)


def _tracking(body: bytes, context: Context) -> News:
    read = msgspec.json.decode(body, type=PostedTracking)
    return TrackingNews(number=read.number, carrier=read.carrier, movements=read.movements)


_READERS = {"order": _order, "parcel": _parcel, "refunds": _refunds, "tracking": _tracking}
