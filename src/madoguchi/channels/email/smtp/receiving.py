"""The desk's own port for mail: a server of the shop's delivers here, by LMTP or by SMTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from madoguchi.channels.email.intake import Intake
from madoguchi.channels.email.queries import mailboxes
from madoguchi.channels.email.smtp.visitors import Bounds, Visitors
from madoguchi.kernel.errors import Refusal
from madoguchi.kernel.store import Store

FOLDER = "delivered"
"""What stands for the folder of a mail that no folder holds."""
MOST_RECIPIENTS = 100

log = structlog.get_logger("madoguchi.email")


class _Session(Protocol):
    """What of `aiosmtpd`'s session is looked at."""


class _Envelope(Protocol):
    """What of `aiosmtpd`'s envelope is looked at."""

    mail_from: str | None
    rcpt_tos: list[str]
    rcpt_options: list[str]
    content: bytes


class Door:
    """The open port; `woken` is called when a mail lies stored."""

    def __init__(
        self,
        store: Store,
        intake: Intake,
        woken: Callable[[], None],
        bounds: Bounds | None = None,
    ) -> None:
        self._store = store
        self._intake = intake
        self._woken = woken
        self.visitors = Visitors(bounds or Bounds())
        self._server: asyncio.Server | None = None
        self._each = False

    async def open(self, address: str) -> None:
        """Listen at `lmtp://HOST:PORT` or `smtp://HOST:PORT`. Raises `OSError`."""
        # Only those who have such a port load it.
        from madoguchi.channels.email.smtp.sessions import BoundedLMTP, BoundedSMTP

        parts = urlsplit(address)
        kind = BoundedLMTP if parts.scheme == "lmtp" else BoundedSMTP
        self._each = parts.scheme == "lmtp"
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: kind(self.visitors, self, loop),
            parts.hostname,
            parts.port or 0,
        )
        log.info("mail_door_open", address=address)

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def handle_RCPT(  # noqa: N802 - the library's name
        self,
        server: object,
        session: _Session,
        envelope: _Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        """Take a recipient who has a mailbox here, and nobody else: this is no relay."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        found = await self._store.read(mailboxes.by_address, address)
        if found is None:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: object, session: _Session, envelope: _Envelope
    ) -> str:
        """Take a mail once it is durable; LMTP wants an answer for each recipient (RFC 2033)."""
        try:
            await self._keep(envelope)
        except Refusal as error:
            log.warning("mail_put_off", why=error.key)
            answer = "452 4.3.1 Cannot store it now"
        else:
            answer = "250 2.0.0 Kept"
            self._woken()
        return "\r\n".join([answer] * (len(envelope.rcpt_tos) if self._each else 1))

    async def handle_exception(self, error: Exception) -> str:
        """Put off what fails unforeseen: the library's own answer would send the mail back."""
        log.exception("mail_door_failed", exc_info=error)
        return "451 4.3.0 Try again later"

    async def _keep(self, envelope: _Envelope) -> None:
        kept: set[int] = set()
        for address in envelope.rcpt_tos:
            mailbox = await self._store.read(mailboxes.by_address, address)
            if mailbox is None or mailbox.id in kept:
                continue
            kept.add(mailbox.id)
            stored = await self._intake.keep(envelope.content, len(envelope.content))
            await self._intake.note(mailbox.id, FOLDER, 0, [stored])
