"""Wiping what was taken out: files' contents, and what the database itself still remembers."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from madoguchi.customers.vault.queries import kept_blobs as kept_documents
from madoguchi.desk.operations.redact import erase_step
from madoguchi.kernel.blob_names import named
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.deliveries import Outcome, settle, took_since
from madoguchi.kernel.errors import Refusal
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.store import Store

UNCLAIMED = timedelta(days=1)
"""How old a blob must be that no attachment names: an upload stores it before it is noted."""


class Eraser:
    """Carries blob removals and erasures, and sweeps what a killed process has left behind."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    async def remove_blob(self, delivery: Delivery) -> None:
        """Delete the blob that a delivery names."""
        begun = time.monotonic()
        try:
            await self._blobs.delete(delivery.payload)
        except Refusal as error:
            await self._settle(delivery, begun, ok=False, answer=str(error))
        else:
            await self._settle(delivery, begun, ok=True)

    async def erase(self, delivery: Delivery) -> None:
        """Merge the search index in small steps, then empty the log, so that no page remembers."""
        begun = time.monotonic()
        first = True
        while await self._store.write(erase_step, first=first):
            first = False
        emptied = await asyncio.to_thread(self._store.checkpoint)
        answer = "" if emptied else "the log is still being read"
        await self._settle(delivery, begun, ok=emptied, answer=answer)

    async def sweep(self) -> bool:
        """Delete the blobs that nothing needs any more; returns False: once round is enough."""
        before = self._store.clock() - UNCLAIMED
        async for names in self._blobs.older_than(before):
            kept = await self._store.read(named, names)
            kept |= await self._store.read(kept_documents, names)
            for name in sorted({*names} - kept):
                await self._blobs.delete(name)
        await asyncio.to_thread(self._blobs.clear_half_written, before)
        return False

    async def _settle(
        self, delivery: Delivery, begun: float, *, ok: bool, answer: str = ""
    ) -> None:
        outcome = Outcome(ok, None, answer, took_since(begun))
        await self._store.write(settle, delivery, outcome)
