"""What happens at the desk reaches the programs that want it: once, signed, as it stands now."""

from __future__ import annotations

import time
from pathlib import Path

from madoguchi.connectors.webhooks import operations, queries
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import TagDraft
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.kernel.store import Store
from tests.connectors.webhooks.hooks import change, genuine, log, make, queue
from tests.connectors.webhooks.receiver import Receiver
from tests.worker.running import until, working
from tests.world import World


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
