"""What is handed over each day, and gone through each month, with one partner."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from madoguchi.clocks.contracts import KeptClock
from madoguchi.clocks.queries.rows import ClockRow
from madoguchi.clocks.tables import clock_table
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.transaction import View
from madoguchi.partners.contracts.reports import Cause, Detail, HandOver, Packet
from madoguchi.partners.contracts.requests import PartnerRequest
from madoguchi.partners.queries.partners import partner as find_partner
from madoguchi.partners.queries.rows import (
    PARTNER_REQUEST,
    REQUEST_COLUMNS,
    to_request,
    with_places,
)
from madoguchi.partners.rules.counting import Counted, figures
from madoguchi.partners.rules.kinds import KINDS
from madoguchi.partners.tables import request_table
from madoguchi.people.contracts import Actor

MOST_CAUSES = 20
AT_ONCE = 500
YEARS = range(2000, 2200)
"""Beyond these nothing was asked, and calendars end."""

_R = request_table.c


def hand_over(view: View, partner_id: int, day: date | None = None, *, by: Actor) -> HandOver:
    """Return a day with a partner, today where none is given; what is owed is as it stands now."""
    partner = find_partner(view, partner_id)
    zone = ZoneInfo(partner.zone)
    shown = day or view.now.astimezone(zone).date()
    if shown.year not in YEARS:
        raise Invalid("partner.bad_day", field="day")
    begin, end = _midnight(shown, zone), _midnight(shown + timedelta(days=1), zone)
    mine = _mine(partner_id, by)
    owed = mine.where(_R.waits_on == "partner").order_by(_R.asked_at, _R.id)
    ours = mine.where(_R.waits_on == "us").order_by(_R.asked_at, _R.id)
    asked = mine.where(_R.asked_at >= begin, _R.asked_at < end).order_by(_R.asked_at, _R.id)
    answered = mine.where(_R.answered_at >= begin, _R.answered_at < end)
    return HandOver(
        partner=partner,
        day=shown,
        made_at=view.now,
        owed=with_places(view, view.execute(owed).all()),
        ours=with_places(view, view.execute(ours).all()),
        asked=with_places(view, view.execute(asked).all()),
        answered=with_places(view, view.execute(answered.order_by(_R.answered_at, _R.id)).all()),
    )


def packet(view: View, partner_id: int, month: str, *, by: Actor) -> Packet:
    """Return a month with a partner, such as `2026-11`. Raises `Invalid` for what is no month."""
    partner = find_partner(view, partner_id)
    found = details(view, partner_id, month, by=by)
    counted = [
        Counted(
            kind=each.request.kind,
            state=each.request.state,
            late=each.late,
            worked_s=each.took_s,
        )
        for each in found
    ]
    kinds = [kind for kind in KINDS if any(each.kind == kind for each in counted)]
    return Packet(
        partner=partner,
        month=month,
        made_at=view.now,
        total=figures(None, counted),
        kinds=[figures(kind, [c for c in counted if c.kind == kind]) for kind in kinds],
        causes=_causes(each.request for each in found),
    )


def details(view: View, partner_id: int, month: str, *, by: Actor) -> list[Detail]:
    """Return each request that a partner was asked in a month, the oldest first."""
    begin, end = _month(month, ZoneInfo(find_partner(view, partner_id).zone))
    rows = view.execute(
        _mine(partner_id, by)
        .where(_R.asked_at >= begin, _R.asked_at < end)
        .order_by(_R.asked_at, _R.id)
    ).all()
    clocks = _clocks(view, [row[0] for row in rows])
    return [
        Detail(
            request,
            late=any(clock.breached_at is not None for clock in clocks[request.id]),
            took_s=_worked(clocks[request.id]) if request.answered_at is not None else None,
        )
        for request in map(to_request, rows)
    ]


def _causes(found: Iterable[PartnerRequest]) -> list[Cause]:
    """What was asked for more than once, the most frequent first."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for request in found:
        for field in KINDS[request.kind].wanted:
            value = request.wanted.get(field.name)
            if field.type in {"choice", "choices"} and field.name != "currency":
                chosen = value if isinstance(value, list) else [value]
                counts.update((request.kind, field.name, str(each)) for each in chosen if each)
        if request.reference:
            counts[request.kind, "reference", request.reference] += 1
    repeated = [(cause, count) for cause, count in counts.items() if count > 1]
    repeated.sort(key=lambda each: (-each[1], each[0]))
    return [
        Cause(kind, field, value, count)  # type: ignore[arg-type]
        for (kind, field, value), count in repeated[:MOST_CAUSES]
    ]


def _clocks(view: View, ids: list[int]) -> defaultdict[int, list[KeptClock]]:
    """Return the clocks of these requests, each with the one it was asked with first."""
    found: defaultdict[int, list[KeptClock]] = defaultdict(list)
    for start in range(0, len(ids), AT_ONCE):
        rows = view.execute(
            sa.select(clock_table)
            .where(
                clock_table.c.owed_kind == PARTNER_REQUEST,
                clock_table.c.owed_id.in_(ids[start : start + AT_ONCE]),
            )
            .order_by(clock_table.c.id)
        )
        for row in rows:
            kept = ClockRow(row).kept()
            found[kept.owing.id].append(kept)
    return found


def _worked(clocks: list[KeptClock]) -> int | None:
    """The seconds of their working time that a request took, our own pauses left out."""
    return sum(clock.worked_ms for clock in clocks) // 1000 if clocks else None


def _mine(partner_id: int, by: Actor) -> sa.Select[tuple[object, ...]]:
    statement = sa.select(*REQUEST_COLUMNS).where(_R.partner_id == partner_id)
    return statement if by.all_shops else statement.where(_R.shop_id.in_(sorted(by.shop_ids)))


def _month(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    try:
        if len(month) != 7:
            raise ValueError(month)
        first = date.fromisoformat(f"{month}-01")
        if first.year not in YEARS:
            raise ValueError(month)
        following = (first + timedelta(days=31)).replace(day=1)
        return _midnight(first, zone), _midnight(following, zone)
    except ValueError:
        raise Invalid("partner.bad_month", field="month") from None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
