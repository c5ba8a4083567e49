"""Takes orders in from the files that were kept, and back again, on the worker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from itertools import islice

import structlog

from madoguchi.connectors.files.contracts import OrderImport
from madoguchi.connectors.files.operations import taking
from madoguchi.connectors.files.queries import place_of
from madoguchi.connectors.files.rules.rows import Group, Reader
from madoguchi.kernel import outbox
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.outbox import Delivery, Outcome
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from madoguchi.language.sheets import read

ATTEMPTS = 3

log = structlog.get_logger("madoguchi.connectors")


class OrderImporter:
    """Carries deliveries of the kinds `choosing.TAKE_IN` and `choosing.TAKE_BACK`."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    async def take_in(self, delivery: Delivery) -> None:
        """Take a file in, page by page; one that was begun goes on where it was."""
        begun = time.monotonic()
        try:
            of, blob, line = await self._store.read(place_of, delivery.target_id)
            if blob is not None and of.state in {"waiting", "running"}:
                await self._take(delivery, of, blob, line)
        except NotFound:
            await self._store.write(taking.fail, delivery.target_id)
            await self._settle(delivery, Outcome(True, None, "gone", _took(begun)))
        except Exception as error:
            log.exception("order_import_broke", number=delivery.target_id)
            await self._broke(delivery, error, begun)
        else:
            await self._settle(delivery, Outcome(True, None, "", _took(begun)))

    async def take_back(self, delivery: Delivery) -> None:
        """Take an import back, page by page."""
        begun = time.monotonic()
        try:
            while await self._store.write(taking.take_page_back, delivery.target_id):
                await self._store.write(_hold, delivery)
        except Exception as error:
            log.exception("order_import_undo_broke", number=delivery.target_id)
            await self._broke(delivery, error, begun)
        else:
            await self._settle(delivery, Outcome(True, None, "", _took(begun)))

    async def _take(self, delivery: Delivery, of: OrderImport, blob: str, line: int) -> None:
        # Beside the loop: a hundred thousand rows are seconds of reading.
        groups = await asyncio.to_thread(self._groups, of, blob, line)
        while page := await asyncio.to_thread(_next_page, groups):
            if not await self._store.write(taking.take_page, of.id, line, page):
                return
            line = page[-1].last
            await self._store.write(_hold, delivery)
        await self._store.write(taking.finish, of.id)
        await self._blobs.delete(blob)

    def _groups(self, of: OrderImport, blob: str, line: int) -> Iterator[Group]:
        content = b"".join(self._blobs.read_now(blob))
        sheet = read(content, encoding=of.encoding, delimiter=of.delimiter)
        return Reader(of).groups(sheet.rows(after=line))

    async def _broke(self, delivery: Delivery, error: Exception, begun: float) -> None:
        last = delivery.attempts >= ATTEMPTS
        if last:
            await self._store.write(taking.fail, delivery.target_id)
        await self._settle(
            delivery, Outcome(False, None, type(error).__name__, _took(begun), final=last)
        )

    async def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        await self._store.write(_settle, delivery, outcome)


def _next_page(groups: Iterator[Group]) -> list[Group]:
    return list(islice(groups, taking.PAGE))


def _hold(tx: Tx, delivery: Delivery) -> None:
    tx.wrote = True
    outbox.hold(tx.connection, delivery, tx.now)


def _settle(tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
    tx.wrote = True
    outbox.settle(tx.connection, delivery, outcome, tx.now)


def _took(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
