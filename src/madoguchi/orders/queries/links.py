"""What the holder of a link may see of an order; refusals here are for customers' eyes."""

from __future__ import annotations

import hmac

import msgspec
import sqlalchemy as sa

from madoguchi.customers import queries as customers
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.ids import read_number
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.time import to_microseconds
from madoguchi.kernel.transaction import View
from madoguchi.orders.contracts import Movement, Order, OrderLink, Parcel
from madoguchi.orders.queries import orders
from madoguchi.orders.queries.parcels import movements_of, parcels_of
from madoguchi.orders.rows import to_link
from madoguchi.orders.tables import order_link_table
from madoguchi.people.contracts import Actor
from madoguchi.shops import queries as shops
from madoguchi.shops.contracts import Shop

PURPOSE = "order link"
SIGNATURE = 40
"""Hexadecimal digits: 160 bits, which nobody guesses."""

_C = order_link_table.c


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its customer follows it, and in which zone its times are shown."""

    order: Order
    parcels: list[Parcel]
    movements: list[Movement]
    shop: Shop
    zone: str
    locale: str


def token_of(keyring: Keyring, link: OrderLink) -> str:
    """Return the part of a link's address that opens it: its id, signed with its end."""
    end = to_microseconds(link.expires_at)
    return f"{link.id}.{_signature(keyring, link.id, link.order_id, end)}"


def follow(view: View, token: str, keyring: Keyring) -> Followed:
    """Return the order behind a link, whoever holds it; raises `NotFound` saying kindly why not."""
    link = _genuine(view, token, keyring)
    if link.revoked_at is not None:
        raise NotFound("order_link.revoked")
    if link.expires_at <= view.now:
        raise NotFound("order_link.expired")
    order = orders.find(view, link.order_id)
    assert order is not None  # an order is never deleted
    shop = shops.by_id(view, order.shop_id)
    owner = None if order.customer_id is None else customers.find(view, order.customer_id)
    parcels = parcels_of(view, [order.id])
    return Followed(
        order=order,
        parcels=parcels,
        movements=movements_of(view, [parcel.id for parcel in parcels]),
        shop=shop,
        zone=(owner.zone if owner is not None else None) or shop.zone,
        locale=(owner.locale if owner is not None else None) or shop.locale,
    )


def shop_behind(view: View, token: str, keyring: Keyring) -> Shop | None:
    """Return whose link it is, also where it opens nothing any more; None of what is no link."""
    try:
        link = _genuine(view, token, keyring)
    except NotFound:
        return None
    return shops.by_id(view, link.shop_id)


def links_of(view: View, order_id: int, *, by: Actor) -> list[OrderLink]:
    """Return the links to an order, the newest first."""
    found = orders.order(view, order_id, by=by)
    rows = view.execute(
        sa.select(order_link_table).where(_C.order_id == found.id).order_by(_C.id.desc())
    )
    return [to_link(row) for row in rows]


def _genuine(view: View, token: str, keyring: Keyring) -> OrderLink:
    number, _, signature = token.partition(".")
    link_id = read_number(number) or 0
    row = view.execute(sa.select(order_link_table).where(_C.id == link_id)).first()
    link = None if row is None else to_link(row)
    order_id, end = (0, 0) if link is None else (link.order_id, to_microseconds(link.expires_at))
    # Compared in constant time, and also where there is no such link: the answer tells nothing.
    right = hmac.compare_digest(
        signature.encode("utf-8", "replace"), _signature(keyring, link_id, order_id, end).encode()
    )
    if link is None or not right:
        raise NotFound("order_link.unknown")
    return link


def _signature(keyring: Keyring, link_id: int, order_id: int, expires_at: int) -> str:
    return keyring.digest(PURPOSE, f"{link_id} {order_id} {expires_at}")[:SIGNATURE]
