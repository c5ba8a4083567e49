"""How long is usual between two movements of a parcel."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import View
from madoguchi.orders.contracts import Parcel
from madoguchi.orders.rules import pace
from madoguchi.orders.tables import pace_table

_C = pace_table.c
_COUNTS = Prepared(
    sa.select(_C.counts).where(
        _C.carrier == sa.bindparam("carrier"),
        _C.direction == sa.bindparam("direction"),
        _C.status == sa.bindparam("status"),
    )
)


def usual(view: View, parcel: Parcel) -> timedelta:
    """Return the usual gap of this carrier at the point where a parcel is."""
    leg = pace.leg(parcel.status, parcel.detail)
    rows = view.run(_COUNTS, carrier=parcel.carrier, direction=parcel.direction, status=leg)
    return pace.usual(rows[0][0] if rows else (), parcel.direction, leg)
