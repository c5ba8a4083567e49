"""What the feed's events mean to figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from madoguchi.desk import operations as desk
from madoguchi.insight.figures.events import Event, Kind, Outcome, Presence
from madoguchi.insight.figures.reading import Reader
from madoguchi.kernel import feed
from madoguchi.shops import operations as shops
from madoguchi.shops.contracts import Hours, ShopChanges
from tests.world import World

AT = 1_772_413_200_000_000  # 2026-03-02T01:00Z
STANDING = [Kind.REOPENED, Kind.ASSIGNED]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(f"sqlite:///{tmp_path / 'madoguchi.db'}")
    yield made
    made.close()


def told(world: World) -> dict[str, list[Event]]:
    """What the last event of each kind means."""
    reader = Reader({})
    entries = world.store.read_now(lambda view: feed.read(view.connection, feed.START, 1000))
    return {entry.kind: reader.read(entry) for entry in entries}


def kinds(events: list[Event]) -> list[Kind]:
    return [event.kind for event in events]


def entry(kind: str, *changes: tuple[str, dict[str, object]], by: str = "system") -> feed.Event:
    written = json.dumps([{"type": t, "id": 1, "version": 1, "value": v} for t, v in changes])
    return feed.Event(0, 1, kind, AT, by, None, None, 1, 7, None, written, None)


def test_what_is_said_and_done_in_a_conversation(world: World) -> None:
    said = world.receive(world.visitor("visitor"), "いつ届きますか？").conversation_id
    write, speech = world.store.write_now, world.speech
    write(desk.post, said, speech("（メモ）", kind="note"), by=world.lin)
    write(
        desk.post, said, speech("どちらですか？", kind="choice", choices=["A", "B"]), by=world.lin
    )
    customer_id = the_customer(world)
    write(desk.choose, customer_id, 3, 0)
    write(desk.assign, said, world.sora.person_id, world.night_team.id, by=world.anna)
    write(desk.resolve, said, by=world.sora)
    write(desk.rate, customer_id, 5, "")
    write(desk.reopen, said, by=world.sora)
    means = told(world)
    assert kinds(means["message_received"]) == [*STANDING, Kind.CUSTOMER_SAID]
    assert kinds(means["note_written"]) == STANDING, "a note is not for the customer"
    assert kinds(means["message_sent"]) == [*STANDING, Kind.AGENT_SAID]
    assert {event.agent for event in means["message_sent"][1:]} == {world.lin.person_id}
    assert kinds(means["choice_made"]) == [*STANDING, Kind.CUSTOMER_SAID], "the card is not new"
    assert means["conversation_handed_over"][1].agent == world.sora.person_id
    assert means["conversation_handed_over"][1].where.team == world.night_team.id
    resolved = means["conversation_resolved"]
    assert kinds(resolved) == [Kind.ASSIGNED, Kind.RESOLVED, Kind.SURVEYED]
    assert resolved[1].agent == world.sora.person_id
    assert kinds(means["conversation_rated"]) == [Kind.ASSIGNED, Kind.RESOLVED, Kind.RATED]
    assert means["conversation_rated"][-1].score == 5
    assert kinds(means["conversation_reopened"]) == STANDING


def the_customer(world: World) -> int:
    reader = Reader({})
    entries = world.store.read_now(lambda view: feed.read(view.connection, feed.START, 1000))
    return next(e.customer for entry in entries for e in reader.read(entry) if e.customer)


def test_a_wait_counts_on_the_hours_as_they_stood(world: World) -> None:
    shop = world.kyoto_shop
    hours = Hours("Asia/Tokyo", {"mon": [("09:00", "12:00")]})
    calendars = []
    for changes in (ShopChanges(hours=hours), ShopChanges(hours=Hours("Asia/Tokyo", {}))):
        world.store.write_now(shops.change_shop, shop.id, changes, by=world.anna)
        world.receive(world.visitor("visitor"), "もしもし")
        calendars.append(told(world)["message_received"][-1].calendar)
    assert calendars[0] is not None
    assert calendars[1] is None, "where a shop never opens, every hour counts"


def test_a_clock_names_the_calendar_of_the_wait_it_begins_with(world: World) -> None:
    world.receive(world.visitor("visitor"), "もしもし")
    means = told(world)
    (named,) = means["clock_started"]
    assert named.kind is Kind.CALENDAR
    assert named.at == means["message_received"][-1].at
    assert named.calendar
    assert named.target == timedelta(seconds=60), "the standard's, as it stood then"


def test_programs_and_machines_receive_nobody() -> None:
    conversation = {
        "id": 7, "shop_id": 1, "customer_id": 2, "channel": "email", "state": "open",
    }  # fmt: skip
    at = "2026-03-02T01:00:00Z"

    def message(author: dict[str, object], **more: object) -> dict[str, object]:
        return {"at": at, "kind": "text", "author": author} | more

    def means(said: dict[str, object]) -> list[Kind]:
        told = Reader({}).read(entry("x", ("conversation", conversation), ("message", said)))
        return kinds(told)[2:]

    assert means(message({"kind": "agent", "id": None})) == [Kind.BOT_SAID]
    assert means(message({"kind": "agent", "id": 3})) == [Kind.AGENT_SAID]
    assert means(message({"kind": "customer", "id": 2})) == [Kind.CUSTOMER_SAID]
    automatic = {"automatic": "auto-replied"}
    assert means(message({"kind": "customer", "id": 2}, mail=automatic)) == []
    assert means(message({"kind": "system", "id": None}, kind="line")) == []


def test_promises_clocks_and_presence() -> None:
    promise = {
        "id": 5, "conversation_id": 7, "shop_id": 1, "owner_id": 3,
        "due_at": "2026-03-03T09:00:00Z", "state": "kept", "broken_at": "2026-03-03T09:00:01Z",
    }  # fmt: skip
    (late,) = Reader({}).read(entry("promise_kept", ("promise", promise)))
    assert (late.kind, late.number, late.agent) == (Kind.PROMISE, 5, 3)
    assert late.outcome is Outcome.BROKEN, "kept too late is broken"
    (moved,) = Reader({}).read(entry("promise_moved", ("promise", promise | {"state": "open"})))
    assert moved.outcome is Outcome.OPEN
    clock = {
        "id": 9, "calendar": "abc", "breached_at": "2026-03-02T00:59:00Z",
        "owing": {"subject": "first_reply", "conversation_id": 7, "shop_id": 1, "person_id": None},
    }  # fmt: skip
    (breach,) = Reader({}).read(entry("clock_fired", ("clock", clock)))
    assert (breach.kind, breach.number, breach.subject) == (Kind.BREACHED, 9, "first_reply")
    assert breach.at.minute == 59, "when it ran out, not when that was noticed"
    presence = {"id": 3, "state": "hang_up", "since": "2026-03-02T01:00:00Z"}
    (stands,) = Reader({}).read(entry("presence_changed", ("presence", presence)))
    assert (stands.agent, stands.presence) == (3, Presence.HANG_UP)


def test_a_customer_who_left_is_told_by_when_they_did(world: World) -> None:
    said = world.receive(world.visitor("gone"), "もしもし").conversation_id
    customer_id = the_customer(world)
    left_at = world.clock.now
    world.clock.move(minutes=1)
    assert world.store.write_now(desk.note_departure, customer_id, left_at)
    (left,) = told(world)["customer_left"]
    assert (left.kind, left.conversation, left.at) == (Kind.LEFT, said, left_at)
    world.store.write_now(desk.post, said, world.speech("はい"), by=world.lin)
    assert not world.store.write_now(desk.note_departure, customer_id, left_at), "answered"
    world.receive(world.visitor("gone"), "まだですか")
    assert not world.store.write_now(desk.note_departure, customer_id, left_at), "wrote since"


def test_what_is_gone_or_of_no_matter_means_nothing() -> None:
    gone = entry("promise_withdrawn")._replace(
        changes='[{"type":"promise","id":1,"version":2,"value":null}]'
    )
    assert Reader({}).read(gone) == []
    assert Reader({}).read(entry("draft_kept", ("conversation", {"nonsense": 1}))) == []
    assert Reader({}).read(entry("tag_made", ("tag", {"id": 1, "name": "x"}))) == []
