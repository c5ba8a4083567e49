"""Handing one mail to a server: what it says to each recipient, by codes and words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

import aiosmtplib

from madoguchi.channels.email.bounces.codes import find_status
from madoguchi.channels.email.bounces.reasons import (
    BY_STATUS,
    HARD,
    reason_by_status,
    reason_by_words,
)
from madoguchi.channels.email.contracts import BouncedRecipient
from madoguchi.channels.email.contracts.mailboxes import Secrets, Server
from madoguchi.channels.email.contracts.mails import Handed
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.rules.identity import wire_address
from madoguchi.channels.email.troubles import Troubled, secure_context

PATIENCE = 60.0
"""Seconds that a server may take for one answer."""
_NOT_ASCII = "5.6.7 the server takes no address with such characters"


async def hand_over(
    server: Server,
    secrets: Secrets,
    sender: str,
    recipients: Sequence[str],
    raw: bytes,
    reach: Reach,
) -> Handed:
    """Hand a mail to a server; returns whom it took, refused for good, and put off.

    Raises what `aiosmtplib` raises where the server will not hear of the mail at all, and
    `Troubled` where it lies out of reach. Where the server can, it is asked to tell of the delivery
    too (RFC 3461).
    """
    async with connected(server, secrets, reach) as line:
        await line.secure()
        await line.sign_in()
        return await hand(line.client, sender, recipients, raw)


class Line(NamedTuple):
    """A connection to a server, to be secured and signed in to, in this order."""

    client: aiosmtplib.SMTP
    server: Server
    secrets: Secrets

    async def secure(self) -> str:
        """Encrypt what is not encrypted yet; returns by what protocol it is, "" where by none."""
        if self.server.security == "starttls":
            await self.client.ehlo()
            if not self.client.supports_extension("starttls"):
                raise Troubled("mailbox.trouble.no_starttls", host=self.server.host)
            await self.client.starttls(tls_context=secure_context())
        wire = self.client.get_transport_info("ssl_object")
        return "" if wire is None else str(wire.version() or "TLS")

    async def sign_in(self) -> bool:
        """Sign in, where there is somebody to sign in as."""
        if self.secrets.access_token:
            await self.client.auth_xoauth2(self.server.user, self.secrets.access_token)
        elif self.server.user:
            password = self.secrets.smtp_password or self.secrets.password
            await self.client.login(self.server.user, password)
        return bool(self.server.user)


@asynccontextmanager
async def connected(server: Server, secrets: Secrets, reach: Reach) -> AsyncIterator[Line]:
    """Connect to a server that lies within reach; take leave at the end."""
    await reach.check(server)
    async with aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.security == "tls",
        start_tls=False,
        tls_context=secure_context() if server.security == "tls" else None,
        timeout=PATIENCE,
    ) as client:
        reach.confirm(server.host, client.get_transport_info("peername")[0])
        yield Line(client, server, secrets)


async def hand(
    client: aiosmtplib.SMTP, sender: str, recipients: Sequence[str], raw: bytes
) -> Handed:
    """Hand a mail over on a line that is ready; as `hand_over`."""
    sender = wire_address(sender)
    tells = client.supports_extension("dsn")
    # RFC 6531: such an address needs the server's consent; the others must not suffer for it.
    unwritable = [] if client.supports_extension("smtputf8") else list(filter(_is_wide, recipients))
    wide = not unwritable and any(map(_is_wide, (sender, *recipients)))
    encoding = "utf-8" if wide else "ascii"
    options = [f"SIZE={len(raw)}"] if client.supports_extension("size") else []
    options += ["RET=HDRS"] if tells else []
    options += ["SMTPUTF8"] if wide else []
    await client.mail(sender, options=options, encoding=encoding)
    taken: list[str] = []
    answers = [_said(each, 553, _NOT_ASCII) for each in unwritable]
    for each in recipients:
        if each in unwritable:
            continue
        try:
            await client.rcpt(
                wire_address(each),
                options=["NOTIFY=SUCCESS,FAILURE"] if tells else [],
                encoding=encoding,
            )
        except aiosmtplib.SMTPRecipientRefused as error:
            answers.append(_said(each, error.code, error.message))
        else:
            taken.append(each)
    answer = ""
    if taken:
        try:
            answer = (await client.data(raw)).message
        except aiosmtplib.SMTPDataError as error:
            answers += [_said(each, error.code, error.message) for each in taken]
            taken = []
    return Handed(
        taken=taken,
        refused=[said for lasts, said in answers if lasts],
        later=[said for lasts, said in answers if not lasts],
        answer=" ".join((answer or "; ".join(said.diagnostic for _, said in answers)).split()),
    )


def _is_wide(address: str) -> bool:
    return not wire_address(address).isascii()


def _said(address: str, code: int, message: str) -> tuple[bool, BouncedRecipient]:
    """Return whether a server's answer lasts, and what it means for one recipient."""
    said = " ".join(message.split())
    status = find_status(said) or f"{code // 100}.0.0"
    reason = reason_by_words(said) or reason_by_status(status, BY_STATUS) or "undefined"
    lasts = code >= 500
    told = BouncedRecipient(address, lasts and reason in HARD, status, reason, f"{code} {said}")
    return lasts, told
