"""RTP packets (RFC 3550), telephone events (RFC 4733), and the buffer that puts them in order."""

from __future__ import annotations

import secrets
import struct
from typing import NamedTuple

DEPTH = 3
"""Packets that wait before the first is played: 60 ms of unevenness are made even."""
DEEPEST = 10
"""More than these (200 ms) is delay that nobody wants: the oldest are let go."""
LOOKED_AT = 250
"""Frames (5 s) in which more than `DEPTH` have always waited, after which one is let go: what once
came late must not be heard late for ever, and two clocks never go alike.
"""
_HEADER = struct.Struct("!BBHII")
_KEYS = "0123456789*#ABCD"


class Packet(NamedTuple):
    """One packet of audio or of an event."""

    kind: int
    sequence: int
    timestamp: int
    source: int
    payload: bytes


def parse(data: bytes) -> Packet | None:
    """Read a packet; None for what is none (RTCP, STUN, nonsense)."""
    if len(data) < 12:
        return None
    flags, kind, sequence, timestamp, source = _HEADER.unpack_from(data)
    if flags >> 6 != 2 or 72 <= kind & 0x7F <= 76:  # RTCP's types (RFC 5761, 4)
        return None
    start = 12 + 4 * (flags & 0x0F)
    if flags & 0x10:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data)
    if flags & 0x20:
        end -= data[-1]
    if start > end:
        return None
    return Packet(kind & 0x7F, sequence, timestamp, source, data[start:end])


class Sender:
    """Numbers and stamps what we send."""

    def __init__(self, codec: int) -> None:
        self.codec = codec
        self._source = secrets.randbits(32)
        self._sequence = secrets.randbits(16)
        self._timestamp = secrets.randbits(32)

    def packet(self, payload: bytes) -> bytes:
        """Return the next 20 ms as a packet."""
        self._sequence = self._sequence + 1 & 0xFFFF
        self._timestamp = self._timestamp + 160 & 0xFFFFFFFF
        return self._header(self.codec, self._timestamp) + payload

    def event(
        self, kind: int, key: str, ticks: int, *, first: bool = False, last: bool = False
    ) -> bytes:
        """Return a packet that says how long a key is down already; see RFC 4733, 2.5."""
        self._sequence = self._sequence + 1 & 0xFFFF
        body = struct.pack("!BBH", _KEYS.index(key), (0x80 if last else 0) | 10, 160 * ticks)
        return self._header(kind | (0x80 if first else 0), self._timestamp) + body

    def skip(self, ticks: int) -> None:
        """Let time pass in which no audio was sent."""
        self._timestamp = self._timestamp + 160 * ticks & 0xFFFFFFFF

    def _header(self, kind: int, timestamp: int) -> bytes:
        return _HEADER.pack(0x80, kind, self._sequence, timestamp, self._source)


class Keys:
    """Finds in event packets each key once, however often its packets are repeated or lost."""

    def __init__(self) -> None:
        self._last: int | None = None

    def take(self, packet: Packet) -> str:
        """Return the key that this packet is the first to tell of, empty otherwise."""
        if len(packet.payload) < 4 or packet.payload[0] >= len(_KEYS):
            return ""
        # The same key again, or the end of the one before, late.
        if self._last is not None and self._last - packet.timestamp & 0xFFFFFFFF < 0x8000_0000:
            return ""
        self._last = packet.timestamp
        return _KEYS[packet.payload[0]]


class JitterBuffer:
    """Packets in, in any order; one frame out every 20 ms, None where it is missing."""

    def __init__(self) -> None:
        self._waiting: dict[int, bytes] = {}
        self._next: int | None = None
        self._source: int | None = None
        self._missing = 0
        self._taken = 0
        self._least = DEEPEST
        self.lost = 0

    def put(self, packet: Packet) -> None:
        """Take a packet; one that is too late is let go."""
        if packet.source != self._source:
            self._source, self._next = packet.source, None
            self._waiting.clear()
        if self._next is not None and _behind(packet.sequence, self._next):
            if _behind(packet.sequence, self._next - 100 & 0xFFFF):
                self._next = None  # not late but begun anew
                self._waiting.clear()
            else:
                return
        self._waiting[packet.sequence] = packet.payload
        while len(self._waiting) > DEEPEST:
            oldest = min(self._waiting, key=lambda number: _distance(number, packet.sequence))
            del self._waiting[oldest]
            if self._next is not None:
                self._next = oldest + 1 & 0xFFFF

    def take(self) -> bytes | None:
        """Return the next frame, None where it is not there (yet)."""
        if self._next is None:
            if len(self._waiting) < DEPTH:
                return None
            newest = next(reversed(self._waiting))
            self._next = min(self._waiting, key=lambda number: _distance(number, newest))
        found = self._waiting.pop(self._next, None)
        if found is None and not self._waiting:
            # Nothing comes: whoever pauses goes on with the number after the last.
            self._missing += 1
            if self._missing > 5:
                self._next, self._missing = None, 0
            return None
        if found is None:
            self.lost += 1
        self._missing = 0
        self._next = self._next + 1 & 0xFFFF
        self._even_out()
        return found

    def catch_up(self) -> None:
        """Let go of all but the newest few."""
        if self._waiting:
            newest = next(reversed(self._waiting))
            for number in sorted(self._waiting, key=lambda each: _distance(each, newest))[:-DEPTH]:
                del self._waiting[number]
            self._next = None

    def _even_out(self) -> None:
        self._least = min(self._least, len(self._waiting))
        self._taken += 1
        if self._taken < LOOKED_AT:
            return
        if self._least > DEPTH and self._next is not None:
            self._waiting.pop(self._next, None)
            self._next = self._next + 1 & 0xFFFF
        self._taken, self._least = 0, DEEPEST


def _behind(number: int, other: int) -> bool:
    return number != other and (other - number & 0xFFFF) < 0x8000


def _distance(number: int, newest: int) -> int:
    """Order numbers before and after `newest` across the turn from 65535 to 0."""
    return (number - newest + 0x8000 & 0xFFFF) - 0x8000
