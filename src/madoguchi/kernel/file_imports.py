"""What imports of files share, whatever they bring: how far one is, and carrying one out.

A row of theirs says what was read and how far it is taken in; a worker goes on from there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa

from madoguchi.kernel import deliveries
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.outbox import Delivery
from madoguchi.kernel.schema import Json, Moment
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx


def columns_of_reading() -> tuple[sa.Column[str], ...]:
    """Return the columns that say how a file was understood, its mapping left out."""
    return (
        sa.Column("encoding", sa.Text, nullable=False),
        sa.Column("delimiter", sa.Text, nullable=False),
        sa.Column("header", Json(list[str]), nullable=False),
    )


def columns_of_progress() -> tuple[sa.Column[Any], ...]:
    """Return the columns that say how far an import is and what has come of it."""
    counts = ("rows_total", "rows_done", "made", "changed", "same", "faulty", "kept")
    return (
        *(sa.Column(name, sa.Integer, nullable=False) for name in counts),
        sa.Column("asked_by", sa.BigInteger),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("finished_at", Moment),
        # The file, until it is taken in.
        sa.Column("blob", sa.Text),
        # Up to which line rows are taken in: moved in the transaction that takes them, so that a
        # worker that was killed goes on there and nothing is taken twice.
        sa.Column("line", sa.Integer, nullable=False),
    )


def nothing_taken(tx: Tx, blob: str, asked_by: int | None) -> dict[str, object]:
    """Return what `columns_of_progress` say of a file that was chosen just now.

    How many rows it has is known by whoever has read it.
    """
    none_yet = dict.fromkeys(("rows_done", "made", "changed", "same", "faulty", "kept", "line"), 0)
    return {**none_yet, "asked_by": asked_by, "created_at": tx.now, "blob": blob}


async def carry_out(
    store: Store, delivery: Delivery, work: Awaitable[None], give_up: Callable[[Tx, int], object]
) -> None:
    """Do a delivery's work and settle it: what breaks off is tried again, at last given up.

    `give_up` is told the import's id, at once where the file or the import is gone.
    """

    async def attempt() -> None:
        try:
            await work
        except NotFound:
            await store.write(give_up, delivery.target_id)
            raise

    await deliveries.carry_out(store, delivery, attempt(), give_up)
