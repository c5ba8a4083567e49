"""Which announcements a shop may replace, and what sound it may give for one."""

from __future__ import annotations

import io
import wave

from madoguchi.channels.phone.contracts.lines import LANGUAGES
from madoguchi.kernel.errors import Invalid, NotFound

NAMES = (
    "notice", "closed", "voicemail", "please_hold", "callback_offer", "callback_done", "place.far",
    "minutes.long", *(f"menu.{key}" for key in range(1, len(LANGUAGES) + 1)),
)  # fmt: skip
"""Numbers in the queue and minutes are not among them: thirty recordings, to be kept alike."""
SHORTEST_S, LONGEST_S = 0.2, 60.0
RATES = range(8_000, 48_001)
LARGEST = 8 * 1024 * 1024
"""Bytes; a minute at 48 kHz has six million."""


def check_prompt(language: str, name: str) -> None:
    """Refuse what is no announcement; raises `NotFound`."""
    if language not in LANGUAGES or name not in NAMES:
        raise NotFound("phone.prompt_not_found")


def seconds_of(audio: bytes) -> float:
    """Return how long a WAV file is; raises `Invalid` for what is not one that we can play.

    Mono, 16 bit, 8 to 48 kHz: what every browser can make of every sound that it can play.
    """
    wrong = Invalid("phone.bad_prompt", field="audio", shortest=SHORTEST_S, longest=int(LONGEST_S))
    if len(audio) > LARGEST:
        raise wrong
    try:
        with wave.open(io.BytesIO(audio)) as file:
            rate, frames = file.getframerate(), file.getnframes()
            plain = file.getnchannels() == 1 and file.getsampwidth() == 2
            held = len(file.readframes(frames)) // 2
    except (wave.Error, EOFError, ValueError, MemoryError) as error:
        raise wrong from error
    if not plain or rate not in RATES or held != frames:
        raise wrong
    seconds: float = frames / rate
    if not SHORTEST_S <= seconds <= LONGEST_S:
        raise wrong
    return round(seconds, 2)
