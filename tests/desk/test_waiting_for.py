"""While somebody's answer is awaited, what nobody can do before it stands still, and says why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from madoguchi.clocks.contracts import ClockState, KeptClock, Subject
from madoguchi.clocks.queries.kept import reason_in_words
from madoguchi.desk import operations as desk
from madoguchi.desk.operations import owing, timeline
from madoguchi.desk.operations.owing import Awaited
from madoguchi.kernel import feed
from madoguchi.kernel.feed import SYSTEM
from madoguchi.kernel.transaction import Tx
from madoguchi.language.catalogue import LOCALES
from tests.desk.test_owing import clocks, found, reply, waits
from tests.desk.worlds import database_url, world
from tests.world import World

__all__ = ["database_url", "world"]

HOUR = timedelta(hours=1)


def with_a_case(world: World, name: str = "v1") -> int:
    """A conversation in which a case is to be resolved; the customer was answered, and waits."""

    def open_case(tx: Tx, number: int) -> None:
        before = timeline.lock(tx, number)
        owing.owe(tx, before, Subject.CASE_RESOLUTION, by=SYSTEM, reason="opened", on=("case", 1))
        timeline.save(tx, before, owing.show(tx, before))

    number = waits(world, name)
    reply(world, number)
    world.store.write_now(open_case, number)
    waits(world, name)
    return number


def step(world: World, number: int, awaited: Awaited, *, ends: bool = False) -> None:
    """Begin to wait for somebody, or let their answer come, as a room above does."""

    def take(tx: Tx) -> None:
        before = timeline.lock(tx, number)
        change = owing.go_on if ends else owing.wait_for
        timeline.save(tx, before, change(tx, before, awaited, by=SYSTEM))

    world.store.write_now(take)


def standing(world: World) -> dict[str, tuple[str, str]]:
    """Where each clock that goes on stands, and why."""
    return {
        each.owing.subject.value: (each.state.value, each.reason)
        for each in clocks(world)
        if each.ended_at is None
    }


def clock(world: World, subject: Subject) -> KeptClock:
    return next(each for each in reversed(clocks(world)) if each.owing.subject is subject)


def test_a_partner_s_answer_is_waited_for_without_losing_time(world: World) -> None:
    number = with_a_case(world)
    world.clock.move(seconds=30)
    position = world.store.read_now(lambda view: feed.last_position(view.connection))
    step(world, number, "partner")
    assert standing(world) == {
        "next_reply": ("paused", "waits_for_partner"),
        "case_resolution": ("paused", "waits_for_partner"),
    }
    shown = found(world, number).clock
    assert shown is not None
    assert (shown.state, shown.due_at) == (ClockState.PAUSED, None)
    world.clock.move(hours=2)
    step(world, number, "partner", ends=True)
    assert set(standing(world).values()) == {("running", "partner_answered")}
    due_at = clock(world, Subject.NEXT_REPLY).due_at
    assert due_at is not None
    left = (due_at - world.clock.now).total_seconds()
    assert left == pytest.approx(150, abs=1)
    events = world.store.read_now(lambda view: feed.read(view.connection, position, 100))
    assert [event.kind for event in events] == ["clock_paused"] * 2 + ["clock_resumed"] * 2


def test_the_first_reply_is_owed_whomever_is_waited_for(world: World) -> None:
    number = waits(world)
    step(world, number, "partner")
    assert standing(world) == {"first_reply": ("running", "customer_waits")}


def test_the_customer_is_waited_for_until_they_write(world: World) -> None:
    number = with_a_case(world)
    step(world, number, "customer")  # it is they who wait
    assert standing(world)["case_resolution"][0] == "running"
    reply(world, number)
    step(world, number, "customer")
    assert standing(world) == {"case_resolution": ("paused", "waits_for_customer")}
    world.clock.move(hours=20)
    waits(world)
    assert standing(world) == {
        "next_reply": ("running", "customer_waits"),
        "case_resolution": ("running", "customer_answered"),
    }
    worked = clock(world, Subject.CASE_RESOLUTION).worked_ms
    assert worked < HOUR.total_seconds() * 1000


def test_waking_does_not_end_the_wait_for_a_partner_nor_their_answer_the_sleep(
    world: World,
) -> None:
    number = with_a_case(world)
    step(world, number, "partner")
    until = world.clock.now + HOUR
    world.store.write_now(desk.snooze, number, until, by=world.lin)
    world.store.write_now(desk.wake, number, by=world.lin)
    assert standing(world)["next_reply"] == ("paused", "waits_for_partner")
    world.store.write_now(desk.snooze, number, until, by=world.lin)
    step(world, number, "partner", ends=True)
    assert standing(world)["next_reply"] == ("paused", "snoozed")
    world.store.write_now(desk.wake, number, by=world.lin)
    assert standing(world)["next_reply"] == ("running", "awoke")


def test_an_answer_ends_what_stood_still(world: World) -> None:
    number = with_a_case(world)
    step(world, number, "partner")
    reply(world, number)
    assert standing(world) == {"case_resolution": ("paused", "waits_for_partner")}
    ended = clock(world, Subject.NEXT_REPLY)
    assert (ended.state, ended.reason) == (ClockState.STOPPED, "answered")


@pytest.mark.parametrize("locale", LOCALES)
def test_each_reason_is_told_in_words(locale: str) -> None:
    reasons = {
        "waits_for_customer", "waits_for_partner", "customer_answered", "partner_answered",
        "promised", "promise_kept", "conversation_handed_over",
    }  # fmt: skip
    said = {reason_in_words(each, locale) for each in reasons}
    assert len(said) == len(reasons)
    assert not said & reasons
