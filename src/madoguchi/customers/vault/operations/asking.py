"""Asking a customer for a document by a link, taking the link back, taking in what they give."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from madoguchi.customers import operations as customers
from madoguchi.customers.contracts import ConsentDraft
from madoguchi.customers.operations.consents import agree, consent_change
from madoguchi.customers.vault import queries, sealing
from madoguchi.customers.vault.contracts import (
    ASKED_KINDS,
    SIDES,
    Asking,
    Document,
    DocumentRequest,
    Parcelled,
)
from madoguchi.customers.vault.links import by_link
from madoguchi.customers.vault.operations import recording
from madoguchi.customers.vault.rules import keeping
from madoguchi.customers.vault.tables import document_request_table
from madoguchi.kernel.errors import Conflict, Invalid, NotFound
from madoguchi.kernel.feed import Change
from madoguchi.kernel.transaction import Tx
from madoguchi.language.catalogue import CUSTOMER_LOCALES, best_locale
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.secrets import token_hash
from madoguchi.shops import queries as shops

LINK = "link"
"""Where those have agreed who did so on the page behind a link."""

_Q = document_request_table.c


def ask(
    tx: Tx,
    customer_id: int,
    asking: Asking,
    token: str,
    *,
    conversation_id: int,
    by: Actor,
) -> tuple[DocumentRequest, Change]:
    """Make a link for one document of a customer; the database has the hash of its secret only.

    The change is for the event of the operation that this is a part of.
    """
    customer = customers.lock_for(tx, customer_id, by)
    if customer.blocked_at is not None:
        raise Conflict("conversation.customer_is_blocked")
    shop = shops.by_id(tx, customer.shop_id)
    wished = asking.locale or customer.locale or shop.locale
    made = DocumentRequest(
        id=0,
        shop_id=customer.shop_id,
        customer_id=customer.id,
        conversation_id=conversation_id,
        kind=asking.kind,
        reason=asking.reason,
        words=keeping.check_words(asking.words),
        photos=asking.photos and bool(SIDES[asking.kind]),
        locale=best_locale(wished, CUSTOMER_LOCALES),
        asked_by=by.person_id,
        created_at=tx.now,
        expires_at=tx.now + timedelta(hours=queries.settings(tx).link_hours),
    )
    values = {name: getattr(made, name) for name in DocumentRequest.__struct_fields__[1:]}
    request_id = tx.execute(
        document_request_table.insert()
        .values(**values, token_hash=token_hash(token))
        .returning(_Q.id)
    ).scalar_one()
    made = msgspec.structs.replace(made, id=request_id)
    return made, recording.request_change(made)


def withdraw(tx: Tx, request_id: int, *, by: Actor) -> DocumentRequest:
    """Take a link back: it opens nothing any more. Doing it twice is doing it once."""
    found = recording.lock_request(tx, _Q.id == request_id)
    if found is None or not by.sees(found.shop_id):
        raise NotFound("vault.no_such_request")
    if found.submitted_at is not None:
        raise Conflict("vault.link_used")
    if found.withdrawn_at is not None:
        return found
    after = recording.change_request(tx, found.id, withdrawn_at=tx.now)
    recording.record(tx, "document_link_withdrawn", by.doer, after, recording.request_change(after))
    return after


def submit(tx: Tx, token: str, given: Parcelled) -> tuple[Document, list[Change]]:
    """Take in what a customer gives through a link, which is used up by it, and that they agreed.

    Its fields are checked and its photographs sealed already. Raises `NotFound` where the link is
    over, also when it came to that just now; `Invalid` without consent. The changes are for the
    event that this is a part of.
    """
    if not given.consent.text:
        raise Invalid("vault.consent_missing", field="consent")
    # The customer before their links, as whoever erases these does.
    customers.lock(tx, by_link(tx, token).customer_id)
    request = recording.lock_request(tx, _Q.token_hash == token_hash(token))
    by_link(tx, token)
    assert request is not None  # by_link has found it
    if request.kind not in ASKED_KINDS:
        raise Invalid("vault.bad_form")
    made = sealing.store(
        tx,
        Document(
            id=0,
            shop_id=request.shop_id,
            customer_id=request.customer_id,
            conversation_id=request.conversation_id,
            message_id=None,
            request_id=request.id,
            kind=request.kind,
            source="link",
            mask="",
            sides=[photo.side for photo in given.photos],
            consented_at=tx.now,
            created_at=tx.now,
            erase_at=tx.now,
        ),
        given,
    )
    used = recording.change_request(tx, request.id, submitted_at=tx.now, document_id=made.id)
    agreed = agree(
        tx,
        request.customer_id,
        ConsentDraft(
            purpose="identity_document",
            text=given.consent.text,
            locale=given.consent.locale,
            channel=LINK,
        ),
    )
    return made, [
        recording.document_change(made),
        recording.request_change(used),
        consent_change(agreed),
    ]
