"""Forgetting a person: what is kept of a customer goes, but for what the law keeps, unnamed."""

from __future__ import annotations

from collections.abc import Callable, Collection

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.customers.contracts import Address, Consent, Customer, Incident
from madoguchi.customers.operations.knowing import change_of, lock, save
from madoguchi.customers.queries.profiles import consents_of, incidents_of
from madoguchi.customers.rules import given_name
from madoguchi.customers.tables import (
    address_table,
    apart_table,
    consent_table,
    identity_table,
    import_row_table,
    incident_table,
)
from madoguchi.customers.vault.operations.ending import drop_proofs, erase_of
from madoguchi.kernel.feed import Change, Doer, NewEvent, StoredChange
from madoguchi.kernel.transaction import Tx, View
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
    tx: Tx,
    customer_id: int,
    unnamer: Unnamer,
    *,
    keep: Callable[[Incident | Consent], bool],
    by: Doer,
) -> Customer:
    """Leave of a customer a number, and unnamed those incidents and consents that must be kept.

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
    changes += _forget_incidents(tx, customer_id, unnamer, keep)
    changes += _forget_consents(tx, customer_id, unnamer, keep)
    _forget_imports(tx, customer_id, unnamer)
    erased = save(tx, replace(emptied(customer), erased_at=customer.erased_at or tx.now))
    changes.append(change_of(erased))
    tx.record(NewEvent("customer_erased", by, changes, shop_id=erased.shop_id))
    return erased


def drop_incidents(tx: Tx, customer_id: int, *, by: Doer) -> None:
    """Drop what was kept of a customer's complaints once its time is over."""
    customer = lock(tx, customer_id)
    changes = _drop(tx, incident_table, [each.id for each in incidents_of(tx, [customer_id])])
    if changes:
        tx.record(NewEvent("customer_erased", by, changes, shop_id=customer.shop_id))


def drop_consents(tx: Tx, customer_id: int, *, by: Doer) -> None:
    """Drop what was kept of a customer's consents once its time is over."""
    customer = lock(tx, customer_id)
    drop_proofs(tx, customer_id)
    changes = _drop(tx, consent_table, [each.id for each in consents_of(tx, [customer_id])])
    if changes:
        tx.record(NewEvent("customer_erased", by, changes, shop_id=customer.shop_id))


def cleaner(
    view: View, customer_ids: Collection[int], unnamer: Unnamer
) -> Callable[[StoredChange], bool]:
    """Return what takes what hung on some customers out of an event's change; see `feed.scrub`.

    Of incidents and consents that are still kept the words stay, without the names.
    """
    kept = {("incident", each.id) for each in incidents_of(view, customer_ids)}
    kept |= {("consent", each.id) for each in consents_of(view, customer_ids)}

    def clean(change: StoredChange) -> bool:
        value = change.value
        if value is None or change.type not in {"address", "incident", "consent"}:
            return False
        if value["customer_id"] not in customer_ids:
            return False
        change.value = unnamer.fields(value) if (change.type, change.id) in kept else None
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


def _forget_incidents(
    tx: Tx, customer_id: int, unnamer: Unnamer, keep: Callable[[Incident], bool]
) -> list[Change]:
    changes, gone = [], []
    for before in incidents_of(tx, [customer_id]):
        if not keep(before):
            gone.append(before.id)
            continue
        after = replace(
            before,
            version=before.version + 1,
            what=unnamer.text(before.what),
            done=unnamer.text(before.done),
        )
        if (after.what, after.done) != (before.what, before.done):
            tx.execute(
                incident_table.update()
                .where(_I.id == after.id)
                .values(version=after.version, what=after.what, done=after.done)
            )
            changes.append(Change("incident", after.id, after.version, after))
    return changes + _drop(tx, incident_table, gone)


def _forget_consents(
    tx: Tx, customer_id: int, unnamer: Unnamer, keep: Callable[[Consent], bool]
) -> list[Change]:
    changes, gone = [], []
    for before in consents_of(tx, [customer_id]):
        if not keep(before):
            gone.append(before.id)
            continue
        after = replace(before, version=before.version + 1, text=unnamer.text(before.text))
        if after.text != before.text:
            tx.execute(
                consent_table.update()
                .where(_C.id == after.id)
                .values(version=after.version, text=after.text)
            )
            changes.append(Change("consent", after.id, after.version, after))
    return changes + _drop(tx, consent_table, gone)


def _drop(tx: Tx, table: sa.Table, ids: Collection[int]) -> list[Change]:
    kind = {incident_table: "incident", consent_table: "consent"}[table]
    rows = tx.execute(
        table.delete().where(table.c.id.in_(ids)).returning(table.c.id, table.c.version)
    ).all()
    return [Change(kind, row.id, row.version + 1, None) for row in rows]
