"""The beginning of every trial: a server's name is looked up, and its port answers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

from madoguchi.channels.email.contracts.mailboxes import Server, TrialStep
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.trying.telling import Stopwatch, Teller

PATIENCE = 15.0


async def reach_server(server: Server, reach: Reach, tell: Teller) -> AsyncIterator[TrialStep]:
    """Look a server's name up and connect to its port; the last step tells whether it is there."""
    try:
        async with asyncio.timeout(PATIENCE):
            found = await asyncio.get_running_loop().getaddrinfo(
                server.host, server.port, type=socket.SOCK_STREAM
            )
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for each in addresses:
            reach.confirm(server.host, each)
    except Exception as error:
        yield tell.failed("name", error)
        return
    yield tell.well("name", address=addresses[0])
    watch = Stopwatch()
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(server.host, server.port)
        writer.close()
    except Exception as error:
        yield tell.failed("connect", error)
        return
    yield tell.well("connect", port=server.port, ms=watch.milliseconds)
