"""What happens at the desk reaches the programs that want it: once, signed, retried, logged."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.connectors.webhooks import operations, queries
from madoguchi.connectors.webhooks import sending as sending_room
from madoguchi.connectors.webhooks.contracts import (
    LoggedDelivery,
    SecretWish,
    Webhook,
    WebhookChanges,
    WebhookDraft,
    WebhookMade,
)
from madoguchi.connectors.webhooks.tables import webhook_table
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import TagDraft
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.kernel import cursors, deliveries, feed
from madoguchi.kernel.feed import event_table
from madoguchi.kernel.outbox import delivery_table
from madoguchi.kernel.store import Store
from tests.connectors.webhooks.receiver import Got, Receiver, answering, ok
from tests.databases import database_url
from tests.desk.worlds import world
from tests.refusals import refused
from tests.worker.running import KEYRING, until, working
from tests.world import World

__all__ = ["database_url", "world"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as listening:
        yield listening


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


def test_an_event_arrives_as_everybody_reads_it_and_signed(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    made = make(world, receiver.url, kinds=["message_*"])
    with working(world.store, tmp_path):
        posted = world.receive(world.visitor("mei"), "いつ届きますか")
        got = receiver.wait_for(1)[0]
        until(lambda: log(world, made.webhook)[0].state == "done")
    assert got.path == "/hooks"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["host"] == receiver.url.split("/")[2]
    assert got.headers["madoguchi-signature"] == genuine(made.secret, got)
    body = got.json
    assert body["kind"] == "message_received"
    assert body["by"] == {"kind": "customer", "id": posted.message.author.id}
    assert body["conversation_id"] == posted.conversation_id
    messages = [c["value"]["body"] for c in body["changes"] if c["type"] == "message"]
    assert messages == ["いつ届きますか"]
    entry = log(world, made.webhook)[0]
    assert got.headers["madoguchi-id"] == str(entry.id)
    assert (entry.kind, entry.event_id, entry.attempts) == ("message_received", body["id"], 1)
    assert (entry.status, entry.answer) == (200, "thank you")
    assert entry.took_ms is not None


def test_each_webhook_gets_what_it_asked_for(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    everything = make(world, f"{receiver.url}/all")
    one_shop = make(world, f"{receiver.url}/kyoto", shop_ids=[world.kyoto_shop.id])
    notes = make(world, f"{receiver.url}/notes", kinds=["note_written", "tag_made"])
    off = make(world, f"{receiver.url}/off")
    change(world, off.webhook, active=False)
    with working(world.store, tmp_path):
        here = world.receive(world.visitor("mei"), "hello").conversation_id
        far = world.receive(world.visitor("ken", world.canton_shop.id), "你好").conversation_id
        for number in (here, far):
            note = world.speech("for us", kind="note")
            world.store.write_now(desk.post, number, note, by=world.lin)
        world.store.write_now(keep_draft, here, Writing(body="private"), by=world.lin)
        world.store.write_now(desk.make_tag, TagDraft(name="返品"), by=world.anna)
        receiver.wait_for(7 + 3 + 3)
        time.sleep(0.4)  # for whatever should not come
    by_path: dict[str, list[str]] = {}
    for got in receiver.got:
        by_path.setdefault(got.path.rpartition("/")[2], []).append(got.json["kind"])
    assert sorted(by_path["all"]) == sorted(
        ["message_received", "clock_started", "note_written"] * 2 + ["tag_made"]
    )
    assert sorted(by_path["kyoto"]) == ["clock_started", "message_received", "note_written"]
    assert sorted(by_path["notes"]) == ["note_written", "note_written", "tag_made"]
    assert "off" not in by_path
    assert b"private" not in b"".join(got.body for got in receiver.got)
    assert [len(log(world, hook.webhook)) for hook in (everything, one_shop, notes)] == [7, 3, 3]
    # What is for the one that is off waits for it.
    assert [entry.attempts for entry in log(world, off.webhook)] == [0] * 7


def test_nothing_from_before_it_was_made(world: World, receiver: Receiver, tmp_path: Path) -> None:
    first = make(world, receiver.url)
    change(world, first.webhook, active=False)
    for number in range(5):
        world.receive(world.visitor("mei"), f"before {number}")
    make(world, receiver.url)
    with working(world.store, tmp_path):
        world.receive(world.visitor("mei"), "after")
        receiver.wait_for(1)
        time.sleep(0.3)
    assert [got.json["kind"] for got in receiver.got] == ["message_received"]


def test_many_workers_queue_and_send_each_event_once(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    hooks = [make(world, f"{receiver.url}/{number}", kinds=["message_received"]) for number in "ab"]
    other = Store(world.store.url, clock=world.clock)
    try:
        with working(world.store, tmp_path), working(other, tmp_path):
            for number in range(40):
                world.receive(world.visitor(f"v{number % 4}"), f"line {number}")
            receiver.wait_for(80)
            time.sleep(0.3)
    finally:
        other.close()
    ids = [(got.path, got.json["id"]) for got in receiver.got]
    assert len(ids) == len({*ids}) == 80
    for hook in hooks:
        done = world.store.read_now(queries.deliveries, hook.webhook.id, by=world.anna, limit=200)
        assert [entry.state for entry in done.items] == ["done"] * 40


def test_a_new_secret_signs_beside_the_old_for_a_day(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    made = make(world, receiver.url, kinds=["message_received"])

    def rotate(**wish: bool) -> WebhookMade:
        return world.store.write_now(
            operations.rotate_secret, made.webhook.id, SecretWish(**wish), KEYRING, by=world.anna
        )

    def signed_with() -> list[str]:
        """Tell which of the secrets there have been sign what is sent now."""
        before = len(receiver.got)
        world.receive(world.visitor("mei"), f"line {before}")
        got = receiver.wait_for(before + 1)[before]
        proofs = got.headers["madoguchi-signature"].split(",")
        of = {secret: genuine(secret, got) for secret in secrets}
        assert {*of.values()} >= {*proofs}, "a signature with a secret that nobody has"
        return [secret for proof in proofs for secret in secrets if of[secret] == proof]

    secrets = [made.secret]
    with working(world.store, tmp_path):
        assert signed_with() == [made.secret]
        day = timedelta(hours=24)
        begun = world.clock() + day
        second = rotate()
        secrets.append(second.secret)
        assert second.webhook.old_secret_until is not None
        assert begun < second.webhook.old_secret_until < world.clock() + day
        assert second.webhook.version == made.webhook.version + 1
        assert signed_with() == [second.secret, made.secret]
        third = rotate()
        secrets.append(third.secret)
        assert signed_with() == [third.secret, second.secret]
        world.clock.move(hours=24)
        assert signed_with() == [third.secret]
        fourth = rotate(at_once=True)
        secrets.append(fourth.secret)
        assert fourth.webhook.old_secret_until is None
        assert signed_with() == [fourth.secret]
    assert len({*secrets}) == 4


def test_a_rotated_secret_is_erased_when_it_signs_nothing_any_more(world: World) -> None:
    made = make(world, "https://shop.example/hooks")
    world.store.write_now(
        operations.rotate_secret, made.webhook.id, SecretWish(), KEYRING, by=world.anna
    )

    def kept() -> str | None:
        world.store.write_now(operations.forget_old_secrets)
        found = sa.select(webhook_table.c.old_secret)
        secret: str | None = world.store.read_now(lambda view: view.execute(found).scalar_one())
        return secret

    world.clock.move(hours=23)
    assert kept() is not None
    world.clock.move(hours=1)
    assert kept() is None


def test_only_owners_rotate_a_secret(world: World) -> None:
    made = make(world, "https://shop.example/hooks")
    with refused("people.owner_only"):
        world.store.write_now(
            operations.rotate_secret, made.webhook.id, SecretWish(), KEYRING, by=world.lin
        )
    with refused("webhook.not_found"):
        world.store.write_now(operations.rotate_secret, 999, SecretWish(), KEYRING, by=world.anna)


def test_what_fails_is_tried_again_after_growing_pauses(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    made = make(world, receiver.url, kinds=["message_received"])
    receiver.answer = answering(500, b"not now")
    with working(world.store, tmp_path):
        world.receive(world.visitor("mei"), "hello")
        for attempt, pause in enumerate((5, 30, 120), start=1):
            receiver.wait_for(attempt)
            until(lambda attempt=attempt: now(world, made.webhook).failures == attempt)
            entry = log(world, made.webhook)[0]
            assert entry.state == "pending"
            assert (entry.attempts, entry.status, entry.answer) == (attempt, 500, "not now")
            assert entry.next_attempt_at is not None
            ahead = (entry.next_attempt_at - world.clock.now).total_seconds()
            assert pause - 1 < ahead <= pause
            if attempt == 3:
                receiver.answer = ok
            world.clock.move(seconds=pause + 1)
        until(lambda: log(world, made.webhook)[0].state == "done")
    assert len(receiver.got) == 4
    assert len({got.body for got in receiver.got}) == 1
    assert len({got.headers["madoguchi-id"] for got in receiver.got}) == 1
    assert now(world, made.webhook).failures == 0


def test_what_fails_for_good_can_be_sent_again_by_hand(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    made = make(world, receiver.url, kinds=["message_received"])
    receiver.answer = answering(404)
    with working(world.store, tmp_path):
        world.receive(world.visitor("mei"), "hello")
        for attempt, pause in enumerate(deliveries.PAUSES, start=1):
            receiver.wait_for(attempt)
            until(lambda attempt=attempt: now(world, made.webhook).failures == attempt)
            world.clock.move(seconds=pause + 1)
        until(lambda: log(world, made.webhook)[0].state == "failed")
        receiver.answer = ok
        entry = log(world, made.webhook)[0]
        again = world.store.write_now(
            operations.retry_delivery, made.webhook.id, entry.id, by=world.anna
        )
        assert (again.state, again.attempts) == ("pending", 0)
        until(lambda: log(world, made.webhook)[0].state == "done")
    with refused("webhook.no_such_delivery"):
        world.store.write_now(operations.retry_delivery, made.webhook.id, 999, by=world.anna)


def test_after_twenty_failures_it_is_paused_until_somebody_has_looked(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    made = make(world, receiver.url, kinds=["message_received"])
    healthy = make(world, receiver.url.replace("/hooks", "/healthy"), kinds=["message_received"])

    def broken_at_hooks(got: Got, handler: BaseHTTPRequestHandler) -> None:
        (answering(503) if got.path == "/hooks" else ok)(got, handler)

    receiver.answer = broken_at_hooks
    for number in range(30):
        world.receive(world.visitor("mei"), f"line {number}")
    queue(world, 60)
    with working(world.store, tmp_path):
        until(lambda: now(world, made.webhook).paused_at is not None)
        until(lambda: len([g for g in receiver.got if g.path == "/healthy"]) == 30)
        time.sleep(0.5)
        sent = len([g for g in receiver.got if g.path == "/hooks"])
        assert 20 <= sent < 30
        world.clock.move(days=3)
        world.receive(world.visitor("mei"), "while paused")
        until(lambda: len([g for g in receiver.got if g.path == "/healthy"]) == 31)
        assert len([g for g in receiver.got if g.path == "/hooks"]) == sent
        receiver.answer = ok
        resumed = change(world, made.webhook, active=True)
        assert (resumed.paused_at, resumed.failures) == (None, 0)
        until(lambda: {e.state for e in log(world, made.webhook)} == {"done"})
    lines = [
        got.json["changes"][1]["value"]["body"] for got in receiver.got if got.path == "/hooks"
    ]
    assert {*lines} == {"while paused", *(f"line {number}" for number in range(30))}
    assert now(world, healthy.webhook).failures == 0
    kinds = world.store.read_now(
        lambda view: view.execute(
            sa.select(event_table.c.kind, event_table.c.person_id)
            .where(event_table.c.kind.like("webhook%"))
            .order_by(event_table.c.id)
        ).all()
    )
    assert [tuple(row) for row in kinds] == [
        ("webhook_made", world.anna.id),
        ("webhook_made", world.anna.id),
        ("webhook_paused", world.anna.id),
        ("webhook_resumed", world.anna.id),
    ]


def test_what_happens_while_it_is_off_is_kept_up_to_a_limit(
    world: World, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "MOST_HELD", 3)
    made = make(world, receiver.url, kinds=["message_received"])
    change(world, made.webhook, active=False)

    def work_off() -> bool:
        world.store.write_now(operations.fan_out)
        return world.store.read_now(
            lambda view: (
                cursors.place_of(view, operations.CURSOR) == feed.last_position(view.connection)
            )
        )

    for numbers in (range(2), range(2, 5)):
        for number in numbers:
            world.receive(world.visitor("mei"), f"line {number}")
        until(work_off)
    assert [(e.state, e.attempts) for e in log(world, made.webhook)] == [("pending", 0)] * 3
    with working(world.store, tmp_path):
        change(world, made.webhook, active=True)
        until(lambda: {e.state for e in log(world, made.webhook)} == {"done"})
    bodies = [got.json["changes"][1]["value"]["body"] for got in receiver.got]
    assert sorted(bodies) == ["line 0", "line 1", "line 2"]


def test_a_test_goes_out_even_while_it_is_off(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    made = make(world, receiver.url)
    change(world, made.webhook, active=False)
    queued = world.store.write_now(operations.try_webhook, made.webhook.id, by=world.anna)
    assert (queued.kind, queued.event_id, queued.state) == ("webhook_tested", None, "pending")
    with working(world.store, tmp_path):
        got = receiver.wait_for(1)[0]
        until(lambda: log(world, made.webhook)[0].state == "done")
    assert got.json["kind"] == "webhook_tested"
    assert got.json["changes"] == []


def test_a_process_that_dies_in_the_middle_only_delays(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    made = make(world, receiver.url, kinds=["message_received"])
    world.receive(world.visitor("mei"), "hello")
    queue(world)

    def take() -> int:
        return len(world.store.write_now(deliveries.claim, 9, [queries.DELIVERY]))

    assert take() == 1  # and the process that took it dies here
    assert take() == 0
    with working(world.store, tmp_path):
        time.sleep(0.4)
        assert receiver.got == []
        world.clock.move(seconds=61)
        receiver.wait_for(1)
        until(lambda: log(world, made.webhook)[0].state == "done")
    assert log(world, made.webhook)[0].attempts == 2


def test_what_was_redacted_meanwhile_does_not_go_out(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    make(world, receiver.url)
    posted = world.receive(world.visitor("mei"), "my card is 4711-hunter2")
    queue(world)
    world.store.write_now(desk.redact, posted.message.id, "a card", by=world.anna)
    with working(world.store, tmp_path):
        receiver.wait_for(3)
    assert sorted(receiver.kinds()) == ["clock_started", "message_received", "message_redacted"]
    assert b"hunter2" not in b"".join(got.body for got in receiver.got)


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


def test_the_secret_is_shown_once_and_lies_sealed(world: World, receiver: Receiver) -> None:
    made = make(world, receiver.url, name="倉庫")
    assert made.secret.startswith("whsec_")
    stored = sa.union_all(sa.select(webhook_table.c.secret), sa.select(event_table.c.changes))
    rows = world.store.read_now(lambda view: view.execute(stored).scalars().all())
    assert not any(made.secret in text for text in rows)
    assert KEYRING.unseal("webhook secret", rows[0], belongs_to=str(made.webhook.id)) == made.secret


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
        ({"url": "http://[::1]/"}, "webhook.private_address"),
        ({"url": "http://169.254.169.254/latest"}, "webhook.private_address"),
        ({"url": "http://db.internal/"}, "webhook.private_address"),
        ({"kinds": ["Message"]}, "webhook.bad_kind"),
        ({"kinds": ["*"]}, "webhook.bad_kind"),
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
    changed = change(world, made.webhook, name="倉庫", kinds=["a_b", "a_b", "c_*"])
    assert (changed.name, changed.kinds, changed.version) == ("倉庫", ["a_b", "c_*"], 2)
    assert change(world, made.webhook, name="倉庫").version == 2
    assert sending_room.PATIENCE == 10
