"""Taking a person out of their orders; what was bought, when and for how much is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.kernel.feed import Change, Doer, NewEvent, StoredChange
from madoguchi.kernel.transaction import Tx, View
from madoguchi.language.unnaming import Unnamer
from madoguchi.orders.contracts import Order
from madoguchi.orders.operations import storing
from madoguchi.orders.operations.links import revoke_all
from madoguchi.orders.tables import (
    movement_table,
    order_table,
    parcel_order_table,
    parcel_table,
    refund_table,
)

_O = order_table.c
_P = parcel_table.c
_M = movement_table.c
_R = refund_table.c
_EMPTY: dict[str, Any] = {
    "address": None,
    "buyer_id": "",
    "buyer_name": "",
    "buyer_email": "",
    "buyer_phone": "",
    "note": "",
    "flag_label": "",
}


def without_person(order: Order, unnamer: Unnamer) -> Order:
    """Return an order with the contract alone: no name, address or note.

    A line may name whom a thing is made out to, such as an engraving.
    """
    lines = [replace(each, title=unnamer.text(each.title)) for each in order.lines]
    return replace(order, lines=lines, **_EMPTY)


def orders_of(view: View, customer_ids: Collection[int]) -> list[int]:
    """Return the ids of some customers' orders, whoever asks."""
    ids = sa.select(_O.id).where(_O.customer_id.in_(customer_ids)).order_by(_O.id)
    return list(view.execute(ids).scalars())


def forget_buyer(tx: Tx, customer_ids: Collection[int], unnamer: Unnamer, *, by: Doer) -> None:
    """Leave of some customers' orders the contract alone, also in what parcels and refunds say.

    The links by which they followed their orders open nothing any more. Doing it twice is doing it
    once.
    """
    ids = orders_of(tx, customer_ids)
    _forget_parcels(tx, ids, unnamer, by)
    for order_id in ids:
        before = storing.lock(tx, order_id)
        revoke_all(tx, order_id, by=by)
        _forget_refunds(tx, order_id, unnamer)
        after = without_person(before, unnamer)
        if after == before:
            continue
        saved = replace(after, version=before.version + 1, updated_at=tx.now)
        storing.save(tx, [(before, saved)])
        change = Change("order", saved.id, saved.version, saved)
        tx.record(NewEvent("order_unnamed", by, [change], shop_id=saved.shop_id))


def parcels_of(view: View, order_ids: Collection[int]) -> list[int]:
    """Return the ids of the parcels that some orders are in, whoever asks."""
    links = parcel_order_table.c
    ids = sa.select(links.parcel_id).distinct().where(links.order_id.in_(order_ids))
    return sorted(view.execute(ids).scalars())


def cleaner(
    view: View, customer_ids: Collection[int], unnamer: Unnamer
) -> Callable[[StoredChange], bool]:
    """Return what takes a buyer out of an event's change; see `feed.scrub`."""
    orders = frozenset(orders_of(view, customer_ids))
    parcels = frozenset(parcels_of(view, orders))

    def clean(change: StoredChange) -> bool:
        value = change.value
        if value is None:
            return False
        if change.type == "order" and change.id in orders:
            after = unnamer.fields(value) | _EMPTY
        elif (
            (change.type == "refund" and value["order_id"] in orders)
            or (change.type == "parcel" and change.id in parcels)
            or (change.type == "movement" and value["parcel_id"] in parcels)
        ):
            after = unnamer.fields(value)
        else:
            return False
        change.value = after
        return bool(after != value)

    return clean


def _forget_parcels(tx: Tx, order_ids: Collection[int], unnamer: Unnamer, by: Doer) -> None:
    """Take the names out of carriers' words, such as of who signed; parcels come before orders."""
    for parcel_id in parcels_of(tx, order_ids):
        before = storing.lock_parcel(tx, parcel_id)
        _forget_movements(tx, parcel_id, unnamer)
        after = replace(before, place=unnamer.text(before.place), text=unnamer.text(before.text))
        if after == before:
            continue
        saved = replace(after, version=before.version + 1, updated_at=tx.now)
        storing.save_parcel(tx, saved)
        change = Change("parcel", saved.id, saved.version, saved)
        tx.record(NewEvent("parcel_unnamed", by, [change], shop_id=saved.shop_id))


def _forget_movements(tx: Tx, parcel_id: int, unnamer: Unnamer) -> None:
    rows = tx.execute(
        sa.select(_M.id, _M.place, _M.text, _M.version).where(_M.parcel_id == parcel_id)
    ).all()
    for row in rows:
        place, text = unnamer.text(row.place), unnamer.text(row.text)
        if (place, text) != (row.place, row.text):
            tx.execute(
                movement_table.update()
                .where(_M.id == row.id)
                .values(place=place, text=text, version=row.version + 1)
            )


def _forget_refunds(tx: Tx, order_id: int, unnamer: Unnamer) -> None:
    rows = tx.execute(sa.select(_R.id, _R.reason).where(_R.order_id == order_id)).all()
    for row in rows:
        reason = unnamer.text(row.reason)
        if reason != row.reason:
            tx.execute(
                refund_table.update()
                .where(_R.id == row.id)
                .values(reason=reason, version=_R.version + 1)
            )
