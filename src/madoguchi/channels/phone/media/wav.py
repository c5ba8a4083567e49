"""WAV files: recordings written as they happen, and read back after a kill."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

import structlog

from madoguchi.channels.phone.media.g711 import RATE

_HEADER = 44

log = structlog.get_logger("madoguchi.phone")


class Recording:
    """A 16-bit WAV file that grows; whatever was written before a kill can be heard.

    A disk that is full ends it, never the call: what was written until then is kept.
    """

    def __init__(self, path: Path, channels: int) -> None:
        self.path = path
        self.frames = 0
        self._failed = False
        self._file: IO[bytes] = path.open("wb")
        self._file.write(header(channels, 0))

    def write(self, *channels: bytes) -> None:
        """Add 20 ms of each channel, all of one length."""
        if self._failed:
            return
        if len(channels) == 1:
            samples: bytes | bytearray = channels[0]
        else:
            samples = bytearray(2 * len(channels[0]))
            left, right = channels
            samples[0::4], samples[1::4] = left[0::2], left[1::2]
            samples[2::4], samples[3::4] = right[0::2], right[1::2]
        try:
            self._file.write(samples)
        except OSError as error:
            self._fail(error)
            return
        self.frames += len(channels[0]) // 2

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.frames / RATE

    def close(self) -> None:
        """Write how long it has become."""
        try:
            self._file.close()
        except OSError as error:
            self._fail(error)
        seconds, _ = mend(self.path)
        self.frames = round(seconds * RATE)

    def _fail(self, error: OSError) -> None:
        log.warning("recording_failed", file=self.path.name, detail=str(error))
        self._failed = True


def header(channels: int, size: int) -> bytes:
    """Return the header of a file with so many bytes of samples."""
    block = 2 * channels
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, channels, RATE, RATE * block, block, 16,
        b"data", size,
    )  # fmt: skip


def mend(path: Path) -> tuple[float, int]:
    """Give a recording whose process was killed its length; returns seconds and channels."""
    with path.open("r+b") as file:
        start = file.read(_HEADER)
        if len(start) < _HEADER or start[:4] != b"RIFF":
            return 0.0, 1
        channels = int.from_bytes(start[22:24], "little") or 1
        block = 2 * channels
        size = (path.stat().st_size - _HEADER) // block * block
        file.truncate(_HEADER + size)
        file.seek(0)
        file.write(header(channels, size))
    return size / block / RATE, channels
