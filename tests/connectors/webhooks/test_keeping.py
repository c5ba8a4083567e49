"""Webhooks as owners keep them: made, changed, removed, and their log read."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.connectors.webhooks import operations, queries
from madoguchi.connectors.webhooks.contracts import (
    WebhookChanges,
    WebhookDraft,
)
from madoguchi.kernel.outbox import delivery_table
from tests.connectors.webhooks.hooks import change, make, now, queue
from tests.connectors.webhooks.receiver import Receiver
from tests.refusals import refused
from tests.worker.running import KEYRING, working
from tests.world import World


def test_owners_alone_keep_webhooks_and_read_their_log(world: World, receiver: Receiver) -> None:
    made = make(world, receiver.url)
    number, boss = made.webhook.id, world.hire("bo", "supervisor", None)
    write, read = world.store.write_now, world.store.read_now
    draft = WebhookDraft(url=receiver.url)
    tries: list[Callable[[], object]] = [
        lambda: write(operations.make_webhook, draft, KEYRING, private=True, by=boss),
        lambda: write(
            operations.change_webhook, number, WebhookChanges(active=False), private=True, by=boss
        ),
        lambda: write(operations.remove_webhook, number, by=boss),
        lambda: write(operations.try_webhook, number, by=boss),
        lambda: write(operations.retry_delivery, number, 1, by=boss),
        lambda: read(queries.webhooks, by=boss),
        lambda: read(queries.webhook, number, by=boss),
        lambda: read(queries.deliveries, number, by=boss),
    ]
    for attempt in tries:
        with refused("people.owner_only"):
            attempt()
    assert [hook.id for hook in read(queries.webhooks, by=world.anna)] == [number]


@pytest.mark.parametrize(
    ("draft", "key"),
    [
        ({"url": "ftp://shop.example/"}, "webhook.bad_url"),
        ({"url": "https://"}, "webhook.bad_url"),
        ({"url": "https://a:b@shop.example/"}, "webhook.bad_url"),
        ({"url": "https://shop.example/#x"}, "webhook.bad_url"),
        ({"url": "https://shop.example/a b"}, "webhook.bad_url"),
        ({"url": "https://shop.example:0/"}, "webhook.bad_url"),
        ({"url": "https://shop.example:99999/"}, "webhook.bad_url"),
        ({"url": "https://shop.example/" + "x" * 2000}, "webhook.bad_url"),
        ({"url": "http://127.0.0.1/"}, "webhook.private_address"),
        ({"url": "http://localhost:8000/"}, "webhook.private_address"),
        ({"url": "http://localhost./"}, "webhook.private_address"),
        ({"url": "http://2130706433/"}, "webhook.private_address"),
        ({"url": "http://127.1/"}, "webhook.private_address"),
        ({"url": "http://①②⑦.⓪.⓪.①/"}, "webhook.private_address"),
        ({"url": "http://[::1]/"}, "webhook.private_address"),
        ({"url": "http://169.254.169.254/latest"}, "webhook.private_address"),
        ({"url": "http://db.internal/"}, "webhook.private_address"),
        ({"kinds": ["Message"]}, "webhook.bad_kind"),
        ({"kinds": ["*"]}, "webhook.bad_kind"),
        ({"kinds": ["message_recieved"]}, "webhook.bad_kind"),
        ({"kinds": ["massage_*"]}, "webhook.bad_kind"),
        ({"kinds": ["x"] * 51}, "webhook.too_many_kinds"),
        ({"shop_ids": [999]}, "people.unknown_shop"),
    ],
)
def test_bad_webhooks_are_refused(world: World, draft: dict[str, Any], key: str) -> None:
    fields = {"url": "https://shop.example/hooks", **draft}
    with refused(key):
        world.store.write_now(
            operations.make_webhook, WebhookDraft(**fields), KEYRING,
            private=False, by=world.anna,
        )  # fmt: skip


def test_an_unnamed_one_is_called_after_its_host(world: World) -> None:
    made = make(world, "https://shop.example/hooks")
    assert made.webhook.name == "shop.example"
    changed = change(world, made.webhook, name="倉庫", kinds=["tag_made", "tag_made", "call_*"])
    assert (changed.name, changed.kinds, changed.version) == ("倉庫", ["tag_made", "call_*"], 2)
    assert change(world, made.webhook, name="倉庫").version == 2


def test_removed_with_its_log_and_what_was_to_be_sent(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    made = make(world, receiver.url)
    world.receive(world.visitor("mei"), "hello")
    queue(world)
    world.store.write_now(operations.remove_webhook, made.webhook.id, by=world.anna)
    left = world.store.read_now(
        lambda view: view.execute(
            sa.select(sa.func.count()).select_from(delivery_table)
        ).scalar_one()
    )
    assert left == 0
    with refused("webhook.not_found"):
        now(world, made.webhook)
    with working(world.store, tmp_path):
        time.sleep(0.3)
    assert receiver.got == []


def test_the_log_is_read_in_pages(world: World, receiver: Receiver) -> None:
    made = make(world, receiver.url)
    ids = [
        world.store.write_now(operations.try_webhook, made.webhook.id, by=world.anna).id
        for _ in range(7)
    ]
    seen: list[int] = []
    cursor = None
    for expected in (3, 3, 1):
        page = world.store.read_now(
            queries.deliveries, made.webhook.id, by=world.anna, limit=3, cursor=cursor
        )
        assert len(page.items) == expected
        seen += [entry.id for entry in page.items]
        cursor = page.next_cursor
    assert cursor is None
    assert seen == ids[::-1]
    with refused("list.bad_cursor"):
        world.store.read_now(queries.deliveries, made.webhook.id, by=world.anna, cursor="x")
