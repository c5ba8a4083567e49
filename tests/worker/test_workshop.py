"""What the worker does by itself: snoozes end, loose files go, what was taken out is wiped."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from madoguchi.desk import operations as desk
from madoguchi.desk.operations.attachments import Upload, clear_loose, keep
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.desk.operations.post import sender_of
from madoguchi.desk.queries import conversations
from madoguchi.desk.tables import attachment_table
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.feed import event_table
from madoguchi.kernel.outbox import Delivery, NewDelivery, delivery_table
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import InvitationDraft, NewSession
from madoguchi.people.operations import invitations, sessions
from madoguchi.people.operations.forgetting import forget_old_ways_in
from madoguchi.people.tables import invitation_table, session_table
from madoguchi.worker.erasing import Eraser
from tests.databases import database_url
from tests.desk.worlds import world
from tests.worker.running import until, working
from tests.world import World

__all__ = ["database_url", "world"]


def put(folder: Path, content: bytes) -> str:
    return asyncio.run(Blobs("", folder / "attachments").put(content))


def files(folder: Path) -> set[str]:
    return {path.name for path in (folder / "attachments").rglob("*") if path.is_file()}


def note(world: World, blob: str, uploader: str) -> int:
    upload = Upload(
        name="a.txt", content_type="text/plain", size=3, width=None, height=None,
        blob=blob, thumbnail_blob=None, shop_id=world.kyoto_shop.id, uploader=uploader,
    )  # fmt: skip
    return world.store.write_now(keep, upload).id


def count(world: World, table: sa.Table) -> int:
    select = sa.select(sa.func.count()).select_from(table)
    return int(world.store.read_now(lambda view: view.execute(select).scalar_one()))


def test_a_snoozed_conversation_comes_back_once(world: World, tmp_path: Path) -> None:
    number = world.receive(world.visitor("mei"), "hello").conversation_id
    until_then = world.clock.now + timedelta(hours=1)
    world.store.write_now(desk.snooze, number, until_then, by=world.lin)
    other = Store(world.store.url, clock=world.clock)
    try:
        with working(world.store, tmp_path), working(other, tmp_path):
            time.sleep(0.3)
            world.clock.move(hours=2)
            until(lambda: _state(world, number) == "open")
            time.sleep(0.3)
    finally:
        other.close()
    kinds = world.store.read_now(
        lambda view: view.execute(sa.select(event_table.c.kind)).scalars().all()
    )
    assert kinds.count("conversation_woke") == 1


def _state(world: World, number: int) -> str:
    return world.store.read_now(conversations.conversation, number, by=world.anna).state


def test_loose_files_go_after_a_day_but_not_those_in_a_draft(world: World, tmp_path: Path) -> None:
    number = world.receive(world.visitor("mei"), "hello").conversation_id
    mine = sender_of(world.lin)
    loose, drafted, sent = (put(tmp_path, text) for text in (b"one", b"two", b"three"))
    note(world, loose, "webchat:mei")
    in_draft = note(world, drafted, mine)
    carried = note(world, sent, mine)
    speech = world.speech("here", attachment_ids=[carried])
    world.store.write_now(desk.post, number, speech, by=world.lin)
    writing = Writing(body="next", attachment_ids=[in_draft])
    world.store.write_now(keep_draft, number, writing, by=world.lin)
    assert world.store.write_now(clear_loose) == 0
    world.clock.move(days=1, minutes=1)
    assert len(files(tmp_path)) == 3
    with working(world.store, tmp_path):
        until(lambda: len(files(tmp_path)) == 2)
    assert count(world, attachment_table) == 2
    assert {*files(tmp_path)} == {name.partition("/")[2] for name in (drafted, sent)}


def test_a_redacted_messages_file_is_deleted_and_the_disk_forgets(
    world: World, tmp_path: Path
) -> None:
    blob = put(tmp_path, b"secret")
    attached = note(world, blob, "webchat:mei")
    speech = world.speech("hunter2zebra", attachment_ids=[attached])
    posted = world.store.write_now(desk.receive, world.visitor("mei"), speech)
    world.store.write_now(desk.redact, posted.message.id, "a password", by=world.anna)
    assert files(tmp_path)
    with working(world.store, tmp_path):
        until(lambda: not files(tmp_path))
        until(lambda: _states(world) == {"done"})
    if world.store.dialect == "sqlite":
        folder = Path(world.store.url.removeprefix("sqlite:///")).parent
        held = [path for path in folder.glob("*.db*") if b"hunter2" in path.read_bytes()]
        assert held == []


def _states(world: World) -> set[str]:
    select = sa.select(delivery_table.c.state)
    return {*world.store.read_now(lambda view: view.execute(select).scalars().all())}


def test_what_a_killed_process_left_behind_is_swept_up(world: World, tmp_path: Path) -> None:
    kept, orphan, fresh = (put(tmp_path, text) for text in (b"kept", b"orphan", b"fresh"))
    note(world, kept, "webchat:mei")
    folder = tmp_path / "attachments"
    half = folder / orphan[:2] / f"{orphan[3:]}#1"
    half.write_bytes(b"orp")
    foreign = folder / "README"
    foreign.write_text("not ours to delete")
    long_ago = (world.clock.now - timedelta(days=2)).timestamp()
    for path in (folder / kept, folder / orphan, half, foreign):
        os.utime(path, (long_ago, long_ago))
    now = world.clock.now.timestamp()
    os.utime(folder / fresh, (now, now))
    eraser = Eraser(world.store, Blobs("", folder))
    assert asyncio.run(eraser.sweep()) is False
    assert files(tmp_path) == {kept[3:], fresh[3:], "README"}


def test_old_deliveries_and_ways_in_are_forgotten(world: World, tmp_path: Path) -> None:
    def queue(tx: Tx) -> None:
        tx.wrote = True
        tx.deliver(NewDelivery("blob_removal", 1, f"ab/{'ab' * 32}-{'0' * 16}"))

    world.store.write_now(queue)
    new = NewSession("hash", "192.0.2.7", "a browser")
    world.store.write_now(sessions.start, world.lin.id, new)
    draft = InvitationDraft(email="kei@example.com")
    world.store.write_now(invitations.invite, draft, by=world.anna)
    with working(world.store, tmp_path):
        until(lambda: _states(world) == {"done"})
    there = count(world, session_table), count(world, invitation_table)
    assert min(there) >= 1
    for _ in range(2):
        world.store.write_now(forget_old_ways_in)
        assert (count(world, session_table), count(world, invitation_table)) == there
        world.clock.move(days=15)
    world.clock.move(days=14)
    with working(world.store, tmp_path):
        until(lambda: count(world, delivery_table) == 0)
        until(lambda: count(world, session_table) == 0)
        until(lambda: count(world, invitation_table) == 0)


def test_other_kinds_of_deliveries_and_chores_are_brought_along(
    world: World, tmp_path: Path
) -> None:
    carried: list[str] = []
    done: list[str] = []

    async def carry(delivery: Delivery) -> None:
        carried.append(delivery.payload)
        raise RuntimeError("it broke in the middle")

    def queue(tx: Tx) -> None:
        tx.wrote = True
        tx.deliver(NewDelivery("pigeon", 1, "coo"))
        tx.deliver(NewDelivery("unheard of", 1, "?"))

    world.store.write_now(queue)
    chores = {"sweep": lambda tx: done.append("swept")}
    with working(world.store, tmp_path, chores=chores, carriers={"pigeon": carry}):
        until(lambda: carried == ["coo"] and done)
        # What broke stays claimed, and is tried again as after a crash.
        world.clock.move(seconds=61)
        until(lambda: carried == ["coo", "coo"])
    attempts = world.store.read_now(
        lambda view: view.execute(
            sa.select(delivery_table.c.kind, delivery_table.c.attempts, delivery_table.c.state)
        ).all()
    )
    assert {tuple(row) for row in attempts} == {
        ("pigeon", 2, "pending"), ("unheard of", 0, "pending"),
    }  # fmt: skip


def test_a_slow_receiver_keeps_nobody_else_waiting(world: World, tmp_path: Path) -> None:
    seen: list[int] = []
    before_it: list[int] = []
    other_came = asyncio.Event()

    async def carry(delivery: Delivery) -> None:
        seen.append(delivery.target_id)
        if delivery.target_id == 2:
            before_it.append(seen.count(1))
            other_came.set()
        await other_came.wait()

    def queue(tx: Tx) -> None:
        tx.wrote = True
        for _ in range(100):
            tx.deliver(NewDelivery("pigeon", 1, "to the slow one"))
        tx.deliver(NewDelivery("pigeon", 2, "to another"))

    world.store.write_now(queue)
    with working(world.store, tmp_path, carriers={"pigeon": carry}):
        until(other_came.is_set)
    assert before_it[0] <= 8


@pytest.mark.parametrize("seconds", [0.0, 0.5])
def test_it_stops_in_good_time(world: World, tmp_path: Path, seconds: float) -> None:
    with working(world.store, tmp_path):
        time.sleep(seconds)
        begun = time.monotonic()
    assert time.monotonic() - begun < 6
