"""The sample company's mail: mailboxes without a server, mails that came to them, and a letter box
that takes in what the desk sends and lets nothing out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, make_msgid
from functools import cache
from importlib.resources import files

import msgspec
from aiosmtpd.smtp import SMTP, Envelope, Session

from madoguchi.channels.email.contracts.mailboxes import (
    Mailbox,
    MailboxChanges,
    MailboxDraft,
    Server,
)
from madoguchi.channels.email.operations import mailboxes, outgoing
from madoguchi.channels.email.operations.arriving import Understood
from madoguchi.channels.email.operations.intake import take_in_all
from madoguchi.channels.email.operations.storing import Stored, note_stored
from madoguchi.channels.email.parse import parse_mail
from madoguchi.channels.email.queries import mailboxes as known
from madoguchi.channels.email.queries.mailboxes import REPLIES_PURPOSE
from madoguchi.desk.contracts import Message
from madoguchi.desk.operations.attachments import Upload
from madoguchi.desk.promises.contracts import Reply
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from madoguchi.people.contracts import THE_DESK, Actor
from madoguchi.shops.contracts import Shop

HOST = "127.0.0.1"
TRUSTED = "mx.shiomi.example"
"""Whose checks the sample mailboxes believe."""
LIMIT = 10_000
Cue = tuple[datetime, Callable[[], None]]


class SampleMailbox(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shop's mailbox."""

    shop: str
    address: str
    signatures: dict[str, str] = {}


class SampleMail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mail that came, and what somebody answered within the hour; `checks` is what a trusted
    server found of its sender, `answers` says that it goes on from the same customer's last.
    """

    shop: str
    name: str
    address: str
    charset: str
    subject: str
    ago: int
    text: str
    html: str = ""
    file: str = ""
    checks: str = ""
    automatic: bool = False
    answers: bool = False
    reply: str = ""
    by: str = ""


class _Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mailboxes: list[SampleMailbox]
    mails: list[SampleMail]


@cache
def book() -> _Book:
    """Return the mailboxes and mails of the sample company."""
    raw = (files("madoguchi.demo") / "data" / "mails.toml").read_bytes()
    return msgspec.toml.decode(raw, type=_Book)


def conversations() -> int:
    """Return how many conversations the sample mails make."""
    return sum(not each.answers for each in book().mails)


class Post:
    """Brings the sample mails through the doors that real ones come through."""

    def __init__(
        self,
        store: Store,
        blobs: Blobs,
        keyring: Keyring,
        shops: Mapping[str, Shop],
        staff: Mapping[str, Actor],
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._key = keyring.key(REPLIES_PURPOSE)
        self._staff = staff
        self._last: dict[str, str] = {}
        self._uid = 0
        owner = next(iter(staff.values()))
        self._boxes: dict[str, Mailbox] = {}
        for each in book().mailboxes:
            draft = MailboxDraft(
                shop_id=shops[each.shop].id,
                addresses=[each.address],
                smtp=Server(HOST, 25, "none"),
                signatures=each.signatures,
                trusted_servers=[TRUSTED],
            )
            made = store.write_now(mailboxes.make_mailbox, draft, keyring, private=True, by=owner)
            self._boxes[each.shop] = made

    def cues(self, now: datetime) -> Iterator[Cue]:
        """Return when each mail comes, and each answer is written."""
        for mail in book().mails:
            at = now - timedelta(minutes=mail.ago)
            yield at, lambda mail=mail, at=at: self._deliver(mail, at)  # type: ignore[misc]

    def _deliver(self, mail: SampleMail, at: datetime) -> None:
        box = self._boxes[mail.shop]
        raw = self._write(mail, box, at)
        parsed = parse_mail(
            raw,
            trusted_servers=box.trusted_servers,
            own_domains=[each.address.rpartition("@")[2] for each in self._boxes.values()],
        )
        self._uid += 1
        stored = Stored(self._blobs.put_now(raw), len(raw), self._uid)
        (mail_id,) = self._store.write_now(note_stored, box.id, "INBOX", 1, [stored])
        uploads = [
            Upload(
                name=file.name,
                content_type=file.content_type,
                size=file.size,
                width=None,
                height=None,
                blob=self._blobs.put_now(file.content),
                thumbnail_blob=None,
                shop_id=box.shop_id,
                uploader="",
            )
            for file in parsed.attachments
        ]
        understood = Understood(
            mail_id=mail_id, mail=parsed, uploads=uploads, inline=[None] * len(uploads)
        )
        taken: list[Message] = self._store.write_now(
            take_in_all, [understood], reply_key=self._key, limit=LIMIT
        )
        if mail.reply:
            speech = Reply(client_id=f"sample-mail-{self._uid}", body=mail.reply.strip())
            self._store.write_now(
                outgoing.say,
                taken[0].conversation_id,
                speech,
                by=self._staff[mail.by],
                limit=LIMIT,
                reply_key=self._key,
            )

    def _write(self, mail: SampleMail, box: Mailbox, at: datetime) -> bytes:
        """Write a mail as its sender's program would, in its own character set."""
        text = MIMEText(mail.text.strip() + "\n", "plain", mail.charset)
        whole: MIMEBase = text
        if mail.html:
            whole = MIMEMultipart("alternative")
            whole.attach(text)
            whole.attach(MIMEText(mail.html.strip(), "html", mail.charset))
        if mail.file:
            body, whole = whole, MIMEMultipart("mixed")
            whole.attach(body)
            table = MIMEText("item,price\ncamera,48000\ncase,3200\n", "csv", "utf-8")
            table.add_header("Content-Disposition", "attachment", filename=mail.file)
            whole.attach(table)
        identifier = make_msgid(domain="mail.example")
        whole["From"] = f"{Header(mail.name, mail.charset).encode()} <{mail.address}>"
        whole["To"] = box.address
        whole["Subject"] = Header(mail.subject, mail.charset).encode()
        whole["Date"] = format_datetime(at)
        whole["Message-ID"] = identifier
        if mail.answers:
            whole["In-Reply-To"] = whole["References"] = self._last[mail.address]
        if mail.automatic:
            whole["Auto-Submitted"] = "auto-replied"
        if mail.checks:
            whole["Authentication-Results"] = f"{TRUSTED}; {mail.checks}"
        self._last[mail.address] = identifier
        return whole.as_bytes()


class LetterBox:
    """An SMTP server on this machine that takes every mail and brings it nowhere."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def run(self) -> None:
        """Stand open as long as the desk runs."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self, loop=loop), HOST, self._port)
        async with server:
            await server.serve_forever()

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail."""
        return "250 2.0.0 taken"


def send_to(store: Store, keyring: Keyring, port: int) -> None:
    """Let the sample mailboxes send to the letter box, wherever it stands this time."""
    addresses = {each.address for each in book().mailboxes}
    for box in store.read_now(known.every):
        if box.address in addresses and box.imap is None:
            change = MailboxChanges(smtp=Server(HOST, port, "none"))
            store.write_now(
                mailboxes.change_mailbox, box.id, change, keyring, private=True, by=THE_DESK
            )
