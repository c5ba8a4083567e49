"""The only place that changes shops."""

from __future__ import annotations

import secrets

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.fields import check_zone
from madoguchi.people.rules.roles import owner_only
from madoguchi.shops.contracts import Hours, Shop, ShopChanges, ShopDraft
from madoguchi.shops.queries import to_shop
from madoguchi.shops.rules import embedding, fields, opening
from madoguchi.shops.tables import shop_table

PUBLIC_KEY_PREFIX = "shop_"


def make_shop(tx: Tx, draft: ShopDraft, *, by: Actor) -> Shop:
    """Make a shop with fresh keys. Owners only."""
    owner_only(by)
    zone = check_zone(draft.zone, "zone")
    hours = draft.hours or Hours(zone, opening.ALWAYS)
    row = tx.execute(
        shop_table.insert()
        .values(
            version=1,
            name=fields.check_name(draft.name),
            platform=draft.platform,
            locale=fields.check_locale(draft.locale, "locale"),
            zone=zone,
            color=fields.check_color(draft.color),
            hours=opening.check_hours(hours),
            widget=fields.check_widget(draft.widget),
            allowed_origins=embedding.check_origins(draft.allowed_origins),
            public_key=PUBLIC_KEY_PREFIX + secrets.token_urlsafe(15),
            secret=_new_secret(),
        )
        .returning(*shop_table.columns)
    ).one()
    return _record(tx, "shop_made", to_shop(row), by)


def change_shop(tx: Tx, shop_id: int, changes: ShopChanges, *, by: Actor) -> Shop:
    """Change what is given and leave the rest. Owners only."""
    owner_only(by)
    before = _locked(tx, shop_id)
    values = {
        name: value
        for name, value in msgspec.structs.asdict(changes).items()
        if value is not msgspec.UNSET
    }
    if isinstance(changes.name, str):
        values["name"] = fields.check_name(changes.name)
    if isinstance(changes.locale, str):
        values["locale"] = fields.check_locale(changes.locale, "locale")
    if isinstance(changes.zone, str):
        values["zone"] = check_zone(changes.zone, "zone")
    if isinstance(changes.color, str):
        values["color"] = fields.check_color(changes.color)
    if changes.hours is not msgspec.UNSET:
        values["hours"] = opening.check_hours(changes.hours)
    if changes.widget is not msgspec.UNSET:
        values["widget"] = fields.check_widget(changes.widget)
    if changes.allowed_origins is not msgspec.UNSET:
        values["allowed_origins"] = embedding.check_origins(changes.allowed_origins)
    kind = "shop_changed"
    if isinstance(values.pop("archived", None), bool):
        if changes.archived and before.archived_at is None:
            values["archived_at"], kind = tx.now, "shop_archived"
        elif not changes.archived and before.archived_at is not None:
            values["archived_at"], kind = None, "shop_unarchived"
    return _change(tx, kind, before, values, by)


def archive(tx: Tx, shop_id: int, *, by: Actor) -> Shop:
    """Take a shop out of use: its widget goes quiet, its history stays. Owners only."""
    return change_shop(tx, shop_id, ShopChanges(archived=True), by=by)


def rotate_secret(tx: Tx, shop_id: int, *, by: Actor) -> str:
    """Give the shop a new secret and return it; tokens signed with the old one end at once."""
    owner_only(by)
    before = _locked(tx, shop_id)
    secret = _new_secret()
    _change(tx, "shop_secret_rotated", before, {"secret": secret}, by)
    return secret


def _change(tx: Tx, kind: str, before: Shop, values: dict[str, object], by: Actor) -> Shop:
    if all(getattr(before, name, None) == value for name, value in values.items()):
        return before
    row = tx.execute(
        shop_table.update()
        .where(shop_table.c.id == before.id)
        .values(**values, version=shop_table.c.version + 1)
        .returning(*shop_table.columns)
    ).one()
    return _record(tx, kind, to_shop(row), by)


def _record(tx: Tx, kind: str, shop: Shop, by: Actor) -> Shop:
    change = Change("shop", shop.id, shop.version, shop)
    tx.record(NewEvent(kind, by.doer, [change], shop_id=shop.id))
    return shop


def _locked(tx: Tx, shop_id: int) -> Shop:
    row = tx.execute(
        sa.select(shop_table).where(shop_table.c.id == shop_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound("shops.not_found")
    return to_shop(row)


def _new_secret() -> str:
    return secrets.token_urlsafe(32)
