"""Promises go with their conversation: to whoever answers now, and for whom it turns out to be.

Called where conversations are saved, so that no way of assigning one can forget what is owed.
"""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.clocks import operations as clocks
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.promises import keeping
from madoguchi.desk.promises.rows import OWED
from madoguchi.desk.promises.tables import promise_table
from madoguchi.kernel.feed import SYSTEM, Change, NewEvent
from madoguchi.kernel.transaction import Tx

_C = promise_table.c


def follow(tx: Tx, before: Conversation, after: Conversation) -> None:
    """Let what is owed in a locked conversation be owed by who has it now."""
    if _place(before) == _place(after):
        return
    moved = before.customer_id != after.customer_id
    ids = tx.execute(
        sa.select(_C.id)
        .where(
            _C.conversation_id == after.id,
            *(() if moved else (_C.state.in_(OWED),)),
        )
        .order_by(_C.id)
    ).scalars()
    for promise_id in list(ids):
        _follow(tx, promise_id, after)


def count_owed(tx: Tx, conversation_id: int) -> int:
    """Return how many promises are owed in a conversation."""
    found: int = tx.execute(
        sa.select(sa.func.count()).where(_C.conversation_id == conversation_id, _C.state.in_(OWED))
    ).scalar_one()
    return found


def _follow(tx: Tx, promise_id: int, conversation: Conversation) -> None:
    promise, clock_id = keeping.locked(tx, promise_id)
    followed = replace(promise, customer_id=conversation.customer_id)
    if promise.state in OWED:
        owner_id, team_id = conversation.assignee_id, conversation.team_id
        followed = replace(followed, owner_id=owner_id, team_id=team_id)
    if followed == promise:
        return
    saved = keeping.save(tx, followed)
    if (promise.owner_id, promise.team_id) != (saved.owner_id, saved.team_id):
        clocks.hand_over(
            tx,
            clock_id,
            person_id=saved.owner_id,
            team_id=saved.team_id,
            by=SYSTEM,
            reason="conversation_handed_over",
        )
    tx.record(
        NewEvent(
            "promise_handed_over",
            SYSTEM,
            [Change("promise", saved.id, saved.version, saved)],
            shop_id=saved.shop_id,
            conversation_id=saved.conversation_id,
        )
    )


def _place(conversation: Conversation) -> tuple[int | None, int | None, int]:
    return conversation.assignee_id, conversation.team_id, conversation.customer_id
