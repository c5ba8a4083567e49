"""What callers are told, in their language: clips by name, decoded once at the start."""

from __future__ import annotations

import io
from importlib import resources
from pathlib import Path

import msgspec
from av import AudioResampler
from av import open as av_open

from madoguchi.channels.phone.contracts.lines import LANGUAGES
from madoguchi.channels.phone.media import g711
from madoguchi.channels.phone.media.clips import Clip, beep
from madoguchi.channels.phone.rules.queue import said_minutes

FARTHEST_PLACE = 9


class Prompts:
    """All prompts of all languages; see `scripts/prompts` for how they are made.

    What the shop has recorded itself goes before ours: `OWN/LANGUAGE/NAME.wav` in any rate.
    """

    def __init__(self, own: Path) -> None:
        self._clips = {each: _read(each) | _own(own / each) for each in LANGUAGES}

    def clips(self, names: tuple[str, ...], language: str, languages: list[str]) -> list[Clip]:
        """Return clips by name; `menu` is said in every language of the line, with its key."""
        found: list[Clip] = []
        for name in names:
            if name == "menu":
                found += [self._clips[each][f"menu.{key}"] for key, each in enumerate(languages, 1)]
            elif name == "beep":
                found.append(beep())
            else:
                found.append(self._clips[language][name])
        return found

    def place(
        self, language: str, place: int, seconds: float | None, *, offer_callback: bool
    ) -> list[Clip]:
        """Return what is said of a place in the queue, honestly: nothing of what is not known."""
        clips = self._clips[language]
        near = place <= FARTHEST_PLACE
        said = [clips[f"place.{place}" if near else "place.far"]]
        minutes = None if seconds is None else said_minutes(seconds)
        if minutes is not None:
            said.append(clips[f"minutes.{minutes}"])
        elif seconds is not None:
            said.append(clips["minutes.long"])
        if offer_callback:
            said.append(clips["callback_offer"])
        return said


def _read(language: str) -> dict[str, Clip]:
    folder = resources.files("madoguchi.channels.phone") / "prompts"
    index = msgspec.json.decode(
        (folder / f"{language}.json").read_bytes(), type=dict[str, tuple[int, int]]
    )
    samples = _decode((folder / f"{language}.ogg").read_bytes())
    size = len(g711.SILENCE)
    return {
        name: Clip(samples[start * size : (start + length) * size])
        for name, (start, length) in index.items()
    }


def _own(folder: Path) -> dict[str, Clip]:
    return {path.stem: Clip(_decode(path.read_bytes())) for path in sorted(folder.glob("*.wav"))}


def _decode(audio: bytes) -> bytes:
    resampler = AudioResampler("s16", "mono", g711.RATE)
    parts: list[bytes] = []
    with av_open(io.BytesIO(audio), "r") as container:
        for frame in container.decode(audio=0):
            parts += [
                bytes(each.planes[0])[: 2 * each.samples] for each in resampler.resample(frame)
            ]
    parts += [bytes(each.planes[0])[: 2 * each.samples] for each in resampler.resample(None)]
    return b"".join(parts)
