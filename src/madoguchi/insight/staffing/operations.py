"""Assumptions kept, and given up for those above them."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from madoguchi.desk.operations.labels import may_keep
from madoguchi.insight.staffing.contracts import Assumptions, AssumptionsDraft
from madoguchi.insight.staffing.queries import scope_of, to_assumptions
from madoguchi.insight.staffing.rules import HALF_HOUR, Demand, check
from madoguchi.insight.staffing.tables import staffing_assumptions_table
from madoguchi.insight.staffing.week import aim_of
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor

_A = staffing_assumptions_table.c


def keep_assumptions(tx: Tx, draft: AssumptionsDraft, *, by: Actor) -> Assumptions:
    """Keep what is assumed of a shop and channel. Supervisors and owners who see that shop."""
    may_keep(tx, draft.shop_id, by)
    handling = HALF_HOUR if draft.handling is None else timedelta(seconds=draft.handling)
    check(Demand(0, handling), aim_of(draft))
    values = msgspec.structs.asdict(draft)
    scope = scope_of(draft.shop_id, draft.channel)
    row = insert_unless_there(tx, staffing_assumptions_table, version=1, scope=scope, **values)
    if row is None:
        row = tx.execute(
            staffing_assumptions_table.update()
            .where(_A.scope == scope)
            .values(**values, version=_A.version + 1)
            .returning(*staffing_assumptions_table.columns)
        ).one()
    kept = to_assumptions(row)
    change = Change("staffing_assumptions", kept.id, kept.version, kept)
    tx.record(NewEvent("staffing_assumed", by.doer, [change], shop_id=kept.shop_id))
    return kept


def drop_assumptions(tx: Tx, assumptions_id: int, *, by: Actor) -> None:
    """Give up what is assumed of a shop and channel: what is assumed above it holds again."""
    row = tx.execute(
        staffing_assumptions_table.delete()
        .where(_A.id == assumptions_id)
        .returning(_A.shop_id, _A.version)
    ).first()
    if row is None or not by.sees(row.shop_id):
        raise NotFound("insight.staffing.not_found")
    may_keep(tx, row.shop_id, by)
    change = Change("staffing_assumptions", assumptions_id, row.version + 1, None)
    tx.record(NewEvent("staffing_assumed", by.doer, [change], shop_id=row.shop_id))
