"""Taking out what should never have been written, such as an identity number.

It goes from everywhere at once: the message, what quotes it, previews, search, files, the feed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers.vault.operations.typed import erase_typed
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.desk.contracts import Mail, Message
from madoguchi.desk.operations import timeline
from madoguchi.desk.operations.attachments import remove_all_of
from madoguchi.desk.promises import redacting
from madoguchi.desk.queries.messages import message as find_message
from madoguchi.desk.queries.rows import to_message
from madoguchi.desk.tables import draft_table, message_search, message_table
from madoguchi.kernel.errors import Forbidden, Invalid, TooLarge
from madoguchi.kernel.feed import Change, StoredChange
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.search import indexes
from madoguchi.kernel.transaction import Tx
from madoguchi.language.bigrams import index_terms
from madoguchi.language.names import clean_name
from madoguchi.people.contracts import Actor

LONGEST_REASON = 500
ERASURE = "erasure"
"""The kind of delivery by which the worker wipes what the database itself still remembers."""

_C = message_table.c


class Redaction(msgspec.Struct, frozen=True):
    """Why a message was taken out, for the audit log."""

    message_id: int
    reason: str


def redact(tx: Tx, message_id: int, reason: str, *, by: Actor) -> Message:
    """Empty a message for everybody; that it was there, who did this and why stays.

    Supervisors and owners. Doing it twice is doing it once.
    """
    if not by.at_least("supervisor"):
        raise Forbidden("message.redact_needs_supervisor")
    reason = mask(clean_name(reason))
    if not reason:
        raise Invalid("message.redact_needs_reason", field="reason")
    if len(reason) > LONGEST_REASON:
        raise TooLarge("message.redact_reason_too_long", field="reason", limit=LONGEST_REASON)
    conversation_id = find_message(tx, message_id, by=by).conversation_id
    before = timeline.lock_for(tx, conversation_id, by)
    message = find_message(tx, message_id, by=by)
    if message.redacted_at is not None:
        return message
    emptied = _empty(tx, message)
    quoting = [_unquote(tx, each) for each in _quoting(tx, message)]
    remove_all_of(tx, message.id)
    promised = redacting.empty(tx, message)
    erase_typed(tx, message.id, by.doer)
    after = before
    if before.last_message is not None and before.last_message.seq == message.seq:
        after = replace(before, last_message=replace(before.last_message, preview=""))
    saved = timeline.save(tx, before, after)
    why = Change("redaction", message.id, emptied.version, Redaction(message.id, reason))
    timeline.record(tx, "message_redacted", by.doer, saved, [emptied, *quoting], [why, *promised])
    tx.scrub(conversation_id, _without(message, _draft_version(tx, message)))
    tx.deliver(NewDelivery(ERASURE, message.id, ""))
    return emptied


def erase_step(tx: Tx, *, first: bool) -> bool:
    """Take a step towards erasing from the search indexes; returns whether there is more to do."""
    tx.wrote = True
    # Each takes its step, so not `any`, which stops at the first.
    return sum([index.merge(tx.connection, first=first) for index in indexes.values()]) > 0


def _empty(tx: Tx, message: Message) -> Message:
    emptied = replace(
        message,
        version=message.version + 1,
        body="",
        attachments=[],
        choices=[],
        quote=None,
        redacted_at=tx.now,
        mail=_bare(message.mail),
    )
    tx.execute(
        message_table.update()
        .where(_C.id == message.id)
        .values(
            version=emptied.version,
            body="",
            attachments=None,
            choices=None,
            quote=None,
            redacted_at=tx.now,
            mail=emptied.mail,
        )
    )
    if message.body:
        message_search.remove(tx.connection, message.id, index_terms(message.body))
    return emptied


def _bare(mail: Mail | None) -> Mail | None:
    """Leave of a mail who it was from and to: a subject may say as much as the text."""
    return None if mail is None else replace(mail, subject="", folded=False, html=False)


def _quoting(tx: Tx, message: Message) -> list[Message]:
    rows = tx.execute(
        sa.select(message_table).where(
            _C.conversation_id == message.conversation_id,
            _C.seq > message.seq,
            _C.quote.is_not(None),
        )
    )
    found = [to_message(row) for row in rows]
    return [each for each in found if each.quote is not None and each.quote.seq == message.seq]


def _unquote(tx: Tx, message: Message) -> Message:
    """Leave in a message that it answers another, and nothing of what that one said."""
    assert message.quote is not None
    bare = replace(message, version=message.version + 1, quote=replace(message.quote, preview=""))
    tx.execute(
        message_table.update()
        .where(_C.id == bare.id)
        .values(version=bare.version, quote=bare.quote)
    )
    return bare


def _draft_version(tx: Tx, message: Message) -> int:
    """The version of what its author is writing now; older drafts grew into the message."""
    if message.author.kind != "agent" or message.author.id is None:
        return 0
    version: int | None = tx.execute(
        sa.select(draft_table.c.version).where(
            draft_table.c.conversation_id == message.conversation_id,
            draft_table.c.person_id == message.author.id,
        )
    ).scalar()
    return version or 0


def _without(message: Message, draft_version: int) -> Callable[[StoredChange], bool]:
    """Return what takes a message's content out of an event's change."""

    def clean(change: StoredChange) -> bool:
        value = change.value
        if value is None:
            return False
        if change.type == "message":
            return _clean_message(value, message)
        if change.type == "promise":
            return redacting.clean(change, message.seq)
        if change.type == "conversation":
            last = value.get("last_message")
            if last is None or last["seq"] != message.seq or not last["preview"]:
                return False
            last["preview"] = ""
            return True
        if change.type == "draft" and value["person_id"] == message.author.id:
            if message.author.kind != "agent" or change.version >= draft_version:
                return False
            value |= {"body": "", "attachments": [], "choices": []}
            return True
        return False

    return clean


def _clean_message(value: dict[str, Any], message: Message) -> bool:
    if value["id"] == message.id:
        value |= {"body": "", "attachments": [], "choices": [], "quote": None}
        if value.get("mail"):
            value["mail"] |= {"subject": "", "folded": False, "html": False}
        return True
    quote = value["quote"]
    if quote is None or quote["seq"] != message.seq:
        return False
    quote["preview"] = ""
    return True
