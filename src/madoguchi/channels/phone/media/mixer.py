"""Who hears whom on a call, 20 ms at a time. Pure: frames in, frames out; knows no legs.

Plain integers rather than numpy: 160 samples do not repay a library that every call would load.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from operator import add, sub

from madoguchi.channels.phone.media import g711

EVERYBODY: None = None
"""Heard by all the others: a talker."""
NOBODY: frozenset[int] = frozenset()
"""Heard by nobody, and hears all: a listener."""
Audience = Collection[int] | None
"""By whom one is heard: everybody, nobody, or some alone (a whisper), by their places."""
_LOUDEST, _LOWEST = 32_767, -32_768


def mix(voices: Sequence[bytes | None], audiences: Sequence[Audience]) -> list[bytes]:
    """Return what each hears of the others, never of themselves, in the order of the places.

    `voices` are frames of `g711.FRAME` 16-bit samples, None where nothing came. What is too loud
    together is cut at the loudest sample, once and only at the end: the order of the voices makes
    no difference.
    """
    talkers = [
        place
        for place, voice in enumerate(voices)
        if voice is not None and audiences[place] is EVERYBODY
    ]
    whispers = [
        (place, audience)
        for place, audience in enumerate(audiences)
        if audience is not None and audience and voices[place] is not None
    ]
    heard_alike: dict[tuple[int, ...], bytes] = {}
    total: list[int] | None = None
    mixed: list[bytes] = []
    for ear in range(len(voices)):
        heard = tuple(
            [place for place in talkers if place != ear]
            + [place for place, audience in whispers if ear in audience and place != ear]
        )
        frame = heard_alike.get(heard)
        if frame is None:
            if len(heard) > 2 and len(heard) == len(talkers) - 1:
                # All but oneself: the sum of all, made once, less one's own.
                total = total or _summed(voices[place] or b"" for place in talkers)
                frame = _cut(list(map(sub, total, array("h", voices[ear] or b""))))
            else:
                frame = together([voices[place] or b"" for place in heard])
            heard_alike[heard] = frame
        mixed.append(frame)
    return mixed


def together(voices: Sequence[bytes]) -> bytes:
    """Return several voices as one; of none, silence."""
    if not voices:
        return g711.SILENCE
    return voices[0] if len(voices) == 1 else _cut(_summed(voices))


def _summed(voices: Iterable[bytes]) -> list[int]:
    first, *others = voices
    total = list(array("h", first))
    for each in others:
        total = list(map(add, total, array("h", each)))
    return total


def _cut(samples: list[int]) -> bytes:
    if max(samples) > _LOUDEST or min(samples) < _LOWEST:
        samples = [max(_LOWEST, min(_LOUDEST, sample)) for sample in samples]
    return array("h", samples).tobytes()
