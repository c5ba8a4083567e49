"""A statement that is gone leaves nothing behind that another could stumble over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa

from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from tests.databases import clock, database_url, store

__all__ = ["clock", "database_url", "store"]

AT_ONCE = 4


def test_those_that_come_and_go_share_no_names(store: Store) -> None:
    def ask(tx: Tx) -> list[int]:
        # Each is thrown away before the next: what comes takes the place of what was there.
        return [
            Prepared(sa.text(f"SELECT {number}")).run(tx.connection, {})[0][0]
            for number in range(20)
        ]

    assert store.write_now(ask) == [*range(20)]


def test_several_who_need_one_for_the_first_time_at_once(store: Store) -> None:
    together = Barrier(AT_ONCE)

    def ask(prepared: Prepared) -> int:
        together.wait()
        number: int = store.write_now(lambda tx: tx.run(prepared)[0][0])
        return number

    with ThreadPoolExecutor(AT_ONCE) as threads:
        for number in range(20):
            prepared = Prepared(sa.text(f"SELECT {number}"))
            assert {*threads.map(ask, [prepared] * AT_ONCE)} == {number}
