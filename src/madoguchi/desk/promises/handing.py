"""Promises go with their conversation: to whoever answers now, and for whom it turns out to be.

Called where conversations are saved, so that no way of assigning one can forget what is owed.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.clocks import operations as clocks
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.promises import keeping
from madoguchi.desk.promises.rows import OWED
from madoguchi.desk.promises.tables import promise_table
from madoguchi.kernel.feed import SYSTEM, Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries as people

_C = promise_table.c


def follow(tx: Tx, before: Conversation, after: Conversation) -> None:
    """Let what is owed in a locked conversation be owed by who has it now."""
    if (_holder(before), before.customer_id) == (_holder(after), after.customer_id):
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
    changed = _holder(before) != _holder(after)
    for promise_id in list(ids):
        _follow(tx, promise_id, after, owner_too=changed)


def let_go(
    tx: Tx, person_id: int, held: Callable[[int], Conversation], keeps: Callable[[int], bool]
) -> None:
    """Let what somebody who leaves has promised be owed by others; `held` locks a conversation.

    What is in a shop that they go on seeing (`keeps`) stays theirs.
    """
    owed = tx.execute(
        sa.select(_C.id, _C.conversation_id, _C.shop_id)
        .where(_C.owner_id == person_id, _C.state.in_(OWED))
        .order_by(_C.conversation_id, _C.id)
    ).all()
    for row in owed:
        if not keeps(row.shop_id):
            conversation = held(row.conversation_id)
            if conversation.assignee_id == person_id:
                conversation = replace(conversation, assignee_id=None)
            _follow(tx, row.id, conversation, owner_too=True)


def count_owed(tx: Tx, conversation_id: int) -> int:
    """Return how many promises are owed in a conversation."""
    found: int = tx.execute(
        sa.select(sa.func.count()).where(_C.conversation_id == conversation_id, _C.state.in_(OWED))
    ).scalar_one()
    return found


def owner_of(tx: Tx, conversation: Conversation) -> int | None:
    """Return who owes what is promised in a conversation: who has it, else who is responsible."""
    if conversation.assignee_id is not None:
        return conversation.assignee_id
    return people.responsible(tx, conversation.shop_id, conversation.team_id)


def _follow(tx: Tx, promise_id: int, conversation: Conversation, *, owner_too: bool) -> None:
    promise, clock_id = keeping.locked(tx, promise_id)
    followed = replace(promise, customer_id=conversation.customer_id)
    if promise.state in OWED and owner_too:
        owner_id, team_id = owner_of(tx, conversation), conversation.team_id
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


def _holder(conversation: Conversation) -> tuple[int | None, int | None]:
    return conversation.assignee_id, conversation.team_id
