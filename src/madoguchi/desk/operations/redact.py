"""Taking out what should never have been written, such as an identity number."""

from __future__ import annotations

from msgspec.structs import replace

from madoguchi.desk.contracts import Message
from madoguchi.desk.operations import timeline
from madoguchi.desk.queries.messages import message as find_message
from madoguchi.desk.tables import attachment_table, message_search, message_table
from madoguchi.kernel.errors import Forbidden, Invalid
from madoguchi.kernel.transaction import Tx
from madoguchi.language.bigrams import index_terms
from madoguchi.people.contracts import Actor


def redact(tx: Tx, message_id: int, reason: str, *, by: Actor) -> Message:
    """Empty a message for everybody, in search too; that it was there and who did this stays.

    Events written before still hold the text until they are cleared away: see `kernel.feed`.
    """
    if not by.at_least("supervisor"):
        raise Forbidden("message.redact_needs_supervisor")
    if not reason.strip():
        raise Invalid("message.redact_needs_reason", field="reason")
    message = find_message(tx, message_id, by=by)
    before = timeline.lock_for(tx, message.conversation_id, by)
    if message.redacted_at is not None:
        return message
    emptied = replace(
        message,
        version=message.version + 1,
        body="",
        attachments=[],
        choices=[],
        quote=None,
        redacted_at=tx.now,
    )
    tx.execute(
        message_table.update()
        .where(message_table.c.id == message.id)
        .values(
            version=emptied.version,
            body="",
            attachments=None,
            choices=None,
            quote=None,
            redacted_at=tx.now,
        )
    )
    tx.execute(
        attachment_table.update()
        .where(attachment_table.c.message_id == message.id)
        .values(message_id=None, conversation_id=None, for_staff=True)
    )
    if message.body:
        message_search.remove(tx.connection, message.id, index_terms(message.body))
    after = before
    if before.last_message is not None and before.last_message.seq == message.seq:
        after = replace(before, last_message=replace(before.last_message, preview=""))
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "message_redacted", by.doer, saved, [emptied])
    return emptied
