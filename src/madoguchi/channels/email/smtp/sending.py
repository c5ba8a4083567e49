"""Sends what lies in the outbox: composed once, kept as it leaves, handed to the shop's server."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

import aiosmtplib
import structlog

from madoguchi.channels.email.compose import Draft, compose
from madoguchi.channels.email.contracts import Address, Attachment
from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.operations import leaving
from madoguchi.channels.email.operations.mailboxes import note_trouble, note_well
from madoguchi.channels.email.queries import mails
from madoguchi.channels.email.queries.mails import ToSend
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.rules.outgoing import Letter, still_to_reach
from madoguchi.channels.email.smtp.handing import hand_over
from madoguchi.channels.email.tokens import SignIns
from madoguchi.channels.email.troubles import name_trouble
from madoguchi.desk.contracts import MailAddress
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.deliveries import Outcome, hold, took_since
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.store import Store

HOLD_EVERY = 20.0

log = structlog.get_logger("madoguchi.email")


class MailCarrier:
    """Carries deliveries of the kind `operations.mailboxes.DELIVERY`."""

    def __init__(self, store: Store, blobs: Blobs, sign_ins: SignIns, reach: Reach) -> None:
        self._store = store
        self._blobs = blobs
        self._sign_ins = sign_ins
        self._reach = reach

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
        try:
            raw = await self._composed(delivery, found, letter)
        except Exception as error:
            # No fault of the mailbox: a file is gone, or the disk is full.
            log.exception("mail_not_composed", mail=delivery.payload)
            await self._settle(
                delivery, begun, ok=False, answer=f"{type(error).__name__}: {error}",
                final=isinstance(error, NotFound),
            )  # fmt: skip
            return
        if raw is None:
            await self._settle(delivery, begun, ok=True, answer="not wanted any more")
            return
        try:
            secrets = await self._sign_ins.of(mailbox)
            sender = letter.reply_to or letter.author.address
            everybody = still_to_reach(letter)
            handed = await hand_over(server, secrets, sender, everybody, raw, self._reach)
        except Exception as error:
            trouble = name_trouble(error, server, "send")
            log.warning("mail_not_sent", mailbox=mailbox.id, why=trouble.key, detail=trouble.detail)
            final = isinstance(error, aiosmtplib.SMTPSenderRefused) and error.code >= 500
            await self._settle(delivery, begun, ok=False, answer=trouble.detail, final=final)
            await self._store.write(note_trouble, mailbox.id, trouble)
            return
        # At once, and in one commit: whoever dies before it sends the mail again.
        await self._store.write(leaving.settle_handed, delivery, handed, took_since(begun))
        await self._store.write(note_well, mailbox.id, "send")

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
        wanted = await self._store.write(leaving.note_composed, mail_id, blob, len(raw))
        if not wanted:
            await self._blobs.delete(blob)
            return None
        return raw

    async def _read(self, blob: str) -> bytes:
        return b"".join([chunk async for chunk in await self._blobs.read(blob)])

    async def _settle(
        self, delivery: Delivery, begun: float, *, ok: bool, answer: str, final: bool = False
    ) -> None:
        outcome = Outcome(ok, None, answer[:500], took_since(begun), final=final)
        await self._store.write(leaving.settle, delivery, outcome)

    async def _hold(self, delivery: Delivery) -> None:
        while True:
            await asyncio.sleep(HOLD_EVERY)
            await self._store.write(hold, delivery)


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
