"""Asking for everything about a person, or for their erasure; how far it is, and its end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from madoguchi.customers.vault.rules.recognition import mask
from madoguchi.desk.operations.attachments import BLOB_REMOVAL
from madoguchi.kernel.errors import Conflict, Invalid, TooLarge
from madoguchi.kernel.feed import SYSTEM, Change, Doer, NewEvent
from madoguchi.kernel.outbox import NewDelivery
from madoguchi.kernel.transaction import Tx
from madoguchi.language.names import clean_name
from madoguchi.language.unnaming import Unnamer
from madoguchi.people.contracts import Actor
from madoguchi.people.operations.access import one_at_a_time
from madoguchi.people.rules.roles import owner_only, supervisor_only
from madoguchi.privacy.contracts import PersonRequest, RequestKind
from madoguchi.privacy.queries import to_request, whole_person
from madoguchi.privacy.tables import person_request_table

EXPORT = "person_export"
ERASURE = "person_erasure"
"""The kinds of delivery by which the worker does what was asked; their target is the request."""
LIFE = timedelta(hours=24)
"""A file with everything about a person does not lie about for longer."""
LONGEST_REASON = 500
_UNDER_WAY = ("waiting", "running")

_P = person_request_table.c


def ask_export(tx: Tx, customer_id: int, *, by: Actor) -> PersonRequest:
    """Ask for a file with everything that is kept of a person, to be given to them.

    Supervisors and owners. Raises `Conflict` while something asked about them is under way.
    """
    supervisor_only(by)
    return _ask(tx, "export", customer_id, "", by)


def ask_erasure(tx: Tx, customer_id: int, reason: str, *, by: Actor) -> PersonRequest:
    """Ask for the erasure of a person; the reason is kept, so it should not name them. Owners.

    Raises `Conflict` while something asked about them is under way.
    """
    owner_only(by)
    reason = mask(clean_name(reason))
    if not reason:
        raise Invalid("privacy.reason_missing", field="reason")
    if len(reason) > LONGEST_REASON:
        raise TooLarge("privacy.reason_too_long", field="reason", limit=LONGEST_REASON)
    return _ask(tx, "erasure", customer_id, reason, by)


def _ask(tx: Tx, kind: RequestKind, customer_id: int, reason: str, by: Actor) -> PersonRequest:
    person = whole_person(tx, customer_id, by=by)
    one_at_a_time(tx)
    # Also together with others, or for one who has come under another's profile since.
    if any(each.state in _UNDER_WAY for each in of_the_same(tx, [each.id for each in person])):
        raise Conflict("privacy.under_way")
    row = tx.execute(
        person_request_table.insert()
        .values(
            version=1,
            kind=kind,
            customer_id=person[0].id,
            customer_ids=[each.id for each in person],
            shop_ids=sorted({each.shop_id for each in person}),
            state="waiting",
            reason=reason,
            asked_by=by.person_id,
            created_at=tx.now,
            kept=[],
        )
        .returning(*person_request_table.columns)
    ).one()
    tx.deliver(NewDelivery(EXPORT if kind == "export" else ERASURE, row.id, ""))
    event = "person_export_asked" if kind == "export" else "person_erasure_asked"
    return _record(tx, event, to_request(row), by.doer)


def finish_export(tx: Tx, request_id: int, *, blob: str, size: int) -> None:
    """Note that the file can be had, for a day."""
    _change(
        tx,
        "person_exported",
        request_id,
        state="ready",
        blob=blob,
        size=size,
        finished_at=tx.now,
        expires_at=tx.now + LIFE,
    )


def finish_erasure(tx: Tx, request_id: int) -> None:
    """Note that a person is erased.

    Files of them go, whoever's profile they were asked for under, and what earlier attempts at
    erasing them had remembered; reasons that name them no longer do.
    """
    row = tx.execute(sa.select(person_request_table).where(_P.id == request_id)).one()
    unnamer = Unnamer(row.names or [])
    for each in of_the_same(tx, row.customer_ids):
        if each.blob is not None:
            _expire(tx, each.id, each.blob)
        tx.execute(
            person_request_table.update()
            .where(_P.id == each.id)
            .values(names=None, reason=unnamer.text(each.reason))
        )
    _change(tx, "person_erased", request_id, state="done", finished_at=tx.now)


def of_the_same(tx: Tx, customer_ids: Collection[int]) -> list[sa.Row[Any]]:
    """Return all that was asked about some customers, also together with others."""
    rows = tx.execute(sa.select(person_request_table).order_by(_P.id)).all()
    return [row for row in rows if not set(customer_ids).isdisjoint(row.customer_ids)]


def fail(tx: Tx, request_id: int) -> None:
    """Note that the worker gave up; the log says why."""
    _change(tx, "person_request_failed", request_id, state="failed", finished_at=tx.now)


def expire_due(tx: Tx) -> None:
    """Take back the files whose days are over. For the worker."""
    due = sa.select(_P.id, _P.blob).where(_P.state == "ready", _P.expires_at <= tx.now)
    for row in tx.execute(due.with_for_update(skip_locked=True)).all():
        _expire(tx, row.id, row.blob)


def _expire(tx: Tx, request_id: int, blob: str) -> None:
    tx.deliver(NewDelivery(BLOB_REMOVAL, request_id, blob))
    _change(tx, "person_export_expired", request_id, state="expired", blob=None)


def _change(tx: Tx, kind: str, request_id: int, **values: object) -> None:
    row = tx.execute(
        person_request_table.update()
        .where(_P.id == request_id)
        .values(**values, version=_P.version + 1)
        .returning(*person_request_table.columns)
    ).one()
    _record(tx, kind, to_request(row), SYSTEM)


def _record(tx: Tx, kind: str, asked: PersonRequest, doer: Doer) -> PersonRequest:
    """Only who asked sees it in the feed; owners read in the audit log that it was asked for."""
    change = Change("person_request", asked.id, asked.version, asked)
    nobody = 0  # a program's request is no person's
    tx.record(NewEvent(kind, doer, [change], person_id=asked.asked_by or nobody))
    return asked
