"""Questions before an order and what came of them: who asked, who answered, who ordered and paid.

An order that is told late, or turns out to be somebody else's, is judged as if it had been known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from madoguchi.insight.figures.days import day_of
from madoguchi.insight.figures.facts import Inquiry

SOON = 1
"""Days after the question within which an order follows from it: the same or the next day."""
FINAL = 3
"""The fourth day, with that of the question as the first: what has not come by then does not."""
UNDER_WAY = timedelta(days=30)
"""An order of which nobody has said for so long that it arrived is not asked about any more."""
REACH = FINAL + 1 + UNDER_WAY.days
"""Days between a question and an order beyond which neither says anything of the other."""


class Sale(Struct, frozen=True):
    """An order as figures know it; `customer` 0 is nobody's, or none that was ordered.

    `ended` is when it arrived, came back or was given up.
    """

    version: int
    customer: int
    placed: datetime
    paid: datetime | None = None
    ended: datetime | None = None


class Sold(Struct):
    """Inquiries, and how many of them were ordered and paid soon, or by the last day."""

    asked: int = 0
    ordered: int = 0
    paid: int = 0
    ordered_finally: int = 0
    paid_finally: int = 0

    def count(self, inquiry: Inquiry, sign: int) -> None:
        """Count an inquiry in (+1) or out (-1); one about an order under way is none."""
        if inquiry.about_order:
            return
        ordered, paid = inquiry.ordered_after, inquiry.paid_after
        self.asked += sign
        self.ordered += sign * (ordered is not None and ordered <= SOON)
        self.paid += sign * (paid is not None and paid <= SOON)
        self.ordered_finally += sign * (ordered is not None)
        self.paid_finally += sign * (paid is not None)


def total(several: Iterable[Sold]) -> Sold:
    """Several sums as one."""
    each = list(several)
    return Sold(
        sum(one.asked for one in each),
        sum(one.ordered for one in each),
        sum(one.paid for one in each),
        sum(one.ordered_finally for one in each),
        sum(one.paid_finally for one in each),
    )


def answered(inquiry: Inquiry, at: datetime, agent: int) -> Inquiry:
    """Return an inquiry with a person's reply; of several in a row by one person the first."""
    if inquiry.replies and inquiry.replies[-1][1] == agent:
        return inquiry
    return replace(inquiry, replies=[*inquiry.replies, (at, agent)])


def judged(inquiry: Inquiry, sales: Iterable[Sale], zone: ZoneInfo) -> Inquiry:
    """Return an inquiry with what came of it, by all that its customer has ordered.

    It is of whoever answered last before the order; where nobody did, of who was in charge.
    """
    about_order, bought = False, []
    for sale in sales:
        if sale.placed < inquiry.asked_at:
            over = sale.ended is not None and sale.ended <= inquiry.asked_at
            recent = inquiry.asked_at - sale.placed <= UNDER_WAY
            about_order = about_order or (recent and not over)
        elif _after(inquiry, sale.placed, zone) <= FINAL:
            bought.append(sale)
    ordered = min((sale.placed for sale in bought), default=None)
    paid = [_after(inquiry, sale.paid, zone) for sale in bought if sale.paid is not None]
    in_time = [days for days in paid if days <= FINAL]
    return replace(
        inquiry,
        about_order=about_order,
        ordered_after=None if ordered is None else _after(inquiry, ordered, zone),
        paid_after=max(0, min(in_time)) if in_time else None,
        agent=_credited(inquiry, ordered),
    )


def _credited(inquiry: Inquiry, ordered: datetime | None) -> int | None:
    before = [agent for at, agent in inquiry.replies if ordered is None or at <= ordered]
    return before[-1] if before else inquiry.in_charge


def _after(inquiry: Inquiry, at: datetime, zone: ZoneInfo) -> int:
    return (day_of(at, zone) - inquiry.day).days
