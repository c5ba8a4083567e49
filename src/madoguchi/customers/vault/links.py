"""What a link asks for, as whoever holds it may know: refusals here are for customers' eyes."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.customers.vault.contracts import DocumentRequest
from madoguchi.customers.vault.queries import to_request
from madoguchi.customers.vault.tables import document_request_table
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.rules.secrets import token_hash

_Q = document_request_table.c


def locale_of(view: View, token: str) -> str | None:
    """Return the language that a link was made in, also once it is over; None for a forged one."""
    found: str | None = view.execute(
        sa.select(_Q.locale).where(_Q.token_hash == token_hash(token))
    ).scalar()
    return found


def by_link(view: View, token: str) -> DocumentRequest:
    """Return what a link asks for, whoever holds it; raises `NotFound` where it is over or forged.

    The refusal says which: `vault.link_unknown`, `_used`, `_withdrawn` or `_expired`.
    """
    row = view.execute(
        sa.select(document_request_table).where(_Q.token_hash == token_hash(token))
    ).first()
    if row is None:
        raise NotFound("vault.link_unknown")
    found = to_request(row)
    if found.submitted_at is not None:
        raise NotFound("vault.link_used")
    if found.withdrawn_at is not None:
        raise NotFound("vault.link_withdrawn")
    if found.expires_at <= view.now:
        raise NotFound("vault.link_expired")
    return found
