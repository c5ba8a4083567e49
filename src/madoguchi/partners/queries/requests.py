"""Requests for staff, each in their own sight."""

from __future__ import annotations

from typing import get_args

import sqlalchemy as sa

from madoguchi.desk.queries.attachments import StoredFile, stored_file
from madoguchi.kernel.errors import Invalid, NotFound
from madoguchi.kernel.keyset import read_cursor, write_cursor
from madoguchi.kernel.transaction import View
from madoguchi.partners.contracts.requests import (
    PartnerRequest,
    RequestEntry,
    RequestPage,
    RequestView,
    RequestWhole,
)
from madoguchi.partners.queries.rows import (
    ENTRY_COLUMNS,
    REQUEST_COLUMNS,
    to_entry,
    with_places,
)
from madoguchi.partners.tables import entry_table, place_table, request_table
from madoguchi.people.contracts import Actor

LARGEST_PAGE = 200

_R = request_table.c
_P = place_table.c
_SELECT = sa.select(*REQUEST_COLUMNS)


def request(view: View, request_id: int, *, by: Actor) -> PartnerRequest:
    """Return one request; raises `NotFound` also for those out of the actor's sight."""
    found = with_places(view, view.execute(_SELECT.where(_R.id == request_id)).all())
    if not found or not by.sees(found[0].shop_id):
        raise NotFound("partner.request_not_found")
    return found[0]


def whole(view: View, request_id: int, *, by: Actor) -> RequestWhole:
    """Return one request with all that was said in it."""
    return RequestWhole(request(view, request_id, by=by), entries_of(view, request_id))


def requests(
    view: View,
    name: RequestView = "owed",
    *,
    by: Actor,
    partner_id: int | None = None,
    conversation_id: int | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> RequestPage:
    """Return a page of requests, the oldest first; of `all`, the newest first.

    `owed`: the partner's turn; `overdue`: of these, past their time; `ours`: they asked us, or
    answered and nobody has dealt with it; `open`: both; `all`: what is over as well.
    """
    if name not in get_args(RequestView):
        raise Invalid("partner.no_such_view", field="view")
    limit = max(1, min(limit, LARGEST_PAGE))
    statement = _SELECT.limit(limit + 1)
    if not by.all_shops:
        statement = statement.where(_R.shop_id.in_(sorted(by.shop_ids)))
    if name in {"owed", "overdue"}:
        statement = statement.where(_R.waits_on == "partner")
    if name == "overdue":
        statement = statement.where(_R.due_at < view.now)
    if name == "ours":
        statement = statement.where(_R.waits_on == "us")
    if name == "open":
        statement = statement.where(_R.waits_on.in_(("partner", "us")))
    if partner_id is not None:
        statement = statement.where(_R.partner_id == partner_id)
    if conversation_id is not None:
        here = sa.select(_P.request_id).where(
            _P.conversation_id == conversation_id, _P.left_at.is_(None)
        )
        statement = statement.where(_R.id.in_(here))
    newest_first = name == "all"
    order = (_R.asked_at.desc(), _R.id.desc()) if newest_first else (_R.asked_at, _R.id)
    if cursor is not None:
        place, last = sa.tuple_(_R.asked_at, _R.id), read_cursor(cursor, _R.asked_at)
        statement = statement.where(place < last if newest_first else place > last)
    found = with_places(view, view.execute(statement.order_by(*order)).all())
    items = found[:limit]
    if len(found) <= limit:
        return RequestPage(items, None)
    return RequestPage(items, write_cursor(items[-1].asked_at, items[-1].id))


def entries_of(view: View, request_id: int) -> list[RequestEntry]:
    """Return what was said in a request, the oldest first; whoever asks has seen the request."""
    rows = view.execute(
        sa.select(*ENTRY_COLUMNS)
        .where(entry_table.c.request_id == request_id)
        .order_by(entry_table.c.seq)
    )
    return [to_entry(row) for row in rows]


def file_in(view: View, request_id: int, attachment_id: int) -> StoredFile:
    """Return a file that is shown in a request; whoever asks has seen the request.

    Raises `NotFound`.
    """
    shown = {file.id for entry in entries_of(view, request_id) for file in entry.attachments}
    found = stored_file(view, attachment_id) if attachment_id in shown else None
    if found is None:
        raise NotFound("attachment.not_found")
    return found
