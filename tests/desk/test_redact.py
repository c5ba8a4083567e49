"""What is taken out is gone: from screens, search, files, the feed, and from the disk itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.desk import operations as desk
from madoguchi.desk.operations.attachments import Upload, keep
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.desk.operations.post import sender_of
from madoguchi.desk.operations.redact import erase_step
from madoguchi.desk.queries import conversations, messages
from madoguchi.desk.queries.attachments import attachment, attachment_for_customer
from madoguchi.desk.queries.search import search
from madoguchi.kernel.feed import event_table
from madoguchi.kernel.outbox import delivery_table
from madoguchi.kernel.transaction import Tx, View
from tests.desk.mirrors import Mirror
from tests.desk.worlds import database_url, world
from tests.refusals import refused
from tests.world import World

__all__ = ["database_url", "world"]

SECRET = "hunter2zebra"


def file(world: World, name: str, uploader: str) -> int:
    upload = Upload(
        name=name, content_type="image/png", size=9, width=1, height=1,
        blob=f"ab/{'ab' * 32}-{'0' * 16}", thumbnail_blob=f"cd/{'cd' * 32}-{'0' * 16}",
        shop_id=world.kyoto_shop.id, uploader=uploader,
    )  # fmt: skip
    return world.store.write_now(keep, upload).id


def spoken_of(world: World) -> tuple[int, int, int]:
    """A secret that a customer wrote, that was quoted, tagged along and read; the ids of the
    conversation, of the message, and of its file.
    """
    write = world.store.write_now
    mei = world.visitor("mei")
    first = world.receive(mei, "こんにちは")
    carried = file(world, f"{SECRET}.png", "webchat:mei")
    said = world.receive(mei, f"my password is {SECRET}, ok?")
    speech = world.speech(f"again {SECRET}", attachment_ids=[carried])
    with_file = write(desk.receive, mei, speech)
    number = first.conversation_id
    write(desk.mark_read_by_agent, number, 2, by=world.lin)
    write(desk.post, number, world.speech("thank you", quote_seq=2), by=world.lin)
    write(desk.post, number, world.speech("for us", kind="note", quote_seq=3), by=world.lin)
    write(desk.prioritise, number, 1, by=world.lin)
    assert said.message.seq == 2
    return number, said.message.id, with_file.message.id


def held(world: World) -> str:
    """Everything the events and deliveries hold."""

    def read(view: View) -> str:
        columns = event_table.c
        rows = [*view.execute(sa.select(columns.changes, columns.chat_changes))]
        rows += view.execute(sa.select(delivery_table.c.payload))
        return "\n".join(text for row in rows for text in row if text is not None)

    return world.store.read_now(read)


def test_nothing_that_was_said_is_left_anywhere(world: World) -> None:
    number, plain, with_file = spoken_of(world)
    watching = [Mirror(world, actor) for actor in (world.anna, world.lin, world.sora)]
    watching.append(Mirror(world, None, 1))
    before = held(world)
    assert before.count(SECRET) > 8
    for message_id in (plain, with_file):
        world.store.write_now(desk.redact, message_id, "a password", by=world.anna)
    for mirror in watching:
        mirror.agrees()
        assert SECRET not in str(mirror.entities)
        mirror.replay_all()
        mirror.agrees()
    assert SECRET not in held(world)
    found = world.store.read_now(search, SECRET, by=world.anna)
    assert found.items == []
    page = world.store.read_now(messages.messages, number, by=world.anna)
    assert [m.seq for m in page if m.redacted_at is not None] == [2, 3]
    assert [(m.quote.seq, m.quote.preview) for m in page if m.quote is not None] == [
        (2, ""), (3, ""),
    ]  # fmt: skip
    inbox = world.store.read_now(conversations.conversation, number, by=world.anna)
    assert inbox.last_message is not None
    assert inbox.last_message.preview == "for us"


def test_its_files_are_gone_for_everybody(world: World) -> None:
    number, _, with_file = spoken_of(world)
    world.store.write_now(desk.redact, with_file, "a password", by=world.anna)
    with refused("attachment.not_found"):
        world.store.read_now(attachment, 1, by=world.anna)
    with refused("attachment.not_found"):
        world.store.read_now(
            attachment_for_customer, 1,
            customer_id=1, shop_id=world.kyoto_shop.id, uploader="webchat:mei",
        )  # fmt: skip
    payloads = world.store.read_now(
        lambda view: view.execute(sa.select(delivery_table.c.kind, delivery_table.c.payload)).all()
    )
    removed = [payload for kind, payload in payloads if kind == "blob_removal"]
    assert sorted(removed)[0].startswith("ab/")
    assert len(removed) == 2
    assert number


def test_who_did_it_and_why_is_kept(world: World) -> None:
    _, plain, _ = spoken_of(world)
    with refused("message.redact_needs_supervisor"):
        world.store.write_now(desk.redact, plain, "because", by=world.lin)
    with refused("message.redact_needs_reason", "reason"):
        world.store.write_now(desk.redact, plain, " \n", by=world.anna)
    with refused("message.redact_reason_too_long", "reason"):
        world.store.write_now(desk.redact, plain, "x" * 501, by=world.anna)
    once = world.store.write_now(desk.redact, plain, "a password", by=world.anna)
    again = world.store.write_now(desk.redact, plain, "something else", by=world.anna)
    assert again.version == once.version
    rows = world.store.read_now(
        lambda view: view.execute(
            sa.select(event_table).where(event_table.c.kind == "message_redacted")
        ).all()
    )
    assert [(row.by_kind, row.by_id) for row in rows] == [("person", world.anna.id)]
    assert '"reason":"a password"' in rows[0].changes
    assert "a password" not in rows[0].chat_changes


def test_what_an_agent_typed_before_saying_it_goes_too(world: World) -> None:
    number = world.receive(world.visitor("mei"), "hello").conversation_id
    write = world.store.write_now
    for typed in ("the code is", f"the code is {SECRET}"):
        write(keep_draft, number, Writing(body=typed), by=world.lin)
    said = write(desk.post, number, world.speech(f"the code is {SECRET}"), by=world.lin)
    carried = file(world, "a.png", sender_of(world.lin))
    write(keep_draft, number, Writing(body="next", attachment_ids=[carried]), by=world.lin)
    screen = Mirror(world, world.lin)
    write(desk.redact, said.message.id, "a code", by=world.anna)
    assert SECRET not in held(world)
    screen.agrees()
    assert screen.entities["draft", number]["body"] == "next"
    screen.replay_all()
    assert screen.entities["draft", number]["body"] == "next"


def test_the_answers_of_a_card_that_was_being_made_go_too(world: World) -> None:
    number = world.receive(world.visitor("mei"), "hello").conversation_id
    write, asked = world.store.write_now, "which of the two?"
    write(keep_draft, number, Writing(body=asked, choices=[f"the {SECRET}", ""]), by=world.lin)
    choices = [f"the {SECRET}", "the other"]
    card = world.speech(asked, kind="choice", choices=choices)
    said = write(desk.post, number, card, by=world.lin)
    screen = Mirror(world, world.lin)
    write(desk.redact, said.message.id, "a code", by=world.anna)
    assert SECRET not in held(world)
    screen.agrees()


def test_what_the_same_batch_recorded_before_is_scrubbed_as_well(world: World) -> None:
    """Group commit: events of other operations of the batch are written after them all."""
    number, plain, _ = spoken_of(world)
    seen: list[int] = []

    def batch(tx: Tx) -> None:
        desk.mark_read_by_agent(tx, number, 99, by=world.lin)
        # The event of this still waits in the transaction.
        seen.append(len(tx.events))
        desk.redact(tx, plain, "a password", by=world.anna)

    world.store.write_now(desk.redact, _other(world, number), "a password", by=world.anna)
    world.store.write_now(batch)
    assert seen == [1]
    assert SECRET not in held(world)


def _other(world: World, number: int) -> int:
    page = world.store.read_now(messages.messages, number, by=world.anna)
    return next(m.id for m in page if SECRET in m.body and m.seq == 3)


def test_other_conversations_are_left_alone(world: World) -> None:
    _, plain, _ = spoken_of(world)
    other = world.receive(world.visitor("ken"), f"{SECRET} is my word too")
    world.store.write_now(desk.redact, plain, "a password", by=world.anna)
    found: Any = world.store.read_now(search, SECRET, by=world.anna)
    assert other.message.id in [item.message.id for item in found.items]
    assert f"{SECRET} is my word too" in held(world)


@pytest.fixture
def on_disk(tmp_path: Path) -> Any:
    opened = World(f"sqlite:///{tmp_path / 'test.db'}")
    yield opened, tmp_path
    opened.close()


def test_the_disk_itself_forgets(on_disk: tuple[World, Path]) -> None:
    world, folder = on_disk
    # Enough around it for pages to split and be moved, as in a real file.
    for number in range(300):
        world.receive(world.visitor(f"v{number % 40}"), f"words around it {number} " * 8)
    number, plain, with_file = spoken_of(world)
    for _ in range(300):
        world.receive(world.visitor(f"v{number % 40}"), "and more words " * 8)
    world.store.checkpoint()
    assert any(SECRET.encode() in path.read_bytes() for path in folder.iterdir())
    for message_id in (plain, with_file):
        world.store.write_now(desk.redact, message_id, "a password", by=world.anna)
    first = True
    while world.store.write_now(erase_step, first=first):
        first = False
    world.store.checkpoint()
    left = {path.name for path in folder.iterdir() if SECRET.encode() in path.read_bytes()}
    assert left == set()
