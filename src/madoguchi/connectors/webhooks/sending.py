"""Posting to an address that somebody gave us: looked at, pinned, timed and never followed."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Sequence
from ipaddress import ip_address

import httpx

from madoguchi import __version__
from madoguchi.connectors.webhooks import operations
from madoguchi.connectors.webhooks.operations import SECRET_PURPOSE
from madoguchi.connectors.webhooks.queries import Target, target
from madoguchi.connectors.webhooks.rules.posting import TEST, body_of, signature
from madoguchi.kernel.keys import DamagedKey, Keyring
from madoguchi.kernel.networks import Address, is_public
from madoguchi.kernel.outbox import Delivery, Outcome
from madoguchi.kernel.store import Store

PATIENCE = 10.0
"""Seconds for one attempt, from the first look-up to the last byte."""
LARGEST_ANSWER = 64 * 1024
"""Bytes read of what the receiver says."""
KEPT_OF_ANSWER = 1000
"""Characters kept of it in the log."""
MOST_ADDRESSES = 3


class NotAllowed(Exception):
    """The address is not one that may be posted to; the text says why."""


class WebhookCarrier:
    """Sends this room's deliveries. `private` allows addresses of one's own network; `trusted`
    stands for the usual authorities where given.

    Each attempt has a connection of its own: one kept alive is known by its address alone, and two
    names may share an address without sharing a certificate.
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
        self._private = private
        limits = httpx.Limits(max_keepalive_connections=0)
        self._transport = httpx.AsyncHTTPTransport(
            limits=limits, trust_env=False, verify=trusted or True
        )

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
            secret = self._keyring.unseal(
                SECRET_PURPOSE, found.sealed_secret, belongs_to=str(found.webhook.id)
            )
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
            "Madoguchi-Signature": signature(secret, timestamp, body),
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
        took = round((time.monotonic() - begun) * 1000)
        ok = status is not None and 200 <= status < 300
        return Outcome(ok, status, answer[:KEPT_OF_ANSWER], took)

    async def _post(self, url: httpx.URL, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        error: httpx.ConnectError | None = None
        for address in (await self._addresses(url))[:MOST_ADDRESSES]:
            try:
                return await self._post_to(address, url, headers, body)
            except httpx.ConnectError as failed:
                error = failed
        raise error or NotAllowed(f"{url.host} has no address")

    async def _post_to(
        self, address: Address, url: httpx.URL, headers: dict[str, str], body: bytes
    ) -> tuple[int, str]:
        # To the address that was looked at, in the name that was given: a second look-up could
        # answer with another one.
        host = url.raw_host.decode("ascii")
        request = httpx.Request(
            "POST",
            url.copy_with(host=str(address)),
            headers={"Host": url.netloc.decode("ascii"), **headers},
            content=body,
            extensions={"timeout": httpx.Timeout(PATIENCE).as_dict(), "sni_hostname": host},
        )
        response = await self._transport.handle_async_request(request)
        try:
            return response.status_code, await _beginning(response)
        finally:
            await response.aclose()

    async def _addresses(self, url: httpx.URL) -> Sequence[Address]:
        """Return where a URL leads, as far as it may be gone to."""
        port = url.port or (443 if url.scheme == "https" else 80)
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NotAllowed(f"{url.host} cannot be found") from error
        addresses = list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))
        allowed = [each for each in addresses if self._private or is_public(each)]
        if addresses and not allowed:
            raise NotAllowed(f"{url.host} leads to {addresses[0]}, which is not public")
        return allowed


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
