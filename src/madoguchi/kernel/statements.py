"""Statements whose form differs between the two databases."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from madoguchi.kernel.transaction import Tx


def insert_unless_there(tx: Tx, table: sa.Table, **values: object) -> sa.Row[Any] | None:
    """Insert a row and return it, or None where a unique constraint already has its like.

    The constraint decides, also between two processes; looking first would not.
    """
    insert = postgresql.insert if tx.on_postgresql else sqlite.insert
    return tx.execute(
        insert(table).values(**values).on_conflict_do_nothing().returning(*table.columns)
    ).first()
