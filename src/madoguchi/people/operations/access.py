"""What every operation of this room shares: one change at a time, and the person's event."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from madoguchi.kernel.errors import Conflict, Invalid
from madoguchi.kernel.feed import Change, Doer, NewEvent
from madoguchi.kernel.schema import metadata
from madoguchi.kernel.transaction import Tx
from madoguchi.people import queries
from madoguchi.people.contracts import Person
from madoguchi.people.tables import (
    membership_table,
    organisation_table,
    person_shop_table,
    person_table,
    team_table,
)


def one_at_a_time(tx: Tx) -> None:
    """Let one change of staff at a time through, so that two owners cannot demote each other."""
    tx.execute(sa.select(organisation_table.c.id).with_for_update())


def keep_an_owner(tx: Tx) -> None:
    """Refuse what would leave the house without an owner; call after the change."""
    left = tx.execute(
        sa.select(person_table.c.id)
        .where(person_table.c.role == "owner", person_table.c.disabled_at.is_(None))
        .limit(1)
    ).first()
    if left is None:
        raise Conflict("people.last_owner")


NOBODY = 0
"""Whose an event is that concerns one person alone, where no person did it but a program; owners
read it in the audit log.
"""


def touch(tx: Tx, person_id: int, **values: object) -> None:
    """Change columns of a person; the version grows even when none is given."""
    tx.execute(
        person_table.update()
        .where(person_table.c.id == person_id)
        .values(**values, version=person_table.c.version + 1)
    )


def record(tx: Tx, kind: str, person_id: int, doer: Doer) -> Person:
    """Put an event with the person as they now stand into the feed, and return them."""
    person = queries.person(tx, person_id)
    tx.record(NewEvent(kind, doer, [Change("person", person.id, person.version, person)]))
    return person


def check_reach(tx: Tx, shop_ids: Collection[int], team_ids: Collection[int]) -> None:
    """Refuse shops and teams that do not exist."""
    if unknown := _unknown(tx, metadata.tables["shop"], shop_ids):
        raise Invalid("people.unknown_shop", field="shop_ids", id=min(unknown))
    if unknown := _unknown(tx, team_table, team_ids):
        raise Invalid("people.unknown_team", field="team_ids", id=min(unknown))


def set_shops(tx: Tx, person_id: int, shop_ids: Collection[int]) -> None:
    """Make these the shops a person sees."""
    tx.execute(person_shop_table.delete().where(person_shop_table.c.person_id == person_id))
    if shop_ids:
        rows = [{"person_id": person_id, "shop_id": each} for each in sorted(set(shop_ids))]
        tx.execute(person_shop_table.insert(), rows)


def set_teams(tx: Tx, person_id: int, team_ids: Collection[int]) -> None:
    """Make these the teams a person belongs to."""
    tx.execute(membership_table.delete().where(membership_table.c.person_id == person_id))
    if team_ids:
        rows = [{"person_id": person_id, "team_id": each} for each in sorted(set(team_ids))]
        tx.execute(membership_table.insert(), rows)


def known_shops(tx: Tx, shop_ids: Collection[int]) -> set[int]:
    """Return those of the shops that exist."""
    return set(shop_ids) - _unknown(tx, metadata.tables["shop"], shop_ids)


def known_teams(tx: Tx, team_ids: Collection[int]) -> set[int]:
    """Return those of the teams that exist."""
    return set(team_ids) - _unknown(tx, team_table, team_ids)


def _unknown(tx: Tx, table: sa.Table, ids: Collection[int]) -> set[int]:
    if not ids:
        return set()
    # All of them, not those that were named: a database takes only so many values in a statement.
    return set(ids) - set(tx.execute(sa.select(table.c.id)).scalars())
