"""Rows of requests: locked, stored, saved, said in. Not an operation: only this folder calls it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from madoguchi.desk.contracts import Attachment
from madoguchi.desk.operations import telling
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.feed import Change
from madoguchi.kernel.transaction import Tx
from madoguchi.partners.contracts.partners import Partner, PartnerCaller
from madoguchi.partners.contracts.requests import (
    EntryKind,
    PartnerRequest,
    Place,
    RequestEntry,
    Values,
)
from madoguchi.partners.queries.rows import (
    ENTRY_FIELDS,
    REQUEST_COLUMNS,
    REQUEST_FIELDS,
    places_of,
    to_request,
)
from madoguchi.partners.tables import entry_table, place_table, request_table
from madoguchi.people.contracts import Actor

_R = request_table.c
_P = place_table.c
_STORED = [name for name in REQUEST_FIELDS if name != "id"]
_SAID = [name for name in ENTRY_FIELDS if name != "id"]
NOT_FOUND = "partner.request_not_found"


def values_of(request: PartnerRequest) -> dict[str, Any]:
    """Return the columns of a request, but for its id."""
    return {name: getattr(request, name) for name in _STORED}


def request_for(tx: Tx, request_id: int, by: Actor) -> PartnerRequest:
    """Lock a request that staff may see, its conversations before it. Raises `NotFound`."""
    _lock_places(tx, request_id)
    request = locked(tx, request_id)
    if not by.sees(request.shop_id):
        raise NotFound(NOT_FOUND)
    return request


def request_of(tx: Tx, request_id: int, by: PartnerCaller) -> PartnerRequest:
    """Lock a request that is the caller's to answer, as `request_for` does.

    Another partner's, one beside the link they hold, and one that never was: all the same
    `NotFound`.
    """
    if by.request_id not in {None, request_id}:
        raise NotFound(NOT_FOUND)
    owner = tx.execute(sa.select(_R.partner_id).where(_R.id == request_id)).scalar()
    if owner != by.partner.id:
        raise NotFound(NOT_FOUND)
    _lock_places(tx, request_id)
    return locked(tx, request_id)


def request_anyhow(tx: Tx, request_id: int) -> PartnerRequest:
    """Lock a request, its conversations before it, whoever asks. Raises `NotFound`."""
    _lock_places(tx, request_id)
    return locked(tx, request_id)


def locked(tx: Tx, request_id: int) -> PartnerRequest:
    """Return a request that nobody else changes until the commit."""
    row = tx.execute(
        sa.select(*REQUEST_COLUMNS).where(_R.id == request_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound(NOT_FOUND)
    return to_request(row, places_of(tx, [request_id])[request_id])


def save(tx: Tx, request: PartnerRequest) -> PartnerRequest:
    """Write a changed request, its version one higher; once it is over, the next is another."""
    saved = replace(request, version=request.version + 1, last_at=tx.now)
    columns = values_of(saved)
    if saved.state not in {"open", "questioned"}:
        columns["same_key"] = None
    tx.execute(request_table.update().where(_R.id == saved.id).values(**columns))
    return saved


def say(
    tx: Tx,
    request: PartnerRequest,
    by: Actor | PartnerCaller,
    kind: EntryKind,
    *,
    text: str = "",
    language: str = "",
    translations: dict[str, str] | None = None,
    given: Values | None = None,
    attachments: Sequence[Attachment] = (),
) -> tuple[PartnerRequest, RequestEntry]:
    """Put something at the end of a locked request; returns it (not yet saved) and the entry."""
    staff = isinstance(by, Actor)
    entry = RequestEntry(
        id=0,
        request_id=request.id,
        seq=request.entry_count + 1,
        at=tx.now,
        author_kind="staff" if staff else "partner",
        author_id=by.person_id,
        author_name=by.name,
        kind=kind,
        text=text,
        language=language,
        translations=translations or {},
        given=given,
        attachments=list(attachments),
    )
    values = {name: getattr(entry, name) for name in _SAID}
    number = tx.execute(
        entry_table.insert().values(**values).returning(entry_table.c.id)
    ).scalar_one()
    return replace(request, entry_count=entry.seq), replace(entry, id=number)


def said_just_now(
    tx: Tx, request: PartnerRequest, by: PartnerCaller, kind: EntryKind, text: str,
    given: Values | None = None,
) -> bool:  # fmt: skip
    """Say whether the last thing in a locked request is the same by the same: sent twice."""
    columns = entry_table.c
    last = tx.execute(
        sa.select(*[columns[name] for name in ENTRY_FIELDS]).where(
            columns.request_id == request.id, columns.seq == request.entry_count
        )
    ).first()
    return last is not None and (
        last.author_kind, last.author_id, last.kind, last.text, last.given
    ) == ("partner", by.person_id, kind, text, given)  # fmt: skip


def awaits_another(tx: Tx, conversation_id: int, request_id: int) -> bool:
    """Say whether a conversation waits for a partner's answer to another request as well."""
    other = (
        sa.select(_P.request_id)
        .join(request_table, _R.id == _P.request_id)
        .where(
            _P.conversation_id == conversation_id,
            _P.request_id != request_id,
            _P.left_at.is_(None),
            _R.state == "open",
        )
        .limit(1)
    )
    return tx.execute(other).first() is not None


def save_place(tx: Tx, request_id: int, place: Place) -> None:
    """Write what became of an answer in one conversation."""
    tx.execute(
        place_table.update()
        .where(_P.request_id == request_id, _P.conversation_id == place.conversation_id)
        .values(
            answer_seq=place.answer_seq,
            handled_at=place.handled_at,
            dealt_seq=place.dealt_seq,
            left_at=place.left_at,
        )
    )


def changes_of(request: PartnerRequest, entry: RequestEntry | None = None) -> list[Change]:
    """Return what an event carries of a request and what was said in it."""
    found = [Change("partner_request", request.id, request.version, request)]
    if entry is not None:
        found.append(Change("partner_request_entry", entry.id, entry.version, entry))
    return found


def _lock_places(tx: Tx, request_id: int) -> None:
    """Lock a request's conversations, lowest first: everybody else locks these before it, too."""
    ids = tx.execute(sa.select(_P.conversation_id).where(_P.request_id == request_id)).scalars()
    for conversation_id in sorted(ids):
        telling.lock(tx, conversation_id)


def line_of(request: PartnerRequest, partner: Partner, by: str) -> dict[str, str | int | None]:
    """Return the parameters of a line that tells of a request in a conversation."""
    return {"by": by or None, "partner": partner.name, "what": request.kind, "request": request.id}
