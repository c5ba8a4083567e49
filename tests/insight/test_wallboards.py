"""Many wallboards at once: each is right, each shows what its reader may see, and each moves on."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from madoguchi.clocks.contracts import Scope, StandardDraft, Subject, Within
from madoguchi.clocks.operations.keeping import change_standard, make_standard
from madoguchi.clocks.queries.book import standards
from madoguchi.desk import operations as desk
from madoguchi.desk.operations.drafts import Writing, keep_draft
from madoguchi.insight import operations as insight
from madoguchi.insight.contracts import Filter, OwnTarget, Targets, Wallboard
from madoguchi.insight.figures.definitions import figures
from madoguchi.insight.figures.facts import Exchange, Fact, Round, Worktime
from madoguchi.insight.figures.values import Present
from madoguchi.insight.figures.variant import Variant
from madoguchi.insight.queries import memory
from madoguchi.insight.queries.period import period
from madoguchi.insight.queries.wallboard import GO_ON, wallboard
from madoguchi.insight.tables import figure_talk_table
from madoguchi.kernel.transaction import View
from madoguchi.live.connection import Connection
from madoguchi.live.wallboards import TICK_SECONDS, Wallboards
from madoguchi.people.contracts import Actor
from madoguchi.people.presence import operations as presence
from tests.insight.counting import tally
from tests.insight.test_keeping import kept_facts
from tests.world import World


class Screen:
    """A connection that keeps what it is sent."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.told = asyncio.Event()

    def push(self, frame: str) -> None:
        self.frames.append(json.loads(frame)["wallboard"])
        self.told.set()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A day of two shops, two teams and two languages: answered, promised, waiting, left."""
    made = World(f"sqlite:///{tmp_path / 'madoguchi.db'}")
    write, agents = made.store.write_now, [made.lin, made.sora, made.anna]
    for who in agents:
        write(presence.choose_presence, who.person_id or 0, "available", by=who)
    for number in range(24):
        shop = made.canton_shop.id if number % 3 == 0 else made.kyoto_shop.id
        body = "请问什么时候发货？谢谢您" if number % 2 else "いつ届きますか？"
        talk = made.receive(made.visitor(f"v{number}", shop), body).conversation_id
        team = made.night_team.id if number % 4 == 1 else None
        who = made.lin if number % 3 == 0 else agents[number % 2]
        write(desk.assign, talk, who.person_id, team, by=made.anna)
        made.clock.move(seconds=7 * number)
        if number % 5 < 3:
            write(desk.post, talk, made.speech("はい"), by=who)
        if number % 6 == 0:
            write(desk.resolve, talk, by=who)
        made.clock.move(minutes=11)
    write(insight.begin)
    insight.Keeper().catch_up(made.store, lambda _: None)
    yield made
    made.close()


def every_filter(world: World) -> list[Filter]:
    return [
        Filter(shop_id=shop, channel=channel, language=language, team_id=team, person_id=person)
        for shop, channel, language, team, person in itertools.product(
            (None, world.kyoto_shop.id, world.canton_shop.id),
            (None, "webchat"),
            (None, "ja", "zh-CN"),
            (None, world.night_team.id),
            (None, world.lin.person_id, world.sora.person_id),
        )
    ]


def counted(view: View, wanted: Filter, shops: frozenset[int] | None) -> dict[str, Any]:
    """What a wallboard must say, counted from all facts one by one."""
    facts = kept_facts(view)
    talks = {row.conversation_id: row for row in view.execute(figure_talk_table.select())}

    def fits(fact: Fact) -> bool:
        if isinstance(fact, Worktime):
            return False
        where = fact.where
        if shops is not None and where.shop not in shops:
            return False
        still = isinstance(fact, Round) and fact.end is None
        who = talks[fact.conversation].person_id if still else fact.agent
        asked = (
            (wanted.shop_id, where.shop),
            (wanted.channel, where.channel),
            (wanted.language, where.language),
            (wanted.team_id, where.team),
            (wanted.person_id, who),
        )
        return all(want in {None, has} for want, has in asked)

    house = memory.house(view)
    assert house is not None
    mine = [fact for fact in facts.values() if fits(fact)]
    today, slot = memory.moment_of(ZoneInfo(house.zone), view.now)
    variant = Variant(zone=house.zone)
    told = figures(
        tally((fact for fact in mine if fact.day == today), variant),
        Present(variant, view.now, memory.hours(view)),
    )
    halves: list[set[int]] = [set() for _ in range(slot + 1)]
    for fact in mine:
        if isinstance(fact, Exchange) and fact.questions and fact.day == today:
            halves[fact.slot].add(fact.customer)
    waits = [fact for fact in mine if isinstance(fact, Round) and fact.end is None]
    return {
        "figures": {name: value for name, value in told.items() if name not in GO_ON},
        "offered": [len(each) for each in halves],
        "waiting": len(waits),
        "waiting_since": min((each.opened_at for each in waits), default=None),
    }


def shown(board: Wallboard) -> dict[str, Any]:
    return {
        name: getattr(board, name) for name in ("figures", "offered", "waiting", "waiting_since")
    }


def test_fifty_and_more_different_wallboards_are_each_right(world: World) -> None:
    one_shop = world.hire("mei", "supervisor", [world.kyoto_shop.id])
    boards = {
        (wanted, by): Screen()
        for wanted, by in itertools.product(every_filter(world), (world.anna, one_shop))
    }
    assert len({wanted for wanted, _ in boards}) >= 50

    async def look() -> None:
        watching = Wallboards(world.store)
        for (wanted, by), screen in boards.items():
            watching.watch(cast("Connection", screen), wanted, by)
        task = asyncio.create_task(watching.run())
        for screen in boards.values():
            await asyncio.wait_for(screen.told.wait(), 60)
        task.cancel()
        watching.close()

    asyncio.run(look())
    for (wanted, by), screen in boards.items():
        shops = None if by is world.anna else frozenset({world.kyoto_shop.id})
        board = world.store.read_now(wallboard, wanted, by=by)
        assert shown(board) == world.store.read_now(counted, wanted, shops), wanted
        first = screen.frames[0]
        assert (first["offered"], first["waiting"]) == (board.offered, board.waiting), wanted
    whole = boards[Filter(), world.anna].frames[0]
    assert whole["figures"]["customers_offered"] == 24
    assert len({json.dumps(each.frames[0]["figures"]) for each in boards.values()}) > 10


def test_a_supervisor_of_one_shop_sees_who_answers_there_and_what_lies_there(
    world: World,
) -> None:
    canton = world.canton_shop.id
    yue = world.hire("yue", "supervisor", [canton])

    def people(by: Actor, **wanted: Any) -> dict[int, int]:
        board = world.store.read_now(wallboard, Filter(**wanted), by=by)
        return {each.person_id: each.serving for each in board.people}

    names = {who.person_id: who for who in (world.anna, world.lin, world.sora)}
    everybody = people(world.anna)
    assert set(everybody) == set(names)
    seen = people(yue)
    assert set(seen) == {world.anna.person_id, world.lin.person_id}, "sora does not answer there"
    served = world.store.read_now(wallboard, Filter(shop_id=canton), by=world.anna).serving
    assert sum(seen.values()) == served < sum(everybody.values())
    assert set(people(world.anna, shop_id=canton)) == set(seen)
    assert people(world.anna, team_id=world.night_team.id) == {}, "nobody is in it"


def test_each_wait_is_measured_by_the_standard_it_began_under(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path / 'madoguchi.db'}")
    write, kyoto, canton = world.store.write_now, world.kyoto_shop.id, world.canton_shop.id
    (house,) = [
        each
        for each in world.store.read_now(standards)
        if each.standard.subject is Subject.FIRST_REPLY and each.standard.scope == Scope()
    ]
    lax = replace(house.standard, target=Within(3600), scope=Scope(shop=canton))
    write(make_standard, StandardDraft(standard=lax), by=world.anna)
    write(insight.begin)
    for shop in (kyoto, canton):
        talk = world.receive(world.visitor(f"v{shop}", shop), "もしもし").conversation_id
        world.clock.move(minutes=5)
        write(desk.post, talk, world.speech("はい"), by=world.anna)

    def told(by: Actor, **place: int) -> tuple[Targets, float | None]:
        insight.Keeper().catch_up(world.store, lambda _: None)
        board = world.store.read_now(wallboard, Filter(**place), by=by)
        today = world.store.read_now(period, None, None, "day", Filter(**place), by=by)
        assert today.targets == board.targets
        assert today.total["first_response_within"] == board.figures["first_response_within"]
        return board.targets, board.figures["first_response_within"]

    mail, own = OwnTarget(seconds=14400, channel="email"), OwnTarget(seconds=3600, shop_id=canton)
    targets, share = told(world.anna)
    assert (targets.first_response_s, targets.first_response_own) == (60, [mail, own])
    assert share == 0.5, "the house counts each by its own"
    assert told(world.anna, shop_id=kyoto)[1] == 0
    targets, share = told(world.anna, shop_id=canton)
    assert (targets.first_response_s, share) == (3600, 1)
    assert targets.first_response_own == [mail]
    here = world.hire("mei", "supervisor", [kyoto])
    assert told(here)[0].first_response_own == [mail], "nothing of a shop out of sight"
    later = StandardDraft(standard=replace(house.standard, target=Within(600)))
    write(change_standard, house.id, later, by=world.anna)
    targets, share = told(world.anna)
    assert (targets.first_response_s, share) == (600, 0.5), "what was late stays late"
    write(insight.forget)
    assert told(world.anna)[1] == 0.5
    world.close()


def test_time_moves_a_wallboard_while_others_only_write_drafts(world: World) -> None:
    said = world.receive(world.visitor("late"), "もしもし").conversation_id
    insight.Keeper().catch_up(world.store, lambda _: None)
    screen = Screen()

    async def look() -> None:
        watching = Wallboards(world.store)
        watching.watch(cast("Connection", screen), Filter(), world.anna)
        task = asyncio.create_task(watching.run())
        await asyncio.wait_for(screen.told.wait(), 60)
        screen.told.clear()
        world.clock.move(minutes=10)
        wrote = 0
        async with asyncio.timeout(60):
            while not screen.told.is_set():
                writing = Writing(body=f"draft {(wrote := wrote + 1)}")
                await world.store.write(keep_draft, said, writing, by=world.lin)
                await asyncio.sleep(TICK_SECONDS / 20)
        task.cancel()
        watching.close()

    asyncio.run(look())
    before, after = (each["figures"]["first_response_p90"] for each in screen.frames[:2])
    assert before != after, "who waits has waited for longer"
