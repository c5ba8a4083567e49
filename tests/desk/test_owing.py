"""Who waits is owed an answer in time: clocks start, stand still and stop with the conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.clocks.contracts import (
    ClockState,
    Holder,
    KeptClock,
    Scope,
    StandardDraft,
    Subject,
    Within,
)
from madoguchi.clocks.operations.keeping import keep_calendar, make_standard
from madoguchi.clocks.queries.kept import breaches, explained
from madoguchi.clocks.queries.rows import ClockRow
from madoguchi.clocks.queries.running import Due
from madoguchi.clocks.rules import standards
from madoguchi.clocks.rules.reading import read_calendar
from madoguchi.clocks.tables import clock_table
from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Conversation
from madoguchi.desk.operations import owing, timeline
from madoguchi.desk.operations.firing import fire
from madoguchi.desk.queries import conversations
from madoguchi.desk.queries.dry_run import dry_run
from madoguchi.kernel import feed
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import THE_DESK, Actor
from madoguchi.shops import operations as shops
from madoguchi.shops.contracts import Hours, ShopChanges
from tests.desk.worlds import database_url, world
from tests.refusals import refused
from tests.world import World

__all__ = ["database_url", "world"]

SECOND = timedelta(seconds=1)
SHIPPED = next(each for each in standards.defaults() if each.subject is Subject.FIRST_REPLY)


def clocks(world: World) -> list[KeptClock]:
    rows = world.store.read_now(
        lambda view: view.execute(sa.select(clock_table).order_by(clock_table.c.id)).all()
    )
    return [ClockRow(row).kept() for row in rows]


def found(world: World, number: int) -> Conversation:
    return world.store.read_now(conversations.conversation, number, by=world.anna)


def waits(world: World, name: str = "v1") -> int:
    return world.receive(world.visitor(name), "いつ届きますか").conversation_id


def reply(world: World, number: int) -> None:
    world.store.write_now(desk.post, number, world.speech("少々お待ちください"), by=world.lin)


def test_a_first_then_a_next_reply_are_owed(world: World) -> None:
    number = waits(world)
    (first,) = clocks(world)
    shown = found(world, number)
    assert shown.clock is not None
    assert shown.waiting_since is not None
    assert (first.owing.subject, first.reason) == (Subject.FIRST_REPLY, "customer_waits")
    assert first.due_at == shown.waiting_since + 60 * SECOND == shown.clock.due_at
    assert shown.clock.stretches == ((first.started_at, first.due_at),)
    world.clock.move(seconds=20)
    reply(world, number)
    (first,) = clocks(world)
    assert (first.state, first.reason, first.owing.person_id) == (
        ClockState.STOPPED, "answered", world.lin.id,
    )  # fmt: skip
    assert found(world, number).clock is None
    waits(world)
    _, following = clocks(world)
    assert following.owing.subject is Subject.NEXT_REPLY
    assert following.due_at == following.started_at + 180 * SECOND


def test_writing_on_while_waiting_touches_no_clock(world: World) -> None:
    waits(world)
    position = world.store.read_now(lambda view: feed.last_position(view.connection))
    statements: list[str] = []
    listen = (world.store.writing_engine, "before_cursor_execute")

    def note(_c: object, _cu: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sa.event.listen(*listen, note)
    waits(world)
    sa.event.remove(*listen, note)
    events = world.store.read_now(lambda view: feed.read(view.connection, position, 100))
    assert [event.kind for event in events] == ["message_received"]
    assert not [each for each in statements if "clock" in each.replace("conversation.clock", "")]
    assert len(clocks(world)) == 1


def test_a_note_answers_nobody(world: World) -> None:
    number = waits(world)
    note = world.speech("要確認", kind="note")
    world.store.write_now(desk.post, number, note, by=world.lin)
    assert clocks(world)[0].state is ClockState.RUNNING


def test_asleep_it_stands_still_and_goes_on_awake(world: World) -> None:
    number = waits(world)
    world.clock.move(seconds=20)
    until = world.clock.now + timedelta(hours=2)
    world.store.write_now(desk.snooze, number, until, by=world.lin)
    asleep = found(world, number).clock
    assert asleep is not None
    assert (asleep.state, asleep.due_at, asleep.left_ms) == (ClockState.PAUSED, None, 40_000)
    world.clock.move(hours=3)
    world.store.write_now(desk.wake_due)
    (clock,) = clocks(world)
    assert (clock.state, clock.reason) == (ClockState.RUNNING, "awoke")
    assert clock.due_at is not None
    assert clock.due_at - clock.since == pytest.approx(40 * SECOND, abs=SECOND / 100)


def test_what_is_due_at_an_instant_does_not_keep_anybody_from_sleeping(world: World) -> None:
    """A standard that is due at opening starts a clock that cannot stand still."""
    hours = Hours("Asia/Tokyo", {"tue": [("09:00", "18:00")]})
    world.store.write_now(
        shops.change_shop, world.kyoto_shop.id, ShopChanges(hours=hours), by=THE_DESK
    )
    at_opening = replace(
        SHIPPED, target=Within(60, at_opening=True), scope=Scope(shop=world.kyoto_shop.id)
    )
    world.store.write_now(make_standard, StandardDraft(standard=at_opening), by=world.anna)
    number = waits(world)
    (before,) = clocks(world)
    assert before.deadline is not None
    until = world.clock.now + timedelta(hours=1)
    assert world.store.write_now(desk.snooze, number, until, by=world.lin).state == "snoozed"
    assert clocks(world)[0].due_at == before.due_at


def test_writing_wakes_the_clock_as_well(world: World) -> None:
    number = waits(world)
    until = world.clock.now + timedelta(hours=2)
    world.store.write_now(desk.snooze, number, until, by=world.lin)
    waits(world)
    (clock,) = clocks(world)
    assert clock.state is ClockState.RUNNING


def test_an_end_without_an_answer_is_neither_kept_nor_broken(world: World) -> None:
    number = waits(world)
    world.store.write_now(desk.resolve, number, by=world.lin)
    (clock,) = clocks(world)
    assert (clock.state, clock.reason, clock.breached_at) == (
        ClockState.CANCELLED, "resolved", None,
    )  # fmt: skip
    assert found(world, number).clock is None


def test_outside_hours_it_is_due_after_opening(world: World) -> None:
    hours = Hours("Asia/Tokyo", {"tue": [("09:00", "12:00"), ("13:00", "18:00")]})
    change = ShopChanges(hours=hours)
    world.store.write_now(shops.change_shop, world.kyoto_shop.id, change, by=THE_DESK)
    number = waits(world)
    shown = found(world, number).clock
    assert shown is not None
    opening = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    assert shown.due_at == opening + 60 * SECOND
    assert shown.stretches == ((opening, opening + 60 * SECOND),)


def test_a_shop_that_never_opens_still_receives(world: World) -> None:
    change = ShopChanges(hours=Hours("Asia/Tokyo", {}))
    world.store.write_now(shops.change_shop, world.kyoto_shop.id, change, by=THE_DESK)
    assert found(world, waits(world)).clock is None
    assert clocks(world) == []


def test_the_inbox_has_what_is_due_next_on_top(world: World) -> None:
    """A new customer is due in 60 s, one in mid-talk in 180: the later wait may come first."""
    talking = waits(world, "v1")
    reply(world, talking)
    waits(world, "v1")
    world.clock.move(seconds=5)
    fresh = waits(world, "v2")
    answered = waits(world, "v3")
    reply(world, answered)
    page: Callable[[], list[int]] = lambda: [  # noqa: E731
        each.id for each in world.store.read_now(conversations.inbox, "open", by=world.anna).items
    ]
    assert page() == [fresh, talking, answered]
    world.store.write_now(desk.prioritise, answered, 1, by=world.anna)
    world.store.write_now(desk.prioritise, talking, 1, by=world.anna)
    assert page()[0] == talking, "Raised, and owed."


def test_a_dry_run_says_how_last_week_would_have_fared(world: World) -> None:
    """Answered after 10, 40 and 100 s, one ended unanswered, one from another shop still waits."""
    for name, seconds in (("v1", 10), ("v2", 40), ("v3", 100)):
        number = waits(world, name)
        world.clock.move(seconds=seconds)
        reply(world, number)
    given_up = waits(world, "v4")
    world.store.write_now(desk.resolve, given_up, by=world.lin)
    world.receive(world.visitor("v5", world.canton_shop.id), "运费多少")
    world.clock.move(seconds=20)

    def tried(seconds: int, actor: Actor = world.anna, **scope: Any) -> list[Any]:
        standard = replace(SHIPPED, target=Within(seconds), scope=Scope(**scope))
        found = world.store.read_now(dry_run, standard, by=actor)
        return [found.met, found.missed, found.open, found.share_met]

    assert tried(60) == [2, 1, 1, 2 / 3]
    assert tried(15) == [1, 3, 0, 1 / 4]
    assert tried(60, shop=world.canton_shop.id) == [0, 0, 1, None]
    assert tried(60, world.sora) == [2, 1, 0, 2 / 3], "Only what is in sight."
    assert tried(60, tier="VIP") == [0, 0, 0, None]
    world.clock.move(days=8)
    assert tried(60) == [0, 0, 0, None]


def test_a_dry_run_leaves_out_what_stood_still(world: World) -> None:
    """Half a minute before a snooze of two hours and half a minute after it are one minute."""
    number = waits(world)
    world.clock.move(seconds=30)
    until = world.clock.now + timedelta(hours=2)
    world.store.write_now(desk.snooze, number, until, by=world.lin)
    asleep = waits(world, "v2")
    world.store.write_now(desk.snooze, asleep, until, by=world.lin)
    world.clock.move(hours=2)
    world.store.write_now(desk.wake, number, by=world.lin)
    world.clock.move(seconds=30)
    reply(world, number)

    def tried(seconds: int) -> list[int]:
        found = world.store.read_now(
            dry_run, replace(SHIPPED, target=Within(seconds)), by=world.anna
        )
        return [found.met, found.missed, found.open]

    assert tried(61) == [1, 0, 1]
    assert tried(59) == [0, 1, 1]


def test_an_operator_is_told_why_it_is_due_then(world: World) -> None:
    hours = Hours("Asia/Tokyo", {"tue": [("09:00", "12:00"), ("13:00", "18:00")]})
    change = ShopChanges(hours=hours)
    world.store.write_now(shops.change_shop, world.kyoto_shop.id, change, by=THE_DESK)
    number = waits(world)
    (clock,) = clocks(world)
    for locale, told in (("en", "nothing counted"), ("ja", "営業"), ("zh-CN", "工作")):
        by = replace(world.sora, locale=locale)
        said = world.store.read_now(explained, clock.id, by=by).sentences
        assert len(said) >= 3
        assert told in "".join(said), said
    until = world.clock.now + timedelta(hours=2)
    world.store.write_now(desk.snooze, number, until, by=world.lin)
    said = world.store.read_now(explained, clock.id, by=world.lin).sentences
    assert "the conversation was snoozed" in said[-1]
    stranger = replace(world.sora, shop_ids=frozenset())
    with pytest.raises(NotFound):
        world.store.read_now(explained, clock.id, by=stranger)


def test_what_ran_out_is_listed_for_those_who_see_it(world: World) -> None:
    waits(world, "v1")
    world.receive(world.visitor("v2", world.canton_shop.id), "运费多少")
    world.clock.move(minutes=5)
    for number in (1, 2):
        world.store.write_now(fire, Due(number, number))
    every = world.store.read_now(breaches, by=world.anna).items
    assert [each.id for each in every] == [2, 1]
    assert [each.id for each in world.store.read_now(breaches, by=world.sora).items] == [1]


def test_what_ran_out_at_one_instant_is_paged_without_loss(world: World) -> None:
    for name in "abcde":
        waits(world, name)
    world.clock.move(minutes=5)
    for number in range(1, 6):
        world.store.write_now(fire, Due(number, number))
    together = world.clock.now
    world.store.write_now(lambda tx: tx.execute(clock_table.update().values(breached_at=together)))
    seen: list[int] = []
    cursor: str | None = None
    while cursor is not None or not seen:
        page = world.store.read_now(breaches, by=world.anna, limit=2, cursor=cursor)
        seen += [each.id for each in page.items]
        cursor = page.next_cursor
    assert seen == [5, 4, 3, 2, 1]
    with refused("list.bad_cursor"):
        world.store.read_now(breaches, by=world.anna, cursor="yesterday")


def test_agents_see_what_they_their_teams_or_nobody_let_run_out(world: World) -> None:
    mine, colleagues, teams, nobodys = (waits(world, name) for name in "abcd")
    world.store.write_now(desk.assign, mine, world.lin.person_id, by=world.anna)
    world.store.write_now(desk.assign, colleagues, world.sora.person_id, by=world.anna)
    world.store.write_now(desk.assign, teams, None, world.night_team.id, by=world.anna)
    world.clock.move(minutes=5)
    for clock_id, number in enumerate((mine, colleagues, teams, nobodys), 1):
        world.store.write_now(fire, Due(clock_id, number))

    def seen(by: Actor) -> set[int | None]:
        page = world.store.read_now(breaches, by=by)
        return {each.owing.conversation_id for each in page.items}

    assert seen(world.anna) == {mine, colleagues, teams, nobodys}
    assert seen(world.lin) == {mine, nobodys}
    on_night = replace(world.lin, team_ids=frozenset({world.night_team.id}))
    assert seen(on_night) == {mine, teams, nobodys}


def test_the_most_specific_standard_holds_and_one_that_is_off_owes_nothing(world: World) -> None:
    draft = StandardDraft(standard=replace(SHIPPED, scope=Scope(channel="webchat")), off=True)
    world.store.write_now(make_standard, draft, by=world.anna)
    assert found(world, waits(world, "v1")).clock is None
    slow = replace(
        SHIPPED, target=Within(300), scope=Scope(shop=world.kyoto_shop.id, channel="webchat")
    )
    world.store.write_now(make_standard, StandardDraft(standard=slow), by=world.anna)
    shown = found(world, waits(world, "v2")).clock
    assert shown is not None
    assert shown.target_ms == 300_000


def test_a_calendar_changed_later_leaves_what_runs_alone(world: World) -> None:
    number = waits(world, "v1")
    before = found(world, number).clock
    closed = read_calendar({"zone": "Asia/Tokyo", "weekly": {"sun": ["09:00-10:00"]}})
    world.store.write_now(keep_calendar, Holder.SHOP, world.kyoto_shop.id, closed, by=world.anna)
    assert found(world, number).clock == before
    until = world.clock.now + timedelta(hours=2)
    world.store.write_now(desk.snooze, number, until, by=world.lin)
    waits(world, "v1")
    again, fresh = found(world, number).clock, found(world, waits(world, "v2")).clock
    assert again is not None
    assert fresh is not None
    assert again.due_at is not None
    assert again.due_at - world.clock.now < timedelta(minutes=1)
    assert fresh.due_at == datetime(2026, 3, 8, 0, 1, tzinfo=UTC)


def test_whoever_waits_on_after_all_has_waited_since_then(world: World) -> None:
    """As when an answer is taken back: the clock does not begin anew."""
    number = waits(world)
    asked_at = found(world, number).waiting_since
    reply(world, number)
    world.clock.move(seconds=100)

    def take_back(tx: Tx) -> None:
        before = timeline.lock(tx, number)
        after = replace(before, waiting_since=asked_at, first_reply_at=None)
        timeline.save(tx, before, owing.follow(tx, before, after, SYSTEM))

    world.store.write_now(take_back)
    shown = found(world, number).clock
    assert shown is not None
    assert asked_at is not None
    assert (shown.started_at, shown.due_at) == (asked_at, asked_at + 60 * SECOND)
