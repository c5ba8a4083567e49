"""Webhooks in a test: made, looked at, and what is to be sent to them queued."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import sqlalchemy as sa

from madoguchi.connectors.webhooks import operations, queries
from madoguchi.connectors.webhooks.contracts import (
    LoggedDelivery,
    Webhook,
    WebhookChanges,
    WebhookDraft,
    WebhookMade,
)
from madoguchi.kernel.outbox import delivery_table
from tests.connectors.webhooks.receiver import Got
from tests.worker.running import KEYRING, until
from tests.world import World


def make(world: World, url: str, **more: Any) -> WebhookMade:
    return world.store.write_now(
        operations.make_webhook, WebhookDraft(url=url, **more), KEYRING, private=True, by=world.anna
    )


def change(world: World, webhook: Webhook, **changes: Any) -> Webhook:
    return world.store.write_now(
        operations.change_webhook, webhook.id, WebhookChanges(**changes),
        private=True, by=world.anna,
    )  # fmt: skip


def now(world: World, webhook: Webhook) -> Webhook:
    return world.store.read_now(queries.webhook, webhook.id, by=world.anna)


def queue(world: World, count: int = 1) -> None:
    """Queue so much of what happened; PostgreSQL shows it once older transactions have ended."""
    waiting = sa.select(sa.func.count()).select_from(delivery_table)

    def queued() -> int:
        world.store.write_now(operations.fan_out)
        return int(world.store.read_now(lambda view: view.execute(waiting).scalar_one()))

    until(lambda: queued() >= count)


def log(world: World, webhook: Webhook) -> list[LoggedDelivery]:
    return world.store.read_now(queries.deliveries, webhook.id, by=world.anna).items


def genuine(secret: str, got: Got) -> str:
    signed = f"{got.headers['madoguchi-timestamp']}.".encode() + got.body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
