"""Which mail servers may be spoken to: looked at before connecting, and again before signing in."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from ipaddress import ip_address

import httpx
import msgspec

from madoguchi.channels.email.contracts.mailboxes import Server
from madoguchi.channels.email.troubles import Troubled
from madoguchi.kernel.networks import is_public
from madoguchi.kernel.outward import NotAllowed, client

PATIENCE = 15.0
"""Seconds for one question to a provider, from the first look-up to the last byte."""


class Reach(msgspec.Struct, frozen=True):
    """How far mailboxes may reach; `private` allows servers of one's own network."""

    private: bool = False

    async def check(self, server: Server) -> None:
        """Resolve a server's name. Raises `Troubled` where it leads into one's own network.

        Raises `socket.gaierror` for a name that nobody has.
        """
        if self.private:
            return
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
        for entry in found:
            self.confirm(server.host, str(entry[4][0]))

    def confirm(self, host: str, address: str) -> None:
        """Look at the address that was connected to: a name may have changed its mind meanwhile.

        Raises `Troubled`.
        """
        if not self.private and not is_public(ip_address(address.partition("%")[0])):
            raise Troubled("mailbox.trouble.private_address", address, host=host)

    async def post(self, url: str, form: Mapping[str, str]) -> httpx.Response:
        """Post a form to a provider's address, to the very address that was looked at.

        Raises `Troubled` where it leads into one's own network, `httpx.HTTPError` and `OSError`.
        """
        host = httpx.URL(url).host
        async with (
            asyncio.timeout(PATIENCE),
            client(private=self.private, patience=PATIENCE) as way,
        ):
            try:
                return await way.post(url, data=form)
            except NotAllowed as refusal:
                if isinstance(refusal.__cause__, socket.gaierror):
                    raise refusal.__cause__ from None
                raise Troubled(
                    "mailbox.trouble.private_address", str(refusal), host=host
                ) from refusal
