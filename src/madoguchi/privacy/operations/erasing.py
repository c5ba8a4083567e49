"""Erasing a person, a step at a time: each is one transaction, and may be taken again.

Their customers go last: until then everything that recognises them in a text is still known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa

from madoguchi.channels.email.operations.redacting import (
    erase_answers,
    erase_mails,
    forget_addresses,
)
from madoguchi.channels.phone.operations.forgetting import forget_calls
from madoguchi.connectors.connections.operations import forgetting as connections
from madoguchi.connectors.files.operations.forgetting import forget_rows
from madoguchi.customers.contracts import Consent, Incident
from madoguchi.customers.operations import forgetting as customers
from madoguchi.customers.operations.forgetting import pseudonym_of
from madoguchi.customers.queries.profiles import consents_of, incidents_of
from madoguchi.customers.vault.operations import ending as vault
from madoguchi.desk.operations.erasing import (
    clean_customer,
    conversations_of,
    erase_conversation,
)
from madoguchi.desk.operations.states import resolve
from madoguchi.desk.promises.operations.ending import withdraw
from madoguchi.desk.promises.rows import OWED
from madoguchi.desk.promises.tables import promise_table
from madoguchi.desk.tables import conversation_table, message_table
from madoguchi.exports.operations import take_back
from madoguchi.kernel import deliveries, feed
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import SYSTEM, StoredChange
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx
from madoguchi.language.catalogue import best_locale, text
from madoguchi.language.unnaming import Unnamer
from madoguchi.orders.operations import forgetting as orders
from madoguchi.orders.operations.matching import take_unclaimed
from madoguchi.partners.operations import forgetting as partners
from madoguchi.people.contracts import THE_DESK
from madoguchi.privacy.operations.asking import of_the_same
from madoguchi.privacy.queries import (
    complaints,
    country_of_person,
    kept_since,
    law_of,
    unnamer_of,
    what_is_kept,
)
from madoguchi.privacy.rules.retention import kept_until, still_kept
from madoguchi.privacy.tables import kept_record_table, person_request_table
from madoguchi.shops import queries as shops

ANSWERS_AT_ONCE = 500

_K = kept_record_table.c
_P = person_request_table.c
_M = message_table.c
_N = conversation_table.c
_PROMISE = promise_table.c


def begin(tx: Tx, request_id: int) -> tuple[list[int], Unnamer]:
    """Begin, or go on after a stop: return the person's customers, and what recognises them.

    Their names on the channels go at once, so that nobody speaks as them any more; until all is
    done the request holds what they were, and one that failed before still does. What is to be kept
    is decided now: later nobody can tell any more whose law it was.
    """
    row = tx.execute(
        sa.select(person_request_table).where(_P.id == request_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound("privacy.not_found")
    ids = list(row.customer_ids)
    names = row.names
    if names is None:
        take_unclaimed(tx, ids)
        country, kept = country_of_person(tx, ids), what_is_kept(tx, ids)
        known = dict.fromkeys(unnamer_of(tx, ids).names)
        for earlier in of_the_same(tx, ids):
            if earlier.names is not None:  # it broke off, and knew what is gone by now
                known |= dict.fromkeys(earlier.names)
                kept = earlier.kept
        names = list(known)
        tx.execute(
            person_request_table.update()
            .where(_P.id == request_id)
            .values(
                names=names,
                country=country,
                kept=kept,
                state="running",
                version=_P.version + 1,
            )
        )
    customers.silence(tx, ids)
    return ids, Unnamer(names)


def erase_talk(tx: Tx, conversation_id: int, ids: Sequence[int], unnamer: Unnamer) -> None:
    """Erase one conversation of a person; a complaint keeps its words where the law says so."""
    kept = False
    law = law_of(tx, ids, "complaint")
    if law is not None and conversation_id in complaints(tx, ids):
        last = tx.execute(sa.select(_N.updated_at).where(_N.id == conversation_id)).scalar_one()
        until = kept_until(last, law)
        kept = until > tx.now
        if kept:
            keep_until(tx, "complaint", "conversation", conversation_id, until)
    _erase(tx, conversation_id, ids, unnamer, kept=kept)
    _close(tx, conversation_id)


def _close(tx: Tx, conversation_id: int) -> None:
    """Let nothing be owed any more to whom nobody can reach: promises end, and the conversation."""
    open_ = sa.select(_PROMISE.id).where(
        _PROMISE.conversation_id == conversation_id, _PROMISE.state.in_(OWED)
    )
    ids = tx.execute(open_.order_by(_PROMISE.id)).scalars().all()
    if ids:
        shop_id = tx.execute(sa.select(_N.shop_id).where(_N.id == conversation_id)).scalar_one()
        reason = text("privacy.erased_reason", best_locale(shops.by_id(tx, shop_id).locale))
        for promise_id in ids:
            withdraw(tx, promise_id, reason, by=THE_DESK)
    resolve(tx, conversation_id, by=THE_DESK)


def _erase(
    tx: Tx, conversation_id: int, ids: Sequence[int], unnamer: Unnamer, *, kept: bool
) -> None:
    """Erase what a conversation holds of a person, and what hangs on it in other rooms.

    Calls and requests are locked before the conversation, as everybody does.
    """
    forget_calls(tx, conversation_id, by=SYSTEM)
    talks = conversations_of(tx, ids)
    asked = partners.requests_of(tx, [conversation_id])
    shared = partners.requests_of(tx, talks)
    partners.forget_requests(tx, {each: kept or shared[each] for each in asked}, unnamer, by=SYSTEM)
    erase_mails(tx, conversation_id)
    erase_answers(tx, list(asked))
    erase_conversation(tx, conversation_id, unnamer, pseudonym_of(ids[0]), kept=kept, by=SYSTEM)
    tx.scrub(conversation_id, vault.cleaner(ids, unnamer))


def erase_person(tx: Tx, ids: Sequence[int], unnamer: Unnamer) -> bool:
    """Erase what hangs on a person's customers, and them; False where they said something since.

    Then their conversations are to be erased once more.
    """
    if unfinished(tx, ids):
        return False
    complaint, consent = law_of(tx, ids, "complaint"), law_of(tx, ids, "consent")

    def keep(record: Incident | Consent) -> bool:
        law = complaint if isinstance(record, Incident) else consent
        return still_kept(kept_since(record, tx.now), law, tx.now)

    forget_addresses(tx, [name for name in unnamer.names if "@" in name])
    orders.forget_buyer(tx, ids, unnamer, by=SYSTEM)
    forget_rows(tx, orders.orders_of(tx, ids), unnamer.surely())
    connections.forget_troubles(tx, unnamer.surely())
    for customer_id in sorted(ids):
        customers.forget(tx, customer_id, unnamer, keep=keep, by=SYSTEM)
        for record_class, law, records in (
            ("complaint", complaint, incidents_of(tx, [customer_id])),
            ("consent", consent, consents_of(tx, [customer_id])),
        ):
            if law is not None and records:
                last = max(kept_since(each, tx.now) for each in records)
                keep_until(tx, record_class, "customer", customer_id, kept_until(last, law))
    return True


def scrub_page(tx: Tx, after: int, ids: Sequence[int], unnamer: Unnamer) -> int | None:
    """Take a person out of a page of the events of no conversation; returns where to go on."""
    tx.wrote = True
    marks = [f'"customer_id":{each},' for each in ids]
    marks += [f'"type":"customer","id":{each},' for each in ids]
    asked = _requests(tx, ids)
    marks += [f'"type":"partner_request","id":{each},' for each in asked]
    parcels = orders.parcels_of(tx, orders.orders_of(tx, ids))
    marks += [f'"type":"parcel","id":{each},' for each in parcels]
    elsewhere = unnamer.surely()

    def concerns(changes: str) -> bool:
        return any(mark in changes for mark in marks) or elsewhere.knows(changes)

    return feed.scrub_loose(tx.connection, after, concerns, _loose(tx, ids, unnamer, asked))


def _loose(
    tx: Tx, ids: Sequence[int], unnamer: Unnamer, asked: dict[int, bool]
) -> Callable[[StoredChange], bool]:
    """Return what takes a person out of what stands in no conversation.

    What is their own loses them whole; of what is others' only what can be nobody else's name, and
    another customer is not touched at all: people share names.
    """
    own = (
        customers.cleaner(tx, ids, unnamer),
        orders.cleaner(tx, ids, unnamer),
        partners.cleaner(asked, unnamer),
        vault.cleaner(ids, unnamer),
    )
    elsewhere = unnamer.surely()

    def clean(change: StoredChange) -> bool:
        value = change.value
        if value is None:
            return False
        if change.type == "customer":
            if change.id not in ids:
                return False
            change.value = dict(value)
            clean_customer(change.value, pseudonym_of(change.id))
            return change.value != value
        if any(each(change) for each in own):
            return True
        mine = value.get("customer_id") in ids
        change.value = (unnamer if mine else elsewhere).fields(value)
        return change.value != value

    return clean


def _requests(tx: Tx, ids: Sequence[int]) -> dict[int, bool]:
    """Return a person's requests to partners, and whether their words stay."""
    talks = conversations_of(tx, ids)
    found = partners.requests_of(tx, talks)
    kept = tx.execute(
        sa.select(_K.target_id).where(_K.kind == "conversation", _K.target_id.in_(talks))
    ).scalars()
    complained = partners.requests_of(tx, list(kept))
    return {each: shared or each in complained for each, shared in found.items()}


def forget_notices(tx: Tx, after: int, unnamer: Unnamer) -> int | None:
    """Empty a page of platforms' notices that name a person; returns where to go on."""
    return connections.forget_notices(tx, after, unnamer.surely())


def forget_answers(tx: Tx, after: int, unnamer: Unnamer) -> int | None:
    """Empty a page of what others answered and named a person in; returns where to go on."""
    return deliveries.forget_answers(tx, after, unnamer.surely().knows, ANSWERS_AT_ONCE)


def forget_exports(tx: Tx) -> None:
    """Take back the whole company's exports that still hold a person."""
    take_back(tx)


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


def keep_until(tx: Tx, record_class: str, kind: str, target_id: int, until: datetime) -> None:
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
        whose = tx.execute(sa.select(_N.customer_id).where(_N.id == row.target_id)).scalar_one()
        _erase(tx, row.target_id, [whose], Unnamer([]), kept=False)
    elif row.record_class == "consent":
        customers.drop_consents(tx, row.target_id, by=SYSTEM)
    else:
        customers.drop_incidents(tx, row.target_id, by=SYSTEM)
    tx.execute(
        kept_record_table.delete().where(
            _K.record_class == row.record_class, _K.kind == row.kind, _K.target_id == row.target_id
        )
    )
    return True
