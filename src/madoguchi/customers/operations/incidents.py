"""The quality record: what went wrong for a customer, and what was done about it."""

from __future__ import annotations

from msgspec.structs import asdict

from madoguchi.customers import queries
from madoguchi.customers.contracts import Customer, Incident, IncidentDraft
from madoguchi.customers.operations.knowing import lock_for
from madoguchi.customers.rules.incidents import check_incident
from madoguchi.customers.tables import incident_table
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor

_I = incident_table.c


def note_incident(tx: Tx, customer_id: int, draft: IncidentDraft, *, by: Actor) -> Incident:
    """Write down what went wrong, for whoever serves this customer the next time."""
    checked = check_incident(draft)
    customer = lock_for(tx, customer_id, by)
    row = tx.execute(
        incident_table.insert()
        .values(
            **asdict(checked),
            version=1,
            customer_id=customer.id,
            at=tx.now,
            by_id=by.person_id,
            by_name=by.name,
        )
        .returning(*incident_table.columns)
    ).one()
    return _record(tx, "incident_noted", customer, Incident(**row._mapping), by)


def change_incident(tx: Tx, incident_id: int, draft: IncidentDraft, *, by: Actor) -> Incident:
    """Correct a record, or add what was done since; when and by whom it was made stays."""
    checked = check_incident(draft)
    customer = lock_for(tx, queries.incident_of(tx, incident_id, by=by).customer_id, by)
    before = queries.incident_of(tx, incident_id, by=by)
    if all(getattr(before, name) == value for name, value in asdict(checked).items()):
        return before
    row = tx.execute(
        incident_table.update()
        .where(_I.id == incident_id)
        .values(**asdict(checked), version=_I.version + 1)
        .returning(*incident_table.columns)
    ).one()
    return _record(tx, "incident_changed", customer, Incident(**row._mapping), by)


def _record(tx: Tx, kind: str, customer: Customer, incident: Incident, by: Actor) -> Incident:
    change = Change("incident", incident.id, incident.version, incident)
    tx.record(NewEvent(kind, by.doer, [change], shop_id=customer.shop_id))
    return incident
