"""The steps every operation on a conversation is made of: lock, add to the timeline, save, record.

Not an operation itself: nothing outside this folder calls it.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from msgspec.structs import astuple, replace
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from madoguchi.customers.vault.operations.typed import keep_typed
from madoguchi.customers.vault.rules import recognition
from madoguchi.desk import rules
from madoguchi.desk.contracts import (
    Attachment,
    Author,
    Conversation,
    Line,
    Mail,
    Message,
    Quote,
)
from madoguchi.desk.promises.handing import count_owed, follow
from madoguchi.desk.queries.rows import to_conversation, to_message
from madoguchi.desk.tables import conversation_table, message_search, message_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import SYSTEM, Change, Doer, NewEvent
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import Tx
from madoguchi.language.bigrams import index_terms
from madoguchi.people.contracts import Actor

_LOCK = Prepared(
    sa.select(conversation_table)
    .where(conversation_table.c.id == sa.bindparam("id"))
    .with_for_update()
)
_OPEN = Prepared(
    conversation_table.insert()
    .values({name: sa.bindparam(name) for name in conversation_table.columns.keys()[1:]})
    .returning(conversation_table.c.id)
)

_MESSAGE_VALUES: dict[str, sa.BindParameter[object]] = {
    column.name: sa.bindparam(column.name)
    for column in message_table.columns
    if column.name != "id"
}
# A message sent twice is refused by its unique client id, never by looking first.
_ADD = Prepared(
    sqlite_insert(message_table)
    .values(_MESSAGE_VALUES)
    .on_conflict_do_nothing(index_elements=["sender", "client_id"])
    .returning(message_table.c.id),
    postgresql=postgresql_insert(message_table)
    .values(_MESSAGE_VALUES)
    .on_conflict_do_nothing(index_elements=["sender", "client_id"])
    .returning(message_table.c.id),
)
_ADD_AS = Prepared(message_table.insert().values({**_MESSAGE_VALUES, "id": sa.bindparam("id")}))
_SENT_BEFORE = Prepared(
    sa.select(message_table).where(
        message_table.c.sender == sa.bindparam("sender"),
        message_table.c.client_id == sa.bindparam("client_id"),
    )
)

_WHO_HAS_IT = {"assigned", "unassigned", "handed_over", "routed", "requeued", "taken_over"}
_FIELDS = Conversation.__struct_fields__
_SAVES: dict[tuple[str, ...], Prepared] = {}


def lock(tx: Tx, conversation_id: int) -> Conversation:
    """Return a conversation that nobody else changes until the commit; raises `NotFound`."""
    rows = tx.run(_LOCK, id=conversation_id)
    if not rows:
        raise NotFound("conversation.not_found")
    return to_conversation(rows[0])


def lock_for(tx: Tx, conversation_id: int, by: Actor) -> Conversation:
    """As `lock`, for an actor; one out of their sight does not exist for them."""
    conversation = lock(tx, conversation_id)
    if not by.sees(conversation.shop_id):
        raise NotFound("conversation.not_found")
    return conversation


def insert(tx: Tx, conversation: Conversation) -> Conversation:
    """Store a new conversation and return it with its id."""
    fresh = rules.ranked(conversation)
    values = {name: getattr(fresh, name) for name in conversation_table.columns.keys()[1:]}
    return replace(fresh, id=tx.run(_OPEN, **values)[0][0])


def staff(actor: Actor) -> Author:
    """Return an actor as the author of a message; the id of a program would pass for a person's."""
    return Author("agent", actor.person_id, actor.name)


def add(
    tx: Tx,
    conversation: Conversation,
    author: Author,
    kind: str,
    *,
    body: str = "",
    attachments: list[Attachment] | None = None,
    choices: list[str] | None = None,
    line: Line | None = None,
    quote: Quote | None = None,
    sender: str | None = None,
    client_id: str | None = None,
    mail: Mail | None = None,
    reserved: int | None = None,
) -> tuple[Conversation, Message | None]:
    """Store a message at the end of a locked conversation.

    Returns the conversation as it is after it (not yet saved) and the message, or the conversation
    unchanged and None where this sender's `client_id` is stored already. With an id `reserved` for
    it that was looked for before: then storing it answers nothing, and waits for what comes next.

    Every message comes this way, so here identity numbers are taken out of it: what is stored,
    found and told of it has them masked from the first instant, and the vault keeps them.
    """
    numbers = recognition.find(body)
    if numbers:
        body = recognition.masked(body, numbers)
    if choices:
        choices = [recognition.mask(choice) for choice in choices]
    if mail is not None:
        mail = replace(mail, subject=recognition.mask(mail.subject))
    message = Message(
        id=0,
        conversation_id=conversation.id,
        seq=conversation.message_count + 1,
        at=tx.now,
        author=author,
        kind=kind,  # type: ignore[arg-type]
        body=body,
        attachments=attachments or [],
        choices=choices or [],
        line=line,
        quote=quote,
        client_id=client_id,
        mail=mail,
    )
    values = {
        "version": 1,
        "conversation_id": message.conversation_id,
        "seq": message.seq,
        "at": message.at,
        "author_kind": author.kind,
        "author_id": author.id,
        "author_name": author.name,
        "kind": kind,
        "body": body,
        "attachments": attachments or None,
        "choices": choices or None,
        "chosen": None,
        "line": line,
        "quote": quote,
        "client_id": client_id,
        "redacted_at": None,
        "mail": mail,
        "sender": sender,
    }
    if reserved is not None:
        tx.later(_ADD_AS, id=reserved, **values)
        message = replace(message, id=reserved)
    else:
        stored = tx.run(_ADD, **values)
        if not stored:
            return conversation, None
        message = replace(message, id=stored[0][0])
    if body:
        tx.index(message_search, message.id, index_terms(body))
    if numbers:
        _keep(tx, numbers, conversation, message)
    return rules.said(conversation, message), message


def _keep(
    tx: Tx, numbers: list[recognition.Found], conversation: Conversation, message: Message
) -> None:
    kind, author_id = message.author.kind, message.author.id
    by = Doer("customer" if kind == "customer" else "person", author_id) if author_id else SYSTEM
    keep_typed(
        tx,
        numbers,
        by,
        shop_id=conversation.shop_id,
        customer_id=conversation.customer_id,
        conversation_id=conversation.id,
        message_id=message.id,
    )


def add_line(
    tx: Tx, conversation: Conversation, key: str, **params: str | int | None
) -> tuple[Conversation, Message]:
    """Write a system line into the timeline: what happened stands where it happened.

    One that tells who has the conversation also says how many promises go along.
    """
    if key in _WHO_HAS_IT and (owed := count_owed(tx, conversation.id)):
        params["promises"] = owed
    changed, message = add(
        tx, conversation, Author("system", None, ""), "line", line=Line(key, params)
    )
    assert message is not None  # a line has no client id, so it cannot be there already
    return changed, message


def sent_before(tx: Tx, sender: str, client_id: str) -> Message | None:
    """Return the message that this sender stored under this client id, None if there is none."""
    rows = tx.run(_SENT_BEFORE, sender=sender, client_id=client_id)
    return to_message(rows[0]) if rows else None


def save(tx: Tx, before: Conversation, after: Conversation) -> Conversation:
    """Write a changed conversation, its version one higher and its rank up to date.

    `before` is the conversation as it is stored: only what differs from it is written, for an
    indexed column's entries are rewritten even with an equal value, and each value costs. What is
    promised in it goes along to whoever has it now.
    """
    saved = rules.ranked(replace(after, version=before.version + 1))
    changed = {
        name: value
        for name, was, value in zip(_FIELDS, astuple(before), astuple(saved), strict=True)
        if value is not was and value != was
    }
    tx.later(_save_of(tuple(changed)), b_id=saved.id, **changed)
    follow(tx, before, saved)
    return saved


def _save_of(names: tuple[str, ...]) -> Prepared:
    """Return the statement that sets some columns; what changes together is nearly always alike."""
    statement = _SAVES.get(names)
    if statement is None:
        statement = _SAVES[names] = Prepared(
            conversation_table.update()
            .where(conversation_table.c.id == sa.bindparam("b_id"))
            .values({name: sa.bindparam(name) for name in names})
        )
    return statement


def record(
    tx: Tx,
    kind: str,
    by: Doer,
    conversation: Conversation,
    messages: Iterable[Message] = (),
    also: Iterable[Change] = (),
) -> None:
    """Record one event with the conversation and messages as they are now.

    The customer at the widget gets their part of it: the conversation as they see it and the
    messages meant for them. What is said by mail or telephone has its own way to them: in the
    window it would take the talk's place.
    """
    changes = [Change("conversation", conversation.id, conversation.version, conversation)]
    at_widget = conversation.channel == "webchat"
    chat: list[Change] = []
    if at_widget:
        seen = rules.chat_view(conversation)
        chat.append(Change("conversation", conversation.id, conversation.version, seen))
    for message in messages:
        changes.append(Change("message", message.id, message.version, message))
        if at_widget and rules.customer_sees(message):
            chat.append(Change("message", message.id, message.version, rules.chat_message(message)))
    changes.extend(also)
    tx.record(
        NewEvent(
            kind,
            by,
            changes,
            shop_id=conversation.shop_id,
            conversation_id=conversation.id,
            customer_id=conversation.customer_id if at_widget else None,
            chat_changes=chat,
        )
    )
