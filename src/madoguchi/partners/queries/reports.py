"""What is gone through each month with one partner: counts, turn-around, what repeats."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from madoguchi.clocks.queries.rows import ClockRow
from madoguchi.clocks.rules.clock import is_met
from madoguchi.clocks.tables import clock_table
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.transaction import View
from madoguchi.partners.contracts.reports import Cause, Detail, Packet
from madoguchi.partners.contracts.requests import PartnerRequest
from madoguchi.partners.queries.days import YEARS, midnight, of_partner
from madoguchi.partners.queries.partners import partner as find_partner
from madoguchi.partners.queries.rows import PARTNER_REQUEST, to_request
from madoguchi.partners.rules.counting import Counted, figures
from madoguchi.partners.rules.kinds import KINDS
from madoguchi.partners.tables import request_table
from madoguchi.people.contracts import Actor

MOST_CAUSES = 20
AT_ONCE = 500

_R = request_table.c


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
        of_partner(partner_id, by)
        .where(_R.asked_at >= begin, _R.asked_at < end)
        .order_by(_R.asked_at, _R.id)
    ).all()
    runs = _runs(view, [row[0] for row in rows])
    return [
        Detail(
            request,
            late=any(run.late for run in runs[request.id]),
            took_s=_worked(runs[request.id]) if request.answered_at is not None else None,
        )
        for request in map(to_request, rows)
    ]


def _causes(found: Iterable[PartnerRequest]) -> list[Cause]:
    """What was asked for more than once, or found amiss: the most frequent first."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for request in found:
        kind = KINDS[request.kind]
        for field in kind.wanted:
            value = request.wanted.get(field.name)
            if field.type in {"choice", "choices"} and field.name != "currency":
                chosen = value if isinstance(value, list) else [value]
                counts.update((request.kind, field.name, str(each)) for each in chosen if each)
        for field in kind.given:
            value = (request.given or {}).get(field.name)
            if value is False:
                counts[request.kind, field.name, "no"] += 1
            elif value in field.faults:
                counts[request.kind, field.name, str(value)] += 1
        if request.reference:
            counts[request.kind, "reference", request.reference] += 1
    repeated = [(cause, count) for cause, count in counts.items() if count > 1]
    repeated.sort(key=lambda each: (-each[1], each[0]))
    return [
        Cause(kind, field, value, count)  # type: ignore[arg-type]
        for (kind, field, value), count in repeated[:MOST_CAUSES]
    ]


class _Run(NamedTuple):
    """One clock of a request: the first question's, and one for each that it was asked anew."""

    worked_ms: int
    late: bool


def _runs(view: View, ids: list[int]) -> defaultdict[int, list[_Run]]:
    """Return the clocks of these requests, each with the one it was asked with first.

    One is late by its own time, also where nobody has looked since it ran out.
    """
    found: defaultdict[int, list[_Run]] = defaultdict(list)
    for start in range(0, len(ids), AT_ONCE):
        rows = view.execute(
            sa.select(clock_table)
            .where(
                clock_table.c.owed_kind == PARTNER_REQUEST,
                clock_table.c.owed_id.in_(ids[start : start + AT_ONCE]),
            )
            .order_by(clock_table.c.id)
        )
        for row in map(ClockRow, rows):
            kept = row.kept()
            late = kept.breached_at is not None or not is_met(row.clock(view), view.now)
            found[kept.owing.id].append(_Run(kept.worked_ms, late))
    return found


def _worked(runs: list[_Run]) -> int | None:
    """The seconds of their working time that a request took, our own pauses left out."""
    return sum(run.worked_ms for run in runs) // 1000 if runs else None


def _month(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    try:
        if len(month) != 7:
            raise ValueError(month)
        first = date.fromisoformat(f"{month}-01")
        if first.year not in YEARS:
            raise ValueError(month)
        following = (first + timedelta(days=31)).replace(day=1)
        return midnight(first, zone), midnight(following, zone)
    except ValueError:
        raise Invalid("partner.bad_month", field="month") from None
