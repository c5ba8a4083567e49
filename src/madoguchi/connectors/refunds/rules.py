"""Pure decisions about refunds: how much may go back, by which connection, and when to look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from madoguchi.connectors.connections.adapter import Adapter
from madoguchi.connectors.connections.contracts import Connection, Trouble
from madoguchi.connectors.refunds.contracts import RefundRequest, RefundWish
from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.language.names import clean_name
from madoguchi.orders.contracts import Order

REASON_LIMIT = 120
"""Characters; with its mark it must come back whole in what platforms keep of a reason."""
PAUSES = (60, 60, 120, 600, 3600)
"""Seconds before each further attempt. The first is a minute: by then a request that was cut off
is either done on the platform, where the next attempt finds it, or will never be.
"""
LOOKS = (60, 300, 1800, 6 * 3600)
"""Seconds between looks at what is on its way; the last repeats for `WATCHED`."""
WATCHED = timedelta(days=60)


def refundable(order: Order, requests: Iterable[RefundRequest]) -> int:
    """Return how much may still go back: what was paid, less what went back or is about to."""
    under_way = sum(each.amount for each in requests if each.is_open)
    return max(0, order.paid - order.refunded - under_way)


def check(wish: RefundWish, order: Order, left: int) -> RefundWish:
    """Return a wish in its one form; refuses another currency, nothing, and too much."""
    if wish.currency.strip().upper() != order.currency:
        raise Invalid("order.other_currency", field="currency", currency=order.currency)
    if wish.amount <= 0:
        raise Invalid("refund.nothing", field="amount")
    if wish.amount > left:
        raise Conflict("refund.too_much", field="amount")
    reason = mask(clean_name(wish.reason))
    if len(reason) > REASON_LIMIT:
        raise Invalid("refund.long_reason", field="reason", limit=REASON_LIMIT)
    return RefundWish(amount=wish.amount, currency=order.currency, reason=reason)


def hindrance(
    order: Order, connections: Sequence[Connection], adapter: Adapter | None, known: Iterable[str]
) -> Trouble | None:
    """Say why an order cannot be refunded from here; None where it can.

    What the past is asked for with, refunds are asked for with as well.
    `connections` are those of the order's shop and platform that are on, `known` the names of all
    that the only one of them was told.
    """
    if adapter is None or "refunds" not in adapter.capabilities:
        return Trouble("refund.not_from_here", {"platform": order.platform})
    if not connections:
        return Trouble("refund.not_connected", {"platform": order.platform})
    if len(connections) > 1:
        return Trouble("refund.which_connection", {"platform": order.platform})
    told = {*known}
    for setting in adapter.settings:
        if setting.enables in {"backfill", "refunds"} and setting.name not in told:
            return Trouble("refund.setting_missing", {"name": setting.name})
    return None


def pause(attempts: int) -> timedelta | None:
    """Return how long to wait after so many attempts without an answer; None: no longer."""
    return timedelta(seconds=PAUSES[attempts - 1]) if 0 < attempts <= len(PAUSES) else None


def next_look(looks: int) -> timedelta:
    """Return how long to wait after so many looks at what is on its way."""
    return timedelta(seconds=LOOKS[min(max(looks, 1), len(LOOKS)) - 1])
