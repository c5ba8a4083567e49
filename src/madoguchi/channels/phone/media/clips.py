"""What is played to callers: clips of speech and tones, encoded once for however many hear them."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from functools import cache

from madoguchi.channels.phone.media import g711


class Clip:
    """Audio of 8 kHz in frames of 20 ms, kept as samples and, once asked for, as payloads."""

    def __init__(self, samples: bytes) -> None:
        whole = len(samples) % len(g711.SILENCE)
        padded = samples + bytes(len(g711.SILENCE) - whole) if whole else samples
        size = len(g711.SILENCE)
        self.frames = [padded[start : start + size] for start in range(0, len(padded), size)]
        self._payloads: dict[int, list[bytes]] = {}

    def payloads(self, codec: int) -> list[bytes]:
        """Return the frames as payloads of a codec."""
        if codec not in self._payloads:
            self._payloads[codec] = [g711.encode(frame, codec) for frame in self.frames]
        return self._payloads[codec]

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.frames) * g711.FRAME / g711.RATE


class Player:
    """Plays clips one after the other; `looped` begins again at the end."""

    def __init__(self, clips: Sequence[Clip], *, looped: bool = False) -> None:
        self._clips = list(clips)
        self._clip = 0
        self._frame = 0
        self._looped = looped

    def next(self) -> tuple[Clip, int] | None:
        """Return the clip and the number of its frame that is next; None at the end."""
        while self._clip < len(self._clips):
            clip = self._clips[self._clip]
            if self._frame < len(clip.frames):
                self._frame += 1
                return clip, self._frame - 1
            self._clip += 1
            self._frame = 0
            if self._looped and self._clip == len(self._clips):
                self._clip = 0
                if not any(each.frames for each in self._clips):
                    return None
        return None


def tone(parts: Sequence[tuple[float, float]], *, level: int = 4_000) -> Clip:
    """Return stretches of (hertz, seconds) as a clip; 0 hertz is silence.

    Each begins and ends softly: a sudden edge clicks.
    """
    samples = array("h")
    for hertz, seconds in parts:
        count = round(seconds * g711.RATE)
        edge = min(80, count // 2) or 1
        for index in range(count):
            softness = min(1.0, index / edge, (count - index) / edge)
            angle = 2 * math.pi * hertz * index / g711.RATE
            samples.append(round(level * softness * math.sin(angle)) if hertz else 0)
    return Clip(samples.tobytes())


@cache
def hold_tone() -> Clip:
    """Two soft notes every four seconds: somebody is still there."""
    return tone([(523.25, 0.25), (659.25, 0.35), (0, 3.4)], level=2_500)


@cache
def beep() -> Clip:
    """The tone after which one speaks."""
    return tone([(0, 0.2), (1_000, 0.4), (0, 0.1)])


_ROWS, _COLUMNS = (697.0, 770.0, 852.0, 941.0), (1_209.0, 1_336.0, 1_477.0, 1_633.0)
_KEYPAD = "123A456B789C*0#D"


@cache
def key_tone(key: str) -> Clip:
    """Return a tenth of a second of a key's two tones (ITU-T Q.23)."""
    row, column = divmod(_KEYPAD.index(key), 4)
    angles = [2 * math.pi * hertz / g711.RATE for hertz in (_ROWS[row], _COLUMNS[column])]
    samples = (
        round(6_000 * sum(math.sin(angle * index) for angle in angles)) for index in range(800)
    )
    return Clip(array("h", samples).tobytes())


@cache
def ring_back() -> Clip:
    """What somebody hears whose call rings at the other side: a second of it in every four."""
    return tone([(425, 1.0), (0, 3.0)], level=2_500)
