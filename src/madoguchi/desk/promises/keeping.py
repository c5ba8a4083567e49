"""Rows of promises: stored, locked, saved. Not an operation: only this folder calls it."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.desk.promises.contracts import Promise
from madoguchi.desk.promises.rows import COLUMNS, FIELDS, to_promise
from madoguchi.desk.promises.tables import promise_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import Tx

_C = promise_table.c
_STORED = [name for name in FIELDS if name != "id"]


def insert(tx: Tx, promise: Promise) -> Promise:
    """Store a new promise and return it with its id; its clock is tied to it next."""
    values = {name: getattr(promise, name) for name in _STORED}
    number = tx.execute(
        promise_table.insert().values(**values, clock_id=0).returning(_C.id)
    ).scalar_one()
    return replace(promise, id=number)


def tie(tx: Tx, promise: Promise, clock_id: int) -> None:
    """Note which clock counts down to a promise."""
    tx.execute(promise_table.update().where(_C.id == promise.id).values(clock_id=clock_id))


def locked(tx: Tx, promise_id: int) -> tuple[Promise, int]:
    """Return a promise that nobody else changes until the commit, and the id of its clock.

    Its conversation is to be locked before it.
    """
    statement = sa.select(*COLUMNS, _C.clock_id)
    row = tx.execute(statement.where(_C.id == promise_id).with_for_update()).first()
    if row is None:
        raise NotFound("promise.not_found")
    return to_promise(row[:-1]), row.clock_id


def save(tx: Tx, promise: Promise) -> Promise:
    """Write a changed promise, its version one higher."""
    saved = replace(promise, version=promise.version + 1)
    values = {name: getattr(saved, name) for name in _STORED}
    tx.execute(promise_table.update().where(_C.id == saved.id).values(**values))
    return saved
