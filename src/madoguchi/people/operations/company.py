"""What is said of the company itself after its set-up."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor, Organisation
from madoguchi.people.rules import fields
from madoguchi.people.rules.roles import owner_only
from madoguchi.people.tables import organisation_table

_O = organisation_table.c


def rename(tx: Tx, name: str, *, by: Actor) -> Organisation:
    """Give the company another name: who is invited and who exports reads it. Owners only."""
    owner_only(by)
    name = fields.check_name(name)
    before = tx.execute(sa.select(_O.name, _O.version).with_for_update()).one()
    after = Organisation(name)
    if before.name != name:
        version = before.version + 1
        tx.execute(organisation_table.update().values(name=name, version=version))
        change = Change("organisation", 1, version, after)
        tx.record(NewEvent("organisation_renamed", by.doer, [change]))
    return after
