"""Rows of this room's tables as the structs that leave it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.desk.contracts import Author, Conversation, Message
from madoguchi.kernel.prepared import Row

_CONVERSATION = Conversation.__struct_fields__


def to_conversation(row: Row | sa.Row[Any]) -> Conversation:
    """Turn a row of `conversation_table` into its struct."""
    return Conversation(**dict(zip(_CONVERSATION, row, strict=True)))


def to_message(row: Row | sa.Row[Any]) -> Message:
    """Turn a row of `message_table` into its struct."""
    (
        message_id, version, conversation_id, seq, at, author_kind, author_id, author_name,
        kind, body, attachments, choices, chosen, line, quote, client_id, redacted_at, mail,
        _sender,
    ) = tuple(row)  # fmt: skip
    return Message(
        id=message_id,
        version=version,
        conversation_id=conversation_id,
        seq=seq,
        at=at,
        author=Author(author_kind, author_id, author_name),
        kind=kind,
        body=body,
        attachments=attachments or [],
        choices=choices or [],
        chosen=chosen,
        line=line,
        quote=quote,
        client_id=client_id,
        redacted_at=redacted_at,
        mail=mail,
    )
