"""Last week's shifts of the sample company: the plan that its supervisors copy into this week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from madoguchi.kernel.store import Store
from madoguchi.people.contracts import Actor
from madoguchi.people.shifts.contracts import ShiftDraft
from madoguchi.people.shifts.operations import plan_shift
from madoguchi.people.shifts.rules import USUAL, stretch

ZONE = "Asia/Tokyo"
WORKDAYS = 5


def plan_last_week(store: Store, staff: Sequence[Actor], now: datetime, *, by: Actor) -> None:
    """Plan five days for each of the staff in the week before `now`'s: early, late, night in turn.

    The days of rest go round, so that somebody is there at every hour of the week. What has not
    ended by `now` is left out: who works in the sample company now is whoever sits at the screen.
    """
    today = now.astimezone(ZoneInfo(ZONE)).date()
    monday = today - timedelta(days=today.weekday() + 7)
    for number, person in enumerate(staff):
        hours = USUAL[number % len(USUAL)]
        for turn in range(WORKDAYS):
            day = monday + timedelta(days=(number * 2 + turn) % 7)
            if stretch("work", ZONE, day, hours.starts, hours.ends).ends_at > now:
                continue
            draft = ShiftDraft(
                person_id=person.id or 0, zone=ZONE, day=day, starts=hours.starts, ends=hours.ends
            )
            store.write_now(plan_shift, draft, by=by)
