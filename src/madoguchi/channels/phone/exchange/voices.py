"""Lines' own announcements, decoded; what is changed on the screen is heard from the next call."""

from __future__ import annotations

import asyncio

import structlog

from madoguchi.channels.phone.exchange.prompts import decode
from madoguchi.channels.phone.media.clips import Clip
from madoguchi.channels.phone.queries import prompts as queries
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.store import Store

LOOK_SECONDS = 2.0
Voice = dict[str, dict[str, Clip]]
"""Clips by language and name."""

log = structlog.get_logger("madoguchi.phone")


class Voices:
    """Read once, then `follow` as a task."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs
        self._known: dict[str, tuple[int, str, str]] = {}
        self._clips: dict[str, Clip] = {}
        self._voices: dict[int, Voice] = {}

    def of(self, line_id: int) -> Voice:
        """Return what a line says in its own voice."""
        return self._voices.get(line_id, {})

    async def follow(self) -> None:
        """Keep up with changes until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.read()
            except Exception as error:
                # The shipped announcements are there in any case.
                log.warning("prompts_unreadable", detail=repr(error))

    async def read(self) -> None:
        """Read what has changed."""
        known = await self._store.read(queries.every)
        if known == self._known:
            return
        for blob in known.keys() - self._clips.keys():
            content = b"".join([part async for part in await self._blobs.read(blob)])
            self._clips[blob] = Clip(await asyncio.to_thread(decode, content))
        self._clips = {blob: self._clips[blob] for blob in known}
        voices: dict[int, Voice] = {}
        for blob, (line_id, language, name) in known.items():
            voices.setdefault(line_id, {}).setdefault(language, {})[name] = self._clips[blob]
        self._known, self._voices = known, voices
