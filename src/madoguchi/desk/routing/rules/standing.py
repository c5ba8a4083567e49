"""Where one conversation stands: what it weighs on whoever has it, and since when it waits for
somebody to take it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from madoguchi.desk.routing.contracts import RoutingHint, RoutingSettings, Talk
from madoguchi.people.presence.contracts import State

ACTIVE = timedelta(minutes=10)
"""Who answered and was answered this recently is in the midst of a conversation."""

Absence = Literal["offline", "away", "gone"]


class Holder(msgspec.Struct, frozen=True):
    """Where the person stands who has a conversation."""

    state: State
    since: datetime


class Standing(msgspec.Struct, frozen=True):
    """`weight` on its holder; `waits_since` None where nobody is to be found for it.

    It is to be asked again at `again_at`, where the time alone changes the answer.
    """

    weight: int
    waits_since: datetime | None
    absent: Absence | None
    again_at: datetime | None


def stand(
    talk: Talk,
    holder: Holder | None,
    hint: RoutingHint | None,
    settings: RoutingSettings,
    now: datetime,
) -> Standing:
    """Return where a conversation stands; `holder` None for one who has left the house.

    Routing looks after customers who wait, and after those whom somebody was just talking to.
    """
    if talk.state != "open":
        return Standing(0, None, None, None)
    weight, quiet_at = _weight(talk, settings, now)
    since, absent, turns_at = _waits(talk, holder, hint, settings, now)
    times = [at for at in (quiet_at, turns_at) if at is not None]
    return Standing(weight, since, absent, min(times, default=None))


def _weight(talk: Talk, settings: RoutingSettings, now: datetime) -> tuple[int, datetime | None]:
    if talk.assignee_id is None:
        return 0, None
    weight = settings.weight(talk.channel, on_call=talk.on_call)
    if talk.waiting_since is not None or talk.on_call:
        return weight, None
    quiet_at = talk.updated_at + timedelta(seconds=settings.quiet_after_s)
    return (weight, quiet_at) if now < quiet_at else (0, None)


def _waits(
    talk: Talk,
    holder: Holder | None,
    hint: RoutingHint | None,
    settings: RoutingSettings,
    now: datetime,
) -> tuple[datetime | None, Absence | None, datetime | None]:
    nobody = (None, None, None)
    if not settings.of(talk.shop_id).automatic:
        return nobody
    if talk.assignee_id is None:
        return talk.waiting_since, None, None
    if holder is None:
        return talk.waiting_since, "gone", None
    if holder.state not in {"away", "offline"} or _kept(talk, holder, hint):
        return nobody
    if holder.state == "away":
        if talk.waiting_since is None:
            return nobody
        # They may be back in a moment; a customer is not left alone for longer than others.
        patience = timedelta(seconds=settings.overflow_after_s)
        turns_at = max(talk.waiting_since, holder.since) + patience
        return (talk.waiting_since, "away", None) if now >= turns_at else (None, None, turns_at)
    if talk.waiting_since is not None:
        return talk.waiting_since, "offline", None
    ends_at = talk.updated_at + ACTIVE
    if talk.updated_at > holder.since or now >= ends_at:
        return nobody
    return talk.updated_at, "offline", ends_at


def _kept(talk: Talk, holder: Holder, hint: RoutingHint | None) -> bool:
    """Say whether a hand gave it to somebody known to be absent; that holds for this one wait."""
    if hint is None or hint.kept_at is None or hint.kept_for != talk.assignee_id:
        return False
    asked = talk.waiting_since or talk.updated_at
    return holder.since <= hint.kept_at and asked <= hint.kept_at


def avoided(
    hint: RoutingHint | None, settings: RoutingSettings, now: datetime
) -> tuple[int | None, datetime | None]:
    """Return who is not to be given it again so soon, and until when: as long as a customer waits
    for the fittest, for after that anybody is better than nobody.
    """
    if hint is None or hint.avoid_at is None:
        return None, None
    until = hint.avoid_at + timedelta(seconds=settings.overflow_after_s)
    return (hint.avoid_id, until) if now < until else (None, None)
