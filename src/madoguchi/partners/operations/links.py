"""Links to one request: for who has no account. Each opens once; see `entering.open_link`."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.partners.operations.rows import request_for
from madoguchi.partners.rules.requests import check_open
from madoguchi.partners.tables import link_table
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.secrets import new_token, token_hash

LINK_LIFE = timedelta(days=7)
"""A link that nobody has opened ends after this long."""


def make_link(tx: Tx, request_id: int, *, by: Actor) -> str:
    """Return the token of a link that opens one request, once, for whoever holds it."""
    request = request_for(tx, request_id, by)
    check_open(request, "tell")
    token = new_link(tx, request_id, by.person_id)
    tx.record(
        NewEvent(
            "partner_link_made",
            by.doer,
            [Change("partner_request", request.id, request.version, request)],
            shop_id=request.shop_id,
        )
    )
    return token


def new_link(tx: Tx, request_id: int, made_by: int | None) -> str:
    """Note a link and return its token, which is stored nowhere. Not an operation by itself."""
    token = new_token()
    tx.execute(
        link_table.insert().values(
            request_id=request_id,
            token_hash=token_hash(token),
            made_by=made_by,
            created_at=tx.now,
            expires_at=tx.now + LINK_LIFE,
        )
    )
    return token
