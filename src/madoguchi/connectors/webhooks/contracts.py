"""What leaves this room: webhooks as their owners see them, and the log of what was sent."""

from __future__ import annotations

from datetime import datetime

import msgspec

from madoguchi.kernel.ids import Id
from madoguchi.kernel.outbox import DeliveryState


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """Where to post what; empty `kinds` or `shop_ids` mean all of them.

    `failures` counts those in a row; after too many `paused_at` is set and nothing is sent. Until
    `old_secret_until` the secret before this one signs too.
    """

    id: int
    version: int
    name: str
    url: str
    kinds: list[str]
    shop_ids: list[int]
    active: bool
    failures: int
    paused_at: datetime | None
    old_secret_until: datetime | None
    made_by: int | None
    created_at: datetime

    @property
    def sends(self) -> bool:
        """Whether events are sent now."""
        return self.active and self.paused_at is None


class WebhookDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A webhook to be made. A kind may end in `*`: `conversation_*`."""

    url: str
    name: str = ""
    kinds: list[str] = []
    shop_ids: list[Id] = []


class WebhookChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a webhook shall be different; `active: true` also ends a pause."""

    url: str | msgspec.UnsetType = msgspec.UNSET
    name: str | msgspec.UnsetType = msgspec.UNSET
    kinds: list[str] | msgspec.UnsetType = msgspec.UNSET
    shop_ids: list[Id] | msgspec.UnsetType = msgspec.UNSET
    active: bool | msgspec.UnsetType = msgspec.UNSET


class SecretWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new secret is wished for; with `at_once` the old one signs nothing any more: it leaked."""

    at_once: bool = False


class WebhookMade(msgspec.Struct, frozen=True):
    """A webhook with its new secret, which is never shown again."""

    webhook: Webhook
    secret: str


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """What the outbox keeps of a delivery: which event, or that it is a test.

    The body is written when it is sent, so what was redacted meanwhile does not go out.
    """

    kind: str
    event_id: int | None = None


class LoggedDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery as the log shows it; `answer` is the beginning of what the receiver said."""

    id: int
    kind: str
    event_id: int | None
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime | None
    created_at: datetime
    done_at: datetime | None
    status: int | None
    answer: str | None
    took_ms: int | None


class DeliveryPage(msgspec.Struct, frozen=True):
    """Deliveries, the newest first; `next_cursor` None at the end."""

    items: list[LoggedDelivery]
    next_cursor: str | None
