"""Opening a conversation."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.customers import operations as customers
from madoguchi.customers.contracts import Customer
from madoguchi.desk.contracts import Channel, Conversation
from madoguchi.desk.operations import timeline
from madoguchi.kernel.feed import Change
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor


def open_conversation(
    tx: Tx, customer: Customer, channel: Channel, language: str | None
) -> tuple[Conversation, list[Change]]:
    """Store a new conversation of a customer, who is locked: nobody else opens another meanwhile.

    The changes are for the event it is a part of.
    """
    counted = customers.save(
        tx, replace(customer, conversation_count=customer.conversation_count + 1)
    )
    conversation = timeline.insert(
        tx,
        Conversation(
            id=0,
            shop_id=customer.shop_id,
            customer_id=customer.id,
            channel=channel,
            language=language,
            simulated=customer.simulated,
            created_at=tx.now,
            updated_at=tx.now,
        ),
    )
    return conversation, [customers.change_of(counted)]


def start(tx: Tx, customer_id: int, *, by: Actor) -> Conversation:
    """Open a conversation from our side; the customer has written nothing yet."""
    customer = customers.lock_for(tx, customer_id, by)
    opened, also = open_conversation(tx, customer, "webchat", customer.locale)
    opened, line = timeline.add_line(tx, opened, "opened", by=by.name)
    assigned = replace(opened, assignee_id=by.person_id)
    saved = timeline.save(tx, opened, assigned)
    timeline.record(tx, "conversation_opened", by.doer, saved, [line], also)
    return saved
