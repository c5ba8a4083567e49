"""One call's audio: who hears whom, what is played, what is recorded; and the beat of all calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from madoguchi.channels.phone.media import g711
from madoguchi.channels.phone.media.clips import Clip, Player
from madoguchi.channels.phone.media.legs import Leg
from madoguchi.channels.phone.media.mixer import EVERYBODY, NOBODY, Audience, mix
from madoguchi.channels.phone.media.wav import Recording

BEAT = 0.02
"""Seconds from one frame to the next."""
LATEST = 0.2
"""Seconds behind after which frames are skipped rather than made up for."""

log = structlog.get_logger("madoguchi.phone")


class Anchor:
    """The caller's leg stays; others come and go. `tick` is called every 20 ms.

    While something is played to the caller, or they are held, the others hear each other alone.
    """

    def __init__(self, caller: Leg) -> None:
        self.caller = caller
        self.staff: list[Leg] = []
        """Who speak with the caller and with each other."""
        self.listeners: list[Leg] = []
        """Who hear everything and are heard by nobody."""
        self.whispers: dict[Leg, Leg] = {}
        """Who hear everything and are heard by one of the staff alone, and by whom."""
        self.talking = False
        self._player: Player | None = None
        self._played: Callable[[], None] | None = None
        self._ringing: Player | None = None
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

    def ring_back(self, clip: Clip | None) -> None:
        """Let the staff hear that it rings at the other side, until they talk; None: no more."""
        self._ringing = None if clip is None else Player([clip], looped=True)

    def leave(self, leg: Leg) -> None:
        """Let a leg go that is no longer part of the call, and whoever whispered to it listen."""
        if leg in self.staff:
            self.staff.remove(leg)
        if leg in self.listeners:
            self.listeners.remove(leg)
        self.whispers.pop(leg, None)
        for whisperer in [each for each, ear in self.whispers.items() if ear is leg]:
            del self.whispers[whisperer]
            self.listeners.append(whisperer)
        leg.close()

    def record(self, path: Path, *, stereo: bool) -> None:
        """Begin a recording: both sides (caller left, staff right), or the caller alone.

        Raises `OSError`.
        """
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
        together = self.talking and self._player is None
        legs = [*self.staff, *self.whispers, *self.listeners]
        voices = [heard if together else None, *(leg.take() for leg in legs)]
        audiences: list[Audience] = [EVERYBODY] * (1 + len(self.staff))
        audiences += [[1 + self.staff.index(ear)] for ear in self.whispers.values()]
        audiences += [NOBODY] * len(self.listeners)
        spoken, *frames = mix(voices, audiences)
        if together:
            self.caller.give(spoken)
        else:
            spoken = g711.SILENCE
            self._play_on()
        ringing = None if self.talking or self._ringing is None else self._ringing.next()
        for leg, frame in zip(legs, frames, strict=True):
            if ringing is None:
                leg.give(frame)
            else:
                leg.play(*ringing)
        if self._recording is not None:
            sides = (heard or g711.SILENCE, spoken)
            self._recording.write(*(sides if self._stereo else sides[:1]))

    def close(self) -> None:
        """Let go of every leg."""
        self.hush()
        self.ring_back(None)
        for leg in (self.caller, *self.staff, *self.whispers, *self.listeners):
            leg.close()
        self.staff.clear()
        self.whispers.clear()
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
        self._anchors: dict[Anchor, Callable[[], None]] = {}
        self.late = 0
        """Frames skipped so far because the machine was too slow."""

    def add(self, anchor: Anchor, on_fault: Callable[[], None] = lambda: None) -> None:
        """Carry an anchor along from now on; `on_fault` is called where it cannot be carried."""
        self._anchors[anchor] = on_fault

    def remove(self, anchor: Anchor) -> None:
        """Let an anchor go."""
        self._anchors.pop(anchor, None)

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
                if anchor in self._anchors:
                    self._tick(anchor)

    def _tick(self, anchor: Anchor) -> None:
        try:
            anchor.tick()
        except Exception as error:
            # One call's fault is not the others'; a call that nobody hears is none.
            log.exception("anchor_failed", exc_info=error)
            on_fault = self._anchors.pop(anchor, None)
            if on_fault is not None:
                on_fault()
