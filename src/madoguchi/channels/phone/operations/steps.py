"""The steps every operation on a call is made of. Nothing outside this folder calls it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from madoguchi.channels.phone.contracts.calls import Call
from madoguchi.channels.phone.queries.calls import to_call
from madoguchi.channels.phone.tables import call_table
from madoguchi.desk.operations import calling
from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.kernel.feed import SYSTEM, Change, Doer
from madoguchi.kernel.transaction import Tx

_C = call_table.c


def save_call(
    tx: Tx,
    before: Call,
    kind: str,
    *,
    by: Doer = SYSTEM,
    line: tuple[str, calling.Params] | None = None,
    holder: int | None = None,
    answered: bool = False,
    wanted: bool = False,
    settled: bool = False,
    also: Sequence[Change] = (),
    **changes: object,
) -> Call:
    """Write what has changed of a call, and record it; see `calling.note_call`.

    `also` are changes that belong to the same event.
    """
    row = tx.execute(
        call_table.update()
        .where(_C.id == before.id)
        .values(**changes, version=_C.version + 1)
        .returning(*call_table.columns)
    ).one()
    after = to_call(row)
    calling.note_call(
        tx,
        before.conversation_id,
        kind,
        by,
        [*also, change_of(after)],
        line,
        holder=holder,
        answered=answered,
        wanted=wanted,
        settled=settled,
        on_call=_somebody_talks(tx, after),
    )
    return after


def _somebody_talks(tx: Tx, call: Call) -> bool:
    """Say whether somebody is on the telephone in the conversation of a call."""
    live = sa.select(_C.id).where(
        _C.conversation_id == call.conversation_id,
        _C.ended_at.is_(None),
        _C.person_id.is_not(None),
    )
    return tx.execute(live.limit(1)).first() is not None


def lock_call(tx: Tx, call_id: int) -> Call:
    """Return a call that nobody else changes until the commit; raises `NotFound`."""
    row = tx.execute(sa.select(call_table).where(_C.id == call_id).with_for_update()).first()
    if row is None:
        raise NotFound("phone.call_not_found")
    return to_call(row)


def lock_live(tx: Tx, call_id: int) -> Call:
    """Return a call that goes on, which nobody else changes until the commit.

    Raises `Conflict` for one that is over: a desk that lost its telephone has ended it, and what
    the telephone tells later of it must not bring it back half alive.
    """
    call = lock_call(tx, call_id)
    if call.ended_at is not None:
        raise Conflict("phone.call_over")
    return call


def change_of(call: Call) -> Change:
    """Return a call as events carry it."""
    return Change("call", call.id, call.version, call)
