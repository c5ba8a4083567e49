"""Figures kept page by page in a database are those of the whole feed at once."""

from __future__ import annotations

import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from madoguchi.desk import operations as desk
from madoguchi.desk.queries import conversations
from madoguchi.insight import operations as insight
from madoguchi.insight.figures.cuts import Grain, rows_of
from madoguchi.insight.figures.events import Event
from madoguchi.insight.figures.facts import WHOLE_DAY, Fact, FactId
from madoguchi.insight.figures.fold import Fold, Memory
from madoguchi.insight.figures.reading import Reader
from madoguchi.insight.figures.stored import read_fact, read_tally
from madoguchi.insight.figures.tally import Tally, total
from madoguchi.insight.figures.variant import Variant
from madoguchi.insight.operations import beginning
from madoguchi.insight.queries import memory, sales
from madoguchi.insight.queries.recent import Recent
from madoguchi.insight.tables import figure_fact_table, figure_tally_table
from madoguchi.kernel import engines, feed
from madoguchi.kernel.store import Store
from madoguchi.kernel.time import to_microseconds
from madoguchi.kernel.transaction import Tx, View
from madoguchi.orders import operations as ordering
from madoguchi.people.presence import operations as presence
from madoguchi.people.presence.contracts import State
from tests.insight.counting import tally
from tests.insight.histories import ZONES
from tests.insight.recompute import recompute
from tests.orders.conftest import SHOPIFY, order_draft
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


def keep_up(world: World, limit: int = 7, *keepers: insight.Keeper) -> int:
    """Keep until the feed's end, a few events at a time; returns how many pages there were.

    As many processes as there are keepers take turns, each for two pages.
    """
    world.store.write_now(insight.begin)
    taking_turns = [keeper for keeper in keepers or (insight.Keeper(),) for _ in range(2)]
    for pages in count():
        keeper = taking_turns[pages % len(taking_turns)]
        page = world.store.read_now(keeper.prepare, limit)
        if page is None:
            break
        assert world.store.write_now(insight.keep, page)
        keeper.kept(page)
    return pages


def kept_facts(view: View) -> dict[FactId, Fact]:
    rows = view.execute(figure_fact_table.select())
    facts = [read_fact(row.kind, row.fact) for row in rows]
    return {fact.id: fact for fact in facts}


def kept_tallies(view: View) -> dict[str, Tally]:
    """Every row of tallies but those that nothing is counted in any more."""
    rows = {row.cut: read_tally(row.tally) for row in view.execute(figure_tally_table.select())}
    return {name: each for name, each in rows.items() if each != Tally()}


def tallied(facts: Iterable[Fact], variant: Variant) -> dict[str, Tally]:
    """Every row of tallies as facts make it, each counted in each row by itself."""
    found: dict[str, Tally] = defaultdict(Tally)
    for fact in facts:
        for row in rows_of(fact):
            found[row.name].count(fact, variant)
    settled = {name: replace(each, open={}, calling={}) for name, each in found.items()}
    return {name: each for name, each in settled.items() if each != Tally()}


def kept_tally(view: View, grain: Grain, *, house: bool) -> Tally:
    columns = figure_tally_table.c
    rows = view.execute(
        figure_tally_table.select().where(
            columns.grain == grain.value,
            columns.slot == WHOLE_DAY,
            columns.shop_id.is_(None) if house else columns.shop_id.is_not(None),
        )
    )
    return total(read_tally(row.tally) for row in rows)


def told(view: View) -> tuple[Reader, list[Event]]:
    """Everything that the feed means to figures, and who has read it."""
    reader = Reader({}, partial(sales.named, view))
    entries = feed.read(view.connection, feed.START, 10_000)
    return reader, [event for entry in entries for event in reader.read(entry)]


def recomputed(view: View) -> dict[FactId, Fact]:
    reader, events = told(view)
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
        "inquiry",
    }
    ended = [fact for fact in facts.values() if getattr(fact, "end", "ended") is not None]
    whole = tally(ended, Variant(zone="Asia/Tokyo"))
    for grain in (Grain.SHOP, Grain.CHANNEL, Grain.LANGUAGE, Grain.TEAM, Grain.PLACE):
        for house in (True, False):
            assert world.store.read_now(kept_tally, grain, house=house) == whole, (grain, house)


class Doing(RuleBasedStateMachine):
    """Anything that may happen at a desk, in any order, kept up now and then."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="figures-")
        self.world = World(f"sqlite:///{self._folder.name}/madoguchi.db")
        self.talks: list[int] = []
        # Two processes that remember little between their pages.
        self.keepers = [insight.Keeper(Recent(most_talks)) for most_talks in (1, 2)]

    def teardown(self) -> None:
        self.world.close()
        self._folder.cleanup()

    @rule(minutes=st.floats(0, 60 * 40))
    def time_passes(self, minutes: float) -> None:
        self.world.clock.move(minutes=minutes)

    @rule(visitor=st.integers(1, 3))
    def somebody_writes(self, visitor: int) -> None:
        shop_id = [self.world.kyoto_shop.id, self.world.canton_shop.id][visitor % 2]
        said = self.world.receive(self.world.visitor(f"visitor-{visitor}", shop_id), "もしもし")
        if said.conversation_id not in self.talks:
            self.talks.append(said.conversation_id)

    @precondition(lambda self: self.talks)
    @rule(pick=st.integers(0, 9), what=st.sampled_from(["reply", "note", "resolve", "reopen"]))
    def somebody_acts(self, pick: int, what: str) -> None:
        talk, world = self.talks[pick % len(self.talks)], self.world
        by = [world.anna, world.lin][pick % 2]
        if what in {"reply", "note"}:
            kind = "text" if what == "reply" else "note"
            world.store.write_now(desk.post, talk, world.speech("はい", kind=kind), by=by)
        else:
            world.store.write_now(getattr(desk, what), talk, by=by)

    @precondition(lambda self: self.talks)
    @rule(pick=st.integers(0, 9), state=st.sampled_from(["available", "hang_up", "away"]))
    def somebody_changes(self, pick: int, state: State) -> None:
        talk, world = self.talks[pick % len(self.talks)], self.world
        who = [world.anna, world.lin][pick % 2]
        world.store.write_now(desk.assign, talk, who.person_id, by=world.anna)
        world.store.write_now(presence.choose_presence, who.person_id or 0, state, by=who)

    @precondition(lambda self: self.talks)
    @rule(
        pick=st.integers(0, 9),
        hours=st.floats(0, 100),
        how=st.sampled_from(["told", "imported", "paid", "taken", "given"]),
    )
    def somebody_orders(self, pick: int, hours: float, how: str) -> None:
        talk, world = self.talks[pick % len(self.talks)], self.world
        talked = world.store.read_now(conversations.conversation, talk, by=world.lin)
        draft = order_draft(
            talked.shop_id,
            str(pick % 2),
            version=0,
            customer_id=talked.customer_id,
            placed_at=world.clock.now - timedelta(hours=hours),
            state="paid" if how == "paid" else "placed",
            paid=1980 if how == "paid" else None,
        )
        if how == "imported":
            world.store.write_now(ordering.keep_orders, [draft], source=SHOPIFY)
            return
        order = world.store.write_now(ordering.keep_order, draft, source=SHOPIFY).order
        if how in {"taken", "given"}:
            owner = talked.customer_id if how == "given" else None
            world.store.write_now(ordering.give_to, order.id, owner, by=world.lin)

    @rule(limit=st.integers(1, 20))
    def figures_are_kept_up(self, limit: int) -> None:
        keep_up(self.world, limit, self.keepers[limit % 2])

    @rule(limit=st.integers(1, 5))
    def a_page_is_prepared_and_lost(self, limit: int) -> None:
        self.world.store.read_now(self.keepers[limit % 2].prepare, limit)

    @rule(zone=st.sampled_from(ZONES))
    def all_of_it_is_rebuilt(self, zone: str) -> None:
        keep_up(self.world, 7, *self.keepers)
        self.world.store.write_now(insight.forget, zone)
        self.keepers[0].catch_up(self.world.store, lambda _: None)

    @invariant()
    def what_is_kept_is_what_happened(self) -> None:
        keep_up(self.world, 11, *self.keepers)
        now = self.world.clock.now
        self.world.store.read_now(check, now)


def check(view: View, now: datetime) -> None:
    house = memory.house(view)
    assert house is not None
    assert not house.forgetting
    reader, events = told(view)
    hours = memory.hours(view, reader.hours)
    facts = kept_facts(view)
    assert kept_tallies(view) == tallied(facts.values(), Variant(zone=house.zone))
    fold = Fold(house.zone, hours, Memory(facts, workers=memory.workers(view)))
    fold.settle(now)
    assert fold.facts == recompute(events, house.zone, hours, now)


TestDoing = Doing.TestCase
TestDoing.settings = settings(
    max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)


def at_rest(store: Store) -> tuple[dict[FactId, Fact], dict[str, Tally]]:
    """Everything kept, settled or not: facts, and tallies by the names of their rows."""

    def read(view: View) -> tuple[dict[FactId, Fact], dict[str, Tally]]:
        return kept_facts(view), kept_tallies(view)

    return store.read_now(read)


def test_begun_again_it_comes_to_the_same(world: World) -> None:
    converse(world)
    keep_up(world, 3)
    kept = at_rest(world.store)
    world.store.write_now(insight.forget)
    insight.Keeper().catch_up(world.store, lambda _: None)
    assert at_rest(world.store) == kept


def rows_kept(world: World) -> int:
    facts, tallies = at_rest(world.store)
    return len(facts) + len(tallies)


def test_forgetting_takes_a_little_at_a_time_and_lets_everybody_write_between(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "PIECE", 10)
    converse(world)
    keep_up(world)
    before = rows_kept(world)
    stale = world.store.read_now(insight.prepare)
    assert stale is None, "everything is counted"
    world.store.write_now(insight.forget)
    assert rows_kept(world) == before, "nobody waits for more than a mark"
    pieces = 0
    while (page := world.store.read_now(insight.prepare)) is not None and page.forgets:
        assert world.store.write_now(insight.keep, page)
        assert before - rows_kept(world) <= 10
        before, pieces = rows_kept(world), pieces + 1
        world.receive(world.visitor(f"meanwhile-{pieces}"), "もしもし")
    assert (before, pieces > 5) == (0, True)
    keep_up(world)
    assert world.store.read_now(kept_facts) == world.store.read_now(recomputed)


def test_what_was_prepared_before_all_was_forgotten_is_void(world: World) -> None:
    converse(world)
    world.store.write_now(insight.begin)
    page = world.store.read_now(insight.prepare, 5)
    assert page is not None
    world.store.write_now(insight.forget, "America/Los_Angeles")
    assert not world.store.write_now(insight.keep, page), "it counts by other midnights"
    insight.Keeper().catch_up(world.store, lambda _: None)
    assert not world.store.write_now(insight.keep, page)


def test_a_rebuild_beside_a_busy_desk_and_its_keeper_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "PIECE", 20)
    converse(world)
    keep_up(world)
    world.store.write_now(insight.forget)
    keepers = [
        threading.Thread(target=insight.Keeper().catch_up, args=(world.store, lambda _: None))
        for _ in range(2)
    ]
    for keeper in keepers:
        keeper.start()
    for number in range(30):
        world.receive(world.visitor(f"busy-{number % 7}"), "もしもし")
    for keeper in keepers:
        keeper.join()
    keep_up(world)
    assert world.store.read_now(kept_facts) == world.store.read_now(recomputed)
    whole = tally(world.store.read_now(kept_facts).values(), Variant(zone="Asia/Tokyo"))
    assert world.store.read_now(kept_tally, Grain.SHOP, house=True) == replace(whole, open={})


def test_in_another_zone_the_same_talks_fall_into_other_days(world: World) -> None:
    converse(world)
    keep_up(world)
    days = {fact.day for fact in world.store.read_now(kept_facts).values()}
    world.store.write_now(insight.forget, "America/Los_Angeles")
    insight.Keeper().catch_up(world.store, lambda _: None)
    assert {fact.day for fact in world.store.read_now(kept_facts).values()} != days


def test_of_two_who_keep_the_same_page_one_does(world: World) -> None:
    converse(world)
    world.store.write_now(insight.begin)
    one = world.store.read_now(insight.prepare, 5)
    other = world.store.read_now(insight.prepare, 9)
    assert one is not None
    assert other is not None
    assert world.store.write_now(insight.keep, one)
    assert not world.store.write_now(insight.keep, other), "its place is taken"
    keep_up(world)
    assert world.store.read_now(kept_facts) == world.store.read_now(recomputed)


def test_what_a_keeper_no_longer_remembers_it_reads_again(world: World) -> None:
    keeper = insight.Keeper(Recent(most_talks=1))
    for _ in range(3):
        for number in (0, 1, 0, 1):
            world.receive(world.visitor(f"visitor-{number}"), "もしもし")
        keep_up(world, 1, keeper)
        world.clock.move(minutes=20)
    facts, tallies = at_rest(world.store)
    assert facts == world.store.read_now(recomputed)
    assert tallies == tallied(facts.values(), Variant(zone="Asia/Tokyo"))


def test_who_dies_while_keeping_has_kept_nothing(world: World) -> None:
    converse(world)
    world.store.write_now(insight.begin)
    page = world.store.read_now(insight.prepare, 5)
    assert page is not None

    def die(tx: Tx) -> None:
        insight.keep(tx, page)
        raise KeyError("the process is gone")

    with pytest.raises(KeyError):
        world.store.write_now(die)
    assert at_rest(world.store) == ({}, {})
    keep_up(world)
    assert world.store.read_now(kept_facts) == world.store.read_now(recomputed)


def test_a_transaction_that_commits_late_is_counted(postgres_url: str) -> None:
    world = World(postgres_url)
    engine = engines.writing(postgres_url)
    keep_up(world)
    slow = engine.connect()
    try:
        slow.execute(sa.text("SELECT pg_current_xact_id()"))  # takes its number, and stays open
        world.receive(world.visitor("quick"), "こんにちは")
        assert keep_up(world) == 0, "behind the slow one nothing is certain yet"
        slow.execute(
            sa.text(
                "INSERT INTO event (transaction_id, kind, at, by_kind, changes) VALUES"
                " (pg_current_xact_id()::text::bigint, 'presence_changed', :at, 'person', :changes)"
            ),
            {
                "at": to_microseconds(world.clock()),
                "changes": '[{"type":"presence","id":1,"version":1,'
                '"value":{"id":1,"state":"available"}}]',
            },
        )
        slow.commit()
        keep_up(world)
        assert set(world.store.read_now(memory.workers)) == {1}
        facts = world.store.read_now(kept_facts)
        assert {fact_id[0] for fact_id in facts} == {"round", "question", "inquiry"}
    finally:
        slow.close()
        engine.dispose()
        world.close()
