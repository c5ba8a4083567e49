"""A customer's mail becomes a conversation, and the answer reaches them, threaded."""

from __future__ import annotations

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
