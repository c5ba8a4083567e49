"""Promises: made with a reply, owed, handed over, kept, broken, moved, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from madoguchi.clocks.queries.kept import breaches
from madoguchi.clocks.queries.running import due
from madoguchi.clocks.tables import clock_table
from madoguchi.desk import operations as desk
from madoguchi.desk.operations.firing import fire
from madoguchi.desk.promises import operations, queries
from madoguchi.desk.promises.contracts import Promise, PromiseDraft, PromiseView, Reply
from madoguchi.desk.queries import messages
from madoguchi.kernel import feed
from madoguchi.kernel.feed import Position, event_table
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor, PersonChanges
from madoguchi.people.operations import staff
from tests.desk.mirrors import Mirror
from tests.desk.worlds import database_url, world
from tests.refusals import refused
from tests.world import START, World

__all__ = ["database_url", "world"]

TOMORROW_AT_SIX = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
"""In Tokyo, the day after the world's beginning (10 o'clock on a Monday there)."""


def talk(world: World, name: str = "mei") -> int:
    return world.receive(world.visitor(name), "いつ届きますか").conversation_id


def reply(
    world: World,
    number: int,
    *due: datetime,
    by: Actor | None = None,
    keeps: Sequence[int] = (),
    **more: Any,
) -> list[Promise]:
    said = Reply(
        client_id=world.client_id(),
        body="明日中にご連絡いたします。",
        promises=[PromiseDraft(text="ご連絡", due_at=each, kind="explicit") for each in due],
        keeps=list(keeps),
        **more,
    )
    world.store.write_now(operations.reply, number, said, by=by or world.lin)
    return owed(world, number)


def owed(world: World, number: int, view: PromiseView = "all") -> list[Promise]:
    return world.store.read_now(queries.promises, view, by=world.anna, conversation_id=number).items


def time_passes(world: World, until: datetime) -> None:
    """What the engine does until then."""
    world.clock.now = until
    for each in world.store.read_now(due, 100):
        world.store.write_now(fire, each)


def lines(world: World, number: int) -> list[str]:
    page = world.store.read_now(messages.page, number, after=0)
    return [message.line.key for message in page if message.line is not None]


def clock_of(world: World, promise: Promise) -> sa.Row[Any]:
    def read(view: View) -> sa.Row[Any]:
        c = clock_table.c
        return view.execute(
            clock_table.select().where(c.owed_kind == "promise", c.owed_id == promise.id)
        ).one()

    return world.store.read_now(read)


def test_an_agent_is_offered_what_they_write(world: World) -> None:
    number = talk(world)
    found = world.store.read_now(queries.offers, number, "明日中にご連絡いたします。", by=world.lin)
    (offer,) = found.items
    assert offer.text == "明日中にご連絡いたします"
    assert offer.kind == "explicit"
    assert offer.due_at == TOMORROW_AT_SIX
    assert (found.zone, found.customer_zone) == ("Asia/Tokyo", "Asia/Tokyo")
    assert found.unnamed_due_at == TOMORROW_AT_SIX


def test_a_promise_is_stored_with_its_message(world: World) -> None:
    number = talk(world)
    (made,) = reply(world, number, TOMORROW_AT_SIX)
    assert made.message_seq == 2
    assert made.owner_id == world.lin.id
    assert made.due_at == TOMORROW_AT_SIX
    clock = clock_of(world, made)
    assert (clock.subject, clock.state, clock.due_at) == ("promise", "running", TOMORROW_AT_SIX)
    assert clock.person_id == world.lin.id


def test_sending_twice_promises_once(world: World) -> None:
    number = talk(world)
    said = Reply(
        client_id="same-client-id", body="はい", promises=[PromiseDraft(due_at=TOMORROW_AT_SIX)]
    )
    for _ in range(2):
        world.store.write_now(operations.reply, number, said, by=world.lin)
    assert len(owed(world, number)) == 1


def test_a_reply_whose_promise_is_refused_is_not_sent(world: World) -> None:
    number = talk(world)
    with refused("promise.in_the_past"):
        reply(world, number, START - timedelta(days=1))
    assert owed(world, number) == []
    assert len(world.store.read_now(messages.page, number, after=0)) == 1


@pytest.mark.parametrize(
    ("draft", "key"),
    [
        (PromiseDraft(due_at=START - timedelta(seconds=1)), "promise.in_the_past"),
        (PromiseDraft(due_at=START + timedelta(days=1000)), "promise.too_far"),
        (PromiseDraft(due_at=datetime(2026, 3, 4, 12)), "promise.no_offset"),  # noqa: DTZ001
        (PromiseDraft(text="あ" * 10_000), "promise.too_long"),
    ],
)
def test_what_cannot_be_promised(world: World, draft: PromiseDraft, key: str) -> None:
    number = talk(world)
    with refused(key):
        world.store.write_now(operations.promise, number, draft, by=world.lin)
    assert owed(world, number) == []


def test_a_note_promises_nothing(world: World) -> None:
    with refused("promise.note_promises_nothing"):
        reply(world, talk(world), TOMORROW_AT_SIX, kind="note")


def test_by_hand_without_a_time_it_is_the_next_working_day(world: World) -> None:
    number = talk(world)
    world.clock.now = datetime(2026, 3, 6, 5, tzinfo=UTC)  # a Friday
    made = world.store.write_now(
        operations.promise, number, PromiseDraft(text="電話"), by=world.lin
    )
    assert made.due_at == datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert made.message_seq is None
    assert lines(world, number) == ["promise_made"]


def test_a_reply_keeps_it_when_the_agent_says_so(world: World) -> None:
    number = talk(world)
    (made,) = reply(world, number, TOMORROW_AT_SIX)
    (still,) = reply(world, number)
    assert still.state == "open"
    (kept,) = reply(world, number, keeps=[made.id])
    assert (kept.state, kept.kept_by, kept.kept_seq) == ("kept", world.lin.id, 4)
    assert clock_of(world, kept).state == "stopped"
    assert lines(world, number) == ["promise_kept"]
    assert owed(world, number, "open") == []


def test_a_reply_keeps_only_what_was_promised_in_its_conversation(world: World) -> None:
    (made,) = reply(world, talk(world), TOMORROW_AT_SIX)
    with refused("promise.not_found"):
        reply(world, talk(world, "other"), keeps=[made.id])


def test_it_is_broken_when_its_time_passes_and_kept_late(world: World) -> None:
    number = talk(world)
    reply(world, number, TOMORROW_AT_SIX)
    time_passes(world, TOMORROW_AT_SIX - timedelta(seconds=1))
    assert owed(world, number, "broken") == []
    time_passes(world, TOMORROW_AT_SIX)
    time_passes(world, TOMORROW_AT_SIX + timedelta(seconds=1))
    (broken,) = owed(world, number, "broken")
    assert (broken.state, broken.broken_at) == ("broken", TOMORROW_AT_SIX)
    kept = world.store.write_now(operations.keep, broken.id, by=world.lin)
    assert kept.state == "kept"
    assert kept.broken_at == TOMORROW_AT_SIX
    assert lines(world, number) == ["promise_broken", "promise_kept_late"]


def test_a_broken_promise_that_is_moved_is_open_again(world: World) -> None:
    number = talk(world)
    (made,) = reply(world, number, TOMORROW_AT_SIX)
    time_passes(world, TOMORROW_AT_SIX)
    later = TOMORROW_AT_SIX + timedelta(days=1)
    moved = world.store.write_now(operations.move, made.id, later, "棚卸し", by=world.lin)
    assert (moved.state, moved.due_at, moved.reason) == ("open", later, "棚卸し")
    assert clock_of(world, moved).due_at == later
    assert owed(world, number, "broken") == []
    first = world.store.read_now(breaches, by=world.anna).items
    assert first == [], "what was moved has not run out"
    time_passes(world, later)
    assert owed(world, number, "broken") != []
    (second,) = world.store.read_now(breaches, by=world.anna).items
    assert second.breached_at == later


def test_withdrawing_needs_a_reason(world: World) -> None:
    number = talk(world)
    (made,) = reply(world, number, TOMORROW_AT_SIX)
    with refused("promise.needs_reason"):
        world.store.write_now(operations.withdraw, made.id, "  ", by=world.lin)
    ended = world.store.write_now(operations.withdraw, made.id, "解決済み", by=world.lin)
    assert (ended.state, ended.reason) == ("withdrawn", "解決済み")
    assert clock_of(world, ended).state == "cancelled"
    with refused("promise.withdrawn_already"):
        world.store.write_now(operations.keep, made.id, by=world.lin)
    time_passes(world, TOMORROW_AT_SIX)
    assert lines(world, number) == ["promise_withdrawn"]


def test_it_goes_with_the_conversation(world: World) -> None:
    number = talk(world)
    (made,) = reply(world, number, TOMORROW_AT_SIX)
    world.store.write_now(desk.assign, number, world.sora.id, by=world.lin)
    (handed,) = owed(world, number)
    assert handed.owner_id == world.sora.id
    page = world.store.read_now(messages.page, number, after=0)
    assert page[-1].line is not None
    assert (page[-1].line.key, page[-1].line.params["promises"]) == ("assigned", 1)
    assert clock_of(world, made).person_id == world.sora.id
    mine = world.store.read_now(queries.promises, "mine", by=world.sora).items
    assert mine == [handed]
    world.store.write_now(desk.assign, number, None, world.night_team.id, by=world.lin)
    (handed,) = owed(world, number)
    assert (handed.owner_id, handed.team_id) == (world.anna.id, world.night_team.id)


def test_what_nobody_has_is_owed_by_whoever_is_responsible(world: World) -> None:
    elsewhere = world.hire("elsewhere", "supervisor", [world.canton_shop.id])
    day, night = (world.hire(name, "supervisor", None) for name in ("day", "night"))
    assert night.id is not None
    world.store.write_now(
        staff.change_person, night.id, PersonChanges(team_ids=[world.night_team.id]), by=world.anna
    )
    number = talk(world)
    (made,) = reply(world, number, TOMORROW_AT_SIX)

    def owner() -> int | None:
        (promise,) = owed(world, number)
        assert clock_of(world, promise).person_id == promise.owner_id
        return promise.owner_id

    assert made.owner_id == world.lin.id
    world.store.write_now(desk.assign, number, world.lin.id, by=world.lin)
    world.store.write_now(desk.requeue, number, by=world.anna)
    assert owner() == day.id != elsewhere.id
    world.store.write_now(desk.assign, number, None, world.night_team.id, by=world.anna)
    assert owner() == night.id
    world.store.write_now(desk.assign, number, world.sora.id, world.night_team.id, by=world.anna)
    assert owner() == world.sora.id


def test_who_leaves_owes_nothing_any_more(world: World) -> None:
    number, other = talk(world), talk(world, "other")
    reply(world, number, TOMORROW_AT_SIX)
    reply(world, other, TOMORROW_AT_SIX, by=world.sora)
    world.store.write_now(desk.resolve, number, by=world.lin)
    left = PersonChanges(disabled=True)
    for person in (world.lin, world.sora):
        assert person.id is not None
        world.store.write_now(staff.change_person, person.id, left, by=world.anna)
        world.store.write_now(desk.release, person_id=person.id, by=world.anna)
    for each in (number, other):
        (promise,) = owed(world, each)
        assert (promise.owner_id, clock_of(world, promise).person_id) == (world.anna.id,) * 2


def test_who_was_handed_the_conversation_is_told_when_it_is_due(world: World) -> None:
    number = talk(world)
    (made,) = reply(world, number, TOMORROW_AT_SIX)
    world.store.write_now(desk.assign, number, world.lin.id, by=world.lin)
    world.receive(world.visitor("mei"), "もう一つ")
    world.store.write_now(desk.assign, number, world.sora.id, by=world.lin)
    time_passes(world, TOMORROW_AT_SIX)
    events = world.store.read_now(lambda view: feed.read(view.connection, Position(0, 0), 1000))
    reached = [
        change["value"]
        for event in events
        for change in msgspec.json.decode(event.changes)
        if change["type"] == "reached"
    ]
    told = {
        (each["owing"]["subject"], each["owing"]["person_id"])
        for each in reached
        if "tell_agent" in each["actions"]
    }
    assert made.owner_id == world.lin.id
    assert told == {("promise", world.sora.id), ("next_reply", world.sora.id)}


def test_views(world: World) -> None:
    today = datetime(2026, 3, 2, 9, tzinfo=UTC)
    first, second = talk(world), talk(world, "other")
    reply(world, first, today, TOMORROW_AT_SIX)
    reply(world, second, today + timedelta(hours=1), by=world.sora)

    def seen(view: PromiseView, by: Actor) -> list[int]:
        page = world.store.read_now(queries.promises, view, by=by)
        return [each.id for each in page.items]

    assert seen("mine", world.lin) == [1, 2]
    assert seen("today", world.lin) == [1]
    assert seen("today", world.anna) == [1, 3]
    assert seen("open", world.sora) == [1, 3, 2]
    assert seen("broken", world.anna) == []
    page = world.store.read_now(queries.promises, "open", by=world.anna, limit=2)
    rest = world.store.read_now(
        queries.promises, "open", by=world.anna, limit=2, cursor=page.next_cursor
    )
    assert [each.id for each in [*page.items, *rest.items]] == [1, 3, 2]
    assert rest.next_cursor is None
    with refused("list.bad_cursor"):
        world.store.read_now(queries.promises, "open", by=world.anna, cursor="x.y")


def test_out_of_sight_it_does_not_exist(world: World) -> None:
    canton = world.receive(world.visitor("hao", world.canton_shop.id), "运费多少")
    (made,) = reply(world, canton.conversation_id, TOMORROW_AT_SIX)
    assert world.store.read_now(queries.promises, "all", by=world.sora).items == []
    with refused("promise.not_found"):
        world.store.write_now(operations.keep, made.id, by=world.sora)


def test_taking_the_message_out_takes_the_promise_s_words_out(world: World) -> None:
    number = talk(world)
    screen = Mirror(world, world.lin)
    (made,) = reply(world, number, TOMORROW_AT_SIX)
    message = world.store.read_now(messages.page, number, after=0)[1]
    world.store.write_now(desk.redact, message.id, "番号", by=world.anna)
    (emptied,) = owed(world, number)
    assert (emptied.text, emptied.due_at) == ("", made.due_at)
    screen.agrees()
    held = world.store.read_now(lambda view: view.execute(sa.select(event_table.c.changes)).all())
    assert not [row for row in held if '"text":"ご連絡"' in row.changes]


def test_every_screen_agrees(world: World) -> None:
    number = talk(world)
    screens = [Mirror(world, actor) for actor in (world.anna, world.lin, world.sora)]
    made = reply(world, number, TOMORROW_AT_SIX, TOMORROW_AT_SIX)
    world.store.write_now(operations.promise, number, PromiseDraft(), by=world.sora)
    world.store.write_now(desk.assign, number, world.sora.id, by=world.lin)
    reply(world, number, keeps=[made[0].id])
    time_passes(world, TOMORROW_AT_SIX)
    world.store.write_now(operations.withdraw, made[1].id, "済み", by=world.lin)
    for screen in screens:
        screen.agrees()
        screen.replay_all()
        screen.agrees()
