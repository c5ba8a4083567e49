"""Reads of whispers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from madoguchi.desk.queries import conversations
from madoguchi.desk.supervision.contracts import Whisper
from madoguchi.desk.supervision.tables import whisper_table
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor


def whispers(view: View, conversation_id: int, *, by: Actor) -> list[Whisper]:
    """Return what is still to be heeded in a conversation, the oldest first.

    Raises `NotFound` also for conversations out of the actor's sight.
    """
    conversations.conversation(view, conversation_id, by=by)
    rows = view.execute(
        sa.select(whisper_table)
        .where(
            whisper_table.c.conversation_id == conversation_id, whisper_table.c.done_at.is_(None)
        )
        .order_by(whisper_table.c.id)
    )
    return [to_whisper(row) for row in rows]


def to_whisper(row: sa.Row[Any] | Sequence[Any]) -> Whisper:
    """Turn a row of `whisper_table` into the entity."""
    return Whisper(**dict(zip(Whisper.__struct_fields__, row, strict=True)))
