"""Which event is for which webhook, the body that is posted, and its signature."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

import msgspec

from madoguchi.connectors.webhooks.contracts import Queued, Webhook
from madoguchi.connectors.webhooks.rules.kinds import is_kind
from madoguchi.kernel.feed import Event
from madoguchi.kernel.time import from_microseconds, to_microseconds

TEST = "webhook_tested"
"""The kind of what is posted to try a webhook."""

_encode = msgspec.json.Encoder().encode


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """What a receiver gets: an event as everybody else reads it."""

    id: int | None
    kind: str
    at: datetime
    by: dict[str, str | int | None]
    conversation_id: int | None
    changes: msgspec.Raw


def matches(webhook: Webhook, event: Event) -> bool:
    """Say whether a webhook gets an event.

    What concerns one person alone (their drafts, their sessions) goes to nobody; where shops are
    named, only what happens in them; and nothing from before the webhook was made.
    """
    if event.person_id is not None or event.at < to_microseconds(webhook.created_at):
        return False
    if webhook.shop_ids and event.shop_id not in webhook.shop_ids:
        return False
    return not webhook.kinds or any(is_kind(event.kind, kind) for kind in webhook.kinds)


def body_of(queued: Queued, event: Event | None, now: datetime) -> bytes:
    """Return the JSON to be posted; without an event, a test."""
    if event is None:
        posted = Posted(
            id=None,
            kind=queued.kind,
            at=now,
            by={"kind": "system", "id": None},
            conversation_id=None,
            changes=msgspec.Raw(b"[]"),
        )
    else:
        posted = Posted(
            id=event.id,
            kind=event.kind,
            at=from_microseconds(event.at),
            by={"kind": event.by_kind, "id": event.by_id},
            conversation_id=event.conversation_id,
            changes=msgspec.Raw(event.changes.encode()),
        )
    return _encode(posted)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return `v1=` and HMAC-SHA256 (hexadecimal) of `timestamp.body`.

    The timestamp (seconds since 1970) is signed too, so that a receiver can refuse what is old.
    """
    signed = str(timestamp).encode() + b"." + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def signatures(secrets: Sequence[str], timestamp: int, body: bytes) -> str:
    """Return what stands in the header: a signature with each secret, the one in force first.

    Two for a day after a secret was rotated, parted by a comma as Stripe's are: a receiver takes
    what one of them proves, and so may learn the new secret before or after it.
    """
    return ",".join(signature(each, timestamp, body) for each in secrets)
