"""Sessions: started, noted to be in use, ended."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import Change, Doer, NewEvent
from madoguchi.kernel.transaction import Tx
from madoguchi.people.contracts import Actor, NewSession, Session
from madoguchi.people.queries import to_session
from madoguchi.people.rules.roles import owner_only
from madoguchi.people.tables import api_token_table, session_table

LONGEST_AGENT = 300


def start(tx: Tx, person_id: int, new: NewSession) -> Session:
    """Start a session of somebody who has just proved who they are."""
    row = tx.execute(
        session_table.insert()
        .values(
            version=1,
            person_id=person_id,
            token_hash=new.token_hash,
            created_at=tx.now,
            last_seen_at=tx.now,
            address=new.address,
            agent=new.agent[:LONGEST_AGENT],
        )
        .returning(*session_table.columns)
    ).one()
    session = to_session(row)
    _record(tx, "session_started", session, Doer("person", person_id))
    return session


def sign_out(tx: Tx, session_id: int, *, by: Actor) -> None:
    """End the session the actor is in; ending it twice is ending it once."""
    if by.person_id is not None:
        _end(tx, by.doer, session_table.c.id == session_id, person_id=by.person_id)


def revoke(tx: Tx, session_id: int, *, by: Actor) -> None:
    """End a session: one's own, or as an owner anybody's. Raises `NotFound`."""
    row = tx.execute(sa.select(session_table).where(session_table.c.id == session_id)).first()
    if row is None or (row.person_id != by.person_id and not by.at_least("owner")):
        raise NotFound("people.session_not_found")
    _end(tx, by.doer, session_table.c.id == session_id, person_id=row.person_id)


def end_all(tx: Tx, person_id: int, *, but: int | None = None, by: Actor) -> None:
    """End every session of a person, all but one where `but` is given."""
    if person_id != by.person_id:
        owner_only(by)
    condition = session_table.c.person_id == person_id
    if but is not None:
        condition &= session_table.c.id != but
    _end(tx, by.doer, condition, person_id=person_id)


def note_session(tx: Tx, session_id: int) -> None:
    """Note that a session is in use; nobody needs an event for that."""
    tx.execute(
        session_table.update()
        .where(session_table.c.id == session_id, session_table.c.last_seen_at < tx.now)
        .values(last_seen_at=tx.now)
    )


def note_api_token(tx: Tx, token_id: int) -> None:
    """Note that a token is in use."""
    tx.execute(
        api_token_table.update().where(api_token_table.c.id == token_id).values(last_used_at=tx.now)
    )


def _end(tx: Tx, doer: Doer, condition: sa.ColumnElement[bool], *, person_id: int) -> None:
    rows = tx.execute(
        session_table.update()
        .where(
            condition, session_table.c.person_id == person_id, session_table.c.ended_at.is_(None)
        )
        .values(ended_at=tx.now, version=session_table.c.version + 1)
        .returning(*session_table.columns)
    ).all()
    for row in rows:
        _record(tx, "session_ended", to_session(row), doer)


def _record(tx: Tx, kind: str, session: Session, doer: Doer) -> None:
    """Only the person themselves sees it in the feed; a screen needs no more than its end."""
    change = Change("session", session.id, session.version, session)
    tx.record(NewEvent(kind, doer, [change], person_id=session.person_id))


def record_password_change(tx: Tx, doer: Doer) -> None:
    """Note in the feed that a person has a new password; nothing of it is visible."""
    tx.record(NewEvent("password_changed", doer, [], person_id=doer.id))
