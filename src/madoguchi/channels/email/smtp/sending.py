"""Sends what lies in the outbox: composed once, kept as it leaves, handed to the shop's server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import aiosmtplib
import sqlalchemy as sa
import structlog

from madoguchi.channels.email.bounces.codes import find_status
from madoguchi.channels.email.bounces.reasons import (
    BY_STATUS,
    HARD,
    reason_by_status,
    reason_by_words,
)
from madoguchi.channels.email.compose import Draft, compose
from madoguchi.channels.email.contracts import Address, Attachment, BouncedRecipient
from madoguchi.channels.email.contracts.mailboxes import Mailbox, Secrets, Server
from madoguchi.channels.email.operations import outgoing, reports
from madoguchi.channels.email.operations.mailboxes import note_trouble, note_well
from madoguchi.channels.email.queries import mails
from madoguchi.channels.email.queries.mails import ToSend
from madoguchi.channels.email.rules.outgoing import Letter
from madoguchi.channels.email.tables import mail_table
from madoguchi.channels.email.tokens import SignIns
from madoguchi.channels.email.troubles import name_trouble, secure_context
from madoguchi.desk.contracts import MailAddress
from madoguchi.kernel import outbox
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.outbox import Delivery, Outcome
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx

PATIENCE = 60.0
"""Seconds that a server may take for one answer."""
HOLD_EVERY = 20.0

log = structlog.get_logger("madoguchi.email")


class MailCarrier:
    """Carries deliveries of the kind `operations.mailboxes.DELIVERY`."""

    def __init__(self, store: Store, blobs: Blobs, sign_ins: SignIns) -> None:
        self._store = store
        self._blobs = blobs
        self._sign_ins = sign_ins

    async def carry(self, delivery: Delivery) -> None:
        """Try to send a mail once, and note how it went."""
        begun = time.monotonic()
        found = await self._store.read(mails.to_send, int(delivery.payload))
        if found is None or found.letter is None or found.state not in ("waiting", "leaving"):
            # Taken back meanwhile, or sent by a process that died before it could say so here.
            await self._settle(delivery, begun, ok=True, answer="not wanted any more")
            return
        if found.mailbox is None or found.mailbox.smtp is None or not found.mailbox.active:
            await self._settle(delivery, begun, ok=False, answer="the mailbox does not send now")
            return
        holding = asyncio.create_task(self._hold(delivery))
        try:
            await self._send(delivery, found.mailbox, found, begun)
        finally:
            holding.cancel()

    async def _send(
        self, delivery: Delivery, mailbox: Mailbox, found: ToSend, begun: float
    ) -> None:
        letter, server = found.letter, mailbox.smtp
        assert letter is not None
        assert server is not None
        raw = await self._composed(delivery, found, letter)
        if raw is None:
            await self._settle(delivery, begun, ok=True, answer="not wanted any more")
            return
        everybody = [each.address for each in (*letter.to, *letter.cc, *letter.bcc)]
        try:
            secrets = await self._sign_ins.of(mailbox)
            sender = letter.reply_to or letter.author.address
            refused, answer = await send(server, secrets, sender, everybody, raw)
        except aiosmtplib.SMTPRecipientsRefused as error:
            await self._note_refused(delivery, _recipients_of(error), begun)
        except aiosmtplib.SMTPDataError as error:
            await self._note_data_refused(delivery, error, everybody, begun)
        except Exception as error:
            trouble = name_trouble(error, server, "send")
            log.warning("mail_not_sent", mailbox=mailbox.id, why=trouble.key, detail=trouble.detail)
            await self._store.write(note_trouble, mailbox.id, trouble)
            final = isinstance(error, aiosmtplib.SMTPSenderRefused) and error.code >= 500
            await self._settle(delivery, begun, ok=False, answer=trouble.detail, final=final)
        else:
            await self._store.write(note_well, mailbox.id, "send")
            await self._settle(delivery, begun, ok=True, answer=answer)
            if refused:
                await self._store.write(_note_bounced, int(delivery.payload), refused)

    async def _composed(self, delivery: Delivery, found: ToSend, letter: Letter) -> bytes | None:
        """Return the mail as it goes over the wire: the same on every attempt."""
        mail_id = int(delivery.payload)
        if found.blob is not None:
            return await self._read(found.blob)
        files = [
            Attachment(name, kind, size, await self._read(blob))
            for name, kind, size, blob in found.files
        ]
        raw = await asyncio.to_thread(_compose, letter, files, self._store.clock())
        blob = await self._blobs.put(raw)
        wanted = await self._store.write(outgoing.note_composed, mail_id, blob, len(raw))
        if not wanted:
            await self._blobs.delete(blob)
            return None
        return raw

    async def _read(self, blob: str) -> bytes:
        return b"".join([chunk async for chunk in await self._blobs.read(blob)])

    async def _note_refused(
        self, delivery: Delivery, refused: list[BouncedRecipient], begun: float
    ) -> None:
        """Nobody was taken: for good, or, where every answer says so, only for now."""
        answer = "; ".join(each.diagnostic for each in refused)
        if all(each.status.startswith("4") for each in refused):
            await self._settle(delivery, begun, ok=False, answer=answer)
            return
        await self._store.write(_note_bounced, int(delivery.payload), refused)
        await self._settle(delivery, begun, ok=False, answer=answer, final=True)

    async def _note_data_refused(
        self,
        delivery: Delivery,
        error: aiosmtplib.SMTPDataError,
        everybody: Sequence[str],
        begun: float,
    ) -> None:
        refused = [_bounced(each, error.code, error.message) for each in everybody]
        await self._note_refused(delivery, refused, begun)

    async def _settle(
        self, delivery: Delivery, begun: float, *, ok: bool, answer: str, final: bool = False
    ) -> None:
        took = round((time.monotonic() - begun) * 1000)
        outcome = Outcome(ok, None, answer[:500], took, final=final)
        await self._store.write(outgoing.settle, delivery, outcome)

    async def _hold(self, delivery: Delivery) -> None:
        while True:
            await asyncio.sleep(HOLD_EVERY)
            await self._store.write(_hold, delivery)


async def send(
    server: Server, secrets: Secrets, sender: str, recipients: Sequence[str], raw: bytes
) -> tuple[list[BouncedRecipient], str]:
    """Hand a mail to a server; returns whom it refused, and what it said.

    Raises what `aiosmtplib` raises. Where the server can, it is asked to tell of the delivery too
    (RFC 3461).
    """
    async with aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=secure_context() if server.security != "none" else None,
        timeout=PATIENCE,
    ) as client:
        if secrets.access_token:
            await client.auth_xoauth2(server.user, secrets.access_token)
        elif server.user:
            await client.login(server.user, secrets.smtp_password or secrets.password)
        tells = client.supports_extension("dsn")
        refused, answer = await client.sendmail(
            sender,
            list(recipients),
            raw,
            mail_options=["RET=HDRS"] if tells else [],
            rcpt_options=["NOTIFY=SUCCESS,FAILURE"] if tells else [],
        )
    return [_bounced(who, said.code, said.message) for who, said in refused.items()], answer


def _compose(letter: Letter, files: list[Attachment], at: datetime) -> bytes:
    return compose(
        Draft(
            author=_address(letter.author),
            to=tuple(map(_address, letter.to)),
            cc=tuple(map(_address, letter.cc)),
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            message_id=letter.identifier,
            sent_at=at,
            reply_to=Address(letter.author.name, letter.reply_to) if letter.reply_to else None,
            attachments=tuple(files),
            in_reply_to=letter.in_reply_to,
            references=tuple(letter.references),
            automatic=letter.automatic,
        )
    )


def _address(address: MailAddress) -> Address:
    return Address(address.name, address.address)


def _recipients_of(error: aiosmtplib.SMTPRecipientsRefused) -> list[BouncedRecipient]:
    return [_bounced(each.recipient, each.code, each.message) for each in error.recipients]


def _bounced(address: str, code: int, message: str) -> BouncedRecipient:
    """Return what a server's answer means for one recipient, by its words and codes."""
    said = " ".join(message.split())
    status = find_status(said) or f"{code // 100}.0.0"
    reason = reason_by_words(said) or reason_by_status(status, BY_STATUS) or "undefined"
    permanent = code >= 500
    return BouncedRecipient(address, permanent and reason in HARD, status, reason, f"{code} {said}")


def _note_bounced(tx: Tx, mail_id: int, refused: list[BouncedRecipient]) -> None:
    row: sa.Row[Any] | None = tx.execute(
        sa.select(mail_table).where(mail_table.c.id == mail_id)
    ).first()
    if row is not None:
        reports.note_bounced(tx, row, refused)


def _hold(tx: Tx, delivery: Delivery) -> None:
    tx.wrote = True
    outbox.hold(tx.connection, delivery, tx.now)
