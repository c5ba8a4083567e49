"""Reading the timeline."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.desk import rules
from madoguchi.desk.contracts import Message
from madoguchi.desk.queries.conversations import conversation
from madoguchi.desk.queries.rows import to_message
from madoguchi.desk.tables import message_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

LARGEST_PAGE = 200

_BY_SEQ = sa.select(message_table).where(
    message_table.c.conversation_id == sa.bindparam("conversation_id"),
    message_table.c.seq == sa.bindparam("seq"),
)
_BEFORE = (
    sa.select(message_table)
    .where(
        message_table.c.conversation_id == sa.bindparam("conversation_id"),
        message_table.c.seq < sa.bindparam("before"),
    )
    .order_by(message_table.c.seq.desc())
    .limit(sa.bindparam("limit"))
)
_AFTER = (
    sa.select(message_table)
    .where(
        message_table.c.conversation_id == sa.bindparam("conversation_id"),
        message_table.c.seq > sa.bindparam("after"),
    )
    .order_by(message_table.c.seq)
    .limit(sa.bindparam("limit"))
)
_NEWEST = 2**31 - 1
"""Past every message, and the largest that PostgreSQL takes for a `seq`."""


def page(
    view: View,
    conversation_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[Message]:
    """Return a page of a timeline, oldest first: the newest, those before or those after a `seq`.

    For the rooms above, which have checked who asks.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    if after is not None:
        place = min(after, _NEWEST)
        rows = view.execute(
            _AFTER, {"conversation_id": conversation_id, "after": place, "limit": limit}
        )
        return [to_message(row) for row in rows]
    place = _NEWEST if before is None else min(before, _NEWEST)
    rows = view.execute(
        _BEFORE,
        {"conversation_id": conversation_id, "before": place, "limit": limit},
    )
    return [to_message(row) for row in rows][::-1]


def messages(
    view: View,
    conversation_id: int,
    *,
    by: Actor,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> list[Message]:
    """As `page`, for staff who may see the conversation."""
    conversation(view, conversation_id, by=by)
    return page(view, conversation_id, before=before, after=after, limit=limit)


def chat_page(
    view: View, conversation_id: int, *, before: int | None = None, limit: int = 50
) -> list[Message]:
    """As `page`, with only what the customer may see, as they see it.

    The page may hold fewer than `limit`; the caller has checked that the conversation is theirs.
    """
    return [
        rules.chat_message(message)
        for message in page(view, conversation_id, before=before, limit=limit)
        if rules.customer_sees(message)
    ]


def message(view: View, message_id: int, *, by: Actor) -> Message:
    """Return one message; raises `NotFound` also for those out of the actor's sight."""
    row = view.execute(sa.select(message_table).where(message_table.c.id == message_id)).first()
    if row is None:
        raise NotFound("message.not_found")
    found = to_message(row)
    conversation(view, found.conversation_id, by=by)
    return found


def message_by_seq(view: View, conversation_id: int, seq: int, *, for_customer: bool) -> Message:
    """Return the message at a place in a timeline; for customers, only one that they may see."""
    place = min(seq, _NEWEST)
    row = view.execute(_BY_SEQ, {"conversation_id": conversation_id, "seq": place}).first()
    found = None if row is None else to_message(row)
    if found is None or (for_customer and not rules.customer_sees(found)):
        raise NotFound("message.not_found")
    return found
