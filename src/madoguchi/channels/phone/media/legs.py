"""The port between a call and whatever carries its audio: what every leg can do."""

from __future__ import annotations

from typing import Protocol

from madoguchi.channels.phone.media.clips import Clip


class Leg(Protocol):
    """One person's audio in both directions, in frames of 20 ms of 8 kHz 16-bit samples."""

    def take(self) -> bytes | None:
        """Return what they said in the last 20 ms; None where nothing came."""

    def give(self, samples: bytes) -> None:
        """Let them hear 20 ms."""

    def play(self, clip: Clip, frame: int) -> None:
        """Let them hear a frame of a clip, which need not be encoded again for each of many."""

    def heard_for(self) -> float | None:
        """Return for how many seconds nothing has come from them; None before the first."""

    def close(self) -> None:
        """Let go of ports and connections."""
