"""What leaves this room: connections, the notices they bring, and what an adapter makes of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from madoguchi.orders.contracts import (
    MovementDraft,
    OrderDraft,
    ParcelDraft,
    PaymentDraft,
    RefundDraft,
)

NoticeState = Literal["pending", "done", "ignored", "failed"]
Capability = Literal["notices", "backfill", "polling", "refunds", "tracking"]
"""What an adapter can do: `polling` means that its platform tells nothing unless asked."""
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class Posted(msgspec.Struct, frozen=True):
    """A request as it came in: header names in lower case, the body untouched."""

    headers: Mapping[str, str]
    body: bytes
    at: datetime


class NoticeName(msgspec.Struct, frozen=True):
    """How a platform names one thing that it posts: the same name again is the same notice."""

    event_id: str
    topic: str


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Something a connection must be told: `secret` is sealed, and never shown again.

    `form` is how it must look: `host` a name such as `kita.example`, `url` an http(s) address.
    `enables` names what cannot be done without it, where the rest can.
    """

    name: str
    secret: bool = False
    needed: bool = True
    form: Literal["text", "host", "url"] = "text"
    enables: Capability | None = None


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What an adapter may know of the connection that it reads for."""

    connection_id: int
    shop_id: int
    settings: Mapping[str, str] = {}


class ParcelNews(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel with the orders in it by their platform's names, and what moved.

    `numbers` are orders as people call them, for whoever knows no platform: what a carrier's file
    says of orders that are not here concerns nobody.
    """

    parcel: ParcelDraft
    orders: list[str] = []
    numbers: list[str] = []
    movements: list[MovementDraft] = []


class OrderNews(msgspec.Struct, frozen=True, kw_only=True):
    """An order with the money and the parcels that its platform tells along with it."""

    order: OrderDraft
    payments: list[PaymentDraft] = []
    refunds: list[RefundDraft] = []
    parcels: list[ParcelNews] = []


class RefundNews(msgspec.Struct, frozen=True, kw_only=True):
    """Money back for an order that is named by its platform's id alone."""

    order: str
    refunds: list[RefundDraft]


class TrackingNews(msgspec.Struct, frozen=True, kw_only=True):
    """What a carrier says of a number, whoever waits for it."""

    number: str
    carrier: str = ""
    movements: list[MovementDraft] = []


class CustomerNews(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who has an account with the shop. `email` is empty unless they have proven it."""

    external_id: str
    name: str = ""
    email: str = ""
    phone: str = ""
    note: str = ""
    tags: list[str] = []


class ErasureNews(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has asked the platform to be forgotten, by the platform's own number of them."""

    external_id: str


News = OrderNews | RefundNews | ParcelNews | TrackingNews | CustomerNews | ErasureNews


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One thing out of a platform's past, read by `parse` like a notice; `name` is its own there.

    `edition` tells its later changes apart, as when the platform changed it last.
    """

    name: str
    topic: str
    body: bytes
    edition: str = ""


class FetchedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a platform's past: `cursor` None at the end; `total` where the platform says it.

    `pause` is how many seconds the platform wants to itself before the next page.
    """

    pieces: list[Piece]
    cursor: str | None
    total: int | None = None
    pause: float = 0.0


class GivingBack(msgspec.Struct, frozen=True, kw_only=True):
    """Money to go back: `amount` in minor units, `order` by its platform's id.

    `mark` goes along in what the platform keeps as the refund's reason, and is nobody else's.
    """

    order: str
    amount: int
    currency: str
    reason: str
    mark: str

    @property
    def note(self) -> str:
        """What the platform is told: the reason, and the mark by which it is found again."""
        return f"{self.reason} [{self.mark}]".strip()


class GivenBack(msgspec.Struct, frozen=True, kw_only=True):
    """What a platform says of money that was to go back.

    `accepted`: it is still on its way; `refunds` is what has arrived, `what` why it has failed.
    """

    state: Literal["accepted", "refunded", "failed"]
    refunds: list[RefundDraft] = []
    what: str = ""


class BackfillDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Since when a platform's past is wanted; left out, a stopped one goes on where it was."""

    since: Instant | None = None


class Backfill(msgspec.Struct, frozen=True, kw_only=True):
    """How far a platform's past has been fetched; `cursor` is where to go on after a break.

    Of those `fetched`, `refused` could not be kept: they lie among the notices that failed.
    `failures` counts the attempts in a row that came to nothing.
    """

    since: datetime
    state: Literal["running", "done", "stopped"] = "running"
    cursor: str | None = None
    fetched: int = 0
    refused: int = 0
    total: int | None = None
    failures: int = 0
    not_before: datetime | None = None
    """The platform has asked to be left alone until then, or could not be reached."""
    began_by: int | None = None
    began_at: datetime
    ended_at: datetime | None = None


class CatchUp(msgspec.Struct, frozen=True, kw_only=True):
    """Asking for what has changed since the last look; `began_at` None while it rests."""

    since: datetime
    due_at: datetime
    began_at: datetime | None = None
    cursor: str | None = None
    failures: int = 0


class Trouble(msgspec.Struct, frozen=True):
    """Why something does not work: the key of a text, and what fills it.

    `text` is that in words; empty in what is kept and in the feed, which have many readers.
    """

    key: str
    params: dict[str, str | int | float] = {}
    text: str = ""


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's account at a platform or carrier, as owners see it.

    The fields stand in the order of the columns of `tables.connection_table`.
    """

    id: int
    version: int
    shop_id: int
    kind: str
    name: str
    settings: dict[str, str]
    active: bool = True
    backfill: Backfill | None = None
    trouble: Trouble | None = None
    trouble_at: datetime | None = None
    heard_at: datetime | None = None
    caught_up_at: datetime | None = None
    """Whatever had changed by then was asked for; None where the platform tells it by itself."""
    created_at: datetime


class ConnectionDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new connection: everything that the kind's adapter asks for stands in `settings`."""

    shop_id: int
    kind: str
    name: str = ""
    settings: dict[str, str] = {}


class ConnectionChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shall become different; a setting that is left out stays as it is."""

    name: str | UnsetType = UNSET
    settings: dict[str, str] | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was posted, and what became of it."""

    id: int
    connection_id: int
    event_id: str
    topic: str
    state: NoticeState
    attempts: int
    reason: Trouble | None
    received_at: datetime
    worked_at: datetime | None


class NoticePage(msgspec.Struct, frozen=True):
    """Notices, the newest first; `next_cursor` None at the end."""

    items: list[Notice]
    next_cursor: str | None


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How a connection is doing: what waits, what failed, and how old the oldest of it is."""

    connection: Connection
    pending: int
    failed: int
    oldest_pending_at: datetime | None
    done_today: int
