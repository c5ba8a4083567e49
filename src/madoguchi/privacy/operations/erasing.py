"""Erasing a person, a step at a time: each is one transaction, and may be taken again.

Their customers go last: until then everything that recognises them in a text is still known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from madoguchi.channels.email.operations.redacting import erase_mails, forget_addresses
from madoguchi.customers.operations.forgetting import (
    drop_incidents,
    forget,
    pseudonym_of,
    silence,
)
from madoguchi.customers.vault.operations.ending import erase_of
from madoguchi.desk.operations.erasing import (
    clean_customer,
    cleaner,
    conversations_of,
    erase_conversation,
)
from madoguchi.desk.tables import conversation_table, message_table
from madoguchi.kernel import feed
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import SYSTEM, StoredChange
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.language.unnaming import Unnamer
from madoguchi.orders.operations.forgetting import forget_buyer
from madoguchi.privacy.queries import complaints, law_of, unnamer_of
from madoguchi.privacy.rules.retention import kept_until
from madoguchi.privacy.tables import kept_record_table, person_request_table

_K = kept_record_table.c
_P = person_request_table.c
_M = message_table.c


def begin(tx: Tx, request_id: int) -> tuple[list[int], Unnamer]:
    """Begin, or go on after a stop: return the person's customers, and what recognises them.

    Their names on the channels go at once, so that nobody speaks as them any more; until all is
    done the request holds what they were.
    """
    row = tx.execute(
        sa.select(person_request_table).where(_P.id == request_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound("privacy.not_found")
    ids = list(row.customer_ids)
    names = row.names
    if names is None:
        names = list(unnamer_of(tx, ids).names)
        tx.execute(
            person_request_table.update()
            .where(_P.id == request_id)
            .values(names=names, state="running", version=_P.version + 1)
        )
    silence(tx, ids)
    return ids, Unnamer(names)


def erase_talk(tx: Tx, conversation_id: int, ids: Sequence[int], unnamer: Unnamer) -> None:
    """Erase one conversation of a person; a complaint keeps its words where the law says so."""
    kept = False
    law = law_of(tx, ids, "complaint")
    if law is not None and conversation_id in complaints(tx, ids):
        last = tx.execute(
            sa.select(conversation_table.c.updated_at).where(
                conversation_table.c.id == conversation_id
            )
        ).scalar_one()
        until = kept_until(last, law)
        kept = until > tx.now
        if kept:
            keep_until(tx, "complaint", "conversation", conversation_id, until)
    _erase(tx, conversation_id, ids[0], unnamer, kept=kept)


def _erase(tx: Tx, conversation_id: int, person: int, unnamer: Unnamer, *, kept: bool) -> None:
    erase_mails(tx, conversation_id)
    erase_conversation(tx, conversation_id, unnamer, pseudonym_of(person), kept=kept, by=SYSTEM)


def scrub_page(tx: Tx, after: int, ids: Sequence[int], unnamer: Unnamer) -> int | None:
    """Take a person out of a page of the events of no conversation; returns where to go on."""
    tx.wrote = True
    marks = [f'"customer_id":{each},' for each in ids]
    marks += [f'"type":"customer","id":{each},' for each in ids]

    def concerns(changes: str) -> bool:
        return any(mark in changes for mark in marks) or unnamer.knows(changes)

    return feed.scrub_loose(tx.connection, after, concerns, _loose(ids, unnamer))


def _loose(ids: Sequence[int], unnamer: Unnamer) -> Callable[[StoredChange], bool]:
    """Return what takes a person out of what stands in no conversation: their own profile whole."""
    in_words = cleaner(unnamer, pseudonym_of(ids[0]), kept=True)

    def clean(change: StoredChange) -> bool:
        value = change.value
        if value is None:
            return False
        whose = change.id if change.type == "customer" else value.get("customer_id")
        if whose not in ids:
            return in_words(change)
        if change.type == "customer":
            before = dict(value)
            clean_customer(value, pseudonym_of(change.id))
            return value != before
        if change.type == "address":
            change.value = None
            return True
        return in_words(change)

    return clean


def erase_person(tx: Tx, ids: Sequence[int], unnamer: Unnamer) -> bool:
    """Erase what hangs on a person's customers, and them; False where they said something since.

    Then their conversations are to be erased once more.
    """
    if unfinished(tx, ids):
        return False
    law = law_of(tx, ids, "complaint")
    forget_addresses(tx, [name for name in unnamer.names if "@" in name])
    forget_buyer(tx, ids, by=SYSTEM)
    for customer_id in sorted(ids):
        erase_of(tx, customer_id, SYSTEM)
        forget(tx, customer_id, unnamer, keep_incidents=law is not None, by=SYSTEM)
        if law is not None:
            keep_until(tx, "complaint", "customer", customer_id, kept_until(tx.now, law))
    return True


def unfinished(tx: Tx, ids: Sequence[int]) -> list[int]:
    """Return the conversations of a person in which something is still to be erased."""
    talks = conversations_of(tx, ids)
    kept = tx.execute(
        sa.select(_K.target_id).where(_K.kind == "conversation", _K.target_id.in_(talks))
    ).scalars()
    left = set(talks) - set(kept)
    said = sa.select(_M.conversation_id).where(
        _M.conversation_id.in_(left),
        sa.or_(_M.body != "", _M.attachments.is_not(None), _M.sender.not_like("erased:%")),
    )
    return sorted(set(tx.execute(said).scalars()))


def keep_until(tx: Tx, record_class: str, kind: str, target_id: int, until: object) -> None:
    """Note until when something is kept; the worker erases it then."""
    insert_unless_there(
        tx, kept_record_table, record_class=record_class, kind=kind, target_id=target_id,
        until=until,
    )  # fmt: skip


def erase_kept(tx: Tx) -> bool:
    """Erase one record whose time is over; returns whether there was one. For the worker."""
    due = (
        sa.select(kept_record_table)
        .where(_K.until <= tx.now)
        .order_by(_K.until)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = tx.execute(due).first()
    if row is None:
        return False
    if row.kind == "conversation":
        whose = tx.execute(
            sa.select(conversation_table.c.customer_id).where(
                conversation_table.c.id == row.target_id
            )
        ).scalar_one()
        _erase(tx, row.target_id, whose, Unnamer([]), kept=False)
    else:
        drop_incidents(tx, row.target_id, by=SYSTEM)
    tx.execute(
        kept_record_table.delete().where(
            _K.record_class == row.record_class, _K.kind == row.kind, _K.target_id == row.target_id
        )
    )
    return True
