"""Taking a person out of their orders; what was bought, when and for how much is kept."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.kernel.feed import Change, Doer, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.orders.contracts import Order
from madoguchi.orders.operations import storing
from madoguchi.orders.tables import order_table

_O = order_table.c


def forget_buyer(tx: Tx, customer_ids: Collection[int], *, by: Doer) -> list[Order]:
    """Leave of some customers' orders the contract alone: no name, address or note.

    Doing it twice is doing it once; returns those that were changed.
    """
    ids = tx.execute(
        sa.select(_O.id).where(_O.customer_id.in_(customer_ids)).order_by(_O.id)
    ).scalars()
    changed = []
    for order_id in list(ids):
        before = storing.lock(tx, order_id)
        bare = replace(
            before,
            address=None,
            buyer_id="",
            buyer_name="",
            buyer_email="",
            buyer_phone="",
            note="",
            flag_label="",
        )
        if bare == before:
            continue
        saved = replace(bare, version=before.version + 1, updated_at=tx.now)
        storing.save(tx, [(before, saved)])
        change = Change("order", saved.id, saved.version, saved)
        tx.record(NewEvent("order_unnamed", by, [change], shop_id=saved.shop_id))
        changed.append(saved)
    return changed
