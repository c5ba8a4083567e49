"""Setting telephone lines up."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.channels.phone.contracts.lines import Line, LineChanges, LineDraft
from madoguchi.channels.phone.queries.lines import to_line
from madoguchi.channels.phone.rules import fields
from madoguchi.channels.phone.tables import line_table
from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import owner_only
from madoguchi.shops import queries as shops

_L = line_table.c
_CHECKS: dict[str, Callable[[Any], object]] = {
    "name": fields.check_name,
    "number": fields.check_number,
    "country": fields.check_country,
    "languages": fields.check_languages,
    "trunk": fields.check_trunk,
}


def make_line(tx: Tx, draft: LineDraft, *, by: Actor) -> Line:
    """Add a telephone line to a shop. Owners only.

    Raises `Conflict` for a number that is another line's.
    """
    owner_only(by)
    shops.by_id(tx, draft.shop_id)
    values = _checked(msgspec.structs.asdict(draft))
    fields.check_reach(values["number"], values["trunk"], in_chat=draft.in_chat)
    values["number_key"] = _key_of(values)
    _check_free(tx, values["number_key"])
    row = tx.execute(
        line_table.insert()
        .values(**values, version=1, active=True, created_at=tx.now)
        .returning(*line_table.columns)
    ).one()
    made = to_line(row)
    _record(tx, "phone_line_made", made, by)
    return made


def change_line(tx: Tx, line_id: int, changes: LineChanges, *, by: Actor) -> Line:
    """Change what is given and leave the rest; calls going on stay as they are. Owners only."""
    owner_only(by)
    row = tx.execute(sa.select(line_table).where(_L.id == line_id).with_for_update()).first()
    if row is None:
        raise NotFound("phone.line_not_found")
    before = to_line(row)
    given = msgspec.structs.asdict(changes)
    values = _checked({n: v for n, v in given.items() if v is not msgspec.UNSET})
    whole = {**msgspec.structs.asdict(before), **values}
    fields.check_reach(whole["number"], whole["trunk"], in_chat=whole["in_chat"])
    if (whole["number"], whole["country"]) != (before.number, before.country):
        values["number_key"] = _key_of(whole)
        if values["number_key"] != row.number_key:
            _check_free(tx, values["number_key"])
    if all(getattr(row, name) == value for name, value in values.items()):
        return before
    changed = tx.execute(
        line_table.update()
        .where(_L.id == line_id)
        .values(**values, version=before.version + 1)
        .returning(*line_table.columns)
    ).one()
    after = to_line(changed)
    _record(tx, "phone_line_changed", after, by)
    return after


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    values = dict(given)
    for name, value in given.items():
        if name == "number" and not value.strip():
            values[name] = ""
        elif name in _CHECKS:
            values[name] = _CHECKS[name](value)
        elif name in fields.BOUNDS:
            values[name] = fields.check_bounds(name, value)
    return values


def _key_of(line: dict[str, Any]) -> str:
    number, country = line["number"], line["country"]
    return fields.key_of(number, country) if number else f"none {secrets.token_hex(8)}"


def _check_free(tx: Tx, key: str) -> None:
    """Say in words what the unique constraint would otherwise refuse."""
    if tx.execute(sa.select(_L.id).where(_L.number_key == key)).first() is not None:
        raise Conflict("phone.number_taken", field="number")


def _record(tx: Tx, kind: str, line: Line, by: Actor) -> None:
    change = Change("phone_line", line.id, line.version, line)
    tx.record(NewEvent(kind, by.doer, [change], shop_id=line.shop_id))
