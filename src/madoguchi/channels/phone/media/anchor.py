"""One call's audio: who hears whom, what is played, what is recorded; and the beat of all calls."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from madoguchi.channels.phone.media import g711
from madoguchi.channels.phone.media.clips import Clip, Player
from madoguchi.channels.phone.media.legs import Leg
from madoguchi.channels.phone.media.wav import Recording

BEAT = 0.02
"""Seconds from one frame to the next."""
LATEST = 0.2
"""Seconds behind after which frames are skipped rather than made up for."""

log = structlog.get_logger("madoguchi.phone")


class Anchor:
    """The caller's leg stays; staff come and go. `tick` is called every 20 ms."""

    def __init__(self, caller: Leg) -> None:
        self.caller = caller
        self.staff: list[Leg] = []
        self.listeners: list[Leg] = []
        """Who hear both and are heard by nobody."""
        self.talking = False
        self._player: Player | None = None
        self._played: Callable[[], None] | None = None
        self._recording: Recording | None = None
        self._stereo = False

    def play(
        self,
        clips: Sequence[Clip],
        played: Callable[[], None] | None = None,
        *,
        looped: bool = False,
    ) -> None:
        """Play to the caller, instead of whatever was played; `played` is called at the end."""
        self._player, self._played = Player(clips, looped=looped), played

    def hush(self) -> None:
        """Play nothing any more."""
        self._player = self._played = None

    def record(self, path: Path, *, stereo: bool) -> None:
        """Begin a recording: both sides (caller left, staff right), or the caller alone."""
        self.stop_recording()
        self._recording, self._stereo = Recording(path, 2 if stereo else 1), stereo

    def stop_recording(self) -> tuple[Path, float] | None:
        """End the recording; returns where it is and its seconds."""
        recording, self._recording = self._recording, None
        if recording is None:
            return None
        recording.close()
        return recording.path, recording.seconds

    def tick(self) -> None:
        """Carry 20 ms."""
        heard = self.caller.take()
        said = [leg.take() for leg in self.staff]
        if self.talking and self._player is None:
            voices = [each for each in said if each is not None]
            spoken = mixed(voices)
            self.caller.give(spoken)
            for index, leg in enumerate(self.staff):
                others = voices if len(said) > 1 else []
                own = said[index]
                rest = [each for each in others if each is not own]
                leg.give(mixed([*rest, heard] if heard is not None else rest))
            for leg in self.listeners:
                leg.take()
                leg.give(mixed([spoken, heard or g711.SILENCE]))
        else:
            spoken = g711.SILENCE
            for leg in self.staff:
                leg.give(g711.SILENCE)
            self._play_on()
        if self._recording is not None:
            if self._stereo:
                self._recording.write(heard or g711.SILENCE, spoken)
            else:
                self._recording.write(heard or g711.SILENCE)

    def close(self) -> None:
        """Let go of every leg."""
        self.hush()
        for leg in (self.caller, *self.staff, *self.listeners):
            leg.close()
        self.staff.clear()
        self.listeners.clear()

    def _play_on(self) -> None:
        frame = None if self._player is None else self._player.next()
        if frame is not None:
            self.caller.play(*frame)
            return
        self.caller.give(g711.SILENCE)
        if self._player is not None:
            played = self._played
            self.hush()
            if played is not None:
                played()


class Beat:
    """Ticks all anchors every 20 ms from one task; `run` until cancelled."""

    def __init__(self) -> None:
        self._anchors: set[Anchor] = set()
        self.late = 0
        """Frames skipped so far because the machine was too slow."""

    def add(self, anchor: Anchor) -> None:
        """Carry an anchor along from now on."""
        self._anchors.add(anchor)

    def remove(self, anchor: Anchor) -> None:
        """Let an anchor go."""
        self._anchors.discard(anchor)

    async def run(self) -> None:
        """Tick until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += BEAT
            behind = loop.time() - due
            if behind > LATEST:
                skipped = int(behind / BEAT)
                self.late += skipped
                due += skipped * BEAT
            await asyncio.sleep(max(0.0, due - loop.time()))
            for anchor in tuple(self._anchors):
                try:
                    anchor.tick()
                except Exception as error:
                    # One call's fault is not the others'.
                    self._anchors.discard(anchor)
                    log.exception("anchor_failed", exc_info=error)


def mixed(voices: Sequence[bytes]) -> bytes:
    """Return several voices as one."""
    if not voices:
        return g711.SILENCE
    if len(voices) == 1:
        return voices[0]
    mixed = [0] * g711.FRAME
    for voice in voices:
        for index, sample in enumerate(array("h", voice)):
            mixed[index] += sample
    return array("h", (max(-32_768, min(32_767, sample)) for sample in mixed)).tobytes()
