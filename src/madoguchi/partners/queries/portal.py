"""What a partner sees: its own requests, and nothing of whose they are."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import sqlalchemy as sa

from madoguchi.desk.contracts import Attachment
from madoguchi.desk.operations.attachments import loose_of
from madoguchi.desk.queries.attachments import StoredFile, stored_file
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.partners.contracts.partners import PartnerCaller
from madoguchi.partners.contracts.requests import PartnerRequest, RequestEntry
from madoguchi.partners.queries.requests import entries_of, file_in
from madoguchi.partners.queries.rows import (
    PARTNER_COLUMNS,
    REQUEST_COLUMNS,
    to_partner,
    with_places,
)
from madoguchi.partners.tables import (
    link_table,
    partner_table,
    person_table,
    request_table,
    session_table,
)
from madoguchi.people.rules.fields import email_key

LONGEST_SESSION = timedelta(days=30)
"""A warehouse's telephone stays signed in for a month."""
LINK_SESSION = timedelta(days=1)
"""What a link has opened stays open for a day."""
MOST_DONE = 50
MOST_BESIDE = 10

_R = request_table.c
_S = session_table.c


class Credentials(msgspec.Struct, frozen=True):
    """What the shell needs to check a password outside the writer."""

    person_id: int
    password_hash: str


class Invited(msgspec.Struct, frozen=True):
    """What somebody sees before they choose a password."""

    name: str
    email: str
    partner: str
    locale: str


class Board(msgspec.Struct, frozen=True):
    """A partner's requests: theirs to do, waiting on us, and lately done."""

    to_do: list[PartnerRequest]
    waiting: list[PartnerRequest]
    done: list[PartnerRequest]


class Task(msgspec.Struct, frozen=True):
    """One request as its partner sees it, with the files they have taken for the answer.

    `beside` are what else is still asked of the same thing: it is fetched from the shelf once.
    """

    request: PartnerRequest
    entries: list[RequestEntry]
    files: list[Attachment]
    beside: list[PartnerRequest]


def caller(view: View, token_hash: str) -> PartnerCaller | None:
    """Return who acts in a session of the portal, None when it has ended or they are shut out."""
    row = view.execute(
        sa.select(
            *PARTNER_COLUMNS,
            _S.id.label("session_id"),
            _S.person_id,
            _S.request_id,
            _S.created_at.label("begun_at"),
            person_table.c.name.label("person_name"),
            person_table.c.locale.label("person_locale"),
            person_table.c.disabled_at,
        )
        .select_from(session_table)
        .join(partner_table, partner_table.c.id == _S.partner_id)
        .outerjoin(person_table, person_table.c.id == _S.person_id)
        .where(
            _S.token_hash == token_hash,
            _S.ended_at.is_(None),
            partner_table.c.archived_at.is_(None),
        )
    ).first()
    if row is None or row.disabled_at is not None:
        return None
    life = LINK_SESSION if row.person_id is None else LONGEST_SESSION
    if view.now - row.begun_at > life:
        return None
    partner = to_partner(row[: len(PARTNER_COLUMNS)])
    return PartnerCaller(
        partner=partner,
        person_id=row.person_id,
        name=row.person_name or partner.name,
        locale=row.person_locale or partner.locale,
        session_id=row.session_id,
        request_id=row.request_id,
    )


def credentials(view: View, email: str) -> Credentials | None:
    """Return what a sign-in with this address is checked against, None for nobody."""
    row = view.execute(
        sa.select(person_table.c.id, person_table.c.password_hash)
        .join(partner_table, partner_table.c.id == person_table.c.partner_id)
        .where(
            person_table.c.email_key == email_key(email),
            person_table.c.disabled_at.is_(None),
            person_table.c.password_hash.is_not(None),
            partner_table.c.archived_at.is_(None),
        )
    ).first()
    return None if row is None else Credentials(row.id, row.password_hash)


def invited(view: View, token_hash: str) -> Invited:
    """Return whom a link lets choose a password. Raises `NotFound` for one that leads nowhere."""
    row = view.execute(
        sa.select(
            person_table.c.name,
            person_table.c.email,
            partner_table.c.name.label("partner"),
            person_table.c.locale,
        )
        .join(partner_table, partner_table.c.id == person_table.c.partner_id)
        .where(
            person_table.c.token_hash == token_hash,
            person_table.c.invited_until > view.now,
            person_table.c.disabled_at.is_(None),
            partner_table.c.archived_at.is_(None),
        )
    ).first()
    if row is None:
        raise NotFound("partner.link_gone")
    return Invited(**row._mapping)


def locale_of_link(view: View, token_hash: str) -> str:
    """Return the language of the partner whose request a link opens. Raises `NotFound`.

    Nothing of the request is shown before the link is used: a mail's scanner opens links, too.
    """
    row = view.execute(
        sa.select(partner_table.c.locale)
        .select_from(link_table)
        .join(request_table, _R.id == link_table.c.request_id)
        .join(partner_table, partner_table.c.id == _R.partner_id)
        .where(
            link_table.c.token_hash == token_hash,
            link_table.c.used_at.is_(None),
            link_table.c.expires_at > view.now,
            partner_table.c.archived_at.is_(None),
        )
    ).first()
    if row is None:
        raise NotFound("partner.link_gone")
    return str(row.locale)


def behind_link(view: View, token_hash: str, *, by: PartnerCaller) -> int | None:
    """Return the request that a link leads to where the caller may see it anyhow, else None.

    A link that was used is known, too: whoever opened it comes back by the same mail.
    """
    found = view.execute(
        sa.select(link_table.c.request_id)
        .join(request_table, _R.id == link_table.c.request_id)
        .where(link_table.c.token_hash == token_hash, _R.partner_id == by.partner.id)
    ).scalar()
    if found is None or by.request_id not in {None, found}:
        return None
    return int(found)


def board(view: View, *, by: PartnerCaller) -> Board:
    """Return the caller's requests: what is owed by when it is due, what we have reminded them of
    before all else; what is done the newest first.

    Whoever came by a link has the one.
    """
    mine = sa.select(*REQUEST_COLUMNS).where(_R.partner_id == by.partner.id)
    if by.request_id is not None:
        mine = mine.where(_R.id == by.request_id)
    # One without a clock comes last; the two databases do not agree on where nothing sorts.
    reminded = sa.case((_R.reminded_at.is_(None), 1), else_=0)
    by_due = (reminded, sa.case((_R.due_at.is_(None), 1), else_=0), _R.due_at, _R.id)
    to_do = view.execute(mine.where(_R.state == "open").order_by(*by_due)).all()
    waiting = view.execute(mine.where(_R.state == "questioned").order_by(_R.asked_at, _R.id)).all()
    over = mine.where(_R.state.in_(("answered", "declined", "withdrawn")))
    done = view.execute(over.order_by(_R.last_at.desc(), _R.id.desc()).limit(MOST_DONE)).all()
    return Board(with_places(view, to_do), with_places(view, waiting), with_places(view, done))


def task(view: View, request_id: int, *, by: PartnerCaller) -> Task:
    """Return one request of the caller's. Whatever is not theirs does not exist (`NotFound`)."""
    request = request_to_answer(view, request_id, by=by)
    return Task(
        request,
        entries_of(view, request_id),
        loose_of(view, by.uploader(request_id)),
        _beside(view, request, by),
    )


def _beside(view: View, request: PartnerRequest, by: PartnerCaller) -> list[PartnerRequest]:
    same = [
        column == value
        for column, value in (
            (_R.parcel_id, request.parcel_id),
            (_R.order_id, request.order_id),
            (_R.reference, request.reference),
        )
        if value
    ]
    if by.request_id is not None or not same:
        return []
    rows = view.execute(
        sa.select(*REQUEST_COLUMNS)
        .where(
            _R.partner_id == by.partner.id,
            _R.state.in_(("open", "questioned")),
            _R.id != request.id,
            sa.or_(*same),
        )
        .order_by(_R.asked_at, _R.id)
        .limit(MOST_BESIDE)
    ).all()
    return with_places(view, rows)


def request_to_answer(view: View, request_id: int, *, by: PartnerCaller) -> PartnerRequest:
    """Return a request that is the caller's to answer, else raise the one `NotFound` for all."""
    rows = view.execute(
        sa.select(*REQUEST_COLUMNS).where(
            _R.id == request_id,
            _R.partner_id == by.partner.id,
            sa.true() if by.request_id is None else _R.id == by.request_id,
        )
    ).all()
    if not rows:
        raise NotFound("partner.request_not_found")
    return with_places(view, rows)[0]


def task_file(view: View, request_id: int, attachment_id: int, *, by: PartnerCaller) -> StoredFile:
    """Return a file of a request of the caller's, or one they have just uploaded for it."""
    request_to_answer(view, request_id, by=by)
    if any(file.id == attachment_id for file in loose_of(view, by.uploader(request_id))):
        found = stored_file(view, attachment_id)
        if found is not None:
            return found
    return file_in(view, request_id, attachment_id)
