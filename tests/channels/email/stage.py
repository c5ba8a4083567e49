"""A shop with a mailbox on real servers, the worker that watches it, and a customer who writes."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from imapclient import IMAPClient

from madoguchi.channels.email.contracts import ParsedMail
from madoguchi.channels.email.contracts.mailboxes import Mailbox, MailboxDraft, Secrets, Server
from madoguchi.channels.email.contracts.mails import LoggedMail
from madoguchi.channels.email.operations import mailboxes, outgoing
from madoguchi.channels.email.operations.mailboxes import DELIVERY
from madoguchi.channels.email.operations.opening import FirstMail, write_first
from madoguchi.channels.email.parse import parse_mail
from madoguchi.channels.email.partner_post import PartnerPost
from madoguchi.channels.email.post_office import PostOffice
from madoguchi.channels.email.queries import mails
from madoguchi.channels.email.queries.mailboxes import REPLIES_PURPOSE, every
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.tables import mail_table
from madoguchi.desk.contracts import (
    Conversation,
    Line,
    Mail,
    MailAddress,
    MailWishes,
    Message,
    Posted,
)
from madoguchi.desk.promises.contracts import Reply
from madoguchi.desk.queries import conversations, messages
from madoguchi.kernel import feed
from madoguchi.kernel.blobs import Blobs
from madoguchi.partners.operations.mailing import DELIVERY as PARTNER_MAIL
from madoguchi.people.contracts import THE_DESK
from madoguchi.settings import Settings
from madoguchi.worker.workshop import Workshop
from tests.mail_servers import DOMAIN, PASSWORD, MailServers
from tests.worker.running import KEYRING, beside
from tests.world import World

URL = "https://desk.example"
"""Where the pages of the desk stand, as mails to partners name them."""
T = TypeVar("T")


class Stage:
    """The named world with a mail room; `open` and `close` start and stop its worker."""

    def __init__(self, world: World, servers: MailServers, folder: Path) -> None:
        self.world = world
        self.servers = servers
        self.folder = folder
        self.reach = Reach(private=True)
        self.blobs = Blobs("", folder / "attachments")

    def working(self, listen: str = "") -> AbstractContextManager[None]:
        """Let the worker run; closed as the server closes it."""
        return beside(self._at_work(listen))

    @contextlib.asynccontextmanager
    async def _at_work(self, listen: str) -> AsyncIterator[None]:
        store = self.world.store
        post_office = PostOffice(
            store,
            self.blobs,
            KEYRING,
            spool=self.folder / "spool",
            limit=10_000,
            reach=self.reach,
        )
        workshop = Workshop(
            store,
            self.blobs,
            KEYRING,
            Settings(),
            chores={},
            carriers={
                DELIVERY: post_office.carrier.carry,
                PARTNER_MAIL: PartnerPost(store, KEYRING, URL).carry,
            },
        )
        await post_office.open(listen)
        yield
        await post_office.close()
        await workshop.close()

    def mailbox(self, name: str = "help", shop_id: int | None = None, **more: Any) -> Mailbox:
        """Add a mailbox of these servers to a shop (kyoto_shop unless said otherwise)."""
        user = f"{name}@{DOMAIN}"
        draft = MailboxDraft(
            shop_id=shop_id or self.world.kyoto_shop.id,
            addresses=more.pop("addresses", [user]),
            imap=Server("127.0.0.1", self.servers.imap, "none", user),
            smtp=more.pop("smtp", Server("127.0.0.1", self.servers.smtp, "none", user)),
            since=more.pop("since", None),
            secrets=more.pop("secrets", Secrets(password=PASSWORD)),
            **more,
        )
        return self.world.store.write_now(
            mailboxes.make_mailbox, draft, KEYRING, private=True, by=self.world.anna
        )

    def send(self, raw: bytes, *to: str, sender: str = f"customer@{DOMAIN}") -> None:
        """Let somebody send a mail by the real SMTP server."""
        recipients = [each if "@" in each else f"{each}@{DOMAIN}" for each in to or ("help",)]
        with smtplib.SMTP("127.0.0.1", self.servers.smtp) as client:
            client.ehlo()
            word = b64encode(f"\0{sender}\0{PASSWORD}".encode()).decode()
            assert client.docmd("AUTH PLAIN", word)[0] == 235
            client.sendmail(sender, recipients, raw)

    def append(self, *raws: bytes, name: str = "help") -> None:
        """Lay mails into a mailbox."""
        with self.imap(name) as client:
            for raw in raws:
                client.append("INBOX", raw)

    @contextlib.contextmanager
    def imap(self, name: str) -> Iterator[IMAPClient]:
        """Yield a mail program signed in to a mailbox, its inbox open."""
        client = IMAPClient("127.0.0.1", self.servers.imap, ssl=False)
        try:
            client.plain_login(f"{name}@{DOMAIN}", PASSWORD)
            client.select_folder("INBOX")
            yield client
        finally:
            client.logout()

    def inbox(self, name: str = "customer") -> list[bytes]:
        """Return what lies in a mailbox, the oldest first."""
        with self.imap(name) as client:
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def arrived(self, name: str = "customer", count: int = 1) -> list[bytes]:
        """Wait until so many mails lie in a mailbox, and return them, the oldest first."""
        with self.imap(name) as client:

            def there() -> bool:
                client.noop()  # an open folder is told only then of what has come
                return len(client.search()) >= count

            until(there)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def conversations(self) -> list[Conversation]:
        """Return the conversations by mail, the oldest first."""
        page = self.world.store.read_now(conversations.inbox, "all", by=THE_DESK, limit=200)
        return sorted((c for c in page.items if c.channel == "email"), key=lambda each: each.id)

    def talks(self) -> list[Conversation]:
        """Return the conversations by mail in which somebody has said something."""
        return [
            each
            for each in self.conversations()
            if any(message.mail is not None for message in self.messages(each.id))
        ]

    def messages(self, conversation_id: int) -> list[Message]:
        """Return a conversation's timeline."""
        return self.world.store.read_now(messages.messages, conversation_id, by=THE_DESK, limit=200)

    def lines(self, conversation_id: int) -> list[Line]:
        """Return the lines that the desk has written into a conversation."""
        return [each.line for each in self.messages(conversation_id) if each.line is not None]

    def log(self, mailbox_id: int = 1) -> list[LoggedMail]:
        """Return what came into a mailbox."""
        return self.world.store.read_now(mails.log, mailbox_id, by=THE_DESK, limit=200).items

    def all_mails(self) -> list[tuple[str, str | None]]:
        """Return state and reason of every mail that came in."""
        chosen = sa.select(mail_table.c.state, mail_table.c.reason).where(
            mail_table.c.folder.is_not(None)
        )
        return self.world.store.read_now(
            lambda view: [(row.state, row.reason) for row in view.execute(chosen)]
        )

    def events(self, kind: str) -> list[feed.Event]:
        """Return the events of a kind."""
        found = self.world.store.read_now(
            lambda view: feed.read(view.connection, feed.START, 10_000)
        )
        return [event for event in found if event.kind == kind]

    def mark(self, conversation_id: int, seq: int) -> Mail:
        """Return what a message says of itself as a mail."""
        mail = self.messages(conversation_id)[seq - 1].mail
        assert mail is not None
        return mail

    def state(self, conversation_id: int) -> str:
        """Return what has become of a conversation's newest reply."""
        marks = [each.mail for each in self.messages(conversation_id) if each.mail is not None]
        return [each.state for each in marks if each.state != "received"][-1]

    def connected(self) -> None:
        """Wait until every mailbox is watched: one that is closed while it is being connected
        leaves its socket to the collector.
        """
        until(lambda: all(b.state == "well" for b in self.world.store.read_now(every) if b.active))

    def unseen(self, name: str) -> list[int]:
        """Return the numbers of the mails in a mailbox that nobody has seen."""
        with self.imap(name) as client:
            return [int(uid) for uid in client.search("UNSEEN")]

    def write_first(self, name: str, subject: str, body: str) -> Posted:
        """Let lin write to somebody by mail first, and let the time pass until it leaves."""
        wishes = MailWishes(to=[MailAddress(f"{name}@{DOMAIN}")], subject=subject)
        speech = Reply(client_id=self.world.client_id(), body=body, mail=wishes)
        posted = self.world.store.write_now(
            write_first,
            FirstMail(shop_id=self.world.kyoto_shop.id, speech=speech),
            by=self.world.lin,
            limit=10_000,
            reply_key=KEYRING.key(REPLIES_PURPOSE),
        )
        self.world.clock.move(seconds=11)
        return posted

    def reply(self, conversation_id: int, body: str, **wishes: Any) -> Posted:
        """Let lin answer, and let the time pass in which it could be taken back."""
        files = wishes.pop("attachment_ids", [])
        by = wishes.pop("by", self.world.lin)
        passes = wishes.pop("passes", 11)
        speech = Reply(
            client_id=self.world.client_id(),
            body=body,
            attachment_ids=files,
            mail=msgspec.convert(wishes, MailWishes) if wishes else None,
        )
        posted = self.world.store.write_now(
            outgoing.say,
            conversation_id,
            speech,
            by=by,
            limit=10_000,
            reply_key=KEYRING.key(REPLIES_PURPOSE),
        )
        self.world.clock.move(seconds=passes)
        return posted


def letter(
    subject: str = "配送について",
    body: str = "いつ届きますか。\r\n",
    *,
    to: str = f"help@{DOMAIN}",
    author: str = f"花子 <customer@{DOMAIN}>",
    **headers: str,
) -> bytes:
    """Return a mail as a customer's program writes it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = author, to, subject
    mail["Message-ID"] = headers.pop("message_id", f"<{time.time_ns()}@{DOMAIN}>")
    mail["Date"] = "Mon, 02 Mar 2026 10:00:00 +0900"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail.as_bytes()


def read(raw: bytes) -> ParsedMail:
    """Read a mail that has arrived somewhere."""
    return parse_mail(raw)


def free_port() -> int:
    """Return a port of this machine at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(condition: Callable[[], T | None], seconds: float = 30, pause: float = 0.05) -> T:
    """Wait until something is so, and return it."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(pause)
