"""How far each side has come: delivered, read by the customer, read by us; and who has left."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import replace

from madoguchi.desk import rules
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations import timeline
from madoguchi.desk.queries import conversations
from madoguchi.desk.rules import Marks
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import Change, Doer, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor


class Departure(msgspec.Struct, frozen=True, kw_only=True):
    """When a customer who waits closed their chat; `id` and `version` are the conversation's."""

    id: int
    version: int
    left_at: datetime


def mark_delivered_and_read(
    tx: Tx, conversation_id: int, customer_id: int, marks: Marks
) -> Conversation:
    """Move the customer's marks on; they never go back, and never past the last message."""
    before = timeline.lock(tx, conversation_id)
    if before.customer_id != customer_id:
        raise NotFound("conversation.not_found")
    after = rules.marked(before, marks)
    if after is before:
        return before
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "customer_read", Doer("customer", customer_id), saved)
    return saved


def note_departure(tx: Tx, customer_id: int, left_at: datetime) -> bool:
    """Note that a customer closed their chat while they waited; False where they did not wait.

    They are answered all the same, and find the answer when they come back.
    """
    found = conversations.latest_of(tx, customer_id, "webchat")
    if found is None or found.waiting_since is None:
        return False
    talk = timeline.lock(tx, found.id)
    if talk.waiting_since is None or talk.waiting_since > left_at:
        return False
    departure = Departure(id=talk.id, version=talk.version, left_at=left_at)
    tx.record(
        NewEvent(
            "customer_left",
            Doer("customer", customer_id),
            [Change("departure", talk.id, talk.version, departure)],
            shop_id=talk.shop_id,
            conversation_id=talk.id,
        )
    )
    return True


def mark_read_by_agent(tx: Tx, conversation_id: int, seq: int, *, by: Actor) -> Conversation:
    """Note that staff have read up to `seq`, for the customer's read marks."""
    before = timeline.lock_for(tx, conversation_id, by)
    seq = min(seq, before.message_count)
    if seq <= before.agent_read_seq:
        return before
    saved = timeline.save(tx, before, replace(before, agent_read_seq=seq))
    timeline.record(tx, "agent_read", by.doer, saved)
    return saved
