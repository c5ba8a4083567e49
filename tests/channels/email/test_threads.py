"""Where a mail belongs: by our signed address, by the mails it names, else a new conversation."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from madoguchi.channels.email.addressing import reply_address
from madoguchi.channels.email.queries.mailboxes import REPLIES_PURPOSE
from madoguchi.desk import operations as desk
from madoguchi.people.contracts import THE_DESK
from tests.channels.email.stage import KEYRING, Stage, letter, until
from tests.mail_servers import DOMAIN

pytestmark = pytest.mark.mail


def settled(stage: Stage, count: int, name: str = "help") -> None:
    """Wait until so many mails of a mailbox were taken in."""
    until(lambda: len(stage.log()) >= count and all(x.state != "fetched" for x in stage.log()))


def test_a_like_subject_alone_joins_nothing(stage: Stage) -> None:
    stage.mailbox()
    stage.append(letter("Order 1"), letter("Re: Order 1"))
    with stage.working():
        settled(stage, 2)
    assert len(stage.conversations()) == 2


def test_an_answer_finds_its_conversation_by_any_mail_it_names(stage: Stage) -> None:
    stage.mailbox()
    stage.append(
        letter("A", message_id="<a@x.example>"),
        letter("B", "two", in_reply_to="<a@x.example>", message_id="<b@x.example>"),
        letter("C", "three", references="<zzz@x.example> <b@x.example> <unknown@x.example>"),
    )
    with stage.working():
        settled(stage, 3)
    [conversation] = stage.conversations()
    assert [m.body for m in stage.messages(conversation.id)] == ["いつ届きますか。", "two", "three"]


def test_our_signed_address_is_enough(stage: Stage) -> None:
    stage.mailbox(signed_replies=True)
    stage.append(letter("A"))
    with stage.working():
        settled(stage, 1)
        [conversation] = stage.conversations()
        stage.reply(conversation.id, "はい")
        [arrived] = stage.arrived()
        signed = reply_address(DOMAIN, conversation.id, KEYRING.key(REPLIES_PURPOSE), "help")
        assert signed.encode() in arrived.replace(b"\r\n ", b" ")
        stage.send(letter("another subject", "no references", to=signed), signed)
        until(lambda: "no references" in [m.body for m in stage.messages(conversation.id)])
    forged = signed.replace(f"+c{conversation.id}.", f"+c{conversation.id + 1}.")
    assert forged != signed
    assert len(stage.conversations()) == 1


def test_the_same_mail_fetched_twice_is_one_message(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    stage.mailbox()
    raw = letter("Twice")
    stage.append(raw, raw, b"Received: from elsewhere\r\n" + raw)
    with stage.working():
        settled(stage, 3)
    [conversation] = stage.conversations()
    assert len(stage.messages(conversation.id)) == 1
    assert sorted(each.state for each in stage.log()) == ["again", "again", "received"]


def test_mails_without_message_id_or_all_with_the_same_are_not_one(stage: Stage) -> None:
    stage.mailbox()
    stage.append(
        letter("A", "one", message_id=""),
        letter("A", "two", message_id=""),
        letter("A", "three", message_id="<same@x.example>"),
        letter("A", "four", message_id="<same@x.example>"),
    )
    with stage.working():
        settled(stage, 4)
    assert len(stage.conversations()) == 4


def test_one_mail_to_two_of_our_addresses_is_one_conversation_and_both_are_told(
    stage: Stage,
) -> None:
    stage.mailbox("help")
    other = stage.mailbox("care", stage.world.canton_shop.id)
    raw = letter(to=f"help@{DOMAIN}, care@{DOMAIN}")
    with stage.working():
        stage.send(raw, "help", "care")
        until(lambda: len(stage.log()) + len(stage.log(other.id)) == 2)
        [conversation] = until(stage.talks)
        until(lambda: len(stage.messages(conversation.id)) == 2)
    assert [line.key for line in stage.lines(conversation.id)] == ["also_sent_to"]
    [told] = [each for each in stage.conversations() if each.id != conversation.id]
    assert {told.shop_id, conversation.shop_id} == {
        stage.world.kyoto_shop.id,
        stage.world.canton_shop.id,
    }
    [line] = stage.lines(told.id)
    assert (line.key, line.params["subject"]) == ("answered_by", "配送について")
    assert told.waiting_since is None  # nobody there owes an answer
    assert {event.shop_id for event in stage.events("mail_also_sent")} == {
        told.shop_id,
        conversation.shop_id,
    }


def test_an_answer_to_what_ended_long_ago_opens_a_conversation_that_names_it(
    stage: Stage,
) -> None:
    stage.mailbox()
    stage.append(letter("A", message_id="<a@x.example>"))
    with stage.working():
        settled(stage, 1)
        [old] = stage.conversations()
        stage.world.store.write_now(desk.resolve, old.id, by=THE_DESK)
        stage.world.clock.move(days=30)
        stage.append(letter("Re: A", "again", in_reply_to="<a@x.example>"))
        until(lambda: len(stage.conversations()) == 2)
    [_, new] = stage.conversations()
    [line, message] = stage.messages(new.id)
    assert line.line is not None
    assert (line.line.key, line.line.params) == ("continues", {"earlier": old.id})
    assert message.body == "again"
    assert new.customer_id == old.customer_id


def test_somebody_else_of_the_thread_who_answers_is_named(stage: Stage) -> None:
    stage.mailbox()
    stage.append(
        letter("A", message_id="<a@x.example>", cc="taro@x.example"),
        letter("Re: A", "two", in_reply_to="<a@x.example>", author="Taro <taro@x.example>"),
    )
    with stage.working():
        settled(stage, 2)
    [conversation] = stage.conversations()
    [_, second] = stage.messages(conversation.id)
    assert second.author.name == "Taro <taro@x.example>"
    assert second.mail is not None
    assert "other-sender" in second.mail.warnings


def test_naming_a_mail_without_a_part_in_its_thread_joins_nothing(stage: Stage) -> None:
    stage.mailbox()
    stage.append(
        letter("A", message_id="<a@x.example>"),
        letter("Re: A", "I am in", in_reply_to="<a@x.example>", author="mallory@evil.example"),
        letter("Re: A", "so am I", references="<a@x.example>", author=f"help@{DOMAIN}"),
    )
    with stage.working():
        settled(stage, 3)
    [first, *others] = stage.conversations()
    assert [m.body for m in stage.messages(first.id)] == ["いつ届きますか。"]
    assert len(others) == 2
    for each in others:
        assert [(line.key, line.params) for line in stage.lines(each.id)] == [
            ("names_another", {"earlier": first.id})
        ]


def test_a_thread_is_not_carried_over_to_another_shop(stage: Stage) -> None:
    stage.mailbox("help")
    stage.mailbox("care", stage.world.canton_shop.id)
    with stage.working():
        stage.append(letter("A", message_id="<a@x.example>"))
        settled(stage, 1)
        answer = letter("Re: A", "to the other", in_reply_to="<a@x.example>", to=f"care@{DOMAIN}")
        stage.append(answer, name="care")
        until(lambda: len(stage.conversations()) == 2)
        [first, second] = stage.conversations()
        until(lambda: stage.lines(second.id))
    assert len(stage.messages(first.id)) == 1
    assert [m.body for m in stage.messages(second.id) if m.mail] == ["to the other"]
    # Of a conversation that this shop cannot see nothing is told but that it is claimed.
    assert [(line.key, line.params) for line in stage.lines(second.id)] == [
        ("names_another", {"earlier": None})
    ]


def test_an_answer_to_all_that_comes_to_the_other_shop_first_keeps_its_file(stage: Stage) -> None:
    stage.mailbox("help")
    care = stage.mailbox("care", stage.world.canton_shop.id)
    with stage.working():
        stage.append(letter("A", message_id="<a@x.example>"))
        settled(stage, 1)
        [conversation] = stage.conversations()
        answer = with_file(letter("Re: A", "see the file", in_reply_to="<a@x.example>"))
        both = answer.replace(b"To: help@", b"Cc: care@shop.example\nTo: help@", 1)
        stage.append(both, name="care")
        until(lambda: len(stage.talks()[0:]) == 1 and len(stage.messages(conversation.id)) == 3)
        stage.append(both)
        settled(stage, 2)
        posted = stage.reply(conversation.id, "受け取りました")
    [_, answered, line, _] = stage.messages(conversation.id)
    assert (answered.body, [each.name for each in answered.attachments]) == (
        "see the file",
        ["note.txt"],
    )
    assert line.line is not None
    assert (line.line.key, line.line.params["address"]) == ("also_sent_to", care.address)
    [told] = [each for each in stage.conversations() if each.id != conversation.id]
    assert [line.key for line in stage.lines(told.id)] == ["answered_by"]
    assert posted.message.mail is not None
    assert posted.message.mail.sender is not None
    assert posted.message.mail.sender.address == f"help@{DOMAIN}"  # not the other shop's


def with_file(raw: bytes) -> bytes:
    """Return a mail with a file hung on it."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    mail.add_attachment(b"measured: 3 cm\n", "text", "plain", filename="note.txt")
    return mail.as_bytes()
