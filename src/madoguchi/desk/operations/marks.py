"""How far each side has come: delivered to the customer, read by the customer, read by us."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.desk import rules
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations import timeline
from madoguchi.desk.rules import Marks
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import Doer
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor


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


def mark_read_by_agent(tx: Tx, conversation_id: int, seq: int, *, by: Actor) -> Conversation:
    """Note that staff have read up to `seq`, for the customer's read marks."""
    before = timeline.lock_for(tx, conversation_id, by)
    seq = min(seq, before.message_count)
    if seq <= before.agent_read_seq:
        return before
    saved = timeline.save(tx, before, replace(before, agent_read_seq=seq))
    timeline.record(tx, "agent_read", by.doer, saved)
    return saved
