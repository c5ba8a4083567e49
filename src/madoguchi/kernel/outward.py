"""The way out to addresses that somebody gave us: looked at, pinned, limited, never followed."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address

import httpx

from madoguchi import __version__
from madoguchi.kernel.networks import Address, is_public

LARGEST = 32 * 1024 * 1024
"""Bytes of one answer; what comes after them is an error."""
MOST_ADDRESSES = 3


class NotAllowed(Exception):
    """The address is not one that may be spoken to; the text says why."""


def client(
    *, private: bool, trusted: ssl.SSLContext | None = None, patience: float
) -> httpx.AsyncClient:
    """Return a client that asks platforms, `patience` seconds each time, by way of `Outward`."""
    # What is not packed cannot swell past the limit when it is unpacked.
    headers = {"User-Agent": f"Madoguchi/{__version__}", "Accept-Encoding": "identity"}
    # One client asks for many accounts, and two may be on one host: no cookie tells one the other.
    none = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    transport = Outward(private=private, trusted=trusted)
    return httpx.AsyncClient(transport=transport, headers=headers, cookies=none, timeout=patience)


class Outward(httpx.AsyncBaseTransport):
    """A transport for `httpx`. `private` allows addresses of one's own network; `trusted` stands
    for the usual authorities where given.

    Each request has a connection of its own: one kept alive is known by its address alone, and two
    names may share an address without sharing a certificate. Raises `NotAllowed`.
    """

    def __init__(self, *, private: bool, trusted: ssl.SSLContext | None = None) -> None:
        self._private = private
        self._trusted = trusted
        self._inner: httpx.AsyncHTTPTransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the first address of its host that answers."""
        error: httpx.ConnectError | None = None
        for address in (await self._addresses(request.url))[:MOST_ADDRESSES]:
            try:
                return await self._send_to(address, request)
            except httpx.ConnectError as failed:
                error = failed
        raise error or NotAllowed(f"{request.url.host} has no address")

    async def aclose(self) -> None:
        """Let go of the network."""
        if self._inner is not None:
            await self._inner.aclose()

    async def _opened(self) -> httpx.AsyncHTTPTransport:
        if self._inner is None:
            trusted = self._trusted
            if trusted is None:
                trusted = await asyncio.to_thread(_usual_authorities)
            # Somebody else may have waited for the same.
            self._inner = self._inner or httpx.AsyncHTTPTransport(
                limits=httpx.Limits(max_keepalive_connections=0), trust_env=False, verify=trusted
            )
        return self._inner

    async def _send_to(self, address: Address, request: httpx.Request) -> httpx.Response:
        # To the address that was looked at, in the name that was given: a second look-up could
        # answer with another one.
        inner = await self._opened()
        response = await inner.handle_async_request(
            httpx.Request(
                request.method,
                request.url.copy_with(host=str(address)),
                headers=request.headers,
                stream=request.stream,
                extensions={
                    **request.extensions,
                    "sni_hostname": request.url.raw_host.decode("ascii"),
                },
            )
        )
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Limited(response.stream)
        return response

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


@cache
def _usual_authorities() -> ssl.SSLContext:
    # Once for all, and not before somebody is spoken to: it takes 80 ms and 3 MB.
    return httpx.create_ssl_context(trust_env=False)


class _Limited(httpx.AsyncByteStream):
    """An answer's bytes, up to `LARGEST`."""

    def __init__(self, inner: httpx.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        received = 0
        async for chunk in self._inner:
            received += len(chunk)
            if received > LARGEST:
                raise httpx.ReadError(f"more than {LARGEST} bytes")
            yield chunk

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self._inner.aclose()
