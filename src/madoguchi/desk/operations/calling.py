"""What telephone calls do to conversations, as the room of the telephone tells it."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.customers import operations as customers
from madoguchi.customers.contracts import Customer, Introduction
from madoguchi.desk import rules
from madoguchi.desk.contracts import Channel, Conversation
from madoguchi.desk.operations import owing, timeline
from madoguchi.desk.operations.open import open_conversation
from madoguchi.desk.operations.receive import latest
from madoguchi.kernel.errors import Forbidden
from madoguchi.kernel.feed import Change, Doer
from madoguchi.kernel.transaction import Tx

Params = dict[str, str | int | None]


def begin(
    tx: Tx,
    introduction: Introduction,
    language: str,
    conversation_id: int | None = None,
    *,
    phone: str | None = None,
    channel: Channel = "phone",
) -> tuple[Conversation, Customer, list[Change]]:
    """Return the locked conversation that a call belongs to, and its customer.

    That is the one given, else the caller's last on the channel where it still goes on, else a new
    one: who calls from the chat is called in the chat. The changes are for the event that tells of
    the call. `phone` goes into a profile that has no number yet. Raises `Forbidden` for a customer
    who is blocked in the chat.
    """
    if conversation_id is not None:
        before = timeline.lock(tx, conversation_id)
        return before, customers.lock(tx, before.customer_id), []
    met, also = customers.meet(tx, introduction)
    customer = customers.lock(tx, met.id)
    if phone is not None and customer.phone is None:
        customer = customers.save(tx, replace(customer, phone=phone))
        also = [*also, customers.change_of(customer)]
    if channel != "phone" and customer.blocked_at is not None:
        raise Forbidden("customer.blocked")
    before_or_none = latest(tx, customer, channel)
    if before_or_none is not None and rules.goes_on(before_or_none, tx.now):
        return before_or_none, customer, also
    opened, counted = open_conversation(tx, customer, channel, language)
    return opened, customer, [*also, *counted]


def lock(tx: Tx, conversation_id: int) -> Conversation:
    """Return the conversation of a call, which nobody else changes until the commit."""
    return timeline.lock(tx, conversation_id)


def note_call(
    tx: Tx,
    conversation: Conversation | int,
    kind: str,
    by: Doer,
    also: list[Change],
    line: tuple[str, Params] | None = None,
    *,
    holder: int | None = None,
    answered: bool = False,
    wanted: bool = False,
    settled: bool = False,
    reopen: bool = False,
    on_call: bool | None = None,
) -> Conversation:
    """Record an event of a call in its conversation, with a line where one is worth it.

    `holder` has the conversation from now on. `answered`: the customer is spoken to. `wanted`:
    somebody must call back, as if the customer waited; on the telephone that is owed by a clock of
    the call's own, and not by that of a reply. `settled`: nobody must any more. `reopen`: it goes
    on, if it had ended. `on_call` says whether somebody is on the telephone in it, where that has
    changed.
    """
    before = conversation
    if isinstance(before, int):
        before = timeline.lock(tx, before)
    after, messages = before, []
    if line is not None:
        after, message = timeline.add_line(tx, after, line[0], **line[1])
        messages.append(message)
    if on_call is not None:
        after = replace(after, on_call=on_call)
    if holder is not None:
        after = replace(after, assignee_id=holder)
    if answered:
        first = after.first_reply_at or tx.now
        after = replace(after, waiting_since=None, first_reply_at=first)
    if settled and after.channel == "phone":
        after = replace(after, waiting_since=None)
    if wanted:
        after = replace(after, waiting_since=after.waiting_since or tx.now)
    if wanted or reopen or holder is not None:
        after = replace(after, state="open", resolved_at=None, snoozed_until=None)
    if wanted and after.channel == "phone" and before.waiting_since is None:
        after = owing.go_on(tx, after, "customer", by=by)
    else:
        after = owing.follow(tx, before, after, by)
        after = after if after.clock is None else owing.show(tx, after)
    saved = timeline.save(tx, before, after)
    timeline.record(tx, kind, by, saved, messages, also)
    return saved
