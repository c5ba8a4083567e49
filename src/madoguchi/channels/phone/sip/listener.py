"""What a dialog tells whoever carries its call."""

from __future__ import annotations

from typing import Protocol

from madoguchi.channels.phone.sip import sdp


class Listener(Protocol):
    """Whoever wants to know what becomes of a dialog; never called after `ended`."""

    def ringing(self) -> None:
        """The other side rings (a call of ours)."""

    def answered(self, stream: sdp.Stream) -> None:
        """The other side has answered (a call of ours)."""

    def confirmed(self) -> None:
        """The other side knows that we have answered (a call of theirs)."""

    def changed(self, stream: sdp.Stream) -> bytes:
        """The other side wants its audio elsewhere, or holds us; returns what we say of ours."""

    def digit(self, digit: str) -> None:
        """A key was pressed."""

    def ended(self, why: str) -> None:
        """It is over: `bye`, `cancelled`, `refused NNN`, `silence`."""
