"""Does what was asked about people, on the worker: the file to be given, and erasing."""

from __future__ import annotations

import asyncio

from madoguchi.desk.operations.erasing import conversations_of
from madoguchi.desk.operations.redact import ERASURE as WIPE
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.deliveries import carry_out, hold
from madoguchi.kernel.outbox import Delivery, NewDelivery
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from madoguchi.privacy import writing
from madoguchi.privacy.operations import asking, erasing
from madoguchi.privacy.queries import customer_ids_of

LARGEST = 2**40


class PersonWork:
    """Carries deliveries of the kinds `asking.EXPORT` and `asking.ERASURE`."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    async def export(self, delivery: Delivery) -> None:
        """Make the file of a person, or give it up after some attempts."""
        await carry_out(self._store, delivery, self._export(delivery), asking.fail)

    async def erase(self, delivery: Delivery) -> None:
        """Erase a person, or give it up after some attempts; what was erased stays so."""
        await carry_out(self._store, delivery, self._erase(delivery), asking.fail)

    async def _export(self, delivery: Delivery) -> None:
        ids = await self._store.read(customer_ids_of, delivery.target_id)
        with self._blobs.receive(LARGEST) as incoming:
            await asyncio.to_thread(
                self._store.read_now, writing.write, ids, self._blobs, incoming.file
            )
            incoming.file.seek(0, 2)
            size = incoming.file.tell()
            blob = await self._blobs.put(incoming.file)
        await self._store.write(asking.finish_export, delivery.target_id, blob=blob, size=size)

    async def _erase(self, delivery: Delivery) -> None:
        """Conversations first, then what events say, then the customers themselves."""
        store = self._store
        ids, unnamer = await store.write(erasing.begin, delivery.target_id)
        talks = await store.read(conversations_of, ids)
        while True:
            for conversation_id in talks:
                await store.write(erasing.erase_talk, conversation_id, ids, unnamer)
                await store.write(hold, delivery)
            if await store.write(erasing.erase_person, ids, unnamer):
                break
            talks = await store.write(erasing.unfinished, ids)
        after: int | None = 0
        while after is not None:
            after = await store.write(erasing.scrub_page, after, ids, unnamer)
            await store.write(hold, delivery)
        for forget_page in (erasing.forget_notices, erasing.forget_answers):
            after = 0
            while after is not None:
                after = await store.write(forget_page, after, unnamer)
                await store.write(hold, delivery)
        await store.write(_finish, delivery.target_id)


def _finish(tx: Tx, request_id: int) -> None:
    erasing.forget_exports(tx)
    asking.finish_erasure(tx, request_id)
    # The search index and the database's own log remember until they are merged and emptied.
    tx.deliver(NewDelivery(WIPE, request_id, ""))
