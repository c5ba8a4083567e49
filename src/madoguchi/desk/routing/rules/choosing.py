"""Who of the free people is given a customer: last served first, then the fittest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from madoguchi.desk.routing.contracts import FULL, ShopRouting
from madoguchi.people.presence.contracts import State

FLUENT = 2


class Agent(msgspec.Struct, kw_only=True):
    """A person as routing sees them: where they stand, what they can do, what they carry.

    `capacity` and `load` are in hundredths of a chat.
    """

    id: int
    state: State = "offline"
    since: datetime
    capacity: int
    languages: dict[str, int] = {}
    skills: frozenset[str] = frozenset()
    all_shops: bool = False
    shop_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()
    load: int = 0
    given: int = 0
    """The turn at which they were last given somebody; smaller has been longer without."""

    @property
    def takes(self) -> bool:
        """Whether they take new customers at all."""
        return self.state in ("available", "busy")

    def sees(self, shop_id: int) -> bool:
        """Say whether a shop's customers may be shown to them."""
        return self.all_shops or shop_id in self.shop_ids


class Need(msgspec.Struct, frozen=True):
    """What a customer needs; those with equal needs stand in one line.

    After waiting for long (`late`), language, skill and team are wishes no more than that.
    """

    shop_id: int
    team_id: int | None
    language: str | None
    skill: str | None
    weight: int
    avoid: int | None
    late: bool


class Wish(msgspec.Struct, frozen=True):
    """A need, in its shop, and whether it is worth waiting for somebody who meets it.

    While somebody who takes customers speaks the customer's language (`spoken`) or has the skill
    (`mastered`), nobody else is chosen until it is late; where nobody does, waiting would help
    nobody.
    """

    need: Need
    shop: ShopRouting
    spoken: bool
    mastered: bool


class Choice(msgspec.Struct, frozen=True):
    """The person chosen, and which of the wishes they meet."""

    agent: Agent
    language: bool
    skill: bool
    last_served: bool
    overflow: bool
    helping_team_id: int | None


def has_room(agent: Agent, weight: int) -> bool:
    """Say whether a person takes customers, and one more of this weight is not too much.

    Whatever weighs less than a chat needs a chat's room: else the light would overtake for ever.
    What is heavier than all somebody can carry needs all of them.
    """
    needed = _needed(agent, weight)
    return 0 < needed <= agent.capacity - agent.load and agent.takes


def admits(agent: Agent, need: Need, shop: ShopRouting) -> bool:
    """Say whether a person may be given such a customer at all, full as they may be."""
    return agent.sees(need.shop_id) and agent.id != need.avoid and _in_team(agent, need, shop)


def speaks(agent: Agent, need: Need) -> bool:
    """Say whether a person answers in the customer's language."""
    return need.language is None or need.language in agent.languages


def skilled(agent: Agent, need: Need) -> bool:
    """Say whether a person has the skill that is called for."""
    return need.skill is None or need.skill in agent.skills


def choose(wish: Wish, free: Iterable[Agent], last_served: Agent | None) -> Choice | None:
    """Return who is given the customer, None where they had better wait.

    `free` are those who may have room.
    """
    need, shop = wish.need, wish.shop
    if (
        last_served is not None
        and last_served.state == "available"
        and _can(last_served, need, shop)
    ):
        return _choice(last_served, need, shop, last_served=True)
    best: Agent | None = None
    best_worth: Worth | None = None
    for agent in free:
        if _can(agent, need, shop):
            worth = _worth(agent, need)
            if best_worth is None or worth < best_worth:
                best, best_worth = agent, worth
    if best is None:
        return None
    if not _fits(best, wish):
        return None
    return _choice(best, need, shop, last_served=False)


def whose_room_to_keep(wish: Wish, agents: Iterable[Agent]) -> Agent | None:
    """Return whose room had best be kept until it is enough for such a customer: who lacks least.

    None where nobody may be given them as it is.
    """
    able = (agent for agent in agents if may_take(agent, wish))
    return min(
        able,
        key=lambda each: (_lacking(each, wish.need), _worth(each, wish.need)),
        default=None,
    )


def may_take(agent: Agent, wish: Wish) -> bool:
    """Say whether a person would be given such a customer, had they room enough."""
    return (
        agent.takes
        and agent.capacity > 0
        and admits(agent, wish.need, wish.shop)
        and _fits(agent, wish)
    )


Worth = tuple[int, int, int, float, int, int, int]
"""What makes one person fitter than another; the smallest is the fittest."""


def _worth(agent: Agent, need: Need) -> Worth:
    level = FLUENT if need.language is None else agent.languages.get(need.language, 0)
    return (
        0 if skilled(agent, need) else 1,
        -min(FLUENT, level),
        0 if agent.state == "available" else 1,
        agent.load / agent.capacity,
        -level,
        agent.given,
        agent.id,
    )


def _needed(agent: Agent, weight: int) -> int:
    return min(max(FULL, weight), agent.capacity)


def _lacking(agent: Agent, need: Need) -> int:
    return max(0, _needed(agent, need.weight) - (agent.capacity - agent.load))


def _fits(agent: Agent, wish: Wish) -> bool:
    """Say whether a customer need not wait for somebody fitter."""
    need = wish.need
    if need.late:
        return True
    return (speaks(agent, need) or not wish.spoken) and (skilled(agent, need) or not wish.mastered)


def _can(agent: Agent, need: Need, shop: ShopRouting) -> bool:
    return has_room(agent, need.weight) and admits(agent, need, shop)


def _in_team(agent: Agent, need: Need, shop: ShopRouting) -> bool:
    wanted = need.team_id or shop.team_id
    if wanted is None or wanted in agent.team_ids:
        return True
    if not need.late:
        return False
    return shop.overflow_team_id is None or _helping(agent, shop) is not None


def _helping(agent: Agent, shop: ShopRouting) -> int | None:
    """The team as one of which a person takes what was meant for another: the one that helps out,
    or the shop's own where it was meant for neither.
    """
    teams = (shop.overflow_team_id, shop.team_id)
    return next((team for team in teams if team is not None and team in agent.team_ids), None)


def _choice(agent: Agent, need: Need, shop: ShopRouting, *, last_served: bool) -> Choice:
    wanted = need.team_id or shop.team_id
    overflow = wanted is not None and wanted not in agent.team_ids
    return Choice(
        agent,
        language=speaks(agent, need),
        skill=skilled(agent, need),
        last_served=last_served,
        overflow=overflow,
        helping_team_id=_helping(agent, shop) if overflow else None,
    )
