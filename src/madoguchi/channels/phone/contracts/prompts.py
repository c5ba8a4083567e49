"""What a line says in its own voice instead of ours."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Prompt(msgspec.Struct, frozen=True, kw_only=True):
    """One announcement that the shop has recorded itself; `seconds` 0: the shipped one again.

    The fields stand in the order of the columns of `tables.prompt_table`.
    """

    id: int
    version: int
    line_id: int
    language: str
    name: str
    seconds: float
    recorded_by: int | None
    recorded_at: datetime


class Sound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A WAV file, in base64."""

    audio: bytes
