"""Tokens for programs: made, revoked."""

from __future__ import annotations

from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import Change, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor, ApiToken, ApiTokenDraft, ApiTokenMade
from madoguchi.people.operations import access
from madoguchi.people.queries import to_api_token
from madoguchi.people.rules import fields
from madoguchi.people.rules.roles import owner_only
from madoguchi.people.rules.secrets import new_api_token, token_hash
from madoguchi.people.tables import api_token_table


def make_api_token(tx: Tx, draft: ApiTokenDraft, *, by: Actor) -> ApiTokenMade:
    """Make a token that is shown this once. Owners only."""
    owner_only(by)
    access.check_reach(tx, draft.shop_ids, ())
    token = new_api_token()
    row = tx.execute(
        api_token_table.insert()
        .values(
            version=1,
            name=fields.check_name(draft.name),
            token_hash=token_hash(token),
            hint=token[-4:],
            role=draft.role,
            all_shops=draft.all_shops or draft.role == "owner",
            shop_ids=sorted(set(draft.shop_ids)),
            made_by=by.person_id,
            created_at=tx.now,
        )
        .returning(*api_token_table.columns)
    ).one()
    made = to_api_token(row)
    _record(tx, "api_token_made", made, by)
    return ApiTokenMade(made, token)


def revoke_api_token(tx: Tx, token_id: int, *, by: Actor) -> None:
    """End a token for good. Owners only."""
    owner_only(by)
    row = tx.execute(
        api_token_table.update()
        .where(api_token_table.c.id == token_id, api_token_table.c.revoked_at.is_(None))
        .values(revoked_at=tx.now, version=api_token_table.c.version + 1)
        .returning(*api_token_table.columns)
    ).first()
    if row is None:
        raise NotFound("people.api_token_not_found")
    _record(tx, "api_token_revoked", to_api_token(row), by)


def _record(tx: Tx, kind: str, token: ApiToken, by: Actor) -> None:
    change = Change("api_token", token.id, token.version, token)
    # Only who made it sees it in the feed; owners read it in the audit log.
    tx.record(NewEvent(kind, by.doer, [change], person_id=token.made_by or access.NOBODY))
