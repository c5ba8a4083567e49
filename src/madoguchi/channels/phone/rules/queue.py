"""The queue of callers: at whose desks a call rings, its place, and how long it may take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import ceil

import msgspec

from madoguchi.desk.routing.rules.choosing import Agent
from madoguchi.people.presence.rules import base_language


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """A call that waits, and for whom where it was handed over."""

    call_id: int
    shop_id: int
    language: str
    team_id: int | None = None
    person_id: int | None = None

    @property
    def handed(self) -> bool:
        """Whether a colleague has sent it: it has been spoken to, and goes before the rest."""
        return self.person_id is not None or self.team_id is not None


def rings(
    waiting: Iterable[Wait], agents: Sequence[Agent], occupied: Collection[int]
) -> dict[int, list[int]]:
    """Return at whose desks each call rings; `waiting` the oldest first.

    A call rings wherever it may be taken (`rings_at`), but only as long as those before it leave
    somebody for it: who came later is not taken sooner, and no ring is counted that nobody could
    have answered. Whom the fittest leave over may be taken by anybody else.
    """
    desks: dict[int, list[int]] = {}
    takers: dict[int, int] = {}
    for each in sorted(waiting, key=lambda each: not each.handed):
        for busy in (occupied, {*occupied, *takers}):
            desks[each.call_id] = rings_at(
                agents,
                busy,
                shop_id=each.shop_id,
                language=each.language,
                team_id=each.team_id,
                person_id=each.person_id,
            )
            if _seat(each.call_id, desks, takers, set()):
                break
        else:
            desks[each.call_id] = []
    return desks


def _seat(
    call_id: int, desks: dict[int, list[int]], takers: dict[int, int], asked: set[int]
) -> bool:
    """Find somebody for a call, others changing places for it (Kuhn's matching)."""
    for person in desks[call_id]:
        if person in asked:
            continue
        asked.add(person)
        if person not in takers or _seat(takers[person], desks, takers, asked):
            takers[person] = call_id
            return True
    return False


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
    speaking = [
        each for each in available if base_language(language) in each.languages
    ] or available
    return sorted(each.id for each in speaking)


def members_free(
    agents: Iterable[Agent], busy: Collection[int], *, shop_id: int, team_id: int
) -> list[int]:
    """Return who of a team could come onto a call of a shop."""
    return sorted(
        each.id
        for each in agents
        if team_id in each.team_ids
        and each.takes
        and each.capacity > 0
        and each.sees(shop_id)
        and each.id not in busy
    )


def staff_of(agents: Iterable[Agent], shop_id: int) -> int:
    """Return how many answer a shop's calls now, on the telephone or not."""
    return sum(1 for each in agents if each.takes and each.capacity > 0 and each.sees(shop_id))


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
