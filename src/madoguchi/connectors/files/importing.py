"""Takes orders in from the files that were kept, and back again, on the worker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import islice

from madoguchi.connectors.files.contracts import OrderImport
from madoguchi.connectors.files.operations import taking
from madoguchi.connectors.files.queries import place_of
from madoguchi.connectors.files.rules.rows import Group, Reader
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.deliveries import hold
from madoguchi.kernel.file_imports import carry_out
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.store import Store
from madoguchi.language.sheets import read


class OrderImporter:
    """Carries deliveries of the kinds `choosing.TAKE_IN` and `choosing.TAKE_BACK`."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    async def take_in(self, delivery: Delivery) -> None:
        """Take a file in, page by page; one that was begun goes on where it was."""
        await carry_out(self._store, delivery, self._take_in(delivery), taking.fail)

    async def take_back(self, delivery: Delivery) -> None:
        """Take an import back, page by page."""
        await carry_out(self._store, delivery, self._take_back(delivery), taking.fail)

    async def _take_in(self, delivery: Delivery) -> None:
        of, blob, line = await self._store.read(place_of, delivery.target_id)
        if blob is None or of.state not in {"waiting", "running"}:
            return
        # Beside the loop: a hundred thousand rows are seconds of reading.
        groups = await asyncio.to_thread(self._groups, of, blob, line)
        while page := await asyncio.to_thread(_next_page, groups):
            if not await self._store.write(taking.take_page, of.id, line, page):
                return
            line = page[-1].last
            await self._store.write(hold, delivery)
        await self._store.write(taking.finish, of.id)
        await self._blobs.delete(blob)

    async def _take_back(self, delivery: Delivery) -> None:
        while await self._store.write(taking.take_page_back, delivery.target_id):
            await self._store.write(hold, delivery)

    def _groups(self, of: OrderImport, blob: str, line: int) -> Iterator[Group]:
        content = b"".join(self._blobs.read_now(blob))
        sheet = read(content, encoding=of.encoding, delimiter=of.delimiter)
        return Reader(of).groups(sheet.rows(after=line))


def _next_page(groups: Iterator[Group]) -> list[Group]:
    return list(islice(groups, taking.PAGE))
