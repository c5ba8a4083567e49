"""Photographs that partners have answered with, for whoever writes to the customer they are of."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa

from madoguchi.customers import queries as customers
from madoguchi.desk.contracts import Attachment
from madoguchi.desk.queries.conversations import conversation
from madoguchi.desk.tables import conversation_table
from madoguchi.kernel.transaction import View
from madoguchi.partners.tables import entry_table, place_table, request_table
from madoguchi.people.contracts import Actor

LATEST = 40
"""Answers that are looked at; a customer for whom more were given has been told of the others."""

_R = request_table.c
_E = entry_table.c
_P = place_table.c


class PartnerPhoto(msgspec.Struct, frozen=True, kw_only=True):
    """One photograph, in which request it came, and of which order or parcel it is."""

    attachment: Attachment
    request_id: int
    partner_id: int
    kind: str
    at: datetime
    order_id: int | None
    parcel_id: int | None


def photos(view: View, conversation_id: int, *, by: Actor) -> list[PartnerPhoto]:
    """Return the photographs that partners gave for a conversation's customer, the newest first."""
    talk = conversation(view, conversation_id, by=by)
    faces = [each.id for each in customers.faces(view, talk.customer_id, by=by)]
    theirs = sa.select(conversation_table.c.id).where(conversation_table.c.customer_id.in_(faces))
    asked = sa.select(_P.request_id).where(_P.conversation_id.in_(theirs))
    rows = view.execute(
        sa.select(_E.attachments, _E.at, _R.id, _R.partner_id, _R.kind, _R.order_id, _R.parcel_id)
        .join(request_table, _R.id == _E.request_id)
        .where(_R.id.in_(asked), _R.shop_id == talk.shop_id, _E.author_kind == "partner")
        .order_by(_E.id.desc())
        .limit(LATEST)
    )
    return [
        PartnerPhoto(
            attachment=file,
            request_id=row.id,
            partner_id=row.partner_id,
            kind=row.kind,
            at=row.at,
            order_id=row.order_id,
            parcel_id=row.parcel_id,
        )
        for row in rows
        for file in row.attachments
        if file.content_type.startswith("image/")
    ]
