"""One trial of a mailbox from end to end: receiving, sending, and whether what is sent arrives."""

from __future__ import annotations

import asyncio
import secrets as random
import time
from collections.abc import AsyncIterator

from madoguchi.channels.email.contracts.mailboxes import (
    Mailbox,
    Secrets,
    Server,
    Trial,
    TrialStep,
)
from madoguchi.channels.email.imap.connection import Connection
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.tokens import SignIns
from madoguchi.channels.email.trying.receiving import receiving
from madoguchi.channels.email.trying.sending import letter_to_itself, sending
from madoguchi.channels.email.trying.telling import Teller
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store

ARRIVES_WITHIN = 30.0
"""Seconds to wait for the mail that a mailbox sends to itself."""


async def try_mailbox(
    store: Store, keyring: Keyring, mailbox: Mailbox, reach: Reach, *, locale: str
) -> Trial:
    """Try receiving, sending, and whether what is sent arrives; a text for each in `locale`.

    The mail it sends to the mailbox carries our own mark, so that it opens no conversation.
    """
    steps = [step async for step in trial_steps(store, keyring, mailbox, reach, locale=locale)]
    return Trial(all(step.ok for step in steps), steps)


async def trial_steps(
    store: Store, keyring: Keyring, mailbox: Mailbox, reach: Reach, *, locale: str
) -> AsyncIterator[TrialStep]:
    """As `try_mailbox`, each step as soon as it is known; a side goes on until a step fails."""
    sign_ins, well = SignIns(store, keyring, reach), True
    mark = random.token_hex(12)
    if mailbox.imap is not None:
        async for step in receiving(sign_ins, mailbox, mailbox.imap, reach, locale):
            well = well and step.ok
            yield step
    if mailbox.smtp is not None:
        raw = letter_to_itself(mailbox, mark, store.clock())
        async for step in sending(sign_ins, mailbox, mailbox.smtp, raw, reach, locale):
            well = well and step.ok
            yield step
    if well and mailbox.imap is not None and mailbox.smtp is not None:
        yield await _arriving(sign_ins, mailbox, mailbox.imap, mark, reach, locale)


async def _arriving(
    sign_ins: SignIns, mailbox: Mailbox, server: Server, mark: str, reach: Reach, locale: str
) -> TrialStep:
    tell, begun = Teller("deliver", server, locale), time.monotonic()
    try:
        signed = await sign_ins.of(mailbox)
        found = await asyncio.to_thread(_wait_for, server, signed, mailbox.folders, mark, reach)
    except Exception as error:
        return tell.failed("arrive", error)
    seconds = round(time.monotonic() - begun)
    if found:
        return tell.well("arrive", seconds=seconds)
    return tell.wrong("arrive", "not_arrived", address=mailbox.address, seconds=seconds)


def _wait_for(server: Server, signed: Secrets, folders: list[str], mark: str, reach: Reach) -> bool:
    """Wait for the mail with a mark, and take it away."""
    deadline = time.monotonic() + ARRIVES_WITHIN
    connection = Connection(
        server, password=signed.password, token=signed.access_token, reach=reach
    )
    try:
        while True:
            for folder in folders:
                connection.open(folder)
                if connection.remove_marked(mark):
                    return True
            if time.monotonic() > deadline:
                return False
            time.sleep(0.5)
    finally:
        connection.close()
