"""Rows of this room's tables as the structs that leave it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from madoguchi.kernel.transaction import View
from madoguchi.partners.contracts.partners import Partner, PartnerPerson
from madoguchi.partners.contracts.requests import PartnerRequest, Place, RequestEntry
from madoguchi.partners.tables import (
    entry_table,
    partner_table,
    person_table,
    place_table,
    request_table,
)

PARTNER_REQUEST = "partner_request"
"""What a request is called where something is owed on it."""

PARTNER_FIELDS = Partner.__struct_fields__
PERSON_FIELDS = PartnerPerson.__struct_fields__
REQUEST_FIELDS = tuple(name for name in PartnerRequest.__struct_fields__ if name != "places")
ENTRY_FIELDS = RequestEntry.__struct_fields__
PARTNER_COLUMNS = [partner_table.c[name] for name in PARTNER_FIELDS]
PERSON_COLUMNS = [person_table.c[name] for name in PERSON_FIELDS]
REQUEST_COLUMNS = [request_table.c[name] for name in REQUEST_FIELDS]
ENTRY_COLUMNS = [entry_table.c[name] for name in ENTRY_FIELDS]

_P = place_table.c


def to_partner(row: Sequence[Any]) -> Partner:
    """Turn a row of `PARTNER_COLUMNS` into its struct."""
    return Partner(**dict(zip(PARTNER_FIELDS, row, strict=True)))


def to_person(row: Sequence[Any]) -> PartnerPerson:
    """Turn a row of `PERSON_COLUMNS` into its struct."""
    return PartnerPerson(**dict(zip(PERSON_FIELDS, row, strict=True)))


def to_request(row: Sequence[Any], places: Sequence[Place] = ()) -> PartnerRequest:
    """Turn a row of `REQUEST_COLUMNS` into its struct."""
    return PartnerRequest(**dict(zip(REQUEST_FIELDS, row, strict=True)), places=list(places))


def to_entry(row: Sequence[Any]) -> RequestEntry:
    """Turn a row of `ENTRY_COLUMNS` into its struct."""
    return RequestEntry(**dict(zip(ENTRY_FIELDS, row, strict=True)))


def places_of(view: View, request_ids: Collection[int]) -> dict[int, list[Place]]:
    """Return the conversations of each of these requests, in the order of their ids."""
    found: dict[int, list[Place]] = {number: [] for number in request_ids}
    if found:
        rows = view.execute(
            sa.select(
                _P.request_id, _P.conversation_id, _P.asked_by, _P.asked_at, _P.answer_seq,
                _P.handled_at, _P.dealt_seq, _P.left_at,
            )
            .where(_P.request_id.in_(found))
            .order_by(_P.request_id, _P.conversation_id)
        )  # fmt: skip
        for row in rows:
            found[row.request_id].append(
                Place(**{name: row._mapping[name] for name in Place.__struct_fields__})
            )
    return found


def with_places(view: View, rows: Sequence[Sequence[Any]]) -> list[PartnerRequest]:
    """Turn rows of `REQUEST_COLUMNS` into structs, with the conversations of each."""
    found = places_of(view, [row[0] for row in rows])
    return [to_request(row, found[row[0]]) for row in rows]
