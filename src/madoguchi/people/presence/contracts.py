"""What leaves this part of the room: presence, and what a person can do for customers."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

import msgspec

from madoguchi.people.shifts.contracts import Duty

State = Literal["available", "busy", "hang_up", "away", "offline"]
STATES: tuple[State, ...] = get_args(State)
Why = Literal["hand", "shift", "silence", "lost", "left", "returned"]
"""By hand; a shift began or ended; nothing was done for long; the desk's heartbeat was lost; the
desk was closed or signed out of; back again."""

ChosenBy = Literal["hand", "shift", "house"]
"""By hand; as a shift began or ended; nobody had: whoever comes to the desk is available."""

CAPACITY = 10
"""Chats at a time, where nobody has said otherwise."""
NATIVE = 3
PRE_SALE, AFTER_SALE, COMPLAINTS = "pre_sale", "after_sale", "complaints"
"""The skills every house has; it may add its own."""


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person stands; `id` is the person's.

    Available takes new customers; busy, only those nobody available can take; hang-up keeps the
    old ones; away and offline let colleagues step in. `chosen` is what they come back to, whoever
    decided that and when: it outlives being away, offline, and back again.
    """

    id: int
    version: int
    state: State
    since: datetime
    why: Why
    chosen: State
    chosen_by: ChosenBy
    chosen_at: datetime


class Spoken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A language a person answers in (BCP 47); 1 some, 2 fluent, 3 their own."""

    language: str
    level: int = NATIVE


class Ability(msgspec.Struct, frozen=True, kw_only=True):
    """What a person can do for customers; `id` is the person's, `capacity` in chats at a time."""

    id: int
    version: int
    capacity: int
    languages: list[Spoken]
    skills: list[str]


class AbilityChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a person's abilities shall be different; what is left out stays."""

    capacity: int | msgspec.UnsetType = msgspec.UNSET
    languages: list[Spoken] | msgspec.UnsetType = msgspec.UNSET
    skills: list[str] | msgspec.UnsetType = msgspec.UNSET


class Sighting(msgspec.Struct, frozen=True):
    """What the house sees of a person now: a desk open, something done lately, and their plan."""

    online: bool
    active: bool = True
    duty: Duty | None = None
    """None where nothing is planned."""
    left: bool = False
    """Whether the last desk was closed, rather than lost."""


class Choice(msgspec.Struct, frozen=True):
    """What somebody comes back to: see `Presence`."""

    chosen: State
    chosen_by: ChosenBy
    chosen_at: datetime
