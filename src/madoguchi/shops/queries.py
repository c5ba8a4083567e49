"""Reads of shops."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.clocks.contracts import Calendar, Holder
from madoguchi.clocks.queries.book import book
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.prepared import Prepared
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only
from madoguchi.shops.contracts import Shop
from madoguchi.shops.rules import opening
from madoguchi.shops.tables import shop_table

_HOURS = Prepared(sa.select(shop_table.c.hours).where(shop_table.c.id == sa.bindparam("id")))


def to_shop(row: sa.Row[Any]) -> Shop:
    """Turn a row of `shop_table` into the entity, without its secret."""
    return Shop(
        id=row.id,
        version=row.version,
        name=row.name,
        platform=row.platform,
        locale=row.locale,
        zone=row.zone,
        color=row.color,
        hours=row.hours,
        widget=row.widget,
        allowed_origins=row.allowed_origins,
        public_key=row.public_key,
        archived_at=row.archived_at,
    )


def by_id(view: View, shop_id: int) -> Shop:
    """Return a shop. For the desk's own use: looks at no actor. Raises `NotFound`."""
    row = view.execute(sa.select(shop_table).where(shop_table.c.id == shop_id)).first()
    if row is None:
        raise NotFound("shops.not_found")
    return to_shop(row)


def by_public_key(view: View, key: str) -> Shop:
    """Return the shop whose widget carries this key, archived or not. Raises `NotFound`."""
    if not key.isprintable():  # PostgreSQL takes no NUL in a text
        raise NotFound("shops.unknown_key")
    row = view.execute(sa.select(shop_table).where(shop_table.c.public_key == key)).first()
    if row is None:
        raise NotFound("shops.unknown_key")
    return to_shop(row)


def calendar_of(view: View, shop_id: int) -> Calendar | None:
    """Return the working calendar of a shop: its own, else its opening hours; None: never open."""
    own = book(view).calendar(Holder.SHOP, shop_id)
    if own is not None:
        return own
    rows = view.run(_HOURS, id=shop_id)
    return opening.calendar_of(rows[0][0]) if rows else None


def own_calendars(view: View) -> dict[int, Calendar]:
    """Return the shops that have a working calendar of their own, each with it."""
    kept = book(view).calendars
    return {each.holder_id: each.calendar for each in kept if each.holder is Holder.SHOP}


def secret_of(view: View, shop_id: int) -> bytes:
    """Return the secret that signs identities of the shop's customers. For the desk's own use."""
    secret = view.execute(
        sa.select(shop_table.c.secret).where(shop_table.c.id == shop_id)
    ).scalar_one_or_none()
    if secret is None:
        raise NotFound("shops.not_found")
    return str(secret).encode()


def show_secret(view: View, shop_id: int, *, by: Actor) -> str:
    """Return the secret as its owner copies it to the shop's server. Owners only."""
    owner_only(by)
    return secret_of(view, shop_id).decode()


def all_shops(view: View, by: Actor) -> list[Shop]:
    """Return the shops in the actor's sight, archived ones too, oldest first."""
    select = sa.select(shop_table).order_by(shop_table.c.id)
    if not by.all_shops:
        select = select.where(shop_table.c.id.in_(by.shop_ids))
    return [to_shop(row) for row in view.execute(select)]


def visible(view: View, shop_id: int, *, by: Actor) -> Shop:
    """Return a shop in the actor's sight; any other is as if it did not exist."""
    if not by.sees(shop_id):
        raise NotFound("shops.not_found")
    return by_id(view, shop_id)
