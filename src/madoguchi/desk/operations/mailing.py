"""What becomes of messages that are mails, as the mail room tells it."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.customers import operations as customers
from madoguchi.customers.contracts import Introduction
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.desk import rules
from madoguchi.desk.contracts import Conversation, Message
from madoguchi.desk.operations import owing, timeline
from madoguchi.desk.operations.attachments import let_loose
from madoguchi.desk.operations.open import open_conversation
from madoguchi.desk.operations.post import sender_of
from madoguchi.desk.operations.receive import latest
from madoguchi.desk.queries.rows import to_message
from madoguchi.desk.tables import message_table
from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.kernel.feed import SYSTEM, Doer
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor

_C = message_table.c


def begin(tx: Tx, introduction: Introduction, subject: str, *, by: Actor) -> Conversation:
    """Open a conversation by mail from our side, with whoever has an address, known or not.

    Raises `NotFound` for a shop out of sight and `Conflict` for a customer who is blocked.
    """
    if not by.sees(introduction.shop_id):
        raise NotFound("shops.not_found")
    met, also = customers.meet(tx, introduction)
    customer = customers.lock(tx, met.id)
    if customer.blocked_at is not None:
        raise Conflict("conversation.customer_is_blocked")
    before, counted = open_conversation(tx, customer, "email", customer.locale)
    opened, line = timeline.add_line(tx, before, "opened", by=by.name)
    begun = replace(opened, subject=mask(subject) or None, assignee_id=by.person_id)
    saved = timeline.save(tx, before, begun)
    timeline.record(tx, "conversation_opened", by.doer, saved, [line], [*also, *counted])
    return saved


def said_before(tx: Tx, client_id: str, *, by: Actor) -> Message | None:
    """Return what an actor has said under a client id before, None if nothing."""
    return timeline.sent_before(tx, sender_of(by), client_id)


def mark_mail(tx: Tx, message_id: int, kind: str, by: Doer, **changes: object) -> Message:
    """Change what a message says of itself as a mail, under an event of this kind.

    Raises `NotFound` for a message that is none.
    """
    before, found = _locked(tx, message_id)
    assert found.mail is not None
    marked = replace(found, version=found.version + 1, mail=replace(found.mail, **changes))
    _save(tx, marked)
    timeline.record(tx, kind, by, timeline.save(tx, before, before), [marked])
    return marked


def take_back(tx: Tx, message_id: int, by: Doer) -> Message:
    """Note that a message never left: whoever waited for it goes on waiting.

    Its files come off it, for they may go with another.
    """
    before, found = _locked(tx, message_id)
    assert found.mail is not None
    marked = replace(
        found,
        version=found.version + 1,
        attachments=[],
        mail=replace(found.mail, state="taken_back", send_at=None),
    )
    _save(tx, marked)
    let_loose(tx, message_id)
    after = before
    asked = tx.execute(
        message_table.select()
        .where(
            _C.conversation_id == before.id,
            _C.seq < found.seq,
            _C.author_kind == "customer",
        )
        .order_by(_C.seq.desc())
        .limit(1)
    ).first()
    if before.waiting_since is None and before.state != "resolved" and asked is not None:
        after = replace(before, waiting_since=to_message(asked).at)
    if before.first_reply_at == found.at:
        after = replace(after, first_reply_at=None)
    after = owing.follow(tx, before, after, by)
    timeline.record(tx, "mail_taken_back", by, timeline.save(tx, before, after), [marked])
    return marked


def tell_shop(
    tx: Tx,
    introduction: Introduction,
    title: str,
    kind: str,
    key: str,
    **params: str | int | None,
) -> Conversation | None:
    """Write a line where a shop sees it: in its running conversation by mail with a customer, else
    in one begun for that, in which nobody waits.

    Returns None, and tells nobody, for a customer whom that shop has blocked.
    """
    met, also = customers.meet(tx, introduction)
    customer = customers.lock(tx, met.id)
    if customer.blocked_at is not None:
        return None
    before = latest(tx, customer, "email")
    if before is None or not rules.goes_on(before, tx.now):
        opened, counted = open_conversation(tx, customer, "email", customer.locale)
        before = replace(opened, subject=title or None)
        also = [*also, *counted]
    after, line = timeline.add_line(tx, before, key, **params)
    saved = timeline.save(tx, before, after)
    timeline.record(tx, kind, SYSTEM, saved, [line], also)
    return saved


def write_line(
    tx: Tx,
    conversation_id: int,
    kind: str,
    by: Doer,
    key: str,
    *,
    wanted: bool = False,
    **params: str | int | None,
) -> Conversation:
    """Write a line about a mail into a conversation, under an event of this kind.

    `wanted`: somebody must look at it, as if the customer waited.
    """
    before = timeline.lock(tx, conversation_id)
    after, line = timeline.add_line(tx, before, key, **params)
    if wanted:
        after = replace(
            after,
            state="open",
            resolved_at=None,
            snoozed_until=None,
            waiting_since=after.waiting_since or tx.now,
        )
        after = owing.follow(tx, before, after, by)
    saved = timeline.save(tx, before, after)
    timeline.record(tx, kind, by, saved, [line])
    return saved


def _locked(tx: Tx, message_id: int) -> tuple[Conversation, Message]:
    row = tx.execute(message_table.select().where(_C.id == message_id)).first()
    if row is None:
        raise NotFound("message.not_found")
    before = timeline.lock(tx, to_message(row).conversation_id)
    again = tx.execute(message_table.select().where(_C.id == message_id)).one()
    message = to_message(again)
    if message.mail is None:
        raise NotFound("message.not_found")
    return before, message


def _save(tx: Tx, message: Message) -> None:
    tx.execute(
        message_table.update()
        .where(_C.id == message.id)
        .values(version=message.version, mail=message.mail, attachments=message.attachments)
    )
