"""What is handed over each day with one partner: what is owed, what waits on us, what was done."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.transaction import View
from madoguchi.partners.contracts.reports import HandOver
from madoguchi.partners.contracts.requests import PartnerRequest
from madoguchi.partners.queries.partners import partner as find_partner
from madoguchi.partners.queries.rows import REQUEST_COLUMNS, with_places
from madoguchi.partners.rules.standing import STATES, stood_at
from madoguchi.partners.tables import entry_table, request_table
from madoguchi.people.contracts import Actor

YEARS = range(2000, 2200)
"""Beyond these nothing was asked, and calendars end."""

_R = request_table.c
_E = entry_table.c

Requests = sa.Select[tuple[object, ...]]


def hand_over(view: View, partner_id: int, day: date | None = None, *, by: Actor) -> HandOver:
    """Return a day with a partner, today where none is given.

    What is owed is as it stood at the end of a day that is past, else as it stands now.
    """
    partner = find_partner(view, partner_id)
    zone = ZoneInfo(partner.zone)
    shown = day or view.now.astimezone(zone).date()
    if shown.year not in YEARS:
        raise Invalid("partner.bad_day", field="day")
    begin, end = midnight(shown, zone), midnight(shown + timedelta(days=1), zone)
    every = of_partner(partner_id, by)
    standing = _stood(view, every, end) if end <= view.now else _stand(view, every)
    asked = every.where(_R.asked_at >= begin, _R.asked_at < end).order_by(_R.asked_at, _R.id)
    answered = every.where(_R.answered_at >= begin, _R.answered_at < end)
    return HandOver(
        partner=partner,
        day=shown,
        made_at=view.now,
        owed=[each for each in standing if each.waits_on == "partner"],
        ours=[each for each in standing if each.waits_on == "us"],
        asked=with_places(view, view.execute(asked).all()),
        answered=with_places(view, view.execute(answered.order_by(_R.answered_at, _R.id)).all()),
    )


def of_partner(partner_id: int, by: Actor) -> Requests:
    """Select what a partner was asked, as far as it is in an actor's sight."""
    statement = sa.select(*REQUEST_COLUMNS).where(_R.partner_id == partner_id)
    return statement if by.all_shops else statement.where(_R.shop_id.in_(sorted(by.shop_ids)))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins in a zone."""
    return datetime.combine(day, time(), tzinfo=zone)


def _stand(view: View, every: Requests) -> list[PartnerRequest]:
    """What somebody has to do something about, the oldest first."""
    rows = every.where(_R.waits_on != "nobody").order_by(_R.asked_at, _R.id)
    return with_places(view, view.execute(rows).all())


def _stood(view: View, every: Requests, end: datetime) -> list[PartnerRequest]:
    """The same as of an instant that is past; what was over by then has not moved since."""
    moved_since = sa.or_(_R.waits_on != "nobody", _R.last_at >= end)
    rows = every.where(_R.asked_at < end, moved_since).order_by(_R.asked_at, _R.id)
    found = with_places(view, view.execute(rows).all())
    said = view.execute(
        sa.select(_E.request_id, _E.kind, _E.seq)
        .where(
            _E.request_id.in_(rows.with_only_columns(_R.id).order_by(None)),
            _E.kind.in_(STATES),
            _E.at < end,
        )
        .order_by(_E.request_id, _E.seq)
    )
    last = {row.request_id: row for row in said}
    return [stood_at(each, last[each.id].kind, last[each.id].seq, end) for each in found]
