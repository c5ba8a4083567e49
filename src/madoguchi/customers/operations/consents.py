"""Consents: kept with their proof, and withdrawn. Neither is ever deleted: both are evidence."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import asdict

from madoguchi.customers import queries
from madoguchi.customers.contracts import Consent, ConsentDraft, Customer
from madoguchi.customers.operations.knowing import lock, lock_for
from madoguchi.customers.rules.consents import check_consent
from madoguchi.customers.tables import consent_table
from madoguchi.customers.vault.operations.ending import erase_withdrawn
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.language.names import clean_name
from madoguchi.people.contracts import Actor

_C = consent_table.c


def give_consent(tx: Tx, customer_id: int, draft: ConsentDraft, *, by: Actor) -> Consent:
    """Keep that a customer agreed to something; the same once more is a proof of its own.

    A form of ours calls it as the desk itself: then nobody of staff stands for it.
    """
    checked = check_consent(draft, tx.now)
    customer = lock_for(tx, customer_id, by)
    kept = agree(tx, customer.id, checked, noted_by=by.person_id)
    return _record(tx, "consent_given", customer, kept, by)


def agree(tx: Tx, customer_id: int, draft: ConsentDraft, *, noted_by: int | None = None) -> Consent:
    """Keep a consent, as a part of an operation that records it; `consent_change` goes with it."""
    row = tx.execute(
        consent_table.insert()
        .values(
            **asdict(check_consent(draft, tx.now)),
            version=1,
            customer_id=customer_id,
            noted_by=noted_by,
        )
        .returning(*consent_table.columns)
    ).one()
    return Consent(**row._mapping)


def consent_change(consent: Consent) -> Change:
    """Return a consent as events carry it."""
    return Change("consent", consent.id, consent.version, consent)


def withdraw_consent(
    tx: Tx, consent_id: int, channel: str, *, by: Actor, at: datetime | None = None
) -> Consent:
    """Note that a customer no longer agrees, and where they said so; it counts from then on.

    Doing it twice is doing it once: the first withdrawal stands. Whoever no longer agrees that
    their identity documents are kept has them erased: that is what the form had told them.
    """
    channel = clean_name(channel)
    if not channel or len(channel) > 40:
        raise Invalid("consent.channel_missing", field="channel")
    customer = lock(tx, queries.consent_of(tx, consent_id, by=by).customer_id)
    before = queries.consent_of(tx, consent_id, by=by)
    if before.withdrawn_at is not None:
        return before
    row = tx.execute(
        consent_table.update()
        .where(_C.id == consent_id)
        .values(
            version=_C.version + 1,
            withdrawn_at=min(at or tx.now, tx.now),
            withdrawn_channel=channel,
            withdrawn_noted_by=by.person_id,
        )
        .returning(*consent_table.columns)
    ).one()
    if before.purpose == "identity_document":
        erase_withdrawn(tx, customer, by.doer)
    return _record(tx, "consent_withdrawn", customer, Consent(**row._mapping), by)


def _record(tx: Tx, kind: str, customer: Customer, consent: Consent, by: Actor) -> Consent:
    tx.record(NewEvent(kind, by.doer, [consent_change(consent)], shop_id=customer.shop_id))
    return consent
