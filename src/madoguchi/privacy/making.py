"""Does what was asked about people, on the worker: the file to be given, and erasing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from madoguchi.desk.operations.erasing import conversations_of
from madoguchi.desk.operations.redact import ERASURE as WIPE
from madoguchi.kernel import outbox
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.outbox import Delivery, NewDelivery, Outcome
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from madoguchi.privacy import writing
from madoguchi.privacy.operations import asking, erasing
from madoguchi.privacy.queries import customer_ids_of

LARGEST = 2**40
ATTEMPTS = 3

log = structlog.get_logger("madoguchi.privacy")


class PersonWork:
    """Carries deliveries of the kinds `asking.EXPORT` and `asking.ERASURE`."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    async def export(self, delivery: Delivery) -> None:
        """Make the file of a person, or give it up after some attempts."""
        await self._carry(delivery, self._export)

    async def erase(self, delivery: Delivery) -> None:
        """Erase a person, or give it up after some attempts; what was erased stays so."""
        await self._carry(delivery, self._erase)

    async def _carry(self, delivery: Delivery, work: Callable[[Delivery], Awaitable[None]]) -> None:
        begun = time.monotonic()
        try:
            await work(delivery)
        except NotFound:
            await self._store.write(_settle, delivery, Outcome(True, None, "gone", _took(begun)))
        except Exception as error:
            log.exception("person_work_broke", request=delivery.target_id, kind=delivery.kind)
            last = delivery.attempts >= ATTEMPTS
            outcome = Outcome(False, None, type(error).__name__, _took(begun), final=last)
            await self._store.write(_give_up if last else _settle, delivery, outcome)
        else:
            await self._store.write(_settle, delivery, Outcome(True, None, "", _took(begun)))

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
                await store.write(_hold, delivery)
            if await store.write(erasing.erase_person, ids, unnamer):
                break
            talks = await store.write(erasing.unfinished, ids)
        after: int | None = 0
        while after is not None:
            after = await store.write(erasing.scrub_page, after, ids, unnamer)
            await store.write(_hold, delivery)
        for forget_page in (erasing.forget_notices, erasing.forget_answers):
            after = 0
            while after is not None:
                after = await store.write(forget_page, after, unnamer)
                await store.write(_hold, delivery)
        await store.write(_finish, delivery.target_id)


def _finish(tx: Tx, request_id: int) -> None:
    erasing.forget_exports(tx)
    asking.finish_erasure(tx, request_id)
    # The search index and the database's own log remember until they are merged and emptied.
    tx.deliver(NewDelivery(WIPE, request_id, ""))


def _hold(tx: Tx, delivery: Delivery) -> None:
    tx.wrote = True
    outbox.hold(tx.connection, delivery, tx.now)


def _give_up(tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
    asking.fail(tx, delivery.target_id)
    _settle(tx, delivery, outcome)


def _settle(tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
    tx.wrote = True
    outbox.settle(tx.connection, delivery, outcome, tx.now)


def _took(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
