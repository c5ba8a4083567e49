"""Handing over and putting off: what cannot be is refused, what says nothing does nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from madoguchi.desk import operations as desk
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.kernel.errors import Invalid, NotFound, TooLarge
from tests.world import World


def test_a_note_to_whoever_takes_over_has_a_limit(world: World) -> None:
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    with pytest.raises(TooLarge):
        world.store.write_now(desk.assign, talk, world.lin.id, note="x" * 10_001, by=world.anna)


def test_a_blank_note_to_the_same_person_changes_nothing(world: World) -> None:
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    before = world.store.write_now(desk.assign, talk, world.lin.id, by=world.anna)
    assert (
        world.store.write_now(desk.assign, talk, world.lin.id, note=" \n", by=world.anna) == before
    )


def test_a_snooze_without_a_zone_is_refused(world: World) -> None:
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    nowhere = (world.clock() + timedelta(hours=1)).replace(tzinfo=None)
    assert isinstance(nowhere, datetime)
    with pytest.raises(Invalid):
        world.store.write_now(desk.snooze, talk, nowhere, by=world.lin)


def test_a_draft_quotes_only_what_is_there(world: World) -> None:
    talk = world.receive(world.visitor("v"), "hello").conversation_id
    with pytest.raises(NotFound):
        world.store.write_now(keep_draft, talk, Writing(body="x", quote_seq=2**40), by=world.lin)
    kept = world.store.write_now(keep_draft, talk, Writing(body="x", quote_seq=1), by=world.lin)
    assert kept.quote_seq == 1
