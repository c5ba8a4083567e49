"""What stands in a mail's way into the desk: lost bytes, spools, impostors, hostile characters."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from madoguchi.channels.email.intake import Intake
from madoguchi.channels.email.parse import parse_mail
from madoguchi.channels.email.queries import mailboxes, mails
from madoguchi.channels.email.reading.reader import Reader
from madoguchi.channels.email.rules.free_mail import is_free_mail
from tests.channels.email.stage import KEYRING, Stage, letter, until
from tests.mail_servers import DOMAIN

HOSTILE = {
    "nul": letter("nul").replace(b"=?utf-8", b"a\0b =?utf-8", 1).replace(b"nul", b"n\0l")
    + b"\0 text\0",
    "surrogates": (
        b"From: s@x.example\nSubject: =?utf-8?q?=ED=A0=80_x?=\nMessage-ID: <\xed\xa0\x80@x>\n"
        b"Content-Type: text/html; charset=utf-8\n\n<p>\xed\xa0\x80 &#xD800; &#0; text</p>"
    ),
    "long headers": b"From: " + b'"' + b"n" * 64_000 + b'" <long@x.example>\nSubject: '
    + b"s" * 64_000 + b"\nReferences: " + b"<%s@x> " % (b"r" * 900) * 80
    + b"\nIn-Reply-To: <" + b"i" * 64_000 + b">\n\ntext",
    "odd addresses": b"From: =?utf-8?q?=00=01?= <\0@\xff\xfe>\nTo: \xed\xb0\x80@x.example\n\ntext",
    "odd names": b"From: f@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
    b"Content-Type: text/plain; name*=utf-8''%00%ED%A0%80.txt\nContent-Disposition: attachment\n\n"
    b"x\n--b\nContent-Type: text/plain\n\ntext\n--b--\n",
}  # fmt: skip


@pytest.mark.mail
def test_hostile_mails_are_kept_and_shown_on_each_database(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    stage.mailbox()
    stage.servers.lay_in("help", HOSTILE.values())
    with stage.working():
        until(lambda: len(stage.all_mails()) == len(HOSTILE))
        until(lambda: all(state != "fetched" for state, _ in stage.all_mails()))
    assert stage.all_mails() == [("received", None)] * len(HOSTILE)
    for conversation in stage.conversations():
        [message] = stage.messages(conversation.id)
        assert "text" in message.body
        assert message.mail is not None
        view = stage.world.store.read_now(mails.mail, message.mail.id, by=stage.world.anna)
        assert view.contents is not None


@pytest.mark.mail
def test_a_mail_whose_bytes_are_gone_is_named_and_keeps_no_other_back(stage: Stage) -> None:
    made = stage.mailbox()

    async def run() -> None:
        intake = Intake(
            stage.world.store, stage.blobs, KEYRING, spool=stage.folder / "spool", limit=10_000
        )
        for number in range(3):
            raw = letter(f"Mail {number}")
            stored = await intake.keep(raw, len(raw))
            if number == 1:
                (stage.folder / "attachments" / stored.blob).unlink()
            await intake.note(made.id, "delivered", 0, [stored])
        await intake.take_all()
        await intake.close()

    asyncio.run(run())
    assert [each.subject for each in stage.conversations()] == ["Mail 0", "Mail 2"]
    assert [(each.state, each.reason) for each in stage.log()] == [
        ("received", None),
        ("broken", "lost"),
        ("received", None),
    ]


def test_a_spool_that_vanishes_is_made_again(tmp_path: Path) -> None:
    spool = tmp_path / "data" / "spool"
    raw = letter("With a file").replace(b"text/plain", b"application/x-odd")

    async def run() -> None:
        reader = Reader(spool)
        for _ in range(2):
            read = await reader.read(raw, None)
            assert read.mail.subject == "With a file"
            assert len(read.files) == 1
            shutil.rmtree(spool)  # with what this mail has laid down
        await reader.close()

    asyncio.run(run())


@pytest.mark.mail
def test_who_is_ours_is_told_by_domain_or_where_anybody_has_one_by_address(stage: Stage) -> None:
    stage.mailbox(addresses=["kyoto.shop@gmail.com", f"help@{DOMAIN}"])
    ours = stage.world.store.read_now(mailboxes.ours)
    assert ours.domains == [DOMAIN]
    anna = "anna@example.com"  # who signs in to this desk
    assert {"kyoto.shop@gmail.com", anna} <= set(ours.addresses)

    def warnings(author: str) -> tuple[str, ...]:
        raw = f"From: {author}\nDate: Mon, 02 Mar 2026 10:00:00 +0900\nMessage-ID: <a@x>\n\ntext"
        return parse_mail(
            raw.encode(), own_domains=ours.domains, own_addresses=ours.addresses
        ).warnings

    assert warnings("customer@gmail.com") == ()
    assert warnings("Kyoto.Shop+x@gmail.com") == ("own-domain-from-outside",)
    assert warnings(f"Anna <{anna}>") == ("own-domain-from-outside",)
    assert warnings(f"boss@{DOMAIN}") == ("own-domain-from-outside",)
    assert warnings(f'"{anna}" <mallory@evil.example>') == ("own-address-as-name",)


def test_free_mail_is_known_by_country_too() -> None:
    assert is_free_mail("yahoo.co.id")
    assert is_free_mail("qq.com")
    assert not is_free_mail("yahoo-shop.example")
