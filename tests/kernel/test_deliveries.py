"""Deliveries: taken by one worker at a time, tried again after growing pauses, then forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.kernel import deliveries
from madoguchi.kernel.deliveries import PAUSES, Outcome
from madoguchi.kernel.outbox import Delivery, NewDelivery, delivery_table
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from tests.databases import Clock, clock, database_url, store

__all__ = ["clock", "database_url", "store"]

KINDS = ["pigeon", "courier"]
FAILED = Outcome(False, 500, "no", 3)


def queue(store: Store, *targets: int, kind: str = "pigeon") -> None:
    def run(tx: Tx) -> None:
        tx.wrote = True
        for target in targets:
            tx.deliver(NewDelivery(kind, target, f"to {target}"))

    store.write_now(run)


def claim(store: Store, limit: int = 100, **more: Any) -> list[Delivery]:
    return store.write_now(deliveries.claim, limit, KINDS, **more)


def settle(store: Store, delivery: Delivery, outcome: Outcome) -> None:
    store.write_now(deliveries.settle, delivery, outcome)


def row(store: Store) -> Any:
    return store.read_now(lambda view: view.execute(sa.select(delivery_table)).one())


def test_taken_it_is_nobody_elses_until_the_hold_ends(store: Store, clock: Clock) -> None:
    queue(store, 1)
    (first,) = claim(store)
    assert (first.payload, first.attempts) == ("to 1", 1)
    assert claim(store) == []
    clock.pass_time(seconds=59)
    assert claim(store) == []
    clock.pass_time(seconds=1)
    (again,) = claim(store)
    assert (again.id, again.attempts) == (first.id, 2)


def test_many_workers_take_each_once(store: Store, database_url: str) -> None:
    queue(store, *range(100))
    others = [Store(database_url, clock=store.clock) for _ in range(2)]
    stores = [store, *others] * 8
    with ThreadPoolExecutor(6) as threads:
        taken = [d.id for found in threads.map(lambda each: claim(each, 5), stores) for d in found]
    assert len(taken) == len({*taken}) == 100
    for other in others:
        other.close()


def test_only_known_kinds_and_targets_that_are_free(store: Store) -> None:
    queue(store, 1, 2)
    queue(store, 1, kind="courier")
    queue(store, 1, kind="unheard of")
    taken = claim(store, busy=[("pigeon", 1), ("courier", 2)])
    assert [(each.kind, each.target_id) for each in taken] == [("pigeon", 2), ("courier", 1)]
    assert [each.target_id for each in claim(store)] == [1]


def test_each_failure_waits_longer_and_the_last_is_for_good(store: Store, clock: Clock) -> None:
    queue(store, 1)
    for pause in PAUSES:
        (taken,) = claim(store)
        settle(store, taken, FAILED)
        assert row(store).next_attempt_at == clock.now + timedelta(seconds=pause)
        clock.pass_time(seconds=pause)
    (last,) = claim(store)
    assert last.attempts == len(PAUSES) + 1
    settle(store, last, FAILED)
    assert (row(store).state, row(store).done_at) == ("failed", clock.now)
    clock.pass_time(days=9)
    assert claim(store) == []

    store.write_now(deliveries.retry, last.id, clock.now)
    (taken,) = claim(store)
    assert taken.attempts == 1


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome(True, 200, "thanks", 3), "done"),
        (Outcome(False, 410, "gone", 3, final=True), "failed"),
        (FAILED, "pending"),
    ],
)
def test_how_it_went_is_noted(store: Store, outcome: Outcome, state: str) -> None:
    queue(store, 1)
    (taken,) = claim(store)
    settle(store, taken, outcome)
    noted = row(store)
    assert (noted.state, noted.status, noted.answer, noted.took_ms) == (
        state, outcome.status, outcome.answer, 3,
    )  # fmt: skip


def test_given_back_it_counts_as_not_tried(store: Store, clock: Clock) -> None:
    queue(store, 1)
    (taken,) = claim(store)
    later = clock.now + timedelta(hours=1)

    store.write_now(deliveries.give_back, taken, later)
    assert claim(store) == []
    assert store.read_now(deliveries.next_due, KINDS) == later
    clock.pass_time(hours=1)
    assert [each.attempts for each in claim(store)] == [1]
    assert store.read_now(deliveries.next_due, ["courier"]) is None


def test_what_ended_is_forgotten_and_what_waits_is_not(store: Store, clock: Clock) -> None:
    queue(store, 1, 2, 3)
    ended, failed, _ = claim(store)
    settle(store, ended, Outcome(True, 200, "", 1))
    settle(store, failed, Outcome(False, None, "", 1, final=True))

    assert store.write_now(deliveries.forget, clock.now, 10) == 0
    clock.pass_time(days=30)
    assert store.write_now(deliveries.forget, clock.now, 10) == 2
    assert row(store).target_id == 3


def test_one_that_is_wanted_at_once_has_its_id(store: Store) -> None:
    number = store.write_now(deliveries.queue, NewDelivery("pigeon", 7, "now"))
    (taken,) = claim(store)
    assert (taken.id, taken.target_id, taken.payload) == (number, 7, "now")
