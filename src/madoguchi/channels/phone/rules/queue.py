"""The queue of callers: at whose desks a call rings, its place, and how long it may take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import ceil

from madoguchi.desk.routing.rules.choosing import Agent
from madoguchi.people.presence.rules import base


def rings_at(
    agents: Iterable[Agent],
    occupied: Collection[int],
    *,
    shop_id: int,
    language: str,
    team_id: int | None = None,
    person_id: int | None = None,
) -> list[int]:
    """Return the people at whose desks a call rings.

    Whoever is on the telephone or wrapping up (`occupied`) has no ears for another. Of those who
    are free the available go before the busy, and those who speak the caller's language before
    the rest: a call must not wait for nobody. A call handed to a person or a team rings there.
    """
    free = [
        each
        for each in agents
        if each.takes and each.capacity > 0 and each.sees(shop_id) and each.id not in occupied
    ]
    if person_id is not None:
        return [each.id for each in free if each.id == person_id]
    if team_id is not None:
        free = [each for each in free if team_id in each.team_ids] or free
    available = [each for each in free if each.state == "available"] or free
    speaking = [each for each in available if base(language) in each.languages] or available
    return sorted(each.id for each in speaking)


def place_of(waiting: Sequence[int], call_id: int) -> int:
    """Return a call's place among those waiting, oldest first; 1 is next."""
    return waiting.index(call_id) + 1 if call_id in waiting else len(waiting) + 1


def estimate_s(place: int, staff: int, talks_s: Sequence[float]) -> float | None:
    """Return how long somebody at a place may have to wait, None where nothing is known.

    With `staff` people talking, one comes free every mean ÷ staff seconds: place × mean ÷ staff.
    """
    if not talks_s or staff < 1:
        return None
    return place * (sum(talks_s) / len(talks_s)) / staff


SAID_MINUTES = (1, 2, 3, 5, 10, 15, 20, 30)


def said_minutes(seconds: float) -> int | None:
    """Return the number of minutes that is said of an estimate: rounded up, never flattering.

    None where it is longer than anything we say.
    """
    minutes = ceil(seconds / 60)
    return next((said for said in SAID_MINUTES if said >= minutes), None)
