"""Takes up what is queued for partners, and makes mails of it; those leave as every mail does."""

from __future__ import annotations

from madoguchi.channels.email.operations import to_partners
from madoguchi.channels.email.queries.mailboxes import REPLIES_PURPOSE
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.store import Store


class PartnerPost:
    """Carries deliveries of the kind `partners.operations.mailing.DELIVERY`."""

    def __init__(self, store: Store, keyring: Keyring, url: str) -> None:
        self._store = store
        self._reply_key = keyring.key(REPLIES_PURPOSE)
        self._url = url

    async def carry(self, delivery: Delivery) -> None:
        """Write a mail to a partner; the delivery is done once it lies there to be sent."""
        await self._store.write(
            to_partners.write, delivery, url=self._url, reply_key=self._reply_key
        )
