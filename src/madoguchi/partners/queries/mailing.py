"""What the post needs of requests: what to say to whom, and who may answer. For the mail room."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from madoguchi.kernel.transaction import View
from madoguchi.partners.contracts.partners import Partner, PartnerCaller
from madoguchi.partners.contracts.requests import PartnerRequest, RequestEntry
from madoguchi.partners.queries.rows import (
    ENTRY_COLUMNS,
    PARTNER_COLUMNS,
    PERSON_COLUMNS,
    REQUEST_COLUMNS,
    to_entry,
    to_partner,
    to_person,
    with_places,
)
from madoguchi.partners.tables import entry_table, partner_table, person_table, request_table
from madoguchi.people.rules.fields import email_key

_R = request_table.c
_ADDRESSED = {"asked", "joined", "told", "reminded"}


class ToWrite(msgspec.Struct, frozen=True):
    """Something said to a partner that goes to it by mail."""

    partner: Partner
    request: PartnerRequest
    entry: RequestEntry


def to_write(view: View, entry_id: int) -> ToWrite | None:
    """Return what is to be written to a partner, None where that is no longer wanted.

    So it is where the partner gets no mails any more, or where what was asked was taken back
    before it was sent.
    """
    row = view.execute(sa.select(*ENTRY_COLUMNS).where(entry_table.c.id == entry_id)).first()
    if row is None:
        return None
    entry = to_entry(row)
    request = request_anyhow(view, entry.request_id)
    partner = None if request is None else partner_anyhow(view, request.partner_id)
    if request is None or partner is None or partner.archived_at is not None:
        return None
    if not partner.mailed or partner.email is None:
        return None
    if entry.kind in _ADDRESSED and request.state == "withdrawn":
        return None
    return ToWrite(partner, request, entry)


def request_anyhow(view: View, request_id: int) -> PartnerRequest | None:
    """Return a request, whoever asks."""
    rows = view.execute(sa.select(*REQUEST_COLUMNS).where(_R.id == request_id)).all()
    return with_places(view, rows)[0] if rows else None


def partner_anyhow(view: View, partner_id: int) -> Partner | None:
    """Return a partner, whoever asks."""
    row = view.execute(sa.select(*PARTNER_COLUMNS).where(partner_table.c.id == partner_id)).first()
    return None if row is None else to_partner(row)


def writer(view: View, request: PartnerRequest, address: str, mail_id: int) -> PartnerCaller | None:
    """Return who answers a request from an address: the partner itself, or a person of it.

    None for an address that is not known to be theirs, for somebody shut out, and where the partner
    is out of use.
    """
    partner = partner_anyhow(view, request.partner_id)
    if partner is None or partner.archived_at is not None:
        return None
    key = email_key(address)
    row = view.execute(
        sa.select(*PERSON_COLUMNS).where(
            person_table.c.partner_id == partner.id,
            person_table.c.email_key == key,
        )
    ).first()
    person = None if row is None else to_person(row)
    if person is not None and person.disabled_at is not None:
        return None
    if person is None and (partner.email is None or email_key(partner.email) != key):
        return None
    return PartnerCaller(
        partner=partner,
        person_id=None if person is None else person.id,
        name=partner.name if person is None else person.name,
        locale=partner.locale if person is None else person.locale,
        session_id=-mail_id,
        request_id=request.id,
    )
