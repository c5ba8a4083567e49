"""As much of what the feed carries as figures read: the rest of each entity is skipped."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Raw, Struct

from madoguchi.insight.figures.events import Outcome, Presence
from madoguchi.shops.contracts import Hours


class SeenChange(Struct):
    """One entity that an event changed; its value is read only where figures need it."""

    type: str
    version: int
    value: Raw = Raw(b"null")


class SeenConversation(Struct):
    """Where a conversation stands: whose it is, in whose charge, and how it was rated."""

    id: int
    shop_id: int
    customer_id: int
    channel: str
    state: str
    assignee_id: int | None = None
    team_id: int | None = None
    language: str | None = None
    rating: SeenRating | None = None


class SeenRating(Struct):
    """What the customer gave, 1 to 5."""

    score: int


class SeenAuthor(Struct):
    """Who said a message; an agent without an id is a program."""

    kind: Literal["customer", "agent", "bot", "system"]
    id: int | None = None


class SeenMail(Struct):
    """Whether a machine wrote it, and of what kind."""

    automatic: str | None = None


class SeenMessage(Struct):
    """What was said, when and by whom; its words are not read."""

    at: datetime
    kind: str
    author: SeenAuthor
    mail: SeenMail | None = None


class SeenPresence(Struct):
    """Where a person stands towards new customers; `id` is the person's."""

    id: int
    state: Presence


class SeenPromise(Struct):
    """What a customer was told, until when, and what came of it."""

    id: int
    conversation_id: int
    shop_id: int
    due_at: datetime
    state: Outcome
    owner_id: int | None = None
    broken_at: datetime | None = None


class SeenOwing(Struct):
    """Whom a clock runs for, and about what."""

    subject: str
    conversation_id: int | None = None
    shop_id: int | None = None
    person_id: int | None = None


class SeenClock(Struct):
    """A clock's time and whether it ran out; `target_ms` is on its calendar."""

    id: int
    owing: SeenOwing
    calendar: str
    target_ms: int | None = None
    deadline: datetime | None = None
    breached_at: datetime | None = None


class SeenDeparture(Struct):
    """A visitor who left; `id` is their conversation's."""

    id: int
    left_at: datetime


class SeenCall(Struct):
    """A telephone call, as `calls.Call` counts it."""

    id: int
    conversation_id: int
    shop_id: int
    direction: str
    language: str
    came_at: datetime
    ring_cycle_ms: int
    country: str | None = None
    team_id: int | None = None
    person_id: int | None = None
    queued_at: datetime | None = None
    rang_at: datetime | None = None
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    ring_target_ms: int | None = None
    phase: str = ""
    ending: str | None = None
    callback_at: datetime | None = None
    callback_due_at: datetime | None = None
    wanted_at: datetime | None = None
    called_back_at: datetime | None = None
    wrapped_at: datetime | None = None


class SeenShop(Struct):
    """When a shop answers."""

    id: int
    hours: Hours


class SeenOrder(Struct, frozen=True):
    """As much of an order as figures read."""

    id: int
    version: int
    placed_at: datetime
    customer_id: int | None = None
    journey: str = "direct"
    paid_at: datetime | None = None
    reached: dict[str, datetime] = {}


class SeenBatch(Struct):
    """Orders that an import changed all at once, by number alone."""

    order_ids: list[int]


read_order = msgspec.json.Decoder(SeenOrder).decode
read_batch = msgspec.json.Decoder(SeenBatch).decode
read_changes = msgspec.json.Decoder(list[SeenChange]).decode
read_conversation = msgspec.json.Decoder(SeenConversation).decode
read_message = msgspec.json.Decoder(SeenMessage).decode
read_presence = msgspec.json.Decoder(SeenPresence).decode
read_promise = msgspec.json.Decoder(SeenPromise).decode
read_clock = msgspec.json.Decoder(SeenClock).decode
read_departure = msgspec.json.Decoder(SeenDeparture).decode
read_call = msgspec.json.Decoder(SeenCall).decode
read_shop = msgspec.json.Decoder(SeenShop).decode
