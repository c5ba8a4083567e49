"""Makes the exports that were asked for, on a thread of the worker's, and keeps them as blobs."""

from __future__ import annotations

import asyncio
import time
from typing import IO

import structlog

from madoguchi.exports import operations, writing
from madoguchi.kernel import outbox
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.outbox import Delivery, Outcome
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx

TELL_SECONDS = 2.0
"""How often progress is noted; each time also keeps other workers away from it."""
LARGEST = 2**50
ATTEMPTS = 3

log = structlog.get_logger("madoguchi.exports")


class Exporter:
    """Carries deliveries of the kind `operations.DELIVERY`; their target is the export."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    async def carry(self, delivery: Delivery) -> None:
        """Make one export, or give it up after some attempts."""
        begun = time.monotonic()
        try:
            with self._blobs.receive(LARGEST) as incoming:
                rows = await asyncio.to_thread(self._write, delivery, incoming.file)
                incoming.file.seek(0, 2)
                size = incoming.file.tell()
                blob = await self._blobs.put(incoming.file)
            try:
                await self._store.write(_finish, delivery, blob, size, rows, _took(begun))
            except NotFound:
                await self._blobs.delete(blob)
                raise
        except NotFound:
            await self._store.write(_settle, delivery, Outcome(True, None, "gone", _took(begun)))
        except Exception as error:
            log.exception("export_broke", export=delivery.target_id, attempt=delivery.attempts)
            last = delivery.attempts >= ATTEMPTS
            outcome = Outcome(False, None, type(error).__name__, _took(begun), final=last)
            await self._store.write(_give_up if last else _settle, delivery, outcome)

    def _write(self, delivery: Delivery, file: IO[bytes]) -> int:
        told_at = 0.0

        def tell(done: int, total: int) -> None:
            nonlocal told_at
            if time.monotonic() - told_at >= TELL_SECONDS:
                told_at = time.monotonic()
                self._store.write_now(_go_on, delivery, done, total)

        tell(0, 0)
        return self._store.read_now(writing.write, self._blobs, file, tell)


def _took(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


def _go_on(tx: Tx, delivery: Delivery, done: int, total: int) -> None:
    operations.note_progress(tx, delivery.target_id, done, total)
    outbox.hold(tx.connection, delivery, tx.now)


def _finish(tx: Tx, delivery: Delivery, blob: str, size: int, rows: int, took_ms: int) -> None:
    operations.finish(tx, delivery.target_id, blob=blob, size=size, rows=rows)
    _settle(tx, delivery, Outcome(True, None, "", took_ms))


def _give_up(tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
    operations.fail(tx, delivery.target_id)
    _settle(tx, delivery, outcome)


def _settle(tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
    tx.wrote = True
    outbox.settle(tx.connection, delivery, outcome, tx.now)
