"""Partners and their people for staff: names every colleague knows, and who of them signs in."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from madoguchi.clocks.contracts import Calendar, Holder
from madoguchi.clocks.queries.book import book
from madoguchi.kernel.errors import NotFound
from madoguchi.kernel.transaction import View
from madoguchi.partners.contracts.partners import Partner, PartnerPerson
from madoguchi.partners.queries.rows import (
    PARTNER_COLUMNS,
    PERSON_COLUMNS,
    to_partner,
    to_person,
)
from madoguchi.partners.rules.seasons import peak_at
from madoguchi.partners.tables import partner_table, person_table


def all_partners(view: View) -> list[Partner]:
    """Return every partner, those out of use as well, by name. All staff know them."""
    rows = view.execute(
        sa.select(*PARTNER_COLUMNS).order_by(partner_table.c.name, partner_table.c.id)
    )
    return [to_partner(row) for row in rows]


def partner(view: View, partner_id: int) -> Partner:
    """Return a partner. Raises `NotFound`."""
    row = view.execute(sa.select(*PARTNER_COLUMNS).where(partner_table.c.id == partner_id)).first()
    if row is None:
        raise NotFound("partner.not_found")
    return to_partner(row)


def people_of(view: View, partner_id: int) -> list[PartnerPerson]:
    """Return who of a partner may sign in, or might once. All staff know them."""
    partner(view, partner_id)
    rows = view.execute(
        sa.select(*PERSON_COLUMNS)
        .where(person_table.c.partner_id == partner_id)
        .order_by(person_table.c.id)
    )
    return [to_person(row) for row in rows]


def calendar_of(view: View, partner_id: int) -> Calendar | None:
    """Return the working calendar that a partner has of its own, if any."""
    return book(view).calendar(Holder.PARTNER, partner_id)


def busy_season(view: View, partner_id: int, at: datetime) -> str | None:
    """Return the name of the busy season in which a partner is at an instant, None for none."""
    calendar = calendar_of(view, partner_id)
    return None if calendar is None else peak_at(calendar, at)
