"""What is to be done about a call, by whoever carries it."""

from __future__ import annotations

from typing import Literal

import msgspec

from madoguchi.channels.phone.rules.happenings import After, TimerName


class Ring(msgspec.Struct, frozen=True):
    """Tell the carrier that it rings."""


class Answer(msgspec.Struct, frozen=True):
    """Answer the carrier."""


class Invite(msgspec.Struct, frozen=True):
    """Call the other side."""


class Play(msgspec.Struct, frozen=True):
    """Play prompts (by name) in the flow's language; at their end say `Played`."""

    prompts: tuple[str, ...]
    after: After


class Tone(msgspec.Struct, frozen=True):
    """Play the hold tone until told otherwise."""


class TellPlace(msgspec.Struct, frozen=True):
    """Say where in the queue they are and how long it may take, then the tone."""

    offer_callback: bool


class Queue(msgspec.Struct, frozen=True):
    """Let it ring wherever somebody is free, or at whom it was handed to."""


class Withdraw(msgspec.Struct, frozen=True):
    """Let it ring nowhere."""


class Bridge(msgspec.Struct, frozen=True):
    """Let both hear each other."""


class Part(msgspec.Struct, frozen=True):
    """Let them hear each other no more; `leave`: the browser's leg goes."""

    leave: bool


class GiveTo(msgspec.Struct, frozen=True):
    """Let a colleague who is on it have it; the browser that had it goes."""

    person_id: int


class Dismiss(msgspec.Struct, frozen=True):
    """Let a colleague's browser go."""

    person_id: int


class Record(msgspec.Struct, frozen=True):
    """Begin to record."""

    kind: Literal["talk", "voicemail"]


class StopRecording(msgspec.Struct, frozen=True):
    """End the recording and keep it."""


class Wait(msgspec.Struct, frozen=True):
    """Say `Rung` after so many seconds."""

    timer: TimerName
    seconds: float


class WantCallback(msgspec.Struct, frozen=True):
    """Keep the caller's place for a call of ours."""


class HangUp(msgspec.Struct, frozen=True):
    """End the carrier's side."""


Effect = (
    Ring | Answer | Invite | Play | Tone | TellPlace | Queue | Withdraw | Bridge | Part | GiveTo
    | Dismiss | Record | StopRecording | Wait | WantCallback | HangUp
)  # fmt: skip
