"""Takes customers in from the files that were kept, and back again, on the worker."""

from __future__ import annotations

import time
from itertools import islice

import structlog

from madoguchi.customers.operations import importing
from madoguchi.customers.queries.imports import blob_of
from madoguchi.kernel import outbox
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.outbox import Delivery, Outcome
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from madoguchi.language.sheets import read

ATTEMPTS = 3

log = structlog.get_logger("madoguchi.customers")


class Importer:
    """Carries deliveries of the kinds `importing.TAKE_IN` and `importing.TAKE_BACK`."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    async def take_in(self, delivery: Delivery) -> None:
        """Take a file in, some rows at a time; one that was begun goes on where it was."""
        begun = time.monotonic()
        try:
            blob, kept, line = await self._store.read(blob_of, delivery.target_id)
            if blob is not None:
                content = b"".join(self._blobs.read_now(blob))
                sheet = read(content, encoding=kept.encoding, delimiter=kept.delimiter)
                rows = sheet.rows(after=line)
                while some := list(islice(rows, importing.AT_ONCE)):
                    await self._store.write(importing.take_rows, delivery.target_id, some)
                    await self._store.write(_hold, delivery)
                await self._store.write(importing.finish, delivery.target_id)
                await self._blobs.delete(blob)
        except NotFound:
            await self._store.write(importing.fail, delivery.target_id)
            await self._settle(delivery, Outcome(True, None, "gone", _took(begun)))
        except Exception as error:
            log.exception("import_broke", number=delivery.target_id, attempt=delivery.attempts)
            await self._broke(delivery, error, begun)
        else:
            await self._settle(delivery, Outcome(True, None, "", _took(begun)))

    async def take_back(self, delivery: Delivery) -> None:
        """Take an import back, some rows at a time."""
        begun = time.monotonic()
        try:
            while await self._store.write(importing.take_rows_back, delivery.target_id):
                await self._store.write(_hold, delivery)
        except Exception as error:
            log.exception("import_undo_broke", number=delivery.target_id)
            await self._broke(delivery, error, begun)
        else:
            await self._settle(delivery, Outcome(True, None, "", _took(begun)))

    async def _broke(self, delivery: Delivery, error: Exception, begun: float) -> None:
        last = delivery.attempts >= ATTEMPTS
        if last:
            await self._store.write(importing.fail, delivery.target_id)
        await self._settle(
            delivery, Outcome(False, None, type(error).__name__, _took(begun), final=last)
        )

    async def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        await self._store.write(_settle, delivery, outcome)


def _hold(tx: Tx, delivery: Delivery) -> None:
    tx.wrote = True
    outbox.hold(tx.connection, delivery, tx.now)


def _settle(tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
    tx.wrote = True
    outbox.settle(tx.connection, delivery, outcome, tx.now)


def _took(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
