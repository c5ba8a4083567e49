"""Mailboxes watched as they are set up now, by whoever holds the lease, and within reach."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

import pytest
import sqlalchemy as sa

from madoguchi.channels.email import post_office
from madoguchi.channels.email.contracts.mailboxes import (
    Mailbox,
    MailboxChanges,
    MailboxDraft,
    OAuth,
    Secrets,
    Server,
)
from madoguchi.channels.email.imap import watching
from madoguchi.channels.email.imap.connection import Connection
from madoguchi.channels.email.operations import mailboxes
from madoguchi.channels.email.queries.mailboxes import find as mailbox_of
from madoguchi.channels.email.queries.mailboxes import secrets_of
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.tables import mailbox_table
from madoguchi.channels.email.troubles import Troubled
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.transaction import Tx
from tests.channels.email.stage import KEYRING, Stage, letter, until
from tests.mail_servers import DOMAIN

pytestmark = pytest.mark.mail


def test_a_changed_mailbox_is_watched_as_it_is_now(stage: Stage) -> None:
    made = stage.mailbox()
    with stage.imap("help") as client:
        if not client.folder_exists("Shop"):
            client.create_folder("Shop")

    def change_while_it_does_well(tx: Tx) -> Mailbox:
        changes = MailboxChanges(folders=["Shop"])
        after = mailboxes.change_mailbox(
            tx, made.id, changes, KEYRING, private=True, by=stage.world.anna
        )
        mailboxes.note_well(tx, made.id, "receive")  # the old watch, which knows nothing yet
        return after

    with stage.working():
        until(lambda: stage.events("mailbox_recovered"))
        stage.world.store.write_now(change_while_it_does_well)
        with stage.imap("help") as client:
            client.append("Shop", letter("In the other folder"))
        [conversation] = until(stage.conversations)
    assert conversation.subject == "In the other folder"


class HeldBlobs(Blobs):
    """A store that gives nothing out until it is let."""

    gate = threading.Event()

    async def read(self, name: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Return a content, when it is time."""
        await asyncio.to_thread(self.gate.wait, 30)
        return await super().read(name, start, end)


def test_a_lease_is_kept_while_mails_are_taken_in(stage_on_postgresql: Stage) -> None:
    stage = stage_on_postgresql
    stage.blobs = HeldBlobs("", stage.folder / "attachments")
    stage.mailbox()

    def lease() -> datetime | None:
        return stage.world.store.read_now(
            lambda view: view.execute(sa.select(mailbox_table.c.watched_until)).scalar()
        )

    with stage.working():
        stage.append(letter())
        until(stage.all_mails)
        for _ in range(3):
            known = until(lease)
            stage.world.clock.move(seconds=20)
            until(lambda known=known: lease() != known)  # type: ignore[misc]
        HeldBlobs.gate.set()
        until(stage.conversations)


class Grudging(Connection):
    """A server that has one mail and will not give it."""

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Return what it gives."""
        found = super().bodies(uids)
        return {uid: b"" if b"Damaged" in raw else raw for uid, raw in found.items()}


def test_what_the_server_does_not_give_is_a_message_that_says_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LARGE", 50_000)
    monkeypatch.setattr(watching, "LARGEST", 200_000)
    monkeypatch.setattr(post_office, "Connection", Grudging)
    stage.mailbox()
    too_large = letter("Too large", "x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 5_000)
    stage.servers.lay_in("help", [letter("Damaged"), too_large, letter("Well")])
    with stage.working():
        until(lambda: len(stage.conversations()) == 3)
        until(lambda: stage.unseen("help") == [])
    assert {each.subject for each in stage.conversations()} == {"Damaged", "Too large", "Well"}
    by_reason = {each.reason: each for each in stage.log()}
    assert set(by_reason) == {"too-large", "not-given", None}
    for reason in ("too-large", "not-given"):
        number = by_reason[reason].conversation_id
        assert number is not None
        assert reason in stage.mark(number, 1).warnings


def test_tokens_fetched_meanwhile_by_somebody_else_are_not_overwritten(stage: Stage) -> None:
    oauth = OAuth(client_id="desk", token_url="http://127.0.0.1:1/token")
    made = stage.mailbox(oauth=oauth, secrets=Secrets(refresh_token="first"))
    write, anna = stage.world.store.write_now, stage.world.anna
    before = stage.world.store.read_now(secrets_of, made.id, KEYRING)
    given = MailboxChanges(secrets=Secrets(refresh_token="given by the owner"))
    write(mailboxes.change_mailbox, made.id, given, KEYRING, private=True, by=anna)
    late = Secrets(refresh_token="rotated", access_token="of the old account")
    assert write(mailboxes.keep_tokens, made.id, before, late, KEYRING) is False
    kept = stage.world.store.read_now(secrets_of, made.id, KEYRING)
    assert (kept.refresh_token, kept.access_token) == ("given by the owner", "")
    fresh = Secrets(refresh_token="given by the owner", access_token="new")
    assert write(mailboxes.keep_tokens, made.id, kept, fresh, KEYRING) is True


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "localhost", "mail.internal", "::1", "169.254.169.254"]
)
def test_servers_of_ones_own_network_are_refused_unless_allowed(stage: Stage, host: str) -> None:
    draft = MailboxDraft(
        shop_id=stage.world.kyoto_shop.id,
        addresses=[f"help@{DOMAIN}"],
        smtp=Server(host, 25, "none"),
    )
    make, write = mailboxes.make_mailbox, stage.world.store.write_now
    with pytest.raises(Invalid) as refused:
        write(make, draft, KEYRING, private=False, by=stage.world.anna)
    assert refused.value.key == "mailbox.private_address"
    assert write(make, draft, KEYRING, private=True, by=stage.world.anna).smtp is not None


def test_a_name_that_leads_into_ones_own_network_is_not_spoken_to(stage: Stage) -> None:
    # Made while it was allowed, or by a name that has changed its mind since.
    made = stage.mailbox()
    stage.reach = Reach()

    def trouble() -> str | None:
        found = stage.world.store.read_now(mailbox_of, made.id)
        return found.trouble.key if found is not None and found.trouble is not None else None

    with stage.working():
        assert until(trouble) == "mailbox.trouble.private_address"
    with pytest.raises(Troubled):
        Reach().confirm("mail.example", "::ffff:127.0.0.1")
    with pytest.raises(Troubled):
        Connection(Server("127.0.0.1", stage.servers.imap, "none"), password="", reach=Reach())
