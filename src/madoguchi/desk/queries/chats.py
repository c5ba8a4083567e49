"""What a customer at the widget finds of what was said, from the newest talk back to the first."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from madoguchi.desk.contracts import Conversation, Message
from madoguchi.desk.queries.conversations import latest_of
from madoguchi.desk.queries.messages import chat_page
from madoguchi.desk.queries.rows import to_conversation
from madoguchi.desk.tables import conversation_table
from madoguchi.kernel.transaction import View

PAGE = 50

_C = conversation_table.c


class Earlier(msgspec.Struct, frozen=True):
    """Messages before a place, oldest first; `more` where there may be some before these."""

    items: list[Message]
    more: bool


def newest(view: View, talk: Conversation) -> Earlier:
    """Return the end of a customer's talk, as they see it."""
    items, seq = _before(view, talk, talk.message_count + 1, least=1)
    return Earlier(items, seq > 1 or _former(view, talk) is not None)


def earlier(
    view: View, customer_id: int, seq: int, *, conversation_id: int | None = None
) -> Earlier:
    """Return what was said to and by a customer before a `seq`, their former talks included.

    Without a conversation the place is in their newest. A page is empty only where nothing is left,
    however many notes lie in between; so is one before a place in somebody else's talk.
    """
    talk = (
        latest_of(view, customer_id, "webchat")
        if conversation_id is None
        else _one(view, customer_id, _C.id == conversation_id)
    )
    items: list[Message] = []
    while talk is not None:
        found, seq = _before(view, talk, min(seq, talk.message_count + 1), least=PAGE - len(items))
        items = found + items
        former = _former(view, talk)
        if seq > 1 or len(items) >= PAGE:
            return Earlier(items, seq > 1 or former is not None)
        talk = former
        seq = 0 if talk is None else talk.message_count + 1
    return Earlier(items, more=False)


def _before(view: View, talk: Conversation, seq: int, *, least: int) -> tuple[list[Message], int]:
    """Return at least so many messages before a `seq` of one talk, and from which on they are."""
    found: list[Message] = []
    while seq > 1 and len(found) < least:
        found = chat_page(view, talk.id, before=seq, limit=PAGE) + found
        seq = max(1, seq - PAGE)
    return found, seq


def _former(view: View, talk: Conversation) -> Conversation | None:
    return _one(view, talk.customer_id, _C.id < talk.id)


def _one(view: View, customer_id: int, which: sa.ColumnElement[bool]) -> Conversation | None:
    row = view.execute(
        sa.select(conversation_table)
        .where(_C.customer_id == customer_id, _C.channel == "webchat", which)
        .order_by(_C.id.desc())
        .limit(1)
    ).first()
    return None if row is None else to_conversation(row)
