"""The wallboard: today as it stands, for everybody who may see the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from madoguchi.clocks.queries.book import book
from madoguchi.insight.contracts import Filter, LastWeek, Wallboard
from madoguchi.insight.figures.days import SLOTS
from madoguchi.insight.figures.definitions import figures
from madoguchi.insight.figures.tally import Tally, total
from madoguchi.insight.queries import memory, sight
from madoguchi.insight.queries.figures import Days
from madoguchi.insight.queries.now import breaches, colleagues, serving
from madoguchi.insight.queries.targets import targets
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor

GO_ON = frozenset({"longest_wait", "online_time", "hang_up_time", "concurrency", "occupancy"})
"""Figures that change with each second, which every screen counts by itself."""
WEEK = timedelta(days=7)


def wallboard(view: View, wanted: Filter, known: LastWeek | None = None, *, by: Actor) -> Wallboard:
    """Return today's figures. Raises `Forbidden`.

    `known` is last week's part of an earlier one: it changes only with the half hour.
    """
    return Today(view).wallboard(wanted, known, by=by)


class Today:
    """This day as one look at the database shows it: what several wallboards need is read once."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._zone = memory.zone_of(view)
        self._day, self._slot = memory.moment_of(ZoneInfo(self._zone), view.now)
        self._days = Days(view, self._zone, self._day, self._day)

    def wallboard(self, wanted: Filter, known: LastWeek | None = None, *, by: Actor) -> Wallboard:
        """Return the figures of what is asked for. `known` as above. Raises `Forbidden`."""
        sight.check(wanted, by)
        view, days = self._view, self._days
        if known is None or (known.day, known.until) != (self._day - WEEK, self._slot):
            known = self._last_week(wanted, by)
        settled, halves = days.so_far(wanted, by)
        # Whoever has waited since yesterday waits as well, though it is no figure of today.
        waiting = days.still_open(wanted, by)
        still = Tally(
            open={each.id: each for each in waiting if each.day == self._day},
            calling={each.id: each for each in days.calling(wanted, by)},
        )
        served = serving(view, wanted, by)
        found = figures(total([settled, still]), days.present)
        return Wallboard(
            at=view.now,
            day=self._day,
            zone=self._zone,
            targets=targets(book(view), wanted, by=by),
            figures={name: value for name, value in found.items() if name not in GO_ON},
            offered=_offered(halves, self._slot + 1),
            last_week=known,
            waiting=len(waiting),
            waiting_since=min((each.opened_at for each in waiting), default=None),
            serving=served.talks,
            silent_since=served.silent_since,
            people=colleagues(view, wanted, by),
            breaches=breaches(days, wanted, by),
        )

    def _last_week(self, wanted: Filter, by: Actor) -> LastWeek:
        """Return that day's figures until the half hour of now began."""
        day = self._day - WEEK
        days = Days(self._view, self._zone, day, day)
        _, halves = days.so_far(wanted, by)
        so_far = total(each for slot, each in halves.items() if slot < self._slot)
        return LastWeek(
            day=day,
            until=self._slot,
            figures=figures(so_far, days.present),
            offered=_offered(halves, SLOTS),
        )


def _offered(halves: Mapping[int, Tally], count: int) -> list[int]:
    return [len(halves[slot].offered) if slot in halves else 0 for slot in range(count)]
