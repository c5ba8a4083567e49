"""Figures kept page by page in a database are those of the whole feed at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from madoguchi.desk import operations as desk
from madoguchi.insight import operations as insight
from madoguchi.insight.figures.cuts import Grain
from madoguchi.insight.figures.facts import Fact, FactId
from madoguchi.insight.figures.reading import Reader
from madoguchi.insight.figures.recompute import recompute
from madoguchi.insight.figures.stored import read_fact, read_tally
from madoguchi.insight.figures.tally import Tally, Variant, tally, total
from madoguchi.insight.queries import memory
from madoguchi.insight.tables import figure_fact_table, figure_tally_table
from madoguchi.kernel import feed
from madoguchi.kernel.transaction import View
from tests.world import World


@pytest.fixture(params=["sqlite", "postgresql"])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('figures') / 'madoguchi.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    made = World(url)
    yield made
    made.close()


def keep_up(world: World, limit: int = 7) -> int:
    """Keep until the feed's end, a few events at a time; returns how many pages there were."""
    world.store.write_now(insight.begin)
    pages = 0
    while (page := world.store.read_now(insight.prepare, limit)) is not None:
        assert world.store.write_now(insight.keep, page)
        pages += 1
    return pages


def kept_facts(view: View) -> dict[FactId, Fact]:
    rows = view.execute(figure_fact_table.select())
    facts = [read_fact(row.kind, row.fact) for row in rows]
    return {fact.id: fact for fact in facts}


def kept_tally(view: View, grain: Grain) -> Tally:
    rows = view.execute(
        figure_tally_table.select().where(
            figure_tally_table.c.grain == grain.value, figure_tally_table.c.slot == -1
        )
    )
    return total(read_tally(row.tally) for row in rows)


def recomputed(view: View) -> dict[FactId, Fact]:
    reader = Reader({})
    entries = feed.read(view.connection, feed.START, 10_000)
    events = [event for entry in entries for event in reader.read(entry)]
    return recompute(events, "Asia/Tokyo", memory.hours(view, reader.hours), view.now)


def converse(world: World) -> None:
    for number in range(4):
        visitor = world.visitor(
            f"visitor-{number}", [world.kyoto_shop.id, world.canton_shop.id][number % 2]
        )
        said = world.receive(visitor, "いつ届きますか？")
        world.clock.move(seconds=20)
        if number:
            world.store.write_now(
                desk.post, said.conversation_id, world.speech("明日です。"), by=world.lin
            )
        if number == 2:
            world.store.write_now(desk.resolve, said.conversation_id, by=world.anna)
        world.clock.move(hours=9)


def test_pages_come_to_what_all_events_come_to(world: World) -> None:
    converse(world)
    assert keep_up(world) > 2
    facts = world.store.read_now(kept_facts)
    assert facts == world.store.read_now(recomputed)
    assert {fact_id[0] for fact_id in facts} == {
        "round",
        "question",
        "answer",
        "resolution",
        "asked",
    }
    ended = [fact for fact in facts.values() if getattr(fact, "end", "ended") is not None]
    whole = tally(ended, Variant(zone="Asia/Tokyo"))
    for grain in (Grain.SHOP, Grain.CHANNEL, Grain.LANGUAGE, Grain.TEAM, Grain.FULL):
        assert world.store.read_now(kept_tally, grain) == whole, grain
