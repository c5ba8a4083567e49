"""WAV files: recordings written as they happen, and read back after a kill."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

from madoguchi.channels.phone.media.g711 import RATE

_HEADER = 44


class Recording:
    """A 16-bit WAV file that grows; whatever was written before a kill can be heard."""

    def __init__(self, path: Path, channels: int) -> None:
        self.path = path
        self.frames = 0
        self._channels = channels
        self._file: IO[bytes] = path.open("wb")
        self._file.write(header(channels, 0))

    def write(self, *channels: bytes) -> None:
        """Add 20 ms of each channel, all of one length."""
        if len(channels) == 1:
            samples: bytes | bytearray = channels[0]
        else:
            samples = bytearray(2 * len(channels[0]))
            left, right = channels
            samples[0::4], samples[1::4] = left[0::2], left[1::2]
            samples[2::4], samples[3::4] = right[0::2], right[1::2]
        self._file.write(samples)
        self.frames += len(channels[0]) // 2

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.frames / RATE

    def close(self) -> None:
        """Write how long it has become."""
        self._file.seek(0)
        self._file.write(header(self._channels, 2 * self._channels * self.frames))
        self._file.close()


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


def samples_of(path: Path) -> bytes:
    """Return the samples of one of our files, without its header."""
    return path.read_bytes()[_HEADER:]
