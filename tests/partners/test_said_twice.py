"""What is sent twice is said once, what comes later undoes nothing, and nobody is forgotten."""

from __future__ import annotations

import pytest

from madoguchi.clocks.queries.running import open_clocks
from madoguchi.desk.queries import conversations, messages
from madoguchi.kernel.ids import LARGEST
from madoguchi.partners import operations
from madoguchi.partners.contracts.requests import Answer, PartnerRequest, Telling
from madoguchi.partners.queries import days, holding, portal, reports
from madoguchi.partners.queries import requests as queries
from madoguchi.people.rules.secrets import token_hash
from tests.partners.conftest import Trade
from tests.refusals import refused

RIC = "11010519491231002X"
"""A resident number that its check digit makes one: the example of GB 11643-1999."""


def notes(trade: Trade, talk: int) -> list[str]:
    found = trade.world.store.read_now(
        messages.messages, talk, by=trade.world.anna, after=0, limit=200
    )
    return [each.body for each in found if each.kind == "note"]


def answered(trade: Trade, request: PartnerRequest, words: str = "どうぞ") -> PartnerRequest:
    trade.photo(trade.tanaka, request)
    said = Answer(text=words)
    return trade.world.store.write_now(operations.answer, request.id, said, by=trade.tanaka)


def test_an_answer_sent_twice_is_one_note(trade: Trade) -> None:
    write, talk = trade.world.store.write_now, trade.talk()
    asked = trade.ask(talk)
    once = answered(trade, asked)
    again = write(operations.answer, asked.id, Answer(text="どうぞ"), by=trade.tanaka)
    assert again == once
    other = trade.ask(talk, reference="A-2")
    for _ in range(2):
        write(operations.ask_back, other.id, "どの箱ですか", by=trade.tanaka)
    write(operations.ask_back, other.id, "赤い箱でしょうか", by=trade.tanaka)
    third = trade.ask(talk, reference="A-3")
    for _ in range(2):
        write(operations.decline, third.id, "届いていません", by=trade.tanaka)
    assert notes(trade, talk) == ["どうぞ", "どの箱ですか", "赤い箱でしょうか", "届いていません"]


def test_a_form_still_open_does_not_undo_an_answer(trade: Trade) -> None:
    asked = trade.ask(trade.talk())
    answered(trade, asked)
    with refused("partner.answered_already"):
        trade.world.store.write_now(operations.decline, asked.id, "ありません", by=trade.tanaka)
    found = trade.world.store.read_now(queries.request, asked.id, by=trade.world.lin)
    assert found.state == "answered"


def test_what_is_added_to_an_answer_is_passed_on_with_it_and_moves_no_day(trade: Trade) -> None:
    world, talk = trade.world, trade.talk()
    asked = trade.ask(talk)
    first = answered(trade, asked, "角に傷があります")
    world.clock.move(days=1)
    second = answered(trade, asked, "反対側です")
    assert second.answered_at == first.answered_at
    sheet = world.store.read_now(days.hand_over, trade.osaka.id, by=world.anna)
    assert sheet.answered == []
    passed = world.store.write_now(operations.forward, asked.id, talk, by=world.lin)
    assert passed.text == "角に傷があります\n\n反対側です"
    assert len(passed.attachments) == 2
    answered(trade, asked, "底面です")
    later = world.store.write_now(operations.forward, asked.id, talk, by=world.lin)
    assert (later.text, len(later.attachments)) == ("底面です", 1)
    # Asked for once more, it is there once more.
    once_more = world.store.write_now(operations.forward, asked.id, talk, by=world.lin)
    assert once_more.text == "底面です"


def test_what_is_asked_anew_is_not_answered_yet(trade: Trade) -> None:
    world, talk = trade.world, trade.talk()
    asked = trade.ask(talk)
    world.store.write_now(operations.remind, asked.id, by=world.lin)
    assert answered(trade, asked).reminded_at is None
    again = world.store.write_now(operations.tell, asked.id, Telling(text="底も"), by=world.lin)
    assert (again.state, again.answered_at, again.reminded_at) == ("open", None, None)
    month = world.store.read_now(reports.packet, trade.osaka.id, "2026-03", by=world.anna)
    assert (month.total.waiting, month.total.median_s) == (1, None)


def test_one_who_no_longer_waits_leaves_and_the_other_keeps_clock_and_answer(trade: Trade) -> None:
    world, store = trade.world, trade.world.store
    first, second = trade.talk("mei"), trade.talk("lee")
    asked = trade.ask(first)
    trade.ask(second)

    def owed(talk: int) -> list[int]:
        return [
            clock.owing.id
            for clock in store.read_now(open_clocks, talk)
            if clock.owing.kind == "partner_request"
        ]

    def withdraw(talk: int) -> PartnerRequest:
        return store.write_now(
            operations.withdraw, asked.id, "キャンセル", by=world.lin, conversation_id=talk
        )

    left = withdraw(first)
    assert (left.state, withdraw(first)) == ("open", left)
    assert (owed(first), owed(second)) == ([], [asked.id])
    shown = store.read_now(conversations.conversation, second, by=world.lin).clock
    assert shown is not None
    assert store.read_now(holding.holdings, first, by=world.lin) == []
    assert len(store.read_now(holding.holdings, second, by=world.lin)) == 1
    done = answered(trade, asked, "ご覧ください")
    assert (notes(trade, first), notes(trade, second)) == ([], ["ご覧ください"])
    assert done.waits_on == "us"
    handled = store.write_now(operations.set_aside, asked.id, second, by=world.lin)
    assert handled.waits_on == "nobody"

    # The last that waits takes it back for good; whoever has left may come back before.
    more = trade.ask(first, reference="B-1")
    trade.ask(second, reference="B-1")
    store.write_now(operations.withdraw, more.id, "", by=world.lin, conversation_id=second)
    assert trade.ask(second, reference="B-1").id == more.id
    for talk in (first, second):
        over = store.write_now(operations.withdraw, more.id, "", by=world.lin, conversation_id=talk)
    assert over.state == "withdrawn"
    assert owed(first) == owed(second) == []


def test_a_number_that_is_typed_and_one_that_is_chosen_are_one_parcel(trade: Trade) -> None:
    parcel = trade.parcel("EB123456785JP")
    chosen = trade.ask(trade.talk("mei"), parcel_id=parcel, reference="")
    typed = trade.ask(trade.talk("lee"), reference="eb 123 456 785 jp")
    assert (typed.id, typed.parcel_id) == (chosen.id, parcel)
    elsewhere = trade.talk("wu", trade.world.canton_shop.id)
    assert trade.ask(elsewhere, reference="EB123456785JP").parcel_id is None


def test_no_identity_number_goes_to_a_partner_or_stays_in_words(trade: Trade) -> None:
    write, talk = trade.world.store.write_now, trade.talk()
    asked = trade.ask(talk, text=f"身份证 {RIC}", translations={"ja": f"番号 {RIC}"}, reference=RIC)
    write(operations.ask_back, asked.id, f"{RIC} ですか", by=trade.tanaka)
    write(operations.tell, asked.id, Telling(text=f"はい {RIC}"), by=trade.world.lin)
    write(operations.decline, asked.id, f"{RIC} は不可", by=trade.tanaka)
    whole = trade.world.store.read_now(queries.whole, asked.id, by=trade.world.lin)
    assert RIC not in str(whole)


def test_words_that_were_a_question_can_be_counted_as_the_answer(trade: Trade) -> None:
    world, write, talk = trade.world, trade.world.store.write_now, trade.talk()
    asked = trade.ask(talk, kind="measure", wanted={"subject": "parcel"})
    with refused("partner.not_answered"):
        write(operations.accept, asked.id, by=world.lin)
    write(operations.ask_back, asked.id, "三十・二十・十五です", by=trade.tanaka)
    taken = write(operations.accept, asked.id, by=world.lin)
    assert (taken.state, taken.waits_on, taken.due_at) == ("answered", "us", None)
    passed = write(operations.forward, asked.id, talk, by=world.lin)
    assert passed.text == "三十・二十・十五です"
    assert not [
        each
        for each in world.store.read_now(open_clocks, talk)
        if each.owing.kind == "partner_request"
    ]


def test_a_link_that_somebody_may_follow_anyhow_is_not_used_up(trade: Trade) -> None:
    store, asked = trade.world.store, trade.ask(trade.talk())
    token = store.write_now(operations.make_link, asked.id, by=trade.world.lin)
    hashed = token_hash(token)
    assert store.read_now(portal.behind_link, hashed, by=trade.tanaka) == asked.id
    assert store.read_now(portal.behind_link, hashed, by=trade.stranger) is None
    assert store.read_now(portal.behind_link, token_hash("x"), by=trade.tanaka) is None


@pytest.mark.parametrize("number", [0, -1, LARGEST])
def test_a_request_that_is_not_there_is_refused_in_every_way(trade: Trade, number: int) -> None:
    world, write, talk = trade.world, trade.world.store.write_now, trade.talk()
    missing = "partner.request_not_found"
    with refused(missing):
        write(operations.withdraw, number, "", by=world.lin, conversation_id=talk)
    with refused(missing):
        write(operations.accept, number, by=world.lin)
    for act in (operations.take_mail, operations.note_automatic):
        with refused(missing):
            write(act, number, "?", by=trade.tanaka)
