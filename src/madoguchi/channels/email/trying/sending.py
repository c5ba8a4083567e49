"""Trying to send: encryption, signing in, and a mail to the mailbox itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from madoguchi.channels.email.compose import Draft, compose, new_message_id
from madoguchi.channels.email.contracts import Address
from madoguchi.channels.email.contracts.mailboxes import Attempt, Mailbox, Server, TrialStep
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.smtp.handing import connected, hand
from madoguchi.channels.email.tokens import SignIns
from madoguchi.channels.email.trying.reaching import reach_server
from madoguchi.channels.email.trying.telling import Teller


async def sending(
    sign_ins: SignIns,
    mailbox: Mailbox,
    server: Server,
    raw: bytes,
    reach: Reach,
    locale: str,
) -> AsyncIterator[TrialStep]:
    """Try each thing that sending needs, until one fails; the last one sends `raw`."""
    tell, address = Teller("send", server, locale), mailbox.address
    async for step in reach_server(server, reach, tell):
        yield step
        if not step.ok:
            return
    attempt: Attempt = "sign_in"
    try:
        signed = await sign_ins.of(mailbox)
        attempt = "tls" if server.security != "none" else "sign_in"
        async with connected(server, signed, reach) as line:
            protocol = await line.secure()
            if protocol:
                yield tell.well("tls", protocol=protocol)
            attempt = "sign_in"
            if await line.sign_in():
                yield tell.well("sign_in", user=server.user)
            attempt = "send"
            handed = await hand(line.client, address, [address], raw)
    except Exception as error:
        yield tell.failed(attempt, error)
        return
    if handed.taken:
        yield tell.well("send", detail=handed.answer, address=address)
    else:
        yield tell.wrong("send", "sender_refused", handed.answer, host=server.host, address=address)


def letter_to_itself(mailbox: Mailbox, mark: str, at: datetime) -> bytes:
    """Write the mail that a mailbox sends to itself; its mark keeps it from becoming a talk."""
    address = mailbox.address
    return compose(
        Draft(
            author=Address("Madoguchi", address),
            to=(Address("", address),),
            subject=f"Madoguchi {mark}",
            text=mark,
            message_id=new_message_id(address.rpartition("@")[2]),
            sent_at=at,
            automatic=True,
            loop_mark=mark,
        )
    )
