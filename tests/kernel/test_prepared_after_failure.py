"""Prepared statements outlive a transaction that failed beside them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from madoguchi.kernel.errors import Unavailable
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx
from tests.databases import clock, database_url, store

__all__ = ["clock", "database_url", "store"]

LITERAL = Prepared(sa.select(sa.bindparam("value", type_=sa.Text).label("value")))


def ask(tx: Tx) -> str:
    return str(tx.run(LITERAL, value="still here")[0][0])


def fail(tx: Tx) -> None:
    # Often enough that a driver that prepares by itself has begun to.
    for _ in range(10):
        tx.execute(sa.select(sa.literal(1)))
    tx.execute(sa.text("SELECT no_such_column"))


def test_a_failure_beside_it_does_not_break_it(store: Store) -> None:
    for _ in range(2):
        for _ in range(4):  # every writer gets its turn
            assert store.write_now(ask) == "still here"
        for _ in range(4):
            with pytest.raises((DBAPIError, Unavailable)):
                store.write_now(fail)
