"""A customer's mail becomes a conversation, and the answer reaches them, threaded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.channels.email.stage import Stage, letter, read, until

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
