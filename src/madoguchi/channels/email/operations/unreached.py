"""Mails to partners that did not get there: those who wait for the answer are told."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from madoguchi.channels.email.rules.identity import bare_address
from madoguchi.kernel.transaction import Tx, View
from madoguchi.partners import operations as partners
from madoguchi.partners.queries import mailing


def note_lost(tx: Tx, row: sa.Row[Any], reason: str, address: str | None = None) -> None:
    """Tell those who wait for a partner that a mail to it did not get there."""
    known = address or next(iter(addresses_of(tx, row)), "")
    partners.note_unreached(tx, row.partner_request_id, known, reason)


def addresses_of(view: View, row: sa.Row[Any]) -> set[str]:
    """Return the bare addresses that a mail to a partner went to."""
    request = mailing.request_anyhow(view, row.partner_request_id)
    partner = None if request is None else mailing.partner_anyhow(view, request.partner_id)
    return {bare_address(partner.email)} if partner is not None and partner.email else set()
