"""Keeping parcels and how they move; an order moves on with its parcels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.dialects import postgresql, sqlite

from madoguchi.customers.vault.operations.ending import cleared_for
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.contracts import (
    KeptParcel,
    Movement,
    MovementDraft,
    Order,
    Parcel,
    ParcelDraft,
    Source,
)
from madoguchi.orders.operations import storing
from madoguchi.orders.queries.pace import usual
from madoguchi.orders.rows import MOVEMENT_COLUMNS, to_movement, to_order, to_parcel
from madoguchi.orders.rules import drafts as drafting
from madoguchi.orders.rules import moving, pace
from madoguchi.orders.rules.storage import check_storage
from madoguchi.orders.rules.tracking import normalise_number
from madoguchi.orders.tables import movement_table, order_table, parcel_order_table, parcel_table

_O = order_table.c
MOST_ORDERS = 1000
"""In one parcel; a database takes only so many values in a statement."""
_P = parcel_table.c
_L = parcel_order_table.c


def keep_parcel(tx: Tx, draft: ParcelDraft, *, source: Source) -> KeptParcel:
    """Make a parcel or bring it up to date; orders named are added to those it holds.

    One that is known under a carrier that was guessed gets the one that is named now. Raises
    `Invalid` for a number that can be none, `NotFound` for an order of another shop.
    """
    told = draft.carrier.strip() != ""
    draft = moving.check_parcel(draft)
    _check_orders(tx, draft.shop_id, draft.order_ids)
    draft = _known_as(tx, draft, source, told=told)
    fresh = Parcel(
        id=0,
        shop_id=draft.shop_id,
        carrier=draft.carrier,
        number=draft.number,
        direction=draft.direction,
        order_ids=sorted({*draft.order_ids}),
        weight_g=draft.weight_g,
        expected_at=draft.expected_at,
        quiet_at=pace.silent_at(tx.now, pace.usual((), draft.direction, "NotFound")),
        simulated=source.simulated,
        created_at=tx.now,
        updated_at=tx.now,
        storage=None if draft.storage is None else check_storage(draft.storage),
    )
    made = storing.insert_parcel(tx, fresh)
    if made is not None:
        _link(tx, made.id, made.order_ids)
        _record(tx, "parcel_made", source, made)
        return KeptParcel(made, "made")
    held = _locked_by_number(tx, draft)
    wanted = replace(
        held,
        direction=draft.direction,
        order_ids=sorted({*held.order_ids, *draft.order_ids}),
        weight_g=draft.weight_g if draft.weight_g is not None else held.weight_g,
        expected_at=draft.expected_at or held.expected_at,
        storage=held.storage if draft.storage is None else check_storage(draft.storage),
    )
    if wanted == held:
        return KeptParcel(held, "same")
    saved = _save(tx, wanted)
    added = sorted({*saved.order_ids} - {*held.order_ids})
    _link(tx, saved.id, added)
    orders = _move_orders(tx, saved, added)
    _record(tx, "parcel_changed", source, saved, orders=orders)
    return KeptParcel(saved, "changed", orders=orders)


def keep_tracking(
    tx: Tx, parcel_id: int, movements: Sequence[MovementDraft], *, source: Source
) -> KeptParcel:
    """Take in what a carrier says of a parcel, in whatever order and however often it says it."""
    parcel = storing.lock_parcel(tx, parcel_id)
    fresh = _insert(tx, parcel.id, [moving.check_movement(each, tx.now) for each in movements])
    if not fresh:
        return KeptParcel(parcel, "same")
    moved = moving.moved(parcel, fresh)
    if moved.moved_at != parcel.moved_at or moved.status != parcel.status:
        moved = replace(moved, silent_since=None, usual_s=None, quiet_at=None)
        if not moving.is_over(moved) and moved.moved_at is not None:
            gap = usual(tx, moved)
            moved = replace(moved, quiet_at=pace.silent_at(moved.moved_at, gap))
    saved = _save(tx, moved)
    orders = _move_orders(tx, saved, saved.order_ids)
    _record(tx, "parcel_moved", source, saved, movements=fresh, orders=orders)
    if moving.through_customs(saved) and not moving.through_customs(parcel):
        for customer_id in _customers(tx, saved.order_ids):
            cleared_for(tx, customer_id, saved.number)
    return KeptParcel(saved, "changed", fresh, orders)


def track(
    tx: Tx,
    number: str,
    movements: Sequence[MovementDraft],
    *,
    source: Source,
    carrier: str = "",
    shop_id: int | None = None,
) -> list[KeptParcel]:
    """As `keep_tracking`, of every parcel with a number, as a carrier's notice has nothing else.

    With `shop_id` only of that shop's. An empty answer: nobody waits for it.
    """
    wanted = sa.select(_P.id).where(_P.number == normalise_number(number)).order_by(_P.id)
    if shop_id is not None:
        wanted = wanted.where(_P.shop_id == shop_id)
    if carrier:
        wanted = wanted.where(_P.carrier == carrier.strip().lower())
    ids = list(tx.execute(wanted).scalars())
    return [keep_tracking(tx, each, movements, source=source) for each in ids]


def _insert(tx: Tx, parcel_id: int, movements: Sequence[MovementDraft]) -> list[Movement]:
    if not movements:
        return []
    build: Any = postgresql.insert if tx.on_postgresql else sqlite.insert
    rows = [
        {
            "version": 1,
            "parcel_id": parcel_id,
            "at": each.at,
            "status": each.status,
            "detail": each.detail,
            "place": each.place,
            "text": each.text,
            "mark": moving.mark(each),
        }
        for each in movements
    ]
    statement = build(movement_table).on_conflict_do_nothing().returning(*MOVEMENT_COLUMNS)
    return sorted(map(to_movement, tx.execute(statement, rows)), key=lambda each: each.at)


def _move_orders(tx: Tx, parcel: Parcel, order_ids: Sequence[int]) -> list[Order]:
    """Move orders on to where their parcel is, and return those that moved."""
    if not order_ids or parcel.moved_at is None:
        return []
    rows = tx.execute(
        sa.select(order_table).where(_O.id.in_(order_ids)).order_by(_O.id).with_for_update()
    ).all()
    changed: list[tuple[Order, Order]] = []
    for order in map(to_order, rows):
        siblings = _siblings(tx, order.id, parcel.id)
        state = moving.state_of(order, parcel, siblings)
        if state != order.state:
            after = drafting.in_state(order, state, parcel.moved_at)
            changed.append((order, replace(after, version=order.version + 1, updated_at=tx.now)))
    if changed:
        storing.save(tx, changed)
    return [after for _, after in changed]


def _customers(tx: Tx, order_ids: Sequence[int]) -> list[int]:
    """Return whose orders these are, the lowest id first: they are locked in that order."""
    owners = sa.select(_O.customer_id).where(_O.id.in_(order_ids), _O.customer_id.is_not(None))
    return [*tx.execute(owners.distinct().order_by(_O.customer_id)).scalars()]


def _siblings(tx: Tx, order_id: int, parcel_id: int) -> list[Parcel]:
    rows = tx.execute(
        sa.select(parcel_table)
        .join(parcel_order_table, _L.parcel_id == _P.id)
        .where(_L.order_id == order_id, _L.parcel_id != parcel_id)
    )
    return [to_parcel(row) for row in rows]


def _known_as(tx: Tx, draft: ParcelDraft, source: Source, *, told: bool) -> ParcelDraft:
    """Return a draft under the carrier by which its parcel is known, so that it is not made twice.

    A number of digits alone fits several carriers: whoever names one knows better than our guess,
    under which another may have brought the parcel before.
    """
    rows = tx.execute(
        sa.select(parcel_table).where(_P.shop_id == draft.shop_id, _P.number == draft.number)
    )
    held = [to_parcel(row) for row in rows]
    if len(held) != 1 or held[0].carrier == draft.carrier:
        return draft
    orders, wanted = {*held[0].order_ids}, {*draft.order_ids}
    if orders and wanted and orders.isdisjoint(wanted):
        return draft
    if not told:
        return replace(draft, carrier=held[0].carrier)
    locked = storing.lock_parcel(tx, held[0].id)
    _record(tx, "parcel_changed", source, _save(tx, replace(locked, carrier=draft.carrier)))
    return draft


def _check_orders(tx: Tx, shop_id: int, order_ids: Sequence[int]) -> None:
    wanted = {*order_ids}
    if not wanted:
        return
    if len(wanted) > MOST_ORDERS:
        raise NotFound("order.not_found")
    rows = tx.execute(sa.select(_O.id).where(_O.id.in_(sorted(wanted)), _O.shop_id == shop_id))
    if {*rows.scalars()} != wanted:
        raise NotFound("order.not_found")


def _locked_by_number(tx: Tx, draft: ParcelDraft) -> Parcel:
    return to_parcel(
        tx.execute(
            sa.select(parcel_table)
            .where(
                _P.shop_id == draft.shop_id,
                _P.carrier == draft.carrier,
                _P.number == draft.number,
            )
            .with_for_update()
        ).one()
    )


def _link(tx: Tx, parcel_id: int, order_ids: Sequence[int]) -> None:
    if order_ids:
        rows = [{"parcel_id": parcel_id, "order_id": order_id} for order_id in order_ids]
        tx.execute(parcel_order_table.insert(), rows)


def _save(tx: Tx, parcel: Parcel) -> Parcel:
    saved = replace(parcel, version=parcel.version + 1, updated_at=tx.now)
    storing.save_parcel(tx, saved)
    return saved


def _record(
    tx: Tx,
    kind: str,
    source: Source,
    parcel: Parcel,
    *,
    movements: Sequence[Movement] = (),
    orders: Sequence[Order] = (),
) -> None:
    changes = [Change("parcel", parcel.id, parcel.version, parcel)]
    changes += [Change("movement", each.id, each.version, each) for each in movements]
    changes += [Change("order", each.id, each.version, each) for each in orders]
    tx.record(NewEvent(kind, source.by.doer, changes, shop_id=parcel.shop_id))
