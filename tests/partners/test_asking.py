"""What a partner is asked and answers: in its hours, in every conversation that asked, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.clocks.contracts import ClockState
from madoguchi.clocks.queries.running import open_clocks
from madoguchi.desk import operations as desk
from madoguchi.desk.operations.attachments import clear_loose, keep
from madoguchi.desk.operations.post import sender_of
from madoguchi.desk.queries import conversations, messages
from madoguchi.desk.tables import attachment_table
from madoguchi.kernel.errors import NotFound, Refusal
from madoguchi.kernel.outbox import delivery_table
from madoguchi.partners import operations
from madoguchi.partners.contracts.requests import Answer, Telling
from madoguchi.partners.queries import portal
from madoguchi.partners.queries import requests as queries
from tests.partners.conftest import Trade, upload
from tests.refusals import refused


def lines(trade: Trade, conversation_id: int) -> list[str]:
    found = trade.world.store.read_now(
        messages.messages, conversation_id, by=trade.world.anna, after=0, limit=200
    )
    return [each.line.key if each.line else f"{each.kind}: {each.body}" for each in found]


def test_a_photo_is_asked_for_answered_and_passed_on(trade: Trade) -> None:
    world, store = trade.world, trade.world.store
    talk = trade.talk()
    asked = trade.ask(talk, text="外箱の状態を確認したいです")
    # Monday 10:00 in Tokyo, and four working hours of theirs.
    assert asked.due_at is not None
    assert asked.due_at - datetime(2026, 3, 2, 5, 0, tzinfo=UTC) < timedelta(seconds=1)
    (clock,) = [c for c in store.read_now(open_clocks, talk) if c.owing.kind == "partner_request"]
    assert (clock.owing.id, clock.zone) == (asked.id, "Asia/Tokyo")

    board = store.read_now(portal.board, by=trade.tanaka)
    assert [each.id for each in board.to_do] == [asked.id]
    with refused("partner.photo_missing", field="photos"):
        store.write_now(operations.answer, asked.id, Answer(text="はい"), by=trade.tanaka)
    trade.photo(trade.tanaka, asked)
    said = Answer(text="角に小さなへこみがあります")
    answered = store.write_now(operations.answer, asked.id, said, by=trade.tanaka)
    assert (answered.state, answered.waits_on, answered.due_at) == ("answered", "us", None)
    assert not [c for c in store.read_now(open_clocks, talk) if c.owing.kind == "partner_request"]
    assert lines(trade, talk)[1:] == [
        "partner_asked",
        "partner_answered",
        "note: 角に小さなへこみがあります",
    ]

    passed = store.write_now(operations.forward, asked.id, talk, by=world.lin)
    assert passed.text == "角に小さなへこみがあります"
    assert (passed.request.waits_on, len(passed.attachments)) == ("nobody", 1)
    seq = answered.places[0].answer_seq
    (note,) = store.read_now(messages.messages, talk, by=world.lin, after=(seq or 0) - 1, limit=1)
    assert note.author.name == "大阪倉庫 · 田中"
    assert note.attachments[0].id != passed.attachments[0].id
    assert store.read_now(conversations.conversation, talk, by=world.lin).waiting_since is not None


def test_the_same_of_one_parcel_is_one_request_for_several_customers(trade: Trade) -> None:
    world, store = trade.world, trade.world.store
    first, second, other = trade.talk("mei"), trade.talk("lee"), trade.talk("kim")
    parcel = trade.parcel()
    one = trade.ask(first, parcel_id=parcel, text="外箱を見たいです")
    two = trade.ask(second, parcel_id=parcel, text="左の角もお願いします")
    assert (two.id, [p.conversation_id for p in two.places]) == (one.id, [first, second])
    assert trade.ask(other, parcel_id=parcel, wanted={"views": ["label"]}).id != one.id
    assert trade.ask(first, parcel_id=parcel).version == two.version  # asked twice is asked once

    trade.photo(trade.tanaka, one)
    store.write_now(operations.answer, one.id, Answer(text="どうぞ"), by=trade.tanaka)
    for talk in (first, second):
        assert lines(trade, talk)[-2:] == ["partner_answered", "note: どうぞ"]
    assert "note: どうぞ" not in lines(trade, other)
    store.write_now(operations.set_aside, one.id, first, by=world.lin)
    assert store.read_now(queries.request, one.id, by=world.lin).waits_on == "us"
    done = store.write_now(operations.forward, one.id, second, by=world.lin).request
    assert done.waits_on == "nobody"
    # What is over does not take in the next.
    assert trade.ask(other, parcel_id=parcel).id not in {one.id}


def test_the_clock_waits_while_they_wait_for_us(trade: Trade) -> None:
    world, store = trade.world, trade.world.store
    talk = trade.talk()
    asked = trade.ask(talk)
    world.clock.move(hours=3)
    store.write_now(operations.ask_back, asked.id, "どの箱ですか", by=trade.tanaka)
    (clock,) = [c for c in store.read_now(open_clocks, talk) if c.owing.kind == "partner_request"]
    assert clock.state is ClockState.PAUSED
    with refused("partner.waits_on_us"):
        store.write_now(operations.remind, asked.id, by=world.lin)
    world.clock.move(days=1)
    told = store.write_now(operations.tell, asked.id, Telling(text="青い箱です"), by=world.lin)
    assert told.state == "open"
    # One of four working hours was left, and it is Tuesday 13:00 there.
    assert told.due_at is not None
    assert told.due_at - datetime(2026, 3, 3, 5, 0, tzinfo=UTC) < timedelta(seconds=1)
    store.write_now(operations.decline, asked.id, "届いていません", by=trade.tanaka)
    again = store.write_now(operations.tell, asked.id, Telling(text="もう一度"), by=world.lin)
    assert again.state == "open"
    store.write_now(operations.withdraw, asked.id, "解決しました", by=world.lin)
    with refused("partner.withdrawn_already"):
        store.write_now(operations.decline, asked.id, "?", by=trade.tanaka)
    assert [key for key in lines(trade, talk) if not key.startswith("text")] == [
        "partner_asked",
        "partner_asked_back",
        "note: どの箱ですか",
        "partner_told",
        "partner_declined",
        "note: 届いていません",
        "partner_told",
        "partner_withdrawn",
    ]


def test_the_customers_clock_stands_still_until_the_last_of_them_has_answered(
    trade: Trade,
) -> None:
    world, store = trade.world, trade.world.store
    talk = trade.talk()
    first = trade.ask(talk, reference="1")

    def reply_clock() -> tuple[str, str, str]:
        (clock,) = (c for c in store.read_now(open_clocks, talk) if c.owing.kind == "conversation")
        return clock.owing.subject, clock.state, clock.reason

    # A first reply can always be given.
    assert reply_clock() == ("first_reply", "running", "customer_waits")
    store.write_now(desk.post, talk, world.speech("確認いたします"), by=world.lin)
    trade.talk()  # the same customer writes again
    assert reply_clock()[:2] == ("next_reply", "running")
    second = trade.ask(talk, reference="2")
    assert reply_clock() == ("next_reply", "paused", "waits_for_partner")
    store.write_now(operations.decline, first.id, "ありません", by=trade.tanaka)
    assert reply_clock()[1] == "paused"
    store.write_now(operations.withdraw, second.id, "", by=world.lin)
    assert reply_clock() == ("next_reply", "running", "partner_answered")


def test_a_conversation_that_sleeps_awakes_when_the_partner_has_spoken(trade: Trade) -> None:
    world, store = trade.world, trade.world.store
    talk, other = trade.talk("mei"), trade.talk("lee")
    asked = trade.ask(talk)
    trade.ask(other)
    store.write_now(desk.post, talk, world.speech("確認いたします"), by=world.lin)
    later = world.clock.now + timedelta(days=2)
    for place in (talk, other):
        store.write_now(desk.snooze, place, later, by=world.lin)
    store.write_now(operations.note_automatic, asked.id, "本日休業", by=trade.tanaka)
    for place in (talk, other):
        found = store.read_now(conversations.conversation, place, by=world.lin)
        assert found.state == "snoozed"
    store.write_now(operations.ask_back, asked.id, "どの箱ですか", by=trade.tanaka)
    for place in (talk, other):
        awake = store.read_now(conversations.conversation, place, by=world.lin)
        assert (awake.state, awake.snoozed_until) == ("open", None)
        assert lines(trade, place)[-3:] == ["partner_asked_back", "woke", "note: どの箱ですか"]
    # The one who still waits for a first word has it counted again.
    (clock,) = (c for c in store.read_now(open_clocks, other) if c.owing.kind == "conversation")
    assert clock.state is ClockState.RUNNING


def test_what_says_of_nothing_which_it_is_is_not_asked(trade: Trade) -> None:
    talk = trade.talk()
    with refused("partner.thing_unknown", field="reference"):
        trade.ask(talk, reference=" ")
    assert trade.ask(talk, reference="", text="緑の箱です").reference == ""
    assert trade.ask(talk, reference="", parcel_id=trade.parcel()).reference == "EB123456785JP"


def test_a_claim_falls_due_at_its_deadline_even_while_they_ask_back(trade: Trade) -> None:
    store, now = trade.world.store, trade.world.clock.now
    deadline = now + timedelta(days=3)
    wanted = {"ground": "damaged", "deadline": deadline.isoformat(), "amount": 5800}
    with refused("partner.field_missing", field="wanted.currency"):
        trade.ask(trade.talk(), kind="claim", wanted=wanted)
    asked = trade.ask(trade.talk(), kind="claim", wanted={**wanted, "currency": "JPY"})
    assert asked.due_at == deadline
    back = store.write_now(operations.ask_back, asked.id, "写真はありますか", by=trade.tanaka)
    assert back.due_at == deadline
    given = {"outcome": "accepted", "amount": 5800, "currency": "JPY"}
    done = store.write_now(operations.answer, asked.id, Answer(given=given), by=trade.tanaka)
    assert done.state == "answered"
    body = lines(trade, asked.places[0].conversation_id)[-1]
    assert body == "note: Outcome: Accepted\nAmount: ¥5,800"


@pytest.mark.parametrize(
    ("kind", "wanted", "field"),
    [
        ("photo", {}, "wanted.views"),
        ("photo", {"views": ["moon"]}, "wanted.views"),
        ("measure", {"subject": 3}, "wanted.subject"),
        ("count", {"expected": 0}, "wanted.expected"),
        ("count", {"expected": True}, "wanted.expected"),
        ("hold", {"until": "soon"}, "wanted.until"),
        ("repack", {"box": "smallest", "reinforce": "yes"}, "wanted.reinforce"),
        ("claim", {"ground": "lost", "deadline": "2020-01-01T00:00:00Z"}, "wanted.deadline"),
        ("claim", {"ground": "lost", "deadline": "9999-12-31T23:59:59-23:59"}, "wanted.deadline"),
        ("identify", {"shelf": "3"}, "wanted.shelf"),
        ("ask_seller", {}, "text"),
    ],
)
def test_what_a_kind_asks_with_is_checked(
    trade: Trade, kind: str, wanted: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as caught:
        trade.ask(trade.talk(), kind=kind, wanted=wanted)
    assert caught.value.field == field


def test_a_partner_sees_the_files_it_is_shown_and_no_others(trade: Trade) -> None:
    world, store = trade.world, trade.world.store
    talk, elsewhere = trade.talk("mei"), trade.talk("lee")
    sent = []
    for place in (talk, elsewhere):
        file = store.write_now(
            keep, upload(f"aa/{place}", world.kyoto_shop.id, sender_of(world.lin))
        )
        speech = world.speech("", attachment_ids=[file.id])
        store.write_now(desk.post, place, speech, by=world.lin)
        sent.append(file.id)
    with refused("partner.files_not_there", field="attachment_ids"):
        trade.ask(talk, attachment_ids=sent)
    asked = trade.ask(talk, attachment_ids=sent[:1])
    shown = store.read_now(portal.task_file, asked.id, sent[0], by=trade.tanaka)
    assert shown.blob == f"aa/{talk}"
    for file, by in ((sent[1], trade.tanaka), (sent[0], trade.stranger)):
        with pytest.raises(NotFound):
            store.read_now(portal.task_file, asked.id, file, by=by)


def test_a_picture_stays_until_its_last_copy_goes(trade: Trade) -> None:
    world, store = trade.world, trade.world.store
    talk = trade.talk()
    asked = trade.ask(talk)
    trade.photo(trade.tanaka, asked, blob="aa/kept")
    store.write_now(operations.answer, asked.id, Answer(), by=trade.tanaka)
    store.write_now(operations.forward, asked.id, talk, by=world.lin)
    world.clock.move(days=2)
    assert store.write_now(clear_loose) == 1  # the reply was never sent

    def view(statement: sa.Select[Any]) -> list[Any]:
        return store.read_now(lambda v: list(v.execute(statement)))

    assert view(sa.select(delivery_table).where(delivery_table.c.payload == "aa/kept")) == []
    assert len(view(sa.select(attachment_table).where(attachment_table.c.blob == "aa/kept"))) == 1
