"""A call from its coming to its wrapping-up, and what was recorded of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

Phase = Literal[
    "greeting", "waiting", "connecting", "talking", "held", "voicemail", "dialling", "ended"
]
"""Being greeted (menu, announcement); in the queue, ringing wherever somebody is free; taken, the
browser not yet heard; talking; held; speaking to the machine; we call them; over."""
Ending = Literal[
    "talked", "abandoned", "voicemail", "callback", "closed", "unanswered", "dropped", "failed"
]
"""How it ended: they talked; the caller gave up; left a message; wants to be called back; rang
outside hours; nobody came; our process died; the carrier or the called refused."""
Outcome = Literal["solved", "follow_up", "wrong_number", "no_answer"]
Direction = Literal["in", "out"]
Door = Literal["number", "chat"]
"""How a caller comes in: by the line's number, or from the chat on a page of the shop."""
Supervision = Literal["listen", "whisper", "join"]
"""Hears both and is heard by nobody; is heard by whoever has the call alone; is heard by both."""


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """What can be heard of a call; `announced_at` is when the caller was told of it."""

    id: int
    kind: Literal["talk", "voicemail"]
    seconds: float
    size: int
    announced_at: datetime | None
    keep_until: datetime


class Supervisor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is on a colleague's call, how, and since when."""

    person_id: int
    how: Supervision
    since: datetime


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague who is asked into a call, and on it since `entered_at`."""

    person_id: int
    asked_by: int
    asked_at: datetime
    entered_at: datetime | None


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call. The fields stand in the order of `tables.call_table`.

    `ringing` are the people at whose desks it rings; rings are counted from `rang_at`, the first
    of them, to `taken_at`, by `ring_cycle_ms`, that of `country`; taken within `ring_target_ms`
    it is in time, as the standard had it when it first rang. `sip_rang_at` and `sip_answered_at`
    are what the carrier saw. `callback_at` is since when the caller waits to be called back, in the
    place of the queue they had, and `wanted_at` the time they asked for, if they did;
    `callback_due_at` is by when any missed call is to be returned, `callback_of` the call that
    this one answers.
    """

    id: int
    version: int
    line_id: int
    shop_id: int
    conversation_id: int
    customer_id: int
    direction: Direction
    number: str
    language: str
    phase: Phase
    ringing: list[int]
    person_id: int | None
    team_id: int | None
    ring_cycle_ms: int
    country: str
    ring_target_ms: int | None
    came_at: datetime
    queued_at: datetime | None
    rang_at: datetime | None
    taken_at: datetime | None
    talked_at: datetime | None
    ended_at: datetime | None
    sip_rang_at: datetime | None
    sip_answered_at: datetime | None
    rings: int | None
    ending: Ending | None
    callback_at: datetime | None
    callback_due_at: datetime | None
    callback_of: int | None
    called_back_at: datetime | None
    outcome: Outcome | None
    note: str
    wrap_up_until: datetime | None
    wrapped_at: datetime | None
    supervisors: list[Supervisor]
    recordings: list[Recording]
    door: Door
    wanted_at: datetime | None
    guests: list[Guest]


class WrapUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of a call; with `promise` something is promised by `due_at`."""

    outcome: Outcome
    note: str = ""
    promise: str | None = None
    due_at: datetime | None = None
