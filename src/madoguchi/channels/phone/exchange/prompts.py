"""What callers are told, in their language: clips by name, decoded once at the start."""

from __future__ import annotations

import io
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType

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

    def clips(
        self,
        names: tuple[str, ...],
        language: str,
        languages: list[str],
        own: Mapping[str, Mapping[str, Clip]] = MappingProxyType({}),
    ) -> list[Clip]:
        """Return clips by name; `menu` is said in every language of the line, with its key.

        `own` is what the line says in its own voice, by language and name.
        """
        found: list[Clip] = []
        for name in names:
            if name == "menu":
                for key, each in enumerate(languages, 1):
                    found.append(self._clip(each, f"menu.{key}", own))
            elif name == "beep":
                found.append(beep())
            else:
                found.append(self._clip(language, name, own))
        return found

    def _clip(self, language: str, name: str, own: Mapping[str, Mapping[str, Clip]]) -> Clip:
        return own.get(language, {}).get(name) or self._clips[language][name]

    def place(
        self,
        language: str,
        place: int,
        seconds: float | None,
        *,
        offer_callback: bool,
        own: Mapping[str, Mapping[str, Clip]] = MappingProxyType({}),
    ) -> list[Clip]:
        """Return what is said of a place in the queue, honestly: nothing of what is not known."""
        clips = {**self._clips[language], **own.get(language, {})}
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
    samples = decode((folder / f"{language}.ogg").read_bytes())
    size = len(g711.SILENCE)
    return {
        name: Clip(samples[start * size : (start + length) * size])
        for name, (start, length) in index.items()
    }


def _own(folder: Path) -> dict[str, Clip]:
    return {path.stem: Clip(decode(path.read_bytes())) for path in sorted(folder.glob("*.wav"))}


def decode(audio: bytes) -> bytes:
    """Return a sound file of any kind as samples of 8 kHz."""
    resampler = AudioResampler("s16", "mono", g711.RATE)
    parts: list[bytes] = []
    with av_open(io.BytesIO(audio), "r") as container:
        for frame in container.decode(audio=0):
            parts += [
                bytes(each.planes[0])[: 2 * each.samples] for each in resampler.resample(frame)
            ]
    parts += [bytes(each.planes[0])[: 2 * each.samples] for each in resampler.resample(None)]
    return b"".join(parts)
