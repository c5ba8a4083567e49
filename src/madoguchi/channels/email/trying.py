"""Trying a mailbox: really signing in, really sending, and waiting for the mail to arrive."""

from __future__ import annotations

import asyncio
import secrets as random
import time
from collections.abc import AsyncIterator

from madoguchi.channels.email.compose import Draft, compose, new_message_id
from madoguchi.channels.email.contracts import Address
from madoguchi.channels.email.contracts.mailboxes import (
    Mailbox,
    Secrets,
    Server,
    Step,
    Trial,
    TrialStep,
)
from madoguchi.channels.email.imap.connection import Connection
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.smtp.handing import hand_over
from madoguchi.channels.email.tokens import SignIns
from madoguchi.channels.email.troubles import name_trouble
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from madoguchi.language.catalogue import text

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
    """As `try_mailbox`, each step as soon as it is known."""
    well = 0
    sign_ins = SignIns(store, keyring, reach)
    mark = random.token_hex(12)
    if mailbox.imap is not None:
        step = await _receive(sign_ins, mailbox, mailbox.imap, reach, locale)
        well += step.ok
        yield step
    if mailbox.smtp is not None:
        step = await _send(sign_ins, mailbox, mailbox.smtp, mark, store, reach, locale)
        well += step.ok
        yield step
    if well == 2 and mailbox.imap is not None:
        yield await _arrive(sign_ins, mailbox, mailbox.imap, mark, reach, locale)


async def _receive(
    sign_ins: SignIns, mailbox: Mailbox, server: Server, reach: Reach, locale: str
) -> TrialStep:
    try:
        await reach.check(server)
        signed = await sign_ins.of(mailbox)
        await asyncio.to_thread(_open_folders, server, signed, mailbox.folders, reach)
    except Exception as error:
        return _failed(error, server, "receive", locale)
    folders = ", ".join(mailbox.folders)
    return TrialStep(
        "receive", True, text("mailbox.trial.receive", locale, host=server.host, folders=folders)
    )


async def _send(
    sign_ins: SignIns,
    mailbox: Mailbox,
    server: Server,
    mark: str,
    store: Store,
    reach: Reach,
    locale: str,
) -> TrialStep:
    address = mailbox.address
    raw = compose(
        Draft(
            author=Address("Madoguchi", address),
            to=(Address("", address),),
            subject=f"Madoguchi {mark}",
            text=mark,
            message_id=new_message_id(address.rpartition("@")[2]),
            sent_at=store.clock(),
            automatic=True,
            loop_mark=mark,
        )
    )
    try:
        signed = await sign_ins.of(mailbox)
        handed = await hand_over(server, signed, address, [address], raw, reach)
    except Exception as error:
        return _failed(error, server, "send", locale)
    answer = handed.answer
    if not handed.taken:
        said = text("mailbox.trouble.sender_refused", locale, host=server.host, address=address)
        return TrialStep("send", False, said, answer[:300])
    said = text("mailbox.trial.send", locale, host=server.host, address=address)
    return TrialStep("send", True, said, answer[:300])


async def _arrive(
    sign_ins: SignIns, mailbox: Mailbox, server: Server, mark: str, reach: Reach, locale: str
) -> TrialStep:
    begun = time.monotonic()
    try:
        signed = await sign_ins.of(mailbox)
        found = await asyncio.to_thread(_wait_for, server, signed, mailbox.folders, mark, reach)
    except Exception as error:
        return _failed(error, server, "deliver", locale)
    seconds = round(time.monotonic() - begun)
    if found:
        return TrialStep("deliver", True, text("mailbox.trial.deliver", locale, seconds=seconds))
    said = text("mailbox.trouble.not_arrived", locale, address=mailbox.address, seconds=seconds)
    return TrialStep("deliver", False, said)


def _open_folders(server: Server, signed: Secrets, folders: list[str], reach: Reach) -> None:
    connection = Connection(
        server, password=signed.password, token=signed.access_token, reach=reach
    )
    try:
        for folder in folders:
            connection.open(folder)
    finally:
        connection.close()


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


def _failed(error: Exception, server: Server, step: Step, locale: str) -> TrialStep:
    trouble = name_trouble(error, server, step)
    return TrialStep(step, False, text(trouble.key, locale, **trouble.params), trouble.detail)
