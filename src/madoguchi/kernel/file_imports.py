"""What imports of files share, whatever they bring: how far one is, and carrying one out.

A row of theirs says what was read and how far it is taken in; a worker goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
import structlog

from madoguchi.kernel import outbox
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.outbox import Delivery, Outcome
from madoguchi.kernel.schema import Json, Moment
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import Tx

ATTEMPTS = 3
"""How often the worker tries before it gives an import up."""

log = structlog.get_logger("madoguchi.kernel")


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


async def carry_out(
    store: Store, delivery: Delivery, work: Awaitable[None], give_up: Callable[[Tx, int], object]
) -> None:
    """Do a delivery's work and settle it: what breaks off is tried again, at last given up.

    `give_up` is told the import's id, at once where the file or the import is gone.
    """
    begun = time.monotonic()
    try:
        await work
    except NotFound:
        await store.write(give_up, delivery.target_id)
        outcome = Outcome(True, None, "gone", _took(begun))
    except Exception as error:
        log.exception("import_broke", kind=delivery.kind, number=delivery.target_id)
        last = delivery.attempts >= ATTEMPTS
        if last:
            await store.write(give_up, delivery.target_id)
        outcome = Outcome(False, None, type(error).__name__, _took(begun), final=last)
    else:
        outcome = Outcome(True, None, "", _took(begun))
    await store.write(_settle, delivery, outcome)


def hold(tx: Tx, delivery: Delivery) -> None:
    """Keep a delivery to this worker for a while longer: call it after each page."""
    tx.wrote = True
    outbox.hold(tx.connection, delivery, tx.now)


def _settle(tx: Tx, delivery: Delivery, outcome: Outcome) -> None:
    tx.wrote = True
    outbox.settle(tx.connection, delivery, outcome, tx.now)


def _took(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
