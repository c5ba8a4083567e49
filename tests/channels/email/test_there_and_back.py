"""A customer's mail becomes a conversation, and the answer reaches them, threaded."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from madoguchi.channels.email.contracts.mailboxes import MailboxChanges
from madoguchi.channels.email.operations.mailboxes import change_mailbox
from madoguchi.channels.email.operations.opening import FirstMail, write_first
from madoguchi.desk.contracts import MailAddress, MailWishes, Posted
from madoguchi.desk.operations.attachments import Upload, keep
from madoguchi.desk.operations.post import sender_of
from madoguchi.desk.promises.contracts import Reply
from tests.channels.email.stage import KEYRING, Stage, letter, read, until
from tests.mail_servers import DOMAIN
from tests.refusals import refused

pytestmark = pytest.mark.mail


def test_a_mail_becomes_a_conversation_and_the_answer_arrives_threaded(
    stage_anywhere: Stage,
) -> None:
    stage = stage_anywhere
    stage.mailbox()
    raw = letter(message_id="<first@customer.example>")
    with stage.working():
        stage.send(raw)
        [conversation] = until(stage.conversations)
        [message] = stage.messages(conversation.id)
        assert conversation.subject == "配送について"
        assert message.body == "いつ届きますか。"
        assert message.author.name == "花子"
        assert message.mail is not None
        assert message.mail.state == "received"
        assert conversation.clock is not None  # mail has four hours where chat has a minute
        assert conversation.clock.due_at == message.at + timedelta(hours=4)
        stage.reply(conversation.id, "明日お届けします。")
        [arrived] = stage.arrived()
        until(lambda: stage.mark(conversation.id, 2).state == "delivered")
        until(lambda: stage.unseen("help") == [])
    answer = read(arrived)
    assert answer.subject == "Re: 配送について"
    assert answer.reply_text == "明日お届けします。"
    assert answer.in_reply_to == "first@customer.example"
    assert answer.references == ("first@customer.example",)
    assert "> いつ届きますか。" in answer.text
    assert len(stage.conversations()) == 1


def test_staff_write_first_and_the_answer_comes_into_the_same_conversation(stage: Stage) -> None:
    stage.mailbox()
    with stage.working():
        first = stage.write_first("customer", "ご注文の確認", "お届け先をご確認ください。")
        [arrived] = stage.arrived()
        mail = read(arrived)
        assert mail.subject == "ご注文の確認"
        stage.send(letter("Re: ご注文の確認", "確認しました。", in_reply_to=f"<{mail.message_id}>"))
        until(lambda: stage.messages(first.conversation_id)[-1].body == "確認しました。")
    [conversation] = stage.conversations()
    assert conversation.id == first.conversation_id


def test_a_first_mail_goes_to_whom_and_when_and_from_where_it_was_wished(stage: Stage) -> None:
    """Copies, a file, another mailbox than the shop's oldest, and not before its time."""
    world = stage.world
    stage.mailbox()
    chosen = stage.mailbox("care")
    elsewhere = stage.mailbox("canton", shop_id=world.canton_shop.id)
    world.store.write_now(
        change_mailbox, elsewhere.id, MailboxChanges(active=False), KEYRING, private=True,
        by=world.anna,
    )  # fmt: skip
    resting = stage.mailbox("resting", addresses=[f"resting@{DOMAIN}"], smtp=None)
    world.store.write_now(
        change_mailbox, resting.id, MailboxChanges(active=False), KEYRING, private=True,
        by=world.anna,
    )  # fmt: skip
    blob = asyncio.run(stage.blobs.put(b"%PDF-1.4 list"))
    file = world.store.write_now(
        keep,
        Upload(
            name="一覧.pdf", content_type="application/pdf", size=13, width=None, height=None,
            blob=blob, thumbnail_blob=None, shop_id=world.kyoto_shop.id,
            uploader=sender_of(world.lin),
        ),
    )  # fmt: skip
    at = world.clock.now + timedelta(hours=2)
    wishes = MailWishes(
        to=[MailAddress("mori@elsewhere.example", "森")],
        cc=[MailAddress("hana@elsewhere.example")],
        bcc=[MailAddress(f"customer@{DOMAIN}")],
        subject="一覧",
        send_at=at,
    )

    def first(mailbox_id: int | None) -> FirstMail:
        speech = Reply(
            client_id=world.client_id(),
            body="お送りします。",
            attachment_ids=[file.id],
            mail=wishes,
        )
        return FirstMail(shop_id=world.kyoto_shop.id, mailbox_id=mailbox_id, speech=speech)

    def write(mailbox_id: int | None) -> Posted:
        return world.store.write_now(
            write_first, first(mailbox_id), by=world.lin, limit=10_000, reply_key=b"k" * 32
        )

    for wrong in (elsewhere.id, resting.id, 999):
        with refused("mail.no_mailbox", field="mailbox_id"):
            write(wrong)
    posted = write(chosen.id)
    mark = posted.message.mail
    assert mark is not None
    assert (mark.state, mark.send_at) == ("waiting", at)
    assert mark.sender == MailAddress(f"care@{DOMAIN}", world.kyoto_shop.name)
    assert ([each.address for each in mark.cc], [each.address for each in mark.bcc]) == (
        ["hana@elsewhere.example"], [f"customer@{DOMAIN}"],
    )  # fmt: skip
    with stage.working():
        stage.connected()
        world.clock.move(hours=2, seconds=1)
        [arrived] = stage.arrived()
    mail = read(arrived)
    assert mail.attachments[0].name == "一覧.pdf"
    shown = {each.address for each in (*mail.to, *mail.cc)}
    assert shown == {"mori@elsewhere.example", "hana@elsewhere.example"}
