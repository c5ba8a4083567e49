"""Posting to an address that somebody gave us: looked at, pinned, timed and never followed."""

from __future__ import annotations

import asyncio
import ssl
import time

import httpx

from madoguchi import __version__
from madoguchi.connectors.webhooks import operations
from madoguchi.connectors.webhooks.operations import SECRET_PURPOSE
from madoguchi.connectors.webhooks.queries import Target, target
from madoguchi.connectors.webhooks.rules.posting import TEST, body_of, signatures
from madoguchi.kernel.deliveries import Outcome, took_since
from madoguchi.kernel.keys import DamagedKey, Keyring
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.outward import NotAllowed, Outward
from madoguchi.kernel.store import Store

PATIENCE = 10.0
"""Seconds for one attempt, from the first look-up to the last byte."""
LARGEST_ANSWER = 64 * 1024
"""Bytes read of what the receiver says."""
KEPT_OF_ANSWER = 1000
"""Characters kept of it in the log."""


class WebhookCarrier:
    """Sends this room's deliveries. `private` allows addresses of one's own network; `trusted`
    stands for the usual authorities where given.

    See `kernel.outward` for where it goes, and where not.
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
        self._transport = Outward(private=private, trusted=trusted)

    async def carry(self, delivery: Delivery) -> None:
        """Try a delivery once and note how it went."""
        found = await self._store.read(target, delivery)
        if found is not None and found.queued.kind != TEST and not found.webhook.sends:
            await self._store.write(operations.hold, delivery)
            return
        outcome = await self._attempt(found, delivery)
        await self._store.write(operations.settle, delivery, outcome)

    async def close(self) -> None:
        """Let go of the network."""
        await self._transport.aclose()

    async def _attempt(self, found: Target | None, delivery: Delivery) -> Outcome:
        if found is None:
            return Outcome(False, None, "the webhook is gone", 0, final=True)
        if found.queued.event_id is not None and found.event is None:
            return Outcome(False, None, "the event is no longer kept", 0, final=True)
        try:
            secrets = [
                self._keyring.unseal(SECRET_PURPOSE, each, belongs_to=str(found.webhook.id))
                for each in found.sealed_secrets
            ]
        except DamagedKey:
            return Outcome(False, None, "the secret cannot be opened with this key", 0, final=True)
        now = self._store.clock()
        body = body_of(found.queued, found.event, now)
        timestamp = int(now.timestamp())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"Madoguchi/{__version__}",
            "Madoguchi-Id": str(delivery.id),
            "Madoguchi-Timestamp": str(timestamp),
            "Madoguchi-Signature": signatures(secrets, timestamp, body),
        }
        return await self.post(found.webhook.url, headers, body)

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Outcome:
        """Post once and return what came of it; never raises for the network's sake."""
        begun = time.monotonic()
        status: int | None = None
        try:
            async with asyncio.timeout(PATIENCE):
                status, answer = await self._post(httpx.URL(url), headers, body)
        except TimeoutError:
            answer = f"no answer within {PATIENCE:.0f} s"
        except NotAllowed as refusal:
            answer = str(refusal)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
            answer = f"{type(error).__name__}: {error}"
        ok = status is not None and 200 <= status < 300
        return Outcome(ok, status, answer[:KEPT_OF_ANSWER], took_since(begun))

    async def _post(self, url: httpx.URL, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        request = httpx.Request(
            "POST",
            url,
            headers=headers,
            content=body,
            extensions={"timeout": httpx.Timeout(PATIENCE).as_dict()},
        )
        response = await self._transport.handle_async_request(request)
        try:
            return response.status_code, await _beginning(response)
        finally:
            await response.aclose()


async def _beginning(response: httpx.Response) -> str:
    """Return the beginning of an answer as text; what comes after it is never read."""
    received = b""
    stream = response.stream
    assert isinstance(stream, httpx.AsyncByteStream)
    async for chunk in stream:
        received += chunk
        if len(received) >= LARGEST_ANSWER:
            break
    return received[:LARGEST_ANSWER].decode("utf-8", "replace")
