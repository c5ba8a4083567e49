"""The sheets of a day and of a month, and the honest word to who waits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from madoguchi.desk import operations as desk
from madoguchi.desk.promises import operations as promises
from madoguchi.desk.promises.contracts import PromiseDraft
from madoguchi.partners import operations
from madoguchi.partners.contracts.requests import Answer, Holding, Telling, Values
from madoguchi.partners.queries import days, holding, reports
from madoguchi.web.partner_sheets import cause_text
from madoguchi.web.partner_workbooks import workbook
from tests.partners.conftest import Trade
from tests.refusals import refused

HOUR = 3600


def test_a_month_counts_in_their_working_time_and_names_what_repeats(trade: Trade) -> None:
    world, write = trade.world, trade.world.store.write_now
    talk = trade.talk()
    quick = trade.ask(talk, kind="count", wanted={}, reference="R-1")
    slow = trade.ask(talk, kind="count", wanted={}, reference="R-2")
    again = trade.ask(talk, kind="photo", wanted={"views": ["defect"]}, reference="R-2")
    trade.ask(talk, kind="photo", wanted={"views": ["defect", "label"]}, reference="R-2")
    dropped = trade.ask(talk, kind="hold", wanted={"until": "2026-03-09"})
    world.clock.move(hours=2)
    write(operations.answer, quick.id, Answer(given={"counted": 3}), by=trade.tanaka)
    write(operations.withdraw, dropped.id, "", by=world.lin)
    # Two hours on Monday, eight on Tuesday, one on Wednesday; the nights do not count.
    world.clock.move(days=1, hours=22)
    write(operations.answer, slow.id, Answer(given={"counted": 2}), by=trade.tanaka)
    write(operations.decline, again.id, "見つかりません", by=trade.tanaka)

    packet = world.store.read_now(reports.packet, trade.osaka.id, "2026-03", by=world.anna)
    counts = next(each for each in packet.kinds if each.kind == "count")
    # Four working hours are the standard: the slow one took sixteen.
    assert (counts.asked, counts.answered, counts.in_time, counts.late) == (2, 2, 1, 1)
    assert (counts.median_s, counts.p90_s) == (9 * HOUR, 16 * HOUR)
    total = packet.total
    # Late are also the one that was declined, and the one that nobody has answered yet.
    assert (total.in_time, total.late, total.p90_s) == (1, 3, 16 * HOUR)
    assert (total.asked, total.answered, total.declined, total.withdrawn, total.waiting) == (
        5, 2, 1, 1, 1,
    )  # fmt: skip
    assert {(each.kind, each.field, each.value, each.count) for each in packet.causes} == {
        ("photo", "views", "defect", 2),
        ("photo", "reference", "R-2", 2),
    }
    none = world.store.read_now(reports.packet, trade.osaka.id, "2026-02", by=world.anna)
    assert (none.total.asked, none.total.median_s, none.causes) == (0, None, [])
    for month in ("2026-13", "2026-3", "1999-12", "", "9999-12"):
        with refused("partner.bad_month", field="month"):
            world.store.read_now(reports.packet, trade.osaka.id, month, by=world.anna)


def test_a_day_shows_what_is_owed_first_and_only_ones_own_shops(trade: Trade) -> None:
    world = trade.world
    elsewhere = trade.talk("zhang", world.canton_shop.id)
    first = trade.ask(trade.talk(), reference="1")
    world.clock.move(hours=1)
    second = trade.ask(elsewhere, reference="2")
    third = trade.ask(trade.talk("lee"), reference="3")
    trade.photo(trade.tanaka, first)
    world.store.write_now(operations.answer, first.id, Answer(), by=trade.tanaka)
    sheet = world.store.read_now(days.hand_over, trade.osaka.id, by=world.anna)
    assert sheet.day == date(2026, 3, 2)
    assert [each.id for each in sheet.owed] == [second.id, third.id]
    assert [each.id for each in sheet.ours] == [first.id]
    assert [each.id for each in sheet.answered] == [first.id]
    assert len(sheet.asked) == 3
    mine = world.store.read_now(days.hand_over, trade.osaka.id, by=world.sora)
    assert [each.id for each in mine.owed] == [third.id]
    with refused("partner.bad_day"):
        far = date(9999, 12, 31)
        world.store.read_now(days.hand_over, trade.osaka.id, far, by=world.anna)


def test_what_was_found_amiss_more_than_once_is_a_cause(trade: Trade) -> None:
    world, write = trade.world, trade.world.store.write_now
    found: dict[str, list[Values]] = {
        "test": [{"result": "broken"}, {"result": "broken"}, {"result": "works"}] * 2,
        "identify": [{"found": False}, {"found": True}, {"found": False}],
        "hold": [{"held": False}, {"held": True}, {"held": True}],
    }
    wanted: dict[str, Values] = {
        "test": {"checks": ["power"]},
        "identify": {},
        "hold": {"until": "2026-03-09"},
    }
    for kind, answers in found.items():
        for number, given in enumerate(answers):
            reference = f"{kind}-{number}"
            asked = trade.ask(trade.talk(), kind=kind, wanted=wanted[kind], reference=reference)
            write(operations.answer, asked.id, Answer(given=given), by=trade.tanaka)
    packet = world.store.read_now(reports.packet, trade.osaka.id, "2026-03", by=world.anna)
    assert [(each.kind, each.field, each.value, each.count) for each in packet.causes] == [
        ("test", "checks", "power", 6),
        ("test", "result", "broken", 4),
        ("identify", "found", "no", 2),
    ]
    shown = {cause_text(each, "ja") for each in packet.causes}
    assert shown == {"確認項目：通電", "確認結果：動作しない", "見つかりましたか：いいえ"}


def test_a_day_that_is_past_shows_what_was_owed_when_it_ended(trade: Trade) -> None:
    world, write = trade.world, trade.world.store.write_now
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    talk = trade.talk()
    names = ("answered", "slow", "asked back", "dropped", "passed on")
    asked = {name: trade.ask(talk, kind="count", wanted={}, reference=name) for name in names}

    def count(name: str) -> None:
        write(operations.answer, asked[name].id, Answer(given={"counted": 3}), by=trade.tanaka)

    def sheet(day: date | None = None) -> tuple[list[str], list[str]]:
        found = world.store.read_now(days.hand_over, trade.osaka.id, day, by=world.anna)
        assert {each.state for each in found.owed} <= {"open"}
        return [each.reference for each in found.owed], [each.reference for each in found.ours]

    count("answered")
    count("passed on")
    write(operations.forward, asked["passed on"].id, talk, by=world.lin)
    write(operations.ask_back, asked["asked back"].id, "どれですか", by=trade.tanaka)
    at_night = sheet()
    assert at_night == (["slow", "dropped"], ["answered", "asked back"])

    world.clock.move(days=1)
    count("slow")
    write(operations.withdraw, asked["dropped"].id, "", by=world.lin)
    write(operations.tell, asked["asked back"].id, Telling(text="青い箱"), by=world.lin)
    write(operations.set_aside, asked["answered"].id, talk, by=world.lin)
    trade.ask(talk, kind="count", wanted={}, reference="new")
    assert sheet() == sheet(tuesday) == (["asked back", "new"], ["slow"])
    assert sheet(monday) == at_night
    assert sheet(date(2026, 3, 1)) == ([], [])


def test_the_workbook_says_in_either_language_what_the_packet_counts(trade: Trade) -> None:
    world, write = trade.world, trade.world.store.write_now
    trade.ask(trade.talk(), kind="count", wanted={}, reference="=1+1", text="=cmd|' /C calc'!A0")
    asked = trade.ask(trade.talk("lee"), kind="count", wanted={}, reference="R-2")
    world.clock.move(hours=2)
    write(operations.answer, asked.id, Answer(given={"counted": 3}), by=trade.tanaka)

    def sheets(locale: str) -> list[Any]:
        read = world.store.read_now
        packet = read(reports.packet, trade.osaka.id, "2026-03", by=world.anna)
        details = read(reports.details, trade.osaka.id, "2026-03", by=world.anna)
        book = CalamineWorkbook.from_filelike(BytesIO(workbook(packet, details, locale)))
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    figures, _, requests = sheets("ja")
    assert figures[0][:3] == ["種類", "依頼", "回答"]
    assert figures[-3][:4] == ["合計", 2.0, 1.0, 0.0]
    assert [row[1] for row in requests[1:]] == ["=1+1", "R-2"]
    assert requests[1][2] == "=cmd|' /C calc'!A0"
    assert requests[2][3] == datetime(2026, 3, 2, 10)  # noqa: DTZ001 - a cell
    assert requests[2][6] == timedelta(hours=2)
    assert len(requests[0]) == 8
    assert sheets("zh-TW")[0][0][:2] == ["類型", "提出"]
    everything = str([figures, requests]).lower()
    assert "mei" not in everything
    assert "lee" not in everything


def test_the_holding_reply_says_what_the_calendar_and_the_clock_say(trade: Trade) -> None:
    world, store = trade.world, trade.world.store
    talk = trade.talk()

    def told() -> Holding:
        (found,) = store.read_now(holding.holdings, talk, by=world.lin)
        return found

    trade.ask(talk)
    usual = told()
    assert usual.language == "ja"
    assert "3月2日(月) 14:00" in usual.text
    assert "繁忙期" not in usual.text
    assert usual.peak is None
    # Nobody has replied to the customer yet, and that is due long before the warehouse's answer.
    assert usual.urgent

    reply = world.speech("確認いたします")

    store.write_now(desk.post, talk, reply, by=world.lin)
    calm = told()
    assert (calm.urgent, calm.lapses_at) == (False, None)
    soon = PromiseDraft(text="ご連絡", due_at=world.clock.now + timedelta(hours=2))
    store.write_now(promises.promise, talk, soon, by=world.lin)
    assert told().urgent

    world.clock.move(hours=8)
    late = told()
    assert late.urgent
    assert "まだ届いておりません" in late.text

    world.clock.move(days=21)  # the moving season has begun there
    seasonal = trade.talk("lee")
    trade.ask(seasonal, reference="A-2000")
    (found,) = store.read_now(holding.holdings, seasonal, by=world.lin)
    assert found.peak == "引越しシーズン"
    assert "繁忙期" in found.text
