"""Keeps presence true: who came, who is gone, who has fallen silent, whose shift has turned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from madoguchi.kernel.store import Store
from madoguchi.people.presence import rules
from madoguchi.people.presence.contracts import Presence, Sighting
from madoguchi.people.presence.operations import note_presence
from madoguchi.people.shifts.contracts import Duty
from madoguchi.people.shifts.queries import duties

GRACE_SECONDS = 7.0
"""Who is back at a desk within this time was never gone: a page reloaded, a short break of the
line. With the second between two looks, a customer has somebody else before ten are over.
"""
PLAN_AGE = timedelta(seconds=10)
"""How long what was read of the plan is good for."""


class Seen(Protocol):
    """What is known of a person's desks."""

    @property
    def missing_s(self) -> float:
        """Seconds since they were last known to be at a desk; 0 while they are."""

    @property
    def idle_s(self) -> float:
        """Seconds since they did anything there."""

    @property
    def closed(self) -> bool:
        """Whether they closed their last desk, rather than lost it."""


class House(Protocol):
    """Who is at a desk, in any process."""

    def people_online(self) -> list[int]:
        """Return the ids of the people at a desk."""

    def sighting(self, person_id: int) -> Seen:
        """Return what is known of a person."""


class Attendance:
    """Looks now and then; for the one process that routes."""

    def __init__(self, store: Store, house: House) -> None:
        self._store = store
        self._house = house
        self._duties: dict[int, Duty] = {}
        self._read_at: datetime | None = None

    async def look(self, presences: Mapping[int, Presence], away_after_s: float) -> list[Presence]:
        """Note what has changed of anybody; returns their presence as it is now."""
        now = self._store.clock()
        plan = await self._plan(now)
        present = {person for person, each in presences.items() if each.state != "offline"}
        changed = []
        for person_id in sorted(present.union(self._house.people_online())):
            before = presences.get(person_id)
            seen = self._house.sighting(person_id)
            online = seen.missing_s < GRACE_SECONDS
            if online and seen.missing_s > 0 and person_id not in present:
                continue  # gone again already
            sighting = Sighting(
                online=online,
                active=seen.idle_s < away_after_s,
                duty=plan.get(person_id),
                left=seen.closed,
            )
            wanted = rules.attend(before, sighting, now)
            if wanted is not None:
                version = 0 if before is None else before.version
                noted = await self._store.write(note_presence, person_id, *wanted, version=version)
                changed += [noted] if noted is not None else []
        return changed

    async def _plan(self, now: datetime) -> dict[int, Duty]:
        """Return what the plan says now; read anew after a while, and when the clock was set."""
        if self._read_at is None or not timedelta(0) <= now - self._read_at < PLAN_AGE:
            self._duties = await self._store.read(duties, now)
            self._read_at = now
        return self._duties
