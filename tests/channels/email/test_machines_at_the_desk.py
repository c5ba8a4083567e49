"""Machines that write: bounces, auto-replies, loops; and what is confirmed, held and taken back."""

from __future__ import annotations

import pytest

from madoguchi.channels.email.contracts.mailboxes import Acknowledgement
from madoguchi.channels.email.operations import outgoing
from madoguchi.customers import queries as customers
from madoguchi.kernel.errors import Conflict
from tests.channels.email.stage import Stage, letter, read, until
from tests.mail_servers import DOMAIN

pytestmark = pytest.mark.mail


def opened(stage: Stage, raw: bytes | None = None) -> int:
    """Let a customer's mail begin a conversation, and return its id."""
    stage.append(raw or letter())
    [conversation] = until(stage.conversations)
    return conversation.id


def test_a_bounce_is_tied_to_the_mail_the_address_and_the_customer(stage: Stage) -> None:
    stage.mailbox()
    with stage.working():
        number = opened(stage, letter(author=f"Gone <gone@{DOMAIN}>"))
        stage.reply(number, "届きますか")
        until(lambda: stage.mark(number, 2).state == "bounced")
    mark = stage.mark(number, 2)
    assert mark.reason == "userunknown"
    assert "no such user" in mark.detail
    [conversation] = stage.conversations()
    customer = stage.world.store.read_now(customers.find, conversation.customer_id)
    assert customer is not None
    assert customer.email_dead_at is not None
    assert conversation.waiting_since is not None
    again = stage.reply(number, "もう一度")
    assert again.message.mail is not None
    assert (again.message.mail.state, again.message.mail.reason) == ("held", "dead-address")


def test_a_recipient_refused_at_once_is_a_bounce_too(stage: Stage) -> None:
    stage.mailbox()
    with stage.working():
        number = opened(stage)
        stage.reply(number, "こちらへ", to=[{"address": f"refused@{DOMAIN}"}])
        until(lambda: stage.mark(number, 2).state == "bounced")
    assert stage.mark(number, 2).reason == "userunknown"


def test_an_absence_notice_keeps_nobody_waiting_and_answers_to_it_are_held(stage: Stage) -> None:
    stage.mailbox()
    with stage.working():
        number = opened(stage, letter(message_id="<a@x.example>"))
        stage.reply(number, "かしこまりました")
        stage.append(
            letter(
                "自動返信", "不在です", in_reply_to="<a@x.example>", auto_submitted="auto-replied"
            )
        )
        until(lambda: len(stage.messages(number)) == 3)
        held = stage.reply(number, "お戻りの頃に")
        assert held.message.mail is not None
        assert (held.message.mail.state, held.message.mail.reason) == ("held", "auto-reply")
        [conversation] = stage.conversations()
        assert conversation.waiting_since is None
        stage.world.store.write_now(outgoing.release, held.message.id, by=stage.world.lin)
        stage.world.clock.move(seconds=11)
        stage.arrived(count=2)


def test_a_reply_can_be_taken_back_until_it_leaves(stage: Stage) -> None:
    stage.mailbox()
    with stage.working():
        number = opened(stage)
        posted = stage.reply(number, "誤り", passes=0)
        back = stage.world.store.write_now(
            outgoing.take_mail_back, posted.message.id, by=stage.world.lin
        )
        assert back.mail is not None
        assert back.mail.state == "taken_back"
        [conversation] = stage.conversations()
        assert conversation.waiting_since is not None
        sent = stage.reply(number, "正しい")
        [arrived] = stage.arrived()
        assert read(arrived).reply_text == "正しい"
        with pytest.raises(Conflict):
            stage.world.store.write_now(
                outgoing.take_mail_back, sent.message.id, by=stage.world.lin
            )


def test_our_own_mail_come_back_is_a_loop_and_said_once(stage: Stage) -> None:
    stage.mailbox()
    with stage.working():
        number = opened(stage)
        stage.reply(number, "はい")
        [arrived] = stage.arrived()
        stage.append(arrived, b"X-Again: 1\r\n" + arrived)
        until(lambda: len([x for x in stage.log() if x.reason == "loop"]) >= 1)
    keys = [m.line.key for m in stage.messages(number) if m.line]
    assert keys.count("mail_loop") == 1


def test_an_arrival_is_confirmed_once_and_never_to_machines(stage: Stage) -> None:
    stage.mailbox(
        acknowledgement=Acknowledgement(on=True, open={"ja": "{customer}様、承りました。"})
    )
    with stage.working():
        number = opened(stage, letter(message_id="<a@x.example>"))
        stage.append(letter("Re", "もう一通", in_reply_to="<a@x.example>"))
        stage.append(letter("別件", "別の話"))
        machine = f"News <news@{DOMAIN}>"
        stage.append(letter("Sale", "buy", author=machine, list_id="<news.x.example>"))
        until(lambda: len(stage.conversations()) == 3)
        until(lambda: len(stage.messages(number)) == 3)
        [arrived] = stage.arrived()
    mail = read(arrived)
    assert mail.reply_text == "花子様、承りました。"
    assert mail.automatic == "auto-reply"
    assert mail.in_reply_to == "a@x.example"


def test_a_mail_from_outside_that_claims_to_be_ours_is_marked(stage: Stage) -> None:
    stage.mailbox()
    with stage.working():
        number = opened(stage, letter(author=f"Anna <anna@{DOMAIN}>"))
    assert "own-domain-from-outside" in stage.mark(number, 1).warnings


def test_a_mail_under_a_colleagues_name_is_marked(stage: Stage) -> None:
    stage.mailbox()
    stage.world.hire("mei-lin.chen", "agent", None)
    with stage.working():
        number = opened(stage, letter(author='"Chen, Mei Lin" <boss@evil.example>'))
    assert "own-name-from-outside" in stage.mark(number, 1).warnings
