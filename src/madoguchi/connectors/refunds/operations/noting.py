"""Requests of refunds as they are stored: each change raises the version and tells its event."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.connectors.refunds.contracts import RefundRequest
from madoguchi.connectors.refunds.queries import to_request
from madoguchi.connectors.refunds.tables import refund_request_table
from madoguchi.kernel.feed import SYSTEM, Change, Doer, NewEvent
from madoguchi.kernel.transaction import Tx

_R = refund_request_table.c


def locked(tx: Tx, request_id: int) -> RefundRequest | None:
    """Return a request that nobody else changes until the commit; None where there is none."""
    row = tx.execute(
        sa.select(refund_request_table).where(_R.id == request_id).with_for_update()
    ).first()
    return None if row is None else to_request(row)


def change(tx: Tx, kind: str, request: RefundRequest, by: Doer, **values: object) -> RefundRequest:
    """Write some fields of a request, which is locked, and tell of it."""
    values["version"] = request.version + 1
    tx.execute(refund_request_table.update().where(_R.id == request.id).values(**values))
    changed = replace(request, **values)
    record(tx, kind, changed, by)
    return changed


def end(tx: Tx, request: RefundRequest) -> None:
    """Note that the money went back."""
    change(
        tx, "refund_done", request, SYSTEM, state="refunded", ended_at=tx.now, trouble=None,
        trying_until=None, uncertain=False,
    )  # fmt: skip


def record(tx: Tx, kind: str, request: RefundRequest, by: Doer) -> None:
    """Tell the shop's people how a request stands."""
    change = Change("refund_request", request.id, request.version, request)
    tx.record(NewEvent(kind, by, [change], shop_id=request.shop_id))
