"""A choice card is answered once, and an answer sent twice is the answer it was."""

from __future__ import annotations

import pytest

from madoguchi.desk import operations as desk
from madoguchi.desk.queries import conversations
from madoguchi.kernel.errors import Conflict
from tests.world import World


def test_the_first_answer_stands_and_may_be_sent_again(world: World) -> None:
    talk = world.receive(world.visitor("v"), "which size?").conversation_id
    speech = world.speech("Choose", kind="choice", choices=["S", "M"])
    card = world.store.write_now(desk.post, talk, speech, by=world.lin).message
    customer_id = world.store.read_now(conversations.conversation, talk, by=world.lin).customer_id
    first = world.store.write_now(desk.choose, customer_id, card.seq, 1)
    again = world.store.write_now(desk.choose, customer_id, card.seq, 1)
    assert (first.again, again.again) == (False, True)
    assert again.message == first.message
    with pytest.raises(Conflict, match="already_chosen"):
        world.store.write_now(desk.choose, customer_id, card.seq, 0)
    assert (
        world.store.read_now(conversations.conversation, talk, by=world.lin).message_count
        == first.message.seq
    )
