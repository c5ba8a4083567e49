"""Operations that wait are committed together, but no longer than others can wait for them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest

from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from madoguchi.kernel.writer import LONGEST_BATCH_SECONDS, SMALLEST_BATCH
from tests.databases import database_url

__all__ = ["database_url"]

WAITING = 40


def batches(database_url: str, do: Callable[[], object]) -> list[int]:
    """Let operations pile up behind one, and return how many were committed at a time."""
    store = Store(database_url, writers=1)
    behind, transactions = threading.Event(), []

    def hold(tx: Tx) -> None:
        behind.wait()
        do()

    def operate(tx: Tx) -> None:
        transactions.append(tx.connection.get_transaction())
        do()

    async def pile_up() -> None:
        first = asyncio.ensure_future(store.write(hold))
        waiting = [asyncio.ensure_future(store.write(operate)) for _ in range(WAITING)]
        await asyncio.sleep(0)
        behind.set()
        await asyncio.gather(first, *waiting)

    try:
        asyncio.run(pile_up())
    finally:
        store.close()
    return list(Counter(map(id, transactions)).values())


def test_slow_operations_do_not_share_one_long_transaction(database_url: str) -> None:
    sizes = batches(database_url, lambda: time.sleep(0.01))
    assert sum(sizes) == WAITING
    assert max(sizes) <= max(SMALLEST_BATCH, LONGEST_BATCH_SECONDS / 0.01)


def test_quick_ones_are_committed_together(database_url: str) -> None:
    sizes = batches(database_url, lambda: None)
    assert sum(sizes) == WAITING
    assert len(sizes) < WAITING / 2


@pytest.mark.postgres
def test_nobody_waits_behind_a_long_one_while_another_writer_rests(postgres_url: str) -> None:
    store = Store(postgres_url, writers=2)
    held, go_on = threading.Event(), threading.Event()

    def hold(_: Tx) -> None:
        held.set()
        assert go_on.wait(60)

    async def write() -> None:
        long = asyncio.ensure_future(store.write(hold))
        try:
            assert await asyncio.to_thread(held.wait, 60)
            for _ in range(6):
                # Every second one would never return.
                await asyncio.wait_for(store.write(lambda tx: tx.now), 60)
        finally:
            go_on.set()
        await long

    try:
        asyncio.run(write())
    finally:
        store.close()
