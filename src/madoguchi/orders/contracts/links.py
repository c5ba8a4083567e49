"""A link by which a customer follows an order without signing in."""

from __future__ import annotations

from datetime import datetime

import msgspec

from madoguchi.kernel.feed import DoerKind


class OrderLink(msgspec.Struct, frozen=True, kw_only=True):
    """Who made it and how long it opens the order's page; its address is worked out, never stored.

    The fields stand in the order of the columns of `tables.order_link_table`.
    """

    id: int
    version: int = 1
    shop_id: int
    order_id: int
    made_by_kind: DoerKind
    made_by: int | None
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
