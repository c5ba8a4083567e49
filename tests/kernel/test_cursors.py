"""A place in the feed: each event is worked on once, in order, however many work there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from madoguchi.kernel import cursors, feed
from madoguchi.kernel.feed import SYSTEM, NewEvent
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from tests.databases import clock, database_url, store
from tests.worker.running import until

__all__ = ["clock", "database_url", "store"]

# Not among the house's own tables.
worked_table = sa.Table(
    "test_worked_on", sa.MetaData(), sa.Column("event_id", sa.BigInteger, nullable=False)
)


@pytest.fixture(autouse=True)
def _worked_on(store: Store) -> None:
    worked_table.create(store.writing_engine)


def happen(tx: Tx, kind: str) -> None:
    tx.wrote = True
    tx.record(NewEvent(kind, SYSTEM, []))


def work(tx: Tx, limit: int = 7) -> int:
    events = cursors.advance(tx, "reader", limit)
    for event in events:
        tx.execute(worked_table.insert(), {"event_id": event.id})
    return len(events)


def worked(store: Store) -> list[int]:
    select = sa.select(worked_table.c.event_id)
    return list(store.read_now(lambda view: view.execute(select).scalars().all()))


def test_it_begins_at_the_end_and_is_placed_once(store: Store) -> None:
    store.write_now(happen, "before")
    until(lambda: store.read_now(lambda view: feed.last_position(view.connection)) != feed.START)
    assert store.write_now(work) == 0
    store.write_now(cursors.place, "reader")
    store.write_now(happen, "after")
    store.write_now(cursors.place, "reader")
    until(lambda: store.read_now(cursors.behind, "reader"))
    assert store.write_now(work) == 1
    assert not store.read_now(cursors.behind, "reader")
    assert not store.read_now(cursors.behind, "nobody")
    assert len(worked(store)) == 1


def test_work_that_fails_is_done_again(store: Store) -> None:
    store.write_now(cursors.place, "reader")
    store.write_now(happen, "one")

    def fail(tx: Tx) -> None:
        work(tx)
        raise RuntimeError

    for _ in range(2):
        try:
            store.write_now(fail)
        except RuntimeError:
            continue
    assert worked(store) == []
    until(lambda: store.write_now(work) == 1)
    assert len(worked(store)) == 1


def test_several_processes_share_the_work_and_none_does_it_twice(
    store: Store, database_url: str
) -> None:
    store.write_now(cursors.place, "reader")
    others = [Store(database_url, clock=store.clock) for _ in range(2)]
    stores = [store, *others]

    def act(number: int) -> None:
        stores[number % 3].write_now(happen, f"event_{number}")
        stores[(number + 1) % 3].write_now(work)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(act, range(60)))
    # PostgreSQL shows no event while any older transaction is open, its own housekeeping's too.
    until(lambda: store.write_now(work) == 0 and len(worked(store)) >= 60)
    found = worked(store)
    assert len(found) == len({*found}) == 60
    for other in others:
        other.close()


def test_what_nobody_wants_is_moved_past(store: Store) -> None:
    store.write_now(cursors.place, "reader")
    for number in range(3):
        store.write_now(happen, f"event_{number}")
    until(lambda: store.read_now(cursors.behind, "reader"))
    store.write_now(cursors.skip_to_end, "nobody")
    assert store.read_now(cursors.behind, "reader")

    def moved_past() -> bool:
        store.write_now(cursors.skip_to_end, "reader")
        return not store.read_now(cursors.behind, "reader")

    until(moved_past)
    assert store.write_now(work) == 0
