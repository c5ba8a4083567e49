"""Whose an order is, by names that somebody has vouched for; anything less is a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from madoguchi.customers.contracts import SHOP
from madoguchi.customers.tables import customer_table, identity_table
from madoguchi.kernel.transaction import View
from madoguchi.orders.contracts import Order

_C = customer_table.c
_I = identity_table.c
AT_ONCE = 500
PHONE = "phone"
Name = tuple[str, str]
"""A platform's or channel's name and what somebody is called there; `@` for mail."""


def owners(view: View, orders: Sequence[Order]) -> list[int | None]:
    """Return the customer of each order, None where no name of the buyer's is anybody's for sure.

    The buyer's id on the platform or with the shop comes first, then a verified customer's
    e-mail or telephone in its international form; what two of them share is nobody's for sure.
    """
    by_shop: dict[int, set[Name]] = defaultdict(set)
    for order in orders:
        by_shop[order.shop_id].update(_names(order))
    known = {
        shop_id: _known(view, shop_id, sorted(names)) for shop_id, names in by_shop.items() if names
    }
    return [
        next(
            (
                found
                for name in _names(order)
                if (found := known.get(order.shop_id, {}).get(name)) is not None
            ),
            None,
        )
        for order in orders
    ]


def _names(order: Order) -> Iterable[Name]:
    if order.buyer_id:
        yield order.platform, order.buyer_id
        yield SHOP, order.buyer_id
    if order.buyer_email:
        yield "@", order.buyer_email
    if order.buyer_phone.startswith("+"):
        yield PHONE, order.buyer_phone


def _known(view: View, shop_id: int, names: list[Name]) -> dict[Name, int]:
    found: dict[Name, int] = {}
    doubtful: set[Name] = set()

    def note(name: Name, customer_id: int) -> None:
        if found.setdefault(name, customer_id) != customer_id:
            doubtful.add(name)

    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, text in names:
        by_kind[kind].append(text)
    for kind, texts in by_kind.items():
        for begin in range(0, len(texts), AT_ONCE):
            part = texts[begin : begin + AT_ONCE]
            for row in view.execute(_asked(shop_id, kind, part)):
                note((kind, _compared(kind, row.called)), row.owner)
    return {name: customer_id for name, customer_id in found.items() if name not in doubtful}


def _compared(kind: str, text: str) -> str:
    return text.lower() if kind == "@" else text


def _asked(shop_id: int, kind: str, texts: list[str]) -> sa.Select[str, int]:
    if kind == "@":
        return sa.select(_C.email.label("called"), _C.id.label("owner")).where(
            _C.email.in_(texts), _C.shop_id == shop_id, _C.verified
        )
    called = sa.select(_I.external_id.label("called"), _I.customer_id.label("owner")).where(
        _I.shop_id == shop_id, _I.channel == kind, _I.external_id.in_(texts)
    )
    if kind != PHONE:
        return called
    # A telephone's number alone says nothing: anybody can call under any.
    return called.join(customer_table, _C.id == _I.customer_id).where(_C.verified)
