"""What leaves this part of the room: whispers."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Whisper(msgspec.Struct, frozen=True, kw_only=True):
    """A note of the timeline (`seq`) that stays before the eyes of whoever answers, until done."""

    id: int
    version: int
    conversation_id: int
    message_id: int
    seq: int
    made_by: int | None
    made_at: datetime
    done_by: int | None
    done_at: datetime | None


class Whispering(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a supervisor whispers; `client_id` is made by the sender, so twice is once."""

    client_id: str
    body: str
