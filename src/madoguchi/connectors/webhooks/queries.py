"""Reads of webhooks and their log, for owners; and what the sender needs of each delivery."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.connectors.webhooks.contracts import (
    DeliveryPage,
    LoggedDelivery,
    Queued,
    Webhook,
)
from madoguchi.connectors.webhooks.tables import webhook_table
from madoguchi.kernel import feed
from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.kernel.feed import Event
from madoguchi.kernel.outbox import Delivery, delivery_table
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only

DELIVERY = "webhook"
"""The kind of this room's deliveries in the outbox; their target is the webhook."""
LARGEST_PAGE = 200

_W = webhook_table.c
_D = delivery_table.c
_ANY = Prepared(sa.select(_W.id).limit(1))
_read_queued = msgspec.json.Decoder(Queued).decode


class Target(msgspec.Struct, frozen=True):
    """Where a delivery goes, and with which event; None for a test or an event that is gone.

    `sealed_secrets` all sign it, the one in force first.
    """

    webhook: Webhook
    sealed_secrets: list[str]
    queued: Queued
    event: Event | None


def webhooks(view: View, *, by: Actor) -> list[Webhook]:
    """Return all webhooks, oldest first. Owners only."""
    owner_only(by)
    return [to_webhook(row) for row in view.execute(sa.select(webhook_table).order_by(_W.id))]


def webhook(view: View, webhook_id: int, *, by: Actor) -> Webhook:
    """Return one webhook. Owners only. Raises `NotFound`."""
    owner_only(by)
    row = view.execute(sa.select(webhook_table).where(_W.id == webhook_id)).first()
    if row is None:
        raise NotFound("webhook.not_found")
    return to_webhook(row)


def any_at_all(view: View) -> bool:
    """Say whether there are webhooks, those that are off or paused too.

    One prepared statement, so a glance will do for it: see `Store.glance_now`.
    """
    return bool(view.run(_ANY))


def every(view: View, *, hold: bool = False) -> list[Webhook]:
    """Return all webhooks, those that are off or paused too; for the worker.

    With `hold` none of them is turned on or off before this transaction ends.
    """
    select = sa.select(webhook_table).order_by(_W.id)
    rows = view.execute(select.with_for_update(read=True) if hold else select)
    return [to_webhook(row) for row in rows]


def room_left(view: View, webhook_id: int, most: int) -> int:
    """Return how many deliveries may still be kept for a webhook that sends nothing now."""
    waiting = sa.select(_D.id).where(
        _D.kind == DELIVERY, _D.target_id == webhook_id, _D.state == "pending"
    )
    counted = sa.select(sa.func.count()).select_from(waiting.limit(most).subquery())
    return most - int(view.execute(counted).scalar_one())


def deliveries(
    view: View, webhook_id: int, *, by: Actor, limit: int = 50, cursor: str | None = None
) -> DeliveryPage:
    """Return a page of a webhook's log, the newest first. Owners only."""
    webhook(view, webhook_id, by=by)
    limit = max(1, min(limit, LARGEST_PAGE))
    rows = view.execute(
        sa.select(delivery_table)
        .where(_D.kind == DELIVERY, _D.target_id == webhook_id, _D.id < _read_cursor(cursor))
        .order_by(_D.id.desc())
        .limit(limit + 1)
    ).all()
    items = [to_logged(row) for row in rows[:limit]]
    return DeliveryPage(items, str(items[-1].id) if len(rows) > limit else None)


def target(view: View, delivery: Delivery) -> Target | None:
    """Return what is needed to send a delivery, None where the webhook is gone."""
    row = view.execute(sa.select(webhook_table).where(_W.id == delivery.target_id)).first()
    if row is None:
        return None
    queued = _read_queued(delivery.payload)
    event = None if queued.event_id is None else feed.by_id(view.connection, queued.event_id)
    secrets = [row.secret]
    if row.old_secret is not None and view.now < row.old_secret_until:
        secrets.append(row.old_secret)
    return Target(to_webhook(row), secrets, queued, event)


def to_webhook(row: sa.Row[Any]) -> Webhook:
    """Turn a row of `webhook_table` into its struct, without the secret."""
    return Webhook(
        id=row.id,
        version=row.version,
        name=row.name,
        url=row.url,
        kinds=row.kinds,
        shop_ids=row.shop_ids,
        active=row.active,
        failures=row.failures,
        paused_at=row.paused_at,
        old_secret_until=row.old_secret_until,
        made_by=row.made_by,
        created_at=row.created_at,
    )


def to_logged(row: sa.Row[Any]) -> LoggedDelivery:
    """Turn a row of the outbox into a line of the log."""
    queued = _read_queued(row.payload)
    return LoggedDelivery(
        id=row.id,
        kind=queued.kind,
        event_id=queued.event_id,
        state=row.state,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at if row.state == "pending" else None,
        created_at=row.created_at,
        done_at=row.done_at,
        status=row.status,
        answer=row.answer,
        took_ms=row.took_ms,
    )


def _read_cursor(cursor: str | None) -> int:
    if cursor is None:
        return 2**62
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise Invalid("list.bad_cursor", field="cursor")
    return int(cursor)
