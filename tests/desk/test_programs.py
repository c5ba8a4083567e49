"""What a program with a token does is not a person's doing, though their ids may be alike."""

from __future__ import annotations

from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Speech
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.desk.queries.snapshot import drafts
from madoguchi.kernel import feed
from madoguchi.kernel.feed import START
from madoguchi.people.contracts import Actor
from tests.refusals import refused
from tests.world import World


def program(world: World) -> Actor:
    return Actor(kind="token", id=world.lin.id, name="Robot", role="supervisor", all_shops=True)


def test_a_programs_message_bears_its_name_and_nobodys_id(world: World) -> None:
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    robot = program(world)
    posted = world.store.write_now(desk.post, talk, world.speech("hi"), by=robot)
    assert (posted.message.author.id, posted.message.author.name) == (None, "Robot")
    noted = world.store.write_now(desk.assign, talk, world.sora.id, note="yours", by=robot)
    assert noted.last_message is not None
    with world.store.writing_engine.connect() as connection:
        changes = feed.read(connection, START, 1000)[-1].changes
    assert f'"kind":"agent","id":{robot.id}' not in changes
    assert noted.assignee_id == world.sora.id


def test_taking_out_a_programs_message_leaves_a_persons_draft(world: World) -> None:
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    world.store.write_now(keep_draft, talk, Writing(body="lin is"), by=world.lin)
    world.store.write_now(keep_draft, talk, Writing(body="lin is writing"), by=world.lin)
    posted = world.store.write_now(desk.post, talk, world.speech("4111 1111"), by=program(world))
    world.store.write_now(desk.redact, posted.message.id, "card number", by=world.anna)
    with world.store.writing_engine.connect() as connection:
        kept = [event.changes for event in feed.read(connection, START, 1000)]
    assert any('"body":"lin is"' in changes for changes in kept)
    assert world.store.read_now(drafts, by=world.lin)[0].body == "lin is writing"


def test_what_is_meant_for_another_conversation_is_never_taken_for_said(world: World) -> None:
    here, there = (
        world.receive(world.visitor(name), "P49031?").conversation_id for name in ("v", "w")
    )
    robot = program(world)
    speech = Speech(client_id="shipped-P49031", body="It has left.")
    said = world.store.write_now(desk.post, here, speech, by=robot)
    assert world.store.write_now(desk.post, here, speech, by=robot).message == said.message
    with refused("message.said_elsewhere", "client_id"):
        world.store.write_now(desk.post, there, speech, by=robot)
    assert not world.store.write_now(desk.post, there, speech, by=world.lin).again
