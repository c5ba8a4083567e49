"""Takes customers in from the files that were kept, and back again, on the worker."""

from __future__ import annotations

from itertools import islice

from madoguchi.customers.operations import importing
from madoguchi.customers.queries.imports import blob_of
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.deliveries import hold
from madoguchi.kernel.file_imports import carry_out
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.store import Store
from madoguchi.language.sheets import read


class Importer:
    """Carries deliveries of the kinds `importing.TAKE_IN` and `importing.TAKE_BACK`."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    async def take_in(self, delivery: Delivery) -> None:
        """Take a file in, some rows at a time; one that was begun goes on where it was."""
        await carry_out(self._store, delivery, self._take_in(delivery), importing.fail)

    async def take_back(self, delivery: Delivery) -> None:
        """Take an import back, some rows at a time."""
        await carry_out(self._store, delivery, self._take_back(delivery), importing.fail)

    async def _take_in(self, delivery: Delivery) -> None:
        blob, kept, line = await self._store.read(blob_of, delivery.target_id)
        if blob is None:
            return
        content = b"".join(self._blobs.read_now(blob))
        sheet = read(content, encoding=kept.encoding, delimiter=kept.delimiter)
        rows = sheet.rows(after=line)
        while some := list(islice(rows, importing.AT_ONCE)):
            await self._store.write(importing.take_rows, delivery.target_id, some)
            await self._store.write(hold, delivery)
        await self._store.write(importing.finish, delivery.target_id)
        await self._blobs.delete(blob)

    async def _take_back(self, delivery: Delivery) -> None:
        while await self._store.write(importing.take_rows_back, delivery.target_id):
            await self._store.write(hold, delivery)
