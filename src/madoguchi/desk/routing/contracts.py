"""What leaves this part of the room: how customers are given to people, and decisions with why."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

FULL = 100
"""A chat's weight: weights are in hundredths of a chat."""
WEIGHTS: dict[str, int] = {
    "webchat": FULL,
    "line": FULL,
    "api": FULL,
    "email": FULL // 2,
    "phone": 10 * FULL,
}
"""Who is on the phone has no hands for chats."""


class ShopRouting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one shop's customers are given to people; without a team, to all who see the shop."""

    automatic: bool = True
    team_id: int | None = None
    overflow_team_id: int | None = None
    """Who helps out after the set time; none: everybody who sees the shop."""


class RoutingSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How customers are given to people; times in seconds, weights in hundredths of a chat."""

    id: int = 1
    version: int = 0
    overflow_after_s: int = 45
    """After so long a customer need not have their language, skill and team any more."""
    quiet_after_s: int = 1800
    """An answered conversation silent for so long takes up nobody's capacity."""
    away_after_s: int = 900
    """Who does nothing for so long is away."""
    weights: dict[str, int] = msgspec.field(default_factory=lambda: dict(WEIGHTS))
    skill_tags: dict[str, list[int]] = {}
    """Skills, each with the tags whose conversations call for it."""
    shops: dict[int, ShopRouting] = {}

    def of(self, shop_id: int) -> ShopRouting:
        """Return how a shop's customers are given: automatically where nobody said otherwise."""
        return self.shops.get(shop_id, ShopRouting())

    def weight(self, channel: str, *, on_call: bool = False) -> int:
        """Return what a conversation of a channel weighs.

        A call weighs while somebody is on it, whatever the channel; before and after, to be called
        back or written down, its conversation is one like any other.
        """
        if on_call:
            return self.weights.get("phone", FULL)
        return FULL if channel == "phone" else self.weights.get(channel, FULL)


class RoutingChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of the settings shall be different; what is left out stays. `shops` adds to the rest."""

    overflow_after_s: int | msgspec.UnsetType = msgspec.UNSET
    quiet_after_s: int | msgspec.UnsetType = msgspec.UNSET
    away_after_s: int | msgspec.UnsetType = msgspec.UNSET
    weights: dict[str, int] | msgspec.UnsetType = msgspec.UNSET
    skill_tags: dict[str, list[int]] | msgspec.UnsetType = msgspec.UNSET
    shops: dict[int, ShopRouting] | msgspec.UnsetType = msgspec.UNSET


class RoutingHint(msgspec.Struct, frozen=True, kw_only=True):
    """What a hand has decided about a conversation (`id`), for routing to respect.

    `kept_for` was chosen by hand at `kept_at`; `avoid_id` let it go, or had it taken away.
    """

    id: int
    version: int
    kept_for: int | None = None
    kept_at: datetime | None = None
    avoid_id: int | None = None
    avoid_at: datetime | None = None


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """What routing needs to know of a conversation; decodes from the whole of it."""

    id: int
    version: int
    shop_id: int
    customer_id: int
    channel: str
    state: Literal["open", "snoozed", "resolved"]
    assignee_id: int | None
    team_id: int | None
    priority: int
    language: str | None
    tag_ids: list[int]
    waiting_since: datetime | None
    updated_at: datetime
    on_call: bool = False


class SaidBy(msgspec.Struct, frozen=True):
    """Who wrote a message, as far as routing asks."""

    kind: str


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What routing needs to know of a message; decodes from the whole of it."""

    version: int
    conversation_id: int
    seq: int
    at: datetime
    author: SaidBy
    body: str


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """Who is given a conversation, and why; `load` and `capacity` in hundredths of a chat, after.

    `language` and `skill` are those wanted and met. With `overflow` nobody was free in the team
    asked for; `team_id` is the one that helps out, whose conversation it is from here on.
    `holder_id` had it and is not there, `absent` says how.
    """

    conversation_id: int
    person_id: int
    language: str | None = None
    skill: str | None = None
    last_served: bool = False
    overflow: bool = False
    team_id: int | None = None
    load: int
    capacity: int
    holder_id: int | None = None
    absent: Literal["offline", "away", "gone"] | None = None


class Place(msgspec.Struct, frozen=True):
    """Where a customer stands in the queue: 1 is next; how long it is likely to take, if known."""

    position: int
    estimated_wait_s: int | None
