"""Who answers: assigning, handing over, letting go, raising priority."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations import timeline
from madoguchi.desk.operations.receive import MESSAGE_LIMIT
from madoguchi.desk.promises.handing import let_go
from madoguchi.desk.routing.operations import keep_hint
from madoguchi.desk.tables import conversation_table
from madoguchi.kernel.errors import Invalid, TooLarge
from madoguchi.kernel.transaction import Tx
from madoguchi.language.normalise import clean
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor


def assign(
    tx: Tx,
    conversation_id: int,
    person_id: int | None,
    team_id: int | None = None,
    note: str = "",
    *,
    by: Actor,
) -> Conversation:
    """Give a conversation to a person, a team, both, or nobody, with a note for them.

    Refuses a person who may not see the shop or has left: nobody would answer.
    """
    before = timeline.lock_for(tx, conversation_id, by)
    wanted = replace(before, assignee_id=person_id, team_id=team_id)
    note = clean(note).strip()
    if wanted == before and not note:
        return before
    if len(note) > MESSAGE_LIMIT:
        raise TooLarge("message.too_long", field="note", limit=MESSAGE_LIMIT, length=len(note))
    person = None if person_id is None else people.actor_of(tx, person_id)
    if person is not None and not person.sees(before.shop_id):
        raise Invalid("conversation.assignee_cannot_see", field="person_id")
    team = None if team_id is None else people.team(tx, team_id)
    messages = []
    after = wanted
    if note:
        after, written = timeline.add(tx, after, timeline.staff(by), "note", body=note)
        assert written is not None  # without a client id it cannot be there already
        messages.append(written)
    name = by.name or None
    if team is not None and team_id != before.team_id:
        key = "handed_over"
    elif person is not None:
        key = "assigned"
    else:
        key = "unassigned"
    after, line = timeline.add_line(
        tx,
        after,
        key,
        by=name,
        to=None if person is None else person.name,
        team=None if team is None else team.name,
    )
    # What a hand decides, routing respects: not taken away again, nor given straight back.
    hint = keep_hint(tx, before.id, kept_for=person_id, avoid_id=_let_go(before, person_id))
    saved = timeline.save(tx, before, after)
    timeline.record(tx, f"conversation_{key}", by.doer, saved, [*messages, line], [hint])
    return saved


def _let_go(before: Conversation, person_id: int | None) -> int | None:
    return before.assignee_id if person_id is None else None


def prioritise(tx: Tx, conversation_id: int, priority: int, *, by: Actor) -> Conversation:
    """Raise or lower a conversation: 0 normal, 1 high, 2 urgent."""
    if not 0 <= priority <= 2:
        raise Invalid("conversation.bad_priority", field="priority")
    before = timeline.lock_for(tx, conversation_id, by)
    if before.priority == priority:
        return before
    saved = timeline.save(tx, before, replace(before, priority=priority))
    timeline.record(tx, "conversation_prioritised", by.doer, saved)
    return saved


def release(
    tx: Tx,
    *,
    person_id: int | None = None,
    team_id: int | None = None,
    still_sees: Actor | None = None,
    by: Actor,
) -> int:
    """Take the open conversations off somebody who leaves, or off a team; returns how many.

    Of somebody who stays and sees other shops now (`still_sees`), only those out of their sight.
    Nobody would answer them otherwise. What is resolved stays as it was; what they have promised
    in it is owed by others all the same.
    """
    column, value = ("assignee_id", person_id) if team_id is None else ("team_id", team_id)
    ids = tx.execute(
        sa.select(conversation_table.c.id)
        .where(
            conversation_table.c[column] == value,
            conversation_table.c.state.in_(("open", "snoozed")),
        )
        .order_by(conversation_table.c.id)
    ).scalars()
    released = 0
    for conversation_id in list(ids):
        before = timeline.lock(tx, conversation_id)
        if getattr(before, column) != value or before.state == "resolved":
            continue  # somebody was quicker
        if still_sees is not None and still_sees.sees(before.shop_id):
            continue
        free = replace(before, **{column: None})
        after, line = timeline.add_line(tx, free, "unassigned", by=by.name or None)
        saved = timeline.save(tx, before, after)
        timeline.record(tx, "conversation_unassigned", by.doer, saved, [line])
        released += 1
    if person_id is not None:
        let_go(
            tx,
            person_id,
            lambda conversation_id: timeline.lock(tx, conversation_id),
            lambda shop_id: still_sees is not None and still_sees.sees(shop_id),
        )
    return released
