"""Orders of nobody that name somebody all the same: asked for when that somebody is erased."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from madoguchi.customers import queries as customers
from madoguchi.customers.tables import customer_table, identity_table
from madoguchi.kernel.transaction import View
from madoguchi.orders.rules.drafts import digits
from madoguchi.orders.tables import order_table

_C = customer_table.c
_I = identity_table.c
_O = order_table.c


def unclaimed_by(view: View, customer_ids: Collection[int]) -> dict[int, int]:
    """Return the orders of nobody that bear a person's e-mail address or number, and as whose.

    `customer_ids` are all as whom shops know them; each is asked about in its own shop. A name that
    somebody else there has too tells nothing, and what staff said is nobody's stays so.
    """
    found: dict[int, int] = {}
    for customer_id in customer_ids:
        known = customers.find(view, customer_id)
        if known is None:
            continue
        named = view.execute(
            sa.select(_I.channel, _I.external_id).where(_I.customer_id == customer_id)
        ).all()
        addresses = {row.external_id.lower() for row in named if row.channel == "email"}
        numbers = {row.external_id for row in named if row.channel == "phone"}
        if known.email:
            addresses.add(known.email.lower())
        if known.phone:
            numbers.add(digits(known.phone))
        for column, channel, texts in (
            (_O.buyer_email, "email", addresses),
            (_O.buyer_phone, "phone", numbers),
        ):
            theirs = [
                each
                for each in sorted(texts)
                if each and not _shared(view, known.shop_id, channel, each, customer_ids)
            ]
            orders = sa.select(_O.id).where(
                _O.customer_id.is_(None),
                _O.given_by_hand.is_(False),
                _O.shop_id == known.shop_id,
                column.in_(theirs),
            )
            for order_id in view.execute(orders).scalars():
                found.setdefault(order_id, customer_id)
    return found


def _shared(
    view: View, shop_id: int, channel: str, text: str, customer_ids: Collection[int]
) -> bool:
    """Say whether somebody else of the shop has an address or number too."""
    others = [
        sa.select(_I.customer_id).where(
            _I.shop_id == shop_id,
            _I.channel == channel,
            _I.external_id == text,
            _I.customer_id.not_in(customer_ids),
        )
    ]
    if channel == "email":
        others.append(
            sa.select(_C.id).where(
                _C.email == text, _C.shop_id == shop_id, _C.id.not_in(customer_ids)
            )
        )
    return any(view.execute(each.limit(1)).first() is not None for each in others)
