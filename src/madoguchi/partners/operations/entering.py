"""Ways into the portal: a password, chosen by a link; a link to one request, used once.

Sessions of the portal are of their own: none of them opens anything of the desk's.
"""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.errors import NotFound, Unauthenticated
from madoguchi.kernel.feed import Change, Doer, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.partners.queries.rows import PERSON_COLUMNS, to_person
from madoguchi.partners.tables import (
    link_table,
    partner_table,
    person_table,
    request_table,
    session_table,
)
from madoguchi.people.contracts import NewSession
from madoguchi.people.operations import sign_in as staff
from madoguchi.people.operations.sessions import LONGEST_AGENT

_C = person_table.c


def take_attempt(tx: Tx, email: str, address: str) -> None:
    """Count an attempt to sign in before it is looked at, as for staff, but beside theirs."""
    staff.take_attempt(tx, _account(email), address)


def sign_in(
    tx: Tx,
    person_id: int,
    *,
    password_hash: str,
    session: NewSession,
    rehashed: str | None = None,
) -> None:
    """Start a session of somebody whose password fitted `password_hash`.

    Raises `Unauthenticated` where the password was changed or they were shut out meanwhile.
    """
    row = tx.execute(
        sa.select(*PERSON_COLUMNS, _C.password_hash, partner_table.c.archived_at)
        .join(partner_table, partner_table.c.id == _C.partner_id)
        .where(_C.id == person_id)
        .with_for_update(of=person_table)
    ).first()
    if (
        row is None
        or row.disabled_at is not None
        or row.archived_at is not None
        or row.password_hash != password_hash
    ):
        raise Unauthenticated("people.bad_sign_in")
    staff.give_back(tx, _account(row.email), session.address, clear=True)
    if rehashed is not None:
        tx.execute(person_table.update().where(_C.id == person_id).values(password_hash=rehashed))
    _start(tx, row.partner_id, session, person_id=person_id)


def choose_password(tx: Tx, token_hash: str, *, password_hash: str, session: NewSession) -> None:
    """Take the password that a link lets somebody choose, and sign them in; the link ends.

    Every session they had ends. Raises `NotFound` for a link that leads nowhere.
    """
    row = tx.execute(
        sa.select(*PERSON_COLUMNS, partner_table.c.archived_at)
        .join(partner_table, partner_table.c.id == _C.partner_id)
        .where(_C.token_hash == token_hash, _C.invited_until > tx.now, _C.disabled_at.is_(None))
        .with_for_update(of=person_table)
    ).first()
    if row is None or row.archived_at is not None:
        raise NotFound("partner.link_gone")
    end_sessions(tx, row.id)
    tx.execute(
        person_table.update()
        .where(_C.id == row.id)
        .values(
            version=_C.version + 1,
            password_hash=password_hash,
            joined_at=row.joined_at or tx.now,
            invited_until=None,
            token_hash=None,
        )
    )
    person = to_person(tx.execute(sa.select(*PERSON_COLUMNS).where(_C.id == row.id)).one())
    tx.record(
        NewEvent(
            "partner_person_joined",
            Doer("partner", person.id),
            [Change("partner_person", person.id, person.version, person)],
        )
    )
    _start(tx, person.partner_id, session, person_id=person.id)


def open_link(tx: Tx, token_hash: str, *, session: NewSession) -> int:
    """Use a link: start a session that shows its one request; returns the request's id.

    Raises `NotFound` for a link that was used, has expired, or never was.
    """
    links = link_table.c
    row = tx.execute(
        link_table.update()
        .where(links.token_hash == token_hash, links.used_at.is_(None), links.expires_at > tx.now)
        .values(used_at=tx.now)
        .returning(links.request_id)
    ).first()
    if row is None:
        raise NotFound("partner.link_gone")
    found = tx.execute(
        sa.select(request_table.c.partner_id, partner_table.c.archived_at)
        .join(partner_table, partner_table.c.id == request_table.c.partner_id)
        .where(request_table.c.id == row.request_id)
    ).one()
    if found.archived_at is not None:
        raise NotFound("partner.link_gone")
    _start(tx, found.partner_id, session, request_id=row.request_id)
    return int(row.request_id)


def sign_out(tx: Tx, *, by: PartnerCaller) -> None:
    """End the session that the caller is in."""
    _end(tx, session_table.c.id == by.session_id)


def end_sessions(tx: Tx, person_id: int) -> None:
    """End every session of a partner's person."""
    _end(tx, session_table.c.person_id == person_id)


def _end(tx: Tx, condition: sa.ColumnElement[bool]) -> None:
    tx.execute(
        session_table.update()
        .where(condition, session_table.c.ended_at.is_(None))
        .values(ended_at=tx.now)
    )


def _start(
    tx: Tx,
    partner_id: int,
    session: NewSession,
    *,
    person_id: int | None = None,
    request_id: int | None = None,
) -> None:
    tx.execute(
        session_table.insert().values(
            partner_id=partner_id,
            person_id=person_id,
            request_id=request_id,
            token_hash=session.token_hash,
            created_at=tx.now,
            address=session.address,
            agent=session.agent[:LONGEST_AGENT],
        )
    )


def _account(email: str) -> str:
    """The name under which attempts are counted: somebody may have an account at both doors."""
    return f"partner {email}"
