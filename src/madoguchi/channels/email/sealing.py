"""Originals of mails with an identity number in them: sealed with the number, on the worker."""

from __future__ import annotations

import asyncio
import time

import sqlalchemy as sa

from madoguchi.channels.email.tables import mail_table
from madoguchi.customers.vault import sealing
from madoguchi.customers.vault.contracts import Photo
from madoguchi.customers.vault.operations.typed import keep_original
from madoguchi.customers.vault.queries import key_of_typed
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.deliveries import Outcome, settle, took_since
from madoguchi.kernel.errors import NotFound, Refusal
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import View


class Sealer:
    """Carries deliveries of the kind `arriving.SEALING`."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    async def seal(self, delivery: Delivery) -> None:
        """Seal an original and delete it in clear; killed in between, it is done once more.

        Where the vault has no document of the mail, as when the number stood in its subject alone,
        or it is erased already, the original just goes.
        """
        begun = time.monotonic()
        try:
            await self._seal(delivery)
        except NotFound:
            outcome = Outcome(True, None, "gone", took_since(begun))
        except Refusal as error:
            outcome = Outcome(False, None, error.key, took_since(begun))
        else:
            outcome = Outcome(True, None, "", took_since(begun))
        await self._store.write(settle, delivery, outcome)

    async def _seal(self, delivery: Delivery) -> None:
        found = await self._store.read(_key_of, delivery.target_id)
        if found is not None:
            document_id, uid, key = found
            chunks = await self._blobs.read(delivery.payload)
            content = b"".join([chunk async for chunk in chunks])
            sealed = await asyncio.to_thread(sealing.seal_side, uid, key, "original", content)
            original = Photo("original", await self._blobs.put(sealed), "message/rfc822")
            if not await self._store.write(keep_original, document_id, original, SYSTEM):
                await self._blobs.delete(original.blob)
        await self._blobs.delete(delivery.payload)


def _key_of(view: View, mail_id: int) -> tuple[int, str, bytes] | None:
    mail = mail_table.c
    message_id = view.execute(sa.select(mail.message_id).where(mail.id == mail_id)).scalar()
    return None if message_id is None else key_of_typed(view, message_id)
