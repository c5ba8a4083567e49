"""Identity documents in the talk: a customer is asked for one, gives it, and a line says so."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.customers.vault.contracts import Asking, Document, DocumentRequest, Parcelled
from madoguchi.customers.vault.links import by_link
from madoguchi.customers.vault.operations import asking as vault
from madoguchi.desk.operations import owing, timeline
from madoguchi.kernel.feed import Doer
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor


def ask_for_document(
    tx: Tx, conversation_id: int, asking: Asking, token: str, *, by: Actor
) -> DocumentRequest:
    """Make a link by which the customer of a conversation gives a document; `token` opens it."""
    before = timeline.lock_for(tx, conversation_id, by)
    made, change = vault.ask(
        tx, before.customer_id, asking, token, conversation_id=before.id, by=by
    )
    after, line = timeline.add_line(tx, before, "document_asked", by=by.name, document=made.kind)
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "document_asked", by.doer, saved, [line], [change])
    return made


def hand_in(tx: Tx, token: str, given: Parcelled) -> Document:
    """Take in what a customer gives through a link; the conversation waits for an answer to it.

    Raises `NotFound` where the link is over.
    """
    asked = by_link(tx, token)
    assert asked.conversation_id is not None  # links are made in conversations
    before = timeline.lock(tx, asked.conversation_id)
    made, changes = vault.submit(tx, token, given)
    after, line = timeline.add_line(tx, before, "document_received", document=made.kind)
    after = replace(
        after,
        state="open",
        resolved_at=None,
        snoozed_until=None,
        waiting_since=after.waiting_since or tx.now,
    )
    by = Doer("customer", made.customer_id)
    after = owing.follow(tx, before, after, by)
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "document_received", by, saved, [line], changes)
    return made
