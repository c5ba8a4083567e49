"""Invitations to join the staff: a link that works once, for a week."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from madoguchi.kernel.errors import Conflict, NotFound
from madoguchi.kernel.feed import Change, Doer, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import (
    Actor,
    Invitation,
    InvitationDraft,
    InvitationMade,
    NewSession,
    Person,
)
from madoguchi.people.operations import access, sessions, staff
from madoguchi.people.queries import to_invitation
from madoguchi.people.rules import fields
from madoguchi.people.rules.roles import owner_only
from madoguchi.people.rules.secrets import new_token, token_hash
from madoguchi.people.tables import invitation_table, person_table

LIFE = timedelta(days=7)


def invite(tx: Tx, draft: InvitationDraft, *, by: Actor) -> InvitationMade:
    """Invite somebody by a link that is shown this once. Owners only.

    An earlier invitation to the same address is withdrawn: only the newest link works.
    """
    owner_only(by)
    email = fields.check_email(draft.email)
    key = fields.email_key(email)
    taken = sa.select(person_table.c.id).where(person_table.c.email_key == key)
    if tx.execute(taken).first() is not None:
        raise Conflict("people.email_taken", field="email", email=email)
    access.check_reach(tx, draft.shop_ids, draft.team_ids)
    _withdraw(tx, invitation_table.c.email_key == key, by.doer)
    token = new_token()
    row = tx.execute(
        invitation_table.insert()
        .values(
            version=1,
            email=email,
            email_key=key,
            role=draft.role,
            all_shops=draft.all_shops or draft.role == "owner",
            shop_ids=sorted(set(draft.shop_ids)),
            team_ids=sorted(set(draft.team_ids)),
            token_hash=token_hash(token),
            invited_by=by.person_id,
            created_at=tx.now,
            expires_at=tx.now + LIFE,
        )
        .returning(*invitation_table.columns)
    ).one()
    invitation = to_invitation(row)
    _record(tx, "invitation_made", invitation, by.doer)
    return InvitationMade(invitation, token)


def withdraw(tx: Tx, invitation_id: int, *, by: Actor) -> None:
    """Take an invitation back; its link stops working. Owners only."""
    owner_only(by)
    if not _withdraw(tx, invitation_table.c.id == invitation_id, by.doer):
        raise NotFound("people.invitation_gone")


def accept(
    tx: Tx,
    token: str,
    *,
    name: str,
    password_hash: str,
    locale: str,
    zone: str,
    session: NewSession,
) -> Person:
    """Make the invited person a member of staff and sign them in. The link is spent.

    Shops and teams that are gone meanwhile are left out. Raises `NotFound` when the link was
    used, withdrawn or has expired.
    """
    row = tx.execute(
        invitation_table.update()
        .where(
            invitation_table.c.token_hash == token_hash(token),
            invitation_table.c.accepted_at.is_(None),
            invitation_table.c.withdrawn_at.is_(None),
            invitation_table.c.expires_at > tx.now,
        )
        .values(accepted_at=tx.now, version=invitation_table.c.version + 1)
        .returning(*invitation_table.columns)
    ).first()
    if row is None:
        raise NotFound("people.invitation_gone")
    invitation = to_invitation(row)
    person_id = staff.join(
        tx,
        name=name,
        email=invitation.email,
        role=invitation.role,
        password_hash=password_hash,
        locale=locale,
        zone=zone,
        all_shops=invitation.all_shops,
    )
    access.set_shops(tx, person_id, access.known_shops(tx, invitation.shop_ids))
    access.set_teams(tx, person_id, access.known_teams(tx, invitation.team_ids))
    tx.execute(
        invitation_table.update()
        .where(invitation_table.c.id == invitation.id)
        .values(person_id=person_id)
    )
    doer = Doer("person", person_id)
    _record(tx, "invitation_accepted", invitation, doer)
    sessions.start(tx, person_id, session)
    return access.record(tx, "person_joined", person_id, doer)


def _withdraw(tx: Tx, condition: sa.ColumnElement[bool], doer: Doer) -> int:
    rows = tx.execute(
        invitation_table.update()
        .where(
            condition,
            invitation_table.c.accepted_at.is_(None),
            invitation_table.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=tx.now, version=invitation_table.c.version + 1)
        .returning(*invitation_table.columns)
    ).all()
    for row in rows:
        _record(tx, "invitation_withdrawn", to_invitation(row), doer)
    return len(rows)


def _record(tx: Tx, kind: str, invitation: Invitation, doer: Doer) -> None:
    change = Change("invitation", invitation.id, invitation.version, invitation)
    # Only who invited sees it in the feed; owners read it in the audit log.
    whose = invitation.invited_by or access.NOBODY
    tx.record(NewEvent(kind, doer, [change], person_id=whose))
