"""What supervisors do in the midst of a conversation."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.desk import rules
from madoguchi.desk.contracts import Conversation, Speech
from madoguchi.desk.operations import timeline
from madoguchi.desk.operations.post import sender_of
from madoguchi.desk.routing.operations import keep_hint
from madoguchi.desk.supervision.contracts import Whisper, Whispering
from madoguchi.desk.supervision.queries import to_whisper
from madoguchi.desk.supervision.tables import whisper_table
from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.kernel.feed import Change
from madoguchi.kernel.transaction import Tx
from madoguchi.language.normalise import clean
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import person_only, supervisor_only

WHISPER_LIMIT = 1000
"""Characters: more than a glance takes in is a note."""


def whisper(tx: Tx, conversation_id: int, whispering: Whispering, *, by: Actor) -> Whisper:
    """Leave a note for whoever answers, which stays before their eyes until it is done.

    Supervisors and owners. Raises `Conflict` where this `client_id` was used already.
    """
    supervisor_only(by)
    body = mask(clean(whispering.body))
    rules.check_speech(
        Speech(client_id=whispering.client_id, kind="note", body=body), WHISPER_LIMIT
    )
    before = timeline.lock_for(tx, conversation_id, by)
    after, note = timeline.add(
        tx,
        before,
        timeline.staff(by),
        "note",
        body=body,
        sender=sender_of(by),
        client_id=whispering.client_id,
    )
    if note is None:
        raise Conflict("whisper.sent_before")
    row = tx.execute(
        whisper_table.insert()
        .values(
            version=1,
            conversation_id=before.id,
            message_id=note.id,
            seq=note.seq,
            made_by=by.person_id,
            made_at=tx.now,
        )
        .returning(*whisper_table.columns)
    ).one()
    made = to_whisper(row)
    saved = timeline.save(tx, before, after)
    change = Change("whisper", made.id, made.version, made)
    timeline.record(tx, "whispered", by.doer, saved, [note], [change])
    return made


def heed(tx: Tx, whisper_id: int, *, by: Actor) -> Whisper:
    """Take a whisper from before everybody's eyes: it is done. The note stays in the timeline."""
    conversation_id = tx.execute(
        sa.select(whisper_table.c.conversation_id).where(whisper_table.c.id == whisper_id)
    ).scalar_one_or_none()
    if conversation_id is None:
        raise NotFound("whisper.not_found")
    before = timeline.lock_for(tx, conversation_id, by)
    row = tx.execute(
        whisper_table.update()
        .where(whisper_table.c.id == whisper_id, whisper_table.c.done_at.is_(None))
        .values(version=whisper_table.c.version + 1, done_by=by.person_id, done_at=tx.now)
        .returning(*whisper_table.columns)
    ).first()
    if row is None:
        raise Conflict("whisper.done_already")
    done = to_whisper(row)
    change = Change("whisper", done.id, done.version, None)
    timeline.record(tx, "whisper_heeded", by.doer, before, [], [change])
    return done


def take_over(tx: Tx, conversation_id: int, *, by: Actor) -> Conversation:
    """Make a conversation one's own, whoever has it. Supervisors and owners; people only."""
    supervisor_only(by)
    person_id = person_only(by)
    before = timeline.lock_for(tx, conversation_id, by)
    if before.assignee_id == person_id:
        return before
    holder = people.name_of(tx, before.assignee_id)
    after, line = timeline.add_line(
        tx, replace(before, assignee_id=person_id), "taken_over", by=by.name, holder=holder
    )
    hint = keep_hint(tx, before.id, kept_for=person_id)
    saved = timeline.save(tx, before, after)
    timeline.record(tx, "conversation_assigned", by.doer, saved, [line], [hint])
    return saved
