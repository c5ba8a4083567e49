"""What does not arrive: tried again, held back after too many failures, kept for who comes back."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import sqlalchemy as sa

from madoguchi.connectors.webhooks import operations, queries
from madoguchi.kernel import cursors, deliveries, feed
from madoguchi.kernel.feed import event_table
from tests.connectors.webhooks.hooks import change, log, make, now, queue
from tests.connectors.webhooks.receiver import Got, Receiver, answering, ok
from tests.refusals import refused
from tests.worker.running import until, working
from tests.world import World


def test_what_fails_is_tried_again_after_growing_pauses(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    made = make(world, receiver.url, kinds=["message_received"])
    receiver.reply = answering(500, b"not now")
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
                receiver.reply = ok
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
    receiver.reply = answering(404)
    with working(world.store, tmp_path):
        world.receive(world.visitor("mei"), "hello")
        for attempt, pause in enumerate(deliveries.PAUSES, start=1):
            receiver.wait_for(attempt)
            until(lambda attempt=attempt: now(world, made.webhook).failures == attempt)
            world.clock.move(seconds=pause + 1)
        until(lambda: log(world, made.webhook)[0].state == "failed")
        receiver.reply = ok
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

    receiver.reply = broken_at_hooks
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
        receiver.reply = ok
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
