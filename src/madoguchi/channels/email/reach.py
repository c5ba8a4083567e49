"""Which mail servers may be spoken to: looked at before connecting, and again before signing in."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address

import msgspec

from madoguchi.channels.email.contracts.mailboxes import Server
from madoguchi.channels.email.troubles import Troubled
from madoguchi.kernel.networks import is_public


class Reach(msgspec.Struct, frozen=True):
    """How far mailboxes may reach; `private` allows servers of one's own network."""

    private: bool = False

    async def check(self, server: Server) -> None:
        """Resolve a server's name. Raises `Troubled` where it leads into one's own network.

        Raises `socket.gaierror` for a name that nobody has.
        """
        await self.check_host(server.host, server.port)

    async def check_host(self, host: str, port: int) -> None:
        """As `check`, for whatever else is spoken to for a mailbox."""
        if self.private:
            return
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for entry in found:
            self.confirm(host, str(entry[4][0]))

    def confirm(self, host: str, address: str) -> None:
        """Look at the address that was connected to: a name may have changed its mind meanwhile.

        Raises `Troubled`.
        """
        if not self.private and not is_public(ip_address(address.partition("%")[0])):
            raise Troubled("mailbox.trouble.private_address", address, host=host)
