"""Makes the exports that were asked for, on a thread of the worker's, and keeps them as blobs."""

from __future__ import annotations

import asyncio
import time
from typing import IO

from madoguchi.exports import operations, writing
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.deliveries import carry_out, hold
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx

TELL_SECONDS = 2.0
"""How often progress is noted; each time also keeps other workers away from it."""
LARGEST = 2**50


class Exporter:
    """Carries deliveries of the kind `operations.DELIVERY`; their target is the export."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    async def carry(self, delivery: Delivery) -> None:
        """Make one export, or give it up after some attempts."""
        await carry_out(self._store, delivery, self._make(delivery), operations.fail)

    async def _make(self, delivery: Delivery) -> None:
        with self._blobs.receive(LARGEST) as incoming:
            rows = await asyncio.to_thread(self._write, delivery, incoming.file)
            incoming.file.seek(0, 2)
            size = incoming.file.tell()
            blob = await self._blobs.put(incoming.file)
        try:
            await self._store.write(
                operations.finish, delivery.target_id, blob=blob, size=size, rows=rows
            )
        except NotFound:
            await self._blobs.delete(blob)
            raise

    def _write(self, delivery: Delivery, file: IO[bytes]) -> int:
        told_at = 0.0

        def tell(done: int, total: int) -> None:
            nonlocal told_at
            if time.monotonic() - told_at >= TELL_SECONDS:
                told_at = time.monotonic()
                self._store.write_now(_go_on, delivery, done, total)

        tell(0, 0)
        return self._store.read_now(writing.write, self._blobs, file, tell)


def _go_on(tx: Tx, delivery: Delivery, done: int, total: int) -> None:
    operations.note_progress(tx, delivery.target_id, done, total)
    hold(tx, delivery)
