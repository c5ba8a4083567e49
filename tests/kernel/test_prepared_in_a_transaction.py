"""A prepared statement belongs to its operation's transaction, though it be the first of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx, View

_NOTE = sa.Table("prepared_note", sa.MetaData(), sa.Column("id", sa.BigInteger, primary_key=True))
_ADD = Prepared(_NOTE.insert().values(id=sa.bindparam("id")))
_COUNT = Prepared(sa.select(sa.func.count()).select_from(_NOTE))


@pytest.fixture
def notes(store: Store) -> Store:
    """A store with a table of this test's own."""
    _NOTE.create(store.writing_engine)
    return store


def add_and_fail(tx: Tx) -> None:
    tx.run(_ADD, id=1)
    raise Conflict("tag.name_taken", name="x")


def count(view: View) -> int:
    return int(view.run(_COUNT)[0][0])


def test_what_was_changed_before_a_refusal_is_undone(notes: Store) -> None:
    with pytest.raises(Conflict):
        notes.write_now(add_and_fail)
    assert notes.read_now(count) == 0


def test_a_query_sees_one_state_from_its_first_statement_on(notes: Store) -> None:
    def twice(view: View) -> tuple[int, int]:
        before = count(view)
        notes.write_now(lambda tx: tx.run(_ADD, id=7))
        return before, count(view)

    assert notes.read_now(twice) == (0, 0)
    assert notes.read_now(count) == 1
