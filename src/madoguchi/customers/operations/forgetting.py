"""Forgetting a person: what is kept of a customer goes, but for what the law keeps, unnamed."""

from __future__ import annotations

from collections.abc import Callable, Collection

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers.contracts import Address, Consent, Customer, Incident
from madoguchi.customers.operations.knowing import change_of, lock, save
from madoguchi.customers.rules import given_name
from madoguchi.customers.tables import (
    address_table,
    apart_table,
    consent_table,
    identity_table,
    import_row_table,
    incident_table,
)
from madoguchi.customers.vault.operations.ending import erase_of
from madoguchi.kernel.feed import Change, Doer, NewEvent, StoredChange
from madoguchi.kernel.transaction import Tx
from madoguchi.language.unnaming import Unnamer

_I = incident_table.c
_C = consent_table.c


def pseudonym_of(customer_id: int) -> str:
    """Return what a customer is called once they are erased: the same each time, and nobody's."""
    return given_name(f"erased {customer_id}")


def emptied(customer: Customer) -> Customer:
    """Return what is left of a customer of whom nothing shall be known."""
    return replace(
        customer,
        name=pseudonym_of(customer.id),
        locale=None,
        zone=None,
        email=None,
        phone=None,
        verified=False,
        external_id=None,
        tags=[],
        note="",
        page=None,
        email_dead_at=None,
        tier=None,
    )


def silence(tx: Tx, customer_ids: Collection[int]) -> None:
    """Take away every name by which channels know some customers.

    Whoever comes again under one of them is somebody new.
    """
    tx.execute(identity_table.delete().where(identity_table.c.customer_id.in_(customer_ids)))
    tx.wrote = True


def forget(
    tx: Tx, customer_id: int, unnamer: Unnamer, *, keep_incidents: bool, by: Doer
) -> Customer:
    """Leave of a customer a number and their consents, unnamed; incidents only where they must be.

    Doing it twice is doing it once.
    """
    customer = lock(tx, customer_id)
    silence(tx, [customer_id])
    erase_of(tx, customer_id, unnamer, by)
    apart = apart_table.c
    tx.execute(
        apart_table.delete().where(
            sa.or_(apart.first_id == customer_id, apart.second_id == customer_id)
        )
    )
    rows = tx.execute(
        address_table.delete()
        .where(address_table.c.customer_id == customer_id)
        .returning(*address_table.columns)
    ).all()
    addresses = [Address(**row._mapping) for row in rows]
    changes = [Change("address", each.id, each.version + 1, None) for each in addresses]
    changes += _unname(tx, customer_id, unnamer) if keep_incidents else _drop(tx, customer_id)
    changes += _unname_consents(tx, customer_id, unnamer)
    _forget_imports(tx, customer_id, unnamer)
    erased = save(tx, emptied(customer))
    changes.append(change_of(erased))
    tx.record(NewEvent("customer_erased", by, changes, shop_id=erased.shop_id))
    return erased


def drop_incidents(tx: Tx, customer_id: int, *, by: Doer) -> None:
    """Drop what was kept of a customer's complaints once its time is over."""
    customer = lock(tx, customer_id)
    changes = _drop(tx, customer_id)
    if changes:
        tx.record(NewEvent("customer_erased", by, changes, shop_id=customer.shop_id))


def drop_consents(tx: Tx, customer_id: int, *, by: Doer) -> None:
    """Drop what was kept of a customer's consents once its time is over."""
    customer = lock(tx, customer_id)
    rows = tx.execute(
        consent_table.delete().where(_C.customer_id == customer_id).returning(*_C)
    ).all()
    gone = [Consent(**row._mapping) for row in rows]
    changes = [Change("consent", each.id, each.version + 1, None) for each in gone]
    if changes:
        tx.record(NewEvent("customer_erased", by, changes, shop_id=customer.shop_id))


def cleaner(
    customer_ids: Collection[int], unnamer: Unnamer, *, keep_incidents: bool
) -> Callable[[StoredChange], bool]:
    """Return what takes what hung on some customers out of an event's change; see `feed.scrub`."""
    gone = {"address"} if keep_incidents else {"address", "incident"}

    def clean(change: StoredChange) -> bool:
        value = change.value
        if value is None or change.type not in {"address", "incident", "consent"}:
            return False
        if value["customer_id"] not in customer_ids:
            return False
        change.value = None if change.type in gone else unnamer.fields(value)
        return change.value != value

    return clean


def _forget_imports(tx: Tx, customer_id: int, unnamer: Unnamer) -> None:
    """Forget what files said of a customer, also in rows that were not taken."""
    unnamer = unnamer.surely()
    columns = import_row_table.c
    tx.execute(import_row_table.delete().where(columns.customer_id == customer_id))
    faulty = tx.execute(sa.select(import_row_table).where(columns.fault.is_not(None))).all()
    for row in faulty:
        if unnamer.knows(row.fault.begins):
            tx.execute(
                import_row_table.update()
                .where(columns.import_id == row.import_id, columns.line == row.line)
                .values(fault=replace(row.fault, begins=unnamer.text(row.fault.begins)))
            )


def _unname(tx: Tx, customer_id: int, unnamer: Unnamer) -> list[Change]:
    rows = tx.execute(sa.select(incident_table).where(_I.customer_id == customer_id)).all()
    changes = []
    for row in rows:
        before = Incident(**row._mapping)
        after = replace(
            before,
            version=before.version + 1,
            what=unnamer.text(before.what),
            done=unnamer.text(before.done),
        )
        tx.execute(
            incident_table.update()
            .where(_I.id == after.id)
            .values(version=after.version, what=after.what, done=after.done)
        )
        changes.append(Change("incident", after.id, after.version, after))
    return changes


def _unname_consents(tx: Tx, customer_id: int, unnamer: Unnamer) -> list[Change]:
    rows = tx.execute(sa.select(consent_table).where(_C.customer_id == customer_id)).all()
    changes = []
    for before in [Consent(**row._mapping) for row in rows]:
        after = replace(before, version=before.version + 1, text=unnamer.text(before.text))
        if after.text != before.text:
            tx.execute(
                consent_table.update()
                .where(_C.id == after.id)
                .values(version=after.version, text=after.text)
            )
            changes.append(Change("consent", after.id, after.version, after))
    return changes


def _drop(tx: Tx, customer_id: int) -> list[Change]:
    rows = tx.execute(
        incident_table.delete().where(_I.customer_id == customer_id).returning(*_I)
    ).all()
    gone = [Incident(**row._mapping) for row in rows]
    return [Change("incident", each.id, each.version + 1, None) for each in gone]
