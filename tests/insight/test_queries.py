"""Figures of a period and the wallboard, for those who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.desk import operations as desk
from madoguchi.desk.tables import conversation_table
from madoguchi.insight import operations as insight
from madoguchi.insight.contracts import Filter, Period, Split
from madoguchi.insight.queries.period import behind, period
from madoguchi.insight.queries.wallboard import wallboard
from madoguchi.kernel.errors import Forbidden, Invalid, NotFound
from madoguchi.people.contracts import Actor
from madoguchi.people.presence import operations as presence
from tests.world import World

DAY = date(2026, 3, 2)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Kyoto: two answered by lin and sora, one waits. Canton: one answered by lin, a day later."""
    made = World(f"sqlite:///{tmp_path / 'madoguchi.db'}")
    said = [
        made.receive(made.visitor(name), "いつ届きますか？").conversation_id
        for name in ("a", "b", "c")
    ]
    made.clock.move(seconds=30)
    for talk, who in zip(said, (made.lin, made.sora), strict=False):
        made.store.write_now(desk.post, talk, made.speech("明日です。"), by=who)
    made.clock.move(days=1)
    canton = made.receive(made.visitor("d", made.canton_shop.id), "你好").conversation_id
    made.clock.move(seconds=90)
    made.store.write_now(desk.post, canton, made.speech("您好"), by=made.lin)
    made.store.write_now(insight.begin)
    insight.Keeper().catch_up(made.store, lambda _: None)
    yield made
    made.close()


def of(world: World, by: Actor, split: Split = "day", **wanted: Any) -> Period:
    last = DAY + timedelta(days=1)
    return world.store.read_now(period, DAY, last, split, Filter(**wanted), by=by)


def supervisor(world: World, shop_ids: list[int]) -> Actor:
    return world.hire(f"supervisor-{len(shop_ids)}-{shop_ids[0]}", "supervisor", shop_ids)


def test_days_and_the_whole_agree(world: World) -> None:
    found = of(world, world.anna)
    assert [row.key for row in found.rows] == ["2026-03-02", "2026-03-03"]
    assert [row.figures["customers_offered"] for row in found.rows] == [3, 1]
    assert found.total["customers_offered"] == 4
    assert found.total["customers_received"] == 3
    assert found.total["first_response_within"] == 0.5, "the one still waiting is late"
    assert (found.first, found.last, found.zone) == (DAY, DAY + timedelta(days=1), "Asia/Tokyo")


@pytest.mark.parametrize(
    ("split", "offered"),
    [("shop", [3, 1]), ("channel", [4]), ("language", [3, 1]), ("team", [4])],
)
def test_the_same_in_parts(world: World, split: Split, offered: list[int]) -> None:
    found = of(world, world.anna, split)
    assert [row.figures["customers_offered"] for row in found.rows] == offered


def test_people_have_what_they_answered_and_what_waits_for_them(world: World) -> None:
    found = {row.key: row.figures for row in of(world, world.anna, "person").rows}
    assert found[world.lin.person_id]["customers_received"] == 2
    assert found[world.sora.person_id]["customers_received"] == 1
    assert found[None]["waiting_now"] == 1, "nobody is in charge yet"
    lin = of(world, world.lin, person_id=world.lin.person_id)
    assert lin.total == found[world.lin.person_id]


@pytest.mark.parametrize(
    "wanted", [{}, {"language": "ja"}, {"channel": "webchat", "language": "ja"}]
)
def test_what_several_cuts_come_to(world: World, wanted: dict[str, Any]) -> None:
    in_kyoto = of(world, world.anna, shop_id=world.kyoto_shop.id, **wanted)
    assert in_kyoto.total["customers_offered"] == 3
    lin = of(world, world.anna, person_id=world.lin.person_id, **wanted)
    assert lin.total["customers_received"] == (1 if wanted else 2)


def test_nobody_sees_beyond_their_shops(world: World) -> None:
    some = supervisor(world, [world.kyoto_shop.id])
    assert of(world, some).total["customers_offered"] == 3
    assert of(world, some, shop_id=world.canton_shop.id).total["customers_offered"] == 0
    assert [row.key for row in of(world, some, "shop").rows] == [world.kyoto_shop.id]
    board = world.store.read_now(wallboard, Filter(), by=some)
    assert board.waiting == 1
    seen = world.store.read_now(behind, "rounds", DAY, None, Filter(), by=some)
    assert {each.shop_id for each in seen.items} == {world.kyoto_shop.id}


def test_agents_see_their_own_alone(world: World) -> None:
    for person_id in (None, world.sora.person_id):
        with pytest.raises(Forbidden):
            of(world, world.lin, person_id=person_id)
        with pytest.raises(Forbidden):
            world.store.read_now(wallboard, Filter(person_id=person_id), by=world.lin)
    assert of(world, world.lin, person_id=world.lin.person_id).total["customers_received"] == 2


def test_a_figure_opens_what_it_counts_page_by_page(world: World) -> None:
    def page(name: str, cursor: str | None = None, limit: int = 2) -> tuple[list[int], str | None]:
        found = world.store.read_now(
            behind, name, DAY, None, Filter(), by=world.anna, limit=limit, cursor=cursor
        )
        assert {each.id for each in found.customers} == {each.customer_id for each in found.items}
        return [each.id for each in found.items], found.next_cursor

    newest, cursor = page("rounds")
    rest, end = page("rounds", cursor)
    assert newest + rest == sorted(newest + rest, reverse=True)
    assert (len(newest + rest), end) == (4, None)
    assert page("waiting_now", limit=50)[0] == [3]
    assert page("customers_received", limit=50)[0] == [4, 2, 1]
    assert page("lost")[0] == []


def test_what_cannot_be_asked_is_refused(world: World) -> None:
    read = world.store.read_now
    with pytest.raises(Invalid):
        read(period, DAY, DAY - timedelta(days=1), "day", Filter(), by=world.anna)
    with pytest.raises(Invalid):
        read(period, date(2020, 1, 1), DAY, "day", Filter(), by=world.anna)
    with pytest.raises(NotFound):
        read(behind, "nonsense", DAY, None, Filter(), by=world.anna)
    with pytest.raises(Invalid):
        read(behind, "rounds", DAY, None, Filter(), by=world.anna, cursor="x")


def test_the_wallboard_tells_today_and_who_waits_since_when(world: World) -> None:
    world.store.write_now(
        presence.choose_presence, world.lin.person_id or 0, "available", by=world.lin
    )
    insight.Keeper().catch_up(world.store, lambda _: None)
    board = world.store.read_now(wallboard, Filter(), by=world.anna)
    assert board.day == DAY + timedelta(days=1)
    assert board.figures["customers_offered"] == 1, "today alone"
    assert board.waiting == 1, "since yesterday"
    assert board.waiting_since is not None
    assert board.waiting_since.date() == DAY
    assert board.serving == 1, "what has been silent for a day is not being served"
    assert sum(board.offered) == 1
    (lin,) = board.people
    assert (lin.person_id, lin.presence, lin.serving) == (world.lin.person_id, "available", 1)


def test_what_is_put_aside_is_served_by_nobody_until_it_is_taken_up_again(world: World) -> None:
    world.store.write_now(
        presence.choose_presence, world.lin.person_id or 0, "available", by=world.lin
    )

    def served() -> tuple[int, int]:
        insight.Keeper().catch_up(world.store, lambda _: None)
        board = world.store.read_now(wallboard, Filter(), by=world.anna)
        (lin,) = board.people
        return board.serving, lin.serving

    (talk,) = world.store.read_now(
        lambda view: view.execute(
            sa.select(conversation_table.c.id).where(
                conversation_table.c.shop_id == world.canton_shop.id
            )
        ).scalars()
    )
    assert served() == (1, 1)
    until = world.clock.now + timedelta(hours=2)
    world.store.write_now(desk.snooze, talk, until, by=world.lin)
    assert served() == (0, 0)
    world.store.write_now(desk.wake, talk, by=world.lin)
    assert served() == (1, 1)


def test_a_week_later_today_stands_beside_the_same_day(world: World) -> None:
    world.clock.move(days=6)
    board = world.store.read_now(wallboard, Filter(), by=world.anna)
    assert board.last_week.day == DAY
    assert sum(board.last_week.offered) == 3
    assert board.last_week.figures["customers_offered"] == 0, "they came in this very half hour"
    world.clock.move(minutes=30)
    later = world.store.read_now(wallboard, Filter(), board.last_week, by=world.anna)
    assert later.last_week.figures["customers_offered"] == 3
