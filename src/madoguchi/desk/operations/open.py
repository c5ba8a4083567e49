"""Opening a conversation."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.customers import operations as customers
from madoguchi.customers import queries as customer_queries
from madoguchi.customers.contracts import SHOP, VISITOR, Customer
from madoguchi.desk import rules
from madoguchi.desk.contracts import Channel, Conversation
from madoguchi.desk.operations import timeline
from madoguchi.desk.queries import conversations
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.feed import Change
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor

AT_THE_WIDGET = (VISITOR, SHOP)
"""By these names a customer comes back to the chat, where they find what we wrote."""


def open_conversation(
    tx: Tx, customer: Customer, channel: Channel, language: str | None
) -> tuple[Conversation, list[Change]]:
    """Store a new conversation of a customer, who is locked: nobody else opens another meanwhile.

    The changes are for the event it is a part of.
    """
    counted = customers.count_conversation(tx, customer)
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
    """Write to a customer first: return the conversation that runs, else open one from our side.

    The running one stays as it is, whoever answers it: a second would tear the talk in two. Raises
    `Conflict` for a customer who is blocked, or has never been at the chat and would not hear us.
    """
    customer = customer_queries.customer(tx, customer_id, by=by)
    if customer.blocked_at is not None:
        raise Conflict("conversation.customer_is_blocked")
    if not customer_queries.is_known_by(tx, customer.id, AT_THE_WIDGET):
        raise Conflict("conversation.customer_not_at_chat")
    running = _running(tx, customer.id)
    if running is None:
        # Of two who write first at once, or of us and the customer, the second finds the first's.
        customer = customers.lock(tx, customer.id)
        running = _running(tx, customer.id)
    if running is not None:
        return running
    before, also = open_conversation(tx, customer, "webchat", customer.locale)
    opened, line = timeline.add_line(tx, before, "opened", by=by.name)
    saved = timeline.save(tx, before, replace(opened, assignee_id=by.person_id))
    timeline.record(tx, "conversation_opened", by.doer, saved, [line], also)
    return saved


def _running(tx: Tx, customer_id: int) -> Conversation | None:
    """Return the conversation in which the customer would go on, if there is one."""
    newest = conversations.latest_of(tx, customer_id, "webchat")
    return newest if newest is not None and rules.goes_on(newest, tx.now) else None
