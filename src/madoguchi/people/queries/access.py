"""Who a session or a token lets act, and where people are signed in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.errors import Forbidden, NotFound
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import (
    Actor,
    ApiToken,
    LastSeen,
    Session,
    SignedIn,
    TwoFactor,
)
from madoguchi.people.rules.fields import email_key
from madoguchi.people.rules.roles import owner_only, person_only, supervisor_only
from madoguchi.people.tables import (
    api_token_table,
    membership_table,
    person_shop_table,
    person_table,
    recovery_code_table,
    session_table,
)

IDLE = timedelta(days=14)
"""A session nobody uses ends after this long."""

LONGEST_SESSION = timedelta(days=90)
"""And every session after this long."""


class Credentials(msgspec.Struct, frozen=True):
    """What the shell needs to check a password outside the writer."""

    person_id: int
    email: str
    password_hash: str


def credentials(view: View, email: str) -> Credentials | None:
    """Return what a sign-in with this address is checked against, None for nobody."""
    return _credentials(view, person_table.c.email_key == email_key(email))


def credentials_of(view: View, person_id: int) -> Credentials | None:
    """Return what this person's password is checked against."""
    return _credentials(view, person_table.c.id == person_id)


def actor_by_session(view: View, token_hash: str) -> SignedIn | None:
    """Return who acts in a session, None when it has ended or its person is disabled."""
    row = view.execute(
        sa.select(
            person_table,
            session_table.c.id.label("session_id"),
            session_table.c.last_seen_at,
        )
        .join_from(session_table, person_table)
        .where(session_table.c.token_hash == token_hash, *_alive(view))
    ).first()
    if row is None:
        return None
    return SignedIn(_actor(view, row), row.last_seen_at, row.session_id)


def actor_by_api_token(view: View, token_hash: str) -> SignedIn | None:
    """Return the program that holds a token, None when the token is revoked or unknown."""
    row = view.execute(
        sa.select(api_token_table).where(
            api_token_table.c.token_hash == token_hash, api_token_table.c.revoked_at.is_(None)
        )
    ).first()
    if row is None:
        return None
    actor = Actor(
        kind="token",
        id=row.id,
        name=row.name,
        role=row.role,
        all_shops=row.all_shops,
        shop_ids=frozenset(row.shop_ids),
    )
    return SignedIn(actor, row.last_used_at)


def actor_of(view: View, person_id: int) -> Actor:
    """Return a person as an actor. Raises `NotFound` for nobody and for the disabled."""
    row = view.execute(
        sa.select(person_table).where(
            person_table.c.id == person_id, person_table.c.disabled_at.is_(None)
        )
    ).first()
    if row is None:
        raise NotFound("people.not_found")
    return _actor(view, row)


def who_sees(view: View, shop_id: int) -> frozenset[int]:
    """Return the ids of the people who may answer in a shop."""
    sees = person_shop_table.c.person_id == person_table.c.id
    there = sa.exists().where(sees, person_shop_table.c.shop_id == shop_id)
    ids = view.execute(
        sa.select(person_table.c.id).where(
            person_table.c.disabled_at.is_(None), person_table.c.all_shops | there
        )
    )
    return frozenset(ids.scalars())


def responsible(view: View, shop_id: int, team_id: int | None) -> int | None:
    """Return who answers for what nobody has in a shop: a supervisor of the team, else one of the
    shop, else an owner; of several, who has been here longest. None in a house without people.
    """
    sees = sa.exists().where(
        person_shop_table.c.person_id == person_table.c.id, person_shop_table.c.shop_id == shop_id
    )
    in_team = sa.exists().where(
        membership_table.c.person_id == person_table.c.id, membership_table.c.team_id == team_id
    )
    supervises = person_table.c.role == "supervisor"
    rank = sa.case((supervises & in_team, 0), (supervises, 1), else_=2)
    found: int | None = view.execute(
        sa.select(person_table.c.id)
        .where(
            person_table.c.disabled_at.is_(None),
            person_table.c.role.in_(("supervisor", "owner")),
            person_table.c.all_shops | sees,
        )
        .order_by(rank, person_table.c.id)
        .limit(1)
    ).scalar_one_or_none()
    return found


def live_sessions(view: View, session_ids: Collection[int]) -> set[int]:
    """Return those of the sessions that still let their person in."""
    rows = view.execute(
        sa.select(session_table.c.id)
        .join_from(session_table, person_table)
        .where(session_table.c.id.in_(session_ids), *_alive(view))
    )
    return set(rows.scalars())


def sessions_of(view: View, person_id: int, *, by: Actor) -> list[Session]:
    """Return where a person is signed in, last used first. For themselves, or for owners."""
    if by.person_id != person_id and not by.at_least("owner"):
        raise Forbidden("people.owner_only")
    rows = view.execute(
        sa.select(session_table)
        .join_from(session_table, person_table)
        .where(session_table.c.person_id == person_id, *_alive(view))
        .order_by(session_table.c.last_seen_at.desc(), session_table.c.id.desc())
    )
    return [to_session(row) for row in rows]


def two_factor(view: View, *, by: Actor) -> TwoFactor:
    """Return how the actor's own second factor stands. For people, not for programs."""
    person_id = person_only(by)
    codes = recovery_code_table.c
    left = view.execute(
        sa.select(sa.func.count()).where(codes.person_id == person_id, codes.used_at.is_(None))
    ).scalar_one()
    on = view.execute(
        sa.select(person_table.c.totp_confirmed_at.is_not(None)).where(
            person_table.c.id == person_id
        )
    ).scalar_one()
    return TwoFactor(bool(on), left)


def last_seen(view: View, *, by: Actor) -> list[LastSeen]:
    """Return when each of the staff last used the desk, to the minutes of `note_session`.

    Supervisors and owners only. Who never signed in is not among them.
    """
    supervisor_only(by)
    latest = sa.func.max(session_table.c.last_seen_at)
    rows = view.execute(
        sa.select(session_table.c.person_id, latest).group_by(session_table.c.person_id)
    )
    return [LastSeen(person_id, at) for person_id, at in map(tuple, rows)]


def to_session(row: sa.Row[Any]) -> Session:
    """Turn a row of `session_table` into the struct, without its token."""
    return Session(
        id=row.id,
        version=row.version,
        person_id=row.person_id,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        ended_at=row.ended_at,
        address=row.address,
        agent=row.agent,
    )


def api_tokens(view: View, *, by: Actor) -> list[ApiToken]:
    """Return the tokens in force, newest first. Owners only."""
    owner_only(by)
    rows = view.execute(
        sa.select(api_token_table)
        .where(api_token_table.c.revoked_at.is_(None))
        .order_by(api_token_table.c.id.desc())
    )
    return [to_api_token(row) for row in rows]


def to_api_token(row: sa.Row[Any]) -> ApiToken:
    """Turn a row of `api_token_table` into the struct, without the token."""
    return ApiToken(
        id=row.id,
        version=row.version,
        name=row.name,
        hint=row.hint,
        role=row.role,
        all_shops=row.all_shops,
        shop_ids=row.shop_ids,
        made_by=row.made_by,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )


def _alive(view: View) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        session_table.c.ended_at.is_(None),
        session_table.c.last_seen_at > view.now - IDLE,
        session_table.c.created_at > view.now - LONGEST_SESSION,
        person_table.c.disabled_at.is_(None),
    )


def _credentials(view: View, condition: sa.ColumnElement[bool]) -> Credentials | None:
    row = view.execute(
        sa.select(person_table.c.id, person_table.c.email, person_table.c.password_hash).where(
            condition, person_table.c.disabled_at.is_(None)
        )
    ).first()
    return None if row is None else Credentials(row.id, row.email, row.password_hash)


def _actor(view: View, row: sa.Row[Any]) -> Actor:
    shop_ids = sa.select(person_shop_table.c.shop_id).where(person_shop_table.c.person_id == row.id)
    team_ids = sa.select(membership_table.c.team_id).where(membership_table.c.person_id == row.id)
    return Actor(
        kind="person",
        id=row.id,
        name=row.name,
        role=row.role,
        locale=row.locale,
        zone=row.zone,
        all_shops=row.all_shops,
        shop_ids=frozenset() if row.all_shops else frozenset(view.execute(shop_ids).scalars()),
        team_ids=frozenset(view.execute(team_ids).scalars()),
    )
