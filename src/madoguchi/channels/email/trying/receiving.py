"""Trying to receive: encryption, signing in, the folders, and whether the server tells of mail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from madoguchi.channels.email.contracts.mailboxes import (
    Attempt,
    Mailbox,
    Secrets,
    Server,
    TrialStep,
)
from madoguchi.channels.email.imap.connection import DOZE, Connection
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.tokens import SignIns
from madoguchi.channels.email.trying.reaching import reach_server
from madoguchi.channels.email.trying.telling import Teller


async def receiving(
    sign_ins: SignIns, mailbox: Mailbox, server: Server, reach: Reach, locale: str
) -> AsyncIterator[TrialStep]:
    """Try each thing that receiving needs, until one fails."""
    tell = Teller("receive", server, locale)
    async for step in reach_server(server, reach, tell):
        yield step
        if not step.ok:
            return
    try:
        signed = await sign_ins.of(mailbox)
    except Exception as error:
        yield tell.failed("sign_in", error)
        return
    secured: list[str] = []
    failure: Exception | None = None
    try:
        connection = await asyncio.to_thread(_open, server, signed, reach, secured)
    except Exception as error:
        failure = error
    if secured:
        yield tell.well("tls", protocol=secured[0])
    if failure is not None:
        plain = server.security == "none" or secured
        yield tell.failed("sign_in" if plain else "tls", failure)
        return
    attempt: Attempt = "folders"
    try:
        yield tell.well("sign_in", user=server.user)
        for folder in mailbox.folders:
            await asyncio.to_thread(connection.open, folder)
        yield tell.well("folders", folders=", ".join(mailbox.folders))
        attempt = "idle"
        told = await asyncio.to_thread(connection.try_idle)
        yield tell.well("idle", "" if told else "idle_none", seconds=round(DOZE))
    except Exception as error:
        yield tell.failed(attempt, error)
    finally:
        await asyncio.to_thread(connection.close)


def _open(server: Server, signed: Secrets, reach: Reach, secured: list[str]) -> Connection:
    return Connection(
        server,
        password=signed.password,
        token=signed.access_token,
        reach=reach,
        secured=secured.append,
    )
