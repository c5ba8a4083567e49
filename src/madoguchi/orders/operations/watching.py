"""Watching parcels: learning how often they usually move, and noticing those that have stopped."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.kernel.feed import SYSTEM, Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.operations import storing
from madoguchi.orders.queries.pace import usual
from madoguchi.orders.rows import to_parcel
from madoguchi.orders.rules import pace
from madoguchi.orders.tables import movement_table, pace_place_table, pace_table, parcel_table

AT_ONCE = 200
LEARNT_AT_ONCE = 2000
LONGEST_GAP = timedelta(days=60)
"""Past this a carrier has used the number for another parcel."""

_P = parcel_table.c
_M = movement_table.c
_L = pace_table.c
_ONLY = 1


def notice_silent(tx: Tx) -> bool:
    """Mark the parcels that have not moved for too long; True: there are more to look at."""
    rows = tx.execute(
        sa.select(parcel_table)
        .where(_P.quiet_at <= tx.now)
        .order_by(_P.quiet_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for parcel in map(to_parcel, rows):
        gap = usual(tx, parcel)
        silent_at = pace.silent_at(parcel.moved_at or parcel.created_at, gap)
        if silent_at > tx.now:
            # What is usual has been learnt to be longer than it was thought.
            looked_at = replace(parcel, quiet_at=silent_at)
            kind = "parcel_changed"
        else:
            seconds = round(gap.total_seconds())
            looked_at = replace(parcel, quiet_at=None, silent_since=tx.now, usual_s=seconds)
            kind = "parcel_silent"
        saved = replace(looked_at, version=parcel.version + 1, updated_at=tx.now)
        storing.save_parcel(tx, saved)
        change = Change("parcel", saved.id, saved.version, saved)
        tx.record(NewEvent(kind, SYSTEM, [change], shop_id=saved.shop_id))
    return len(rows) == AT_ONCE


def learn_pace(tx: Tx) -> bool:
    """Count the gaps before movements that have come in since the last time; True: there are more.

    One process at a time; a movement whose transaction was overtaken is not counted, which does
    nobody harm.
    """
    insert_unless_there(tx, pace_place_table, id=_ONLY, movement_id=0)
    row = tx.execute(sa.select(pace_place_table).with_for_update(skip_locked=True)).first()
    if row is None:
        return False
    fresh = tx.execute(
        sa.select(_M.id, _M.parcel_id)
        .where(_M.id > row.movement_id)
        .order_by(_M.id)
        .limit(LEARNT_AT_ONCE)
    ).all()
    if not fresh:
        return False
    gaps = _gaps(tx, {each.id for each in fresh}, sorted({each.parcel_id for each in fresh}))
    for (carrier, direction, leg), seen in sorted(gaps.items()):
        _count(tx, {"carrier": carrier, "direction": direction, "status": leg}, seen)
    tx.execute(pace_place_table.update().values(movement_id=fresh[-1].id))
    return len(fresh) == LEARNT_AT_ONCE


def _gaps(
    tx: Tx, fresh: set[int], parcel_ids: list[int]
) -> dict[tuple[str, str, str], list[timedelta]]:
    """Return the times before fresh movements, by the point of the way where they were spent."""
    rows = tx.execute(
        sa.select(_M.id, _M.parcel_id, _M.at, _M.status, _M.detail, _P.carrier, _P.direction)
        .join(parcel_table, _P.id == _M.parcel_id)
        .where(_M.parcel_id.in_(parcel_ids))
        .order_by(_M.parcel_id, _M.at, _M.id)
    ).all()
    found: dict[tuple[str, str, str], list[timedelta]] = defaultdict(list)
    for before, after in pairwise(rows):
        gap = after.at - before.at
        counts = after.parcel_id == before.parcel_id and after.id in fresh
        if counts and timedelta() < gap <= LONGEST_GAP:
            leg = pace.leg(before.status, before.detail)
            found[before.carrier, before.direction, leg].append(gap)
    return found


def _count(tx: Tx, point: dict[str, str], gaps: list[timedelta]) -> None:
    here = sa.and_(*(_L[name] == value for name, value in point.items()))
    counts: list[int] = tx.execute(sa.select(_L.counts).where(here)).scalar() or []
    known = bool(counts)
    for gap in gaps:
        counts = pace.counted(counts, gap)
    if known:
        tx.execute(pace_table.update().where(here).values(counts=counts))
    else:
        tx.execute(pace_table.insert().values(**point, counts=counts))
