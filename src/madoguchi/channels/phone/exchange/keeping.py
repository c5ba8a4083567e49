"""Recordings from files that grow to blobs that are kept, across a kill of the process."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

import structlog

from madoguchi.channels.phone.media import wav
from madoguchi.channels.phone.operations import recordings
from madoguchi.channels.phone.queries import calls as queries
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import Refusal
from madoguchi.kernel.store import Store

Kind = Literal["talk", "voicemail"]
SHORTEST_S = {"voicemail": 1.0, "talk": 0.1}
"""What is shorter is somebody hanging up."""

log = structlog.get_logger("madoguchi.phone")


def file_name(call_id: int, number: int, kind: Kind) -> str:
    """Return the name of a recording's file: it says all that is needed after a kill."""
    return f"{call_id}-{number}-{kind}.wav"


def read_name(path: Path) -> tuple[int, Kind] | None:
    """Return the call and the kind that a file's name tells, None for another's file."""
    parts = path.stem.split("-")
    if len(parts) == 3 and parts[0].isdigit() and parts[2] in ("talk", "voicemail"):
        return int(parts[0]), "talk" if parts[2] == "talk" else "voicemail"
    return None


class Keeper:
    """Moves recordings into the blob store and notes them in the database."""

    def __init__(self, store: Store, blobs: Blobs, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._store = store
        self._blobs = blobs
        self._folder = folder

    async def keep(
        self, call_id: int, path: Path, kind: Kind, seconds: float, announced_at: datetime | None
    ) -> None:
        """Keep a recording that has ended; one that cannot be kept now is at the next start."""
        if seconds >= SHORTEST_S[kind]:
            try:
                # Hours of stereo are hundreds of megabytes: never in memory at once.
                with await asyncio.to_thread(path.open, "rb") as file:
                    size = os.fstat(file.fileno()).st_size
                    blob = await self._blobs.put(file)
                await self._store.write(
                    recordings.keep,
                    call_id,
                    kind,
                    blob,
                    seconds=seconds,
                    size=size,
                    announced_at=announced_at,
                )
            except (Refusal, OSError) as error:
                log.warning("recording_not_kept", call=call_id, detail=str(error))
                return
        await asyncio.to_thread(path.unlink, missing_ok=True)

    async def keep_left_behind(self) -> None:
        """Keep what a killed process was recording."""
        for path in sorted(await asyncio.to_thread(lambda: list(self._folder.glob("*.wav")))):
            named = read_name(path)
            if named is not None:
                call_id, kind = named
                seconds, _ = await asyncio.to_thread(wav.mend, path)
                announced_at = await self._store.read(queries.announced_at, call_id)
                await self.keep(call_id, path, kind, seconds, announced_at)
