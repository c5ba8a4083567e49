"""What one side of a call says: packets of G.711 in any order and length, 20 ms of samples out."""

from __future__ import annotations

import time
from array import array

from madoguchi.channels.phone.media import g711, rtp

MOST_RESTING = 12 * len(g711.SILENCE)
"""Bytes of samples kept of packets longer than 20 ms."""
MOST_REPEATED = 3
"""Frames for which a lost one is made up for; after that there is silence."""


class Hearing:
    """`put` what comes from the network, `take` a frame every 20 ms."""

    def __init__(self) -> None:
        self.jitter = rtp.JitterBuffer()
        self._codec = g711.PCMU
        self._last = b""
        self._rest = b""
        self._missed = 0
        self._heard_at: float | None = None

    def put(self, packet: rtp.Packet) -> None:
        """Take a packet; of what is no G.711, such as the noise of a pause, only that it came."""
        self._heard_at = time.monotonic()
        if packet.payload and packet.kind in (g711.PCMU, g711.PCMA):
            self._codec = packet.kind
            self.jitter.put(packet)

    def take(self) -> bytes | None:
        """Return what was said; a frame that is lost sounds like the one before, but softer.

        Packets may be of any length: whoever sends 10, 30 or 40 ms in one is heard as well.
        """
        size = len(g711.SILENCE)
        while len(self._rest) < size:
            payload = self.jitter.take()
            if payload is None:
                break
            self._rest += g711.decode(payload, self._codec)
        else:
            self._rest = self._rest[-MOST_RESTING:]
            self._last, self._rest = self._rest[:size], self._rest[size:]
            self._missed = 0
            return self._last
        self._missed += 1
        if self._missed > MOST_REPEATED or not self._last:
            return None
        self._last = _softer(self._last)
        return self._last

    def catch_up(self) -> None:
        """Let go of what has waited while nobody listened."""
        self._rest = b""
        self.jitter.catch_up()

    def heard_for(self) -> float | None:
        """Return for how many seconds nothing has come; None before the first packet."""
        return None if self._heard_at is None else time.monotonic() - self._heard_at

    def excuse(self) -> None:
        """Hear nothing in their silence until they speak again."""
        self._heard_at = None


def _softer(samples: bytes) -> bytes:
    """Halve the loudness: what is repeated for a lost packet fades instead of buzzing."""
    return array("h", (sample >> 1 for sample in array("h", samples))).tobytes()
