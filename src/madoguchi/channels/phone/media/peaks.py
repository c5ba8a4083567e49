"""How loud a recording is along its length: what a waveform is drawn from."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterable

MOST = 800
"""Pillars of a waveform; more than a screen shows."""
_HEADER = 44
_LOUDEST = 32_768


async def peaks_of(pieces: AsyncIterable[bytes], size: int) -> list[list[int]]:
    """Return the peaks of a WAV file of ours (16 bit, 44 bytes of header), channel by channel.

    `size` is that of the whole file in bytes. Each peak is the loudest sample of its stretch, from
    0 to 255; never is more held than a stretch and a piece.
    """
    made: _Peaks | None = None
    held = b""
    async for piece in pieces:
        held += piece
        if made is None:
            if len(held) < _HEADER:
                continue
            made = _begin(held[:_HEADER], size)
            held = held[_HEADER:]
        held = made.take(held)
    return [] if made is None else made.end(held)


class _Peaks:
    def __init__(self, channels: int, frames: int) -> None:
        self._channels = channels
        self._stretch = 2 * channels * max(1, -(-frames // MOST))
        self._found: list[list[int]] = [[] for _ in range(channels)]

    def take(self, held: bytes) -> bytes:
        """Take what stretches are whole; returns the rest."""
        end = len(held) // self._stretch * self._stretch
        for start in range(0, end, self._stretch):
            self._add(held[start : start + self._stretch])
        return held[end:]

    def end(self, rest: bytes) -> list[list[int]]:
        whole = len(rest) // (2 * self._channels) * 2 * self._channels
        if whole:
            self._add(rest[:whole])
        return self._found

    def _add(self, stretch: bytes) -> None:
        samples = array("h", stretch)
        for channel, found in enumerate(self._found):
            mine = samples[channel :: self._channels]
            high, low = max(mine), -min(mine)
            found.append(min(255, max(high, low) * 256 // _LOUDEST))


def _begin(header: bytes, size: int) -> _Peaks:
    channels = int.from_bytes(header[22:24], "little") or 1
    return _Peaks(channels, (size - _HEADER) // (2 * channels))
