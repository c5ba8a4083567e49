"""What brings a caller to the exchange, and what it must be able to do: SIP's dialog, or a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from madoguchi.channels.phone.media.legs import Leg
from madoguchi.channels.phone.sip.listener import Listener
from madoguchi.channels.phone.sip.sdp import Stream


class Door(Protocol):
    """The caller's signalling; `listener` is told what they do."""

    listener: Listener | None
    rang_at: float | None
    answered_at: float | None

    def ring(self) -> None:
        """Let the caller know that it rings."""

    def accept(self, description: bytes) -> None:
        """Answer the call."""

    def call(self, description: bytes) -> None:
        """Call them."""

    def hang_up(self) -> None:
        """End it, however far it has come."""


class CallerLeg(Leg, Protocol):
    """The caller's audio, and their keys."""

    on_key: Callable[[str], None]

    def describe(self, host: str) -> bytes:
        """Return the description (SDP) of our end at an address, where the door has need of one."""

    def direct(self, stream: Stream) -> None:
        """Send where a description says."""

    def press(self, keys: str) -> None:
        """Press keys for the other side."""
