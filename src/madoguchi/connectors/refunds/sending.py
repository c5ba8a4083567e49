"""Asks platforms to give money back: one request at a time, and never twice for one mark."""

from __future__ import annotations

import asyncio
import ssl

import httpx
import structlog

from madoguchi.connectors.connections.adapter import Refused, SlowDown, Unreadable
from madoguchi.connectors.connections.contracts import GivenBack
from madoguchi.connectors.refunds import operations
from madoguchi.connectors.refunds.contracts import Attempt
from madoguchi.connectors.registry import REFUNDING
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.outward import NotAllowed, client
from madoguchi.kernel.store import Store

PATIENCE = 45.0
"""Seconds for one attempt, all its requests together: less than the outbox holds it for us."""

log = structlog.get_logger("madoguchi.worker")


class RefundCarrier:
    """Carries deliveries of the kind `operations.DELIVERY`. `private` allows platforms in one's own
    network; `trusted` stands for the usual authorities where given.
    """

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        *,
        private: bool,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._client = client(private=private, trusted=trusted, patience=PATIENCE)

    async def carry(self, delivery: Delivery) -> None:
        """Ask once, and note how it went."""
        attempt = await self._store.write(operations.take, delivery, self._keyring)
        if attempt is None:
            return
        try:
            async with asyncio.timeout(PATIENCE):
                given = await self._ask(attempt)
        except SlowDown as asked:
            await self._store.write(operations.wait, delivery, attempt, asked.seconds)
        except Refused as refused:
            log.warning("refund_refused", request=attempt.request.id)
            await self._store.write(operations.refuse, delivery, attempt, refused.what)
        except (
            Unreadable, NotAllowed, httpx.HTTPError, httpx.InvalidURL, TimeoutError,
        ) as error:  # fmt: skip
            reached = not isinstance(error, NotAllowed | httpx.ConnectError | httpx.InvalidURL)
            what = str(error) or type(error).__name__
            log.warning("refund_missed", request=attempt.request.id, reached=reached)
            await self._store.write(operations.miss, delivery, attempt, what, reached=reached)
        else:
            await self._store.write(operations.answer, delivery, attempt, given)

    async def close(self) -> None:
        """Let go of the network."""
        await self._client.aclose()

    async def _ask(self, attempt: Attempt) -> GivenBack | None:
        adapter = REFUNDING[attempt.kind]
        ask = adapter.given_back if attempt.request.state == "accepted" else adapter.give_back
        return await ask(self._client, attempt.context, attempt.secrets, attempt.wanted)
