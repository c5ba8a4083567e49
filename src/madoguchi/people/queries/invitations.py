"""Links that still lead in: invitations, and those to a new password."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor, Forgetful, Invitation, Invited
from madoguchi.people.queries.staff import organisation
from madoguchi.people.rules.roles import owner_only
from madoguchi.people.tables import invitation_table, password_link_table, person_table


def open_invitations(view: View, *, by: Actor) -> list[Invitation]:
    """Return the invitations that can still be accepted, newest first. Owners only."""
    owner_only(by)
    rows = view.execute(
        sa.select(invitation_table)
        .where(
            invitation_table.c.accepted_at.is_(None),
            invitation_table.c.withdrawn_at.is_(None),
            invitation_table.c.expires_at > view.now,
        )
        .order_by(invitation_table.c.id.desc())
    )
    return [to_invitation(row) for row in rows]


def invitation_by_token(view: View, token_hash: str) -> Invited:
    """Return what the invited person sees. Raises `NotFound` once it cannot be accepted."""
    row = view.execute(
        sa.select(invitation_table).where(
            invitation_table.c.token_hash == token_hash,
            invitation_table.c.accepted_at.is_(None),
            invitation_table.c.withdrawn_at.is_(None),
            invitation_table.c.expires_at > view.now,
        )
    ).first()
    company = organisation(view)
    if row is None or company is None:
        raise NotFound("people.invitation_gone")
    return Invited(company.name, row.email, row.role, row.expires_at)


def invited_address(view: View, token_hash: str) -> str:
    """Return whom a link invites, also when it is spent. Raises `NotFound` for an unknown one."""
    email = view.execute(
        sa.select(invitation_table.c.email).where(invitation_table.c.token_hash == token_hash)
    ).scalar_one_or_none()
    if email is None:
        raise NotFound("people.invitation_gone")
    return str(email)


def forgetful(view: View, token_hash: str) -> Forgetful:
    """Return whom a link lets choose a new password. Raises `NotFound` once it leads nowhere."""
    link, person = password_link_table.c, person_table.c
    row = view.execute(
        sa.select(person.name, person.email, link.expires_at)
        .join_from(password_link_table, person_table)
        .where(
            link.token_hash == token_hash,
            link.expires_at > view.now,
            person.disabled_at.is_(None),
        )
    ).first()
    company = organisation(view)
    if row is None or company is None:
        raise NotFound("people.password_link_gone")
    return Forgetful(company.name, row.name, row.email, row.expires_at)


def to_invitation(row: sa.Row[Any]) -> Invitation:
    """Turn a row of `invitation_table` into the struct, without its token."""
    return Invitation(
        id=row.id,
        version=row.version,
        email=row.email,
        role=row.role,
        all_shops=row.all_shops,
        shop_ids=row.shop_ids,
        team_ids=row.team_ids,
        invited_by=row.invited_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
        withdrawn_at=row.withdrawn_at,
    )
