"""Who is on the floor: what each can do, who has room, and whose room is kept for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from madoguchi.desk.routing.contracts import FULL, ShopRouting
from madoguchi.desk.routing.rules.choosing import (
    Agent,
    Need,
    Wish,
    admits,
    has_room,
    may_take,
    skilled,
    speaks,
    whose_room_to_keep,
)
from madoguchi.desk.routing.rules.queue import Key


class Staff:
    """The people of a floor. Whoever changes one of them calls `changed`."""

    def __init__(self) -> None:
        self.agents: dict[int, Agent] = {}
        self._free: dict[int, Agent] = {}
        self._keepers: dict[Key, int] = {}
        self._kept: dict[int, Key] = {}
        self._known: dict[tuple[object, ...], bool] = {}

    def changed(self, agent: Agent) -> bool:
        """Take note of what somebody carries or does now; returns whether they have room."""
        if not has_room(agent, FULL):
            self._free.pop(agent.id, None)
            return False
        self._free[agent.id] = agent
        return True

    def forget(self, person_id: int) -> None:
        """Let a person go."""
        self._free.pop(person_id, None)

    def come_or_gone(self) -> None:
        """Forget what was known of who is there: it may be nobody speaks a language any more."""
        self._known.clear()

    def free(self, key: Key) -> Iterable[Agent]:
        """Return those who may have room for the one who waits there in order."""
        if not self._kept:
            return self._free.values()
        return (each for each in self._free.values() if self.open_to(each, key))

    def open_to(self, agent: Agent, key: Key) -> bool:
        """Say whether nobody who comes before has a person's room kept for them."""
        kept = self._kept.get(agent.id)
        return kept is None or key <= kept

    def keep(self, waiting: Iterable[tuple[Key, Need, ShopRouting]]) -> list[Agent]:
        """Keep somebody's room for each of those who need much of it, given in order.

        Else the small ones who come later would fill it for ever. Whoever keeps it goes on while
        they may. Returns those of whom it has changed whom their room is kept for.
        """
        keepers: dict[Key, int] = {}
        kept: dict[int, Key] = {}
        for key, need, shop in waiting:
            wish = self.wish(need, shop)
            known = self.agents.get(self._keepers.get(key, 0))
            if known is None or known.id in kept or not may_take(known, wish):
                known = whose_room_to_keep(
                    wish, (each for each in self.agents.values() if each.id not in kept)
                )
            if known is not None:
                keepers[key], kept[known.id] = known.id, key
        before, self._kept, self._keepers = self._kept, kept, keepers
        changed = {each for each, _ in before.items() ^ kept.items()}
        return [self.agents[each] for each in changed if each in self.agents]

    def wish(self, need: Need, shop: ShopRouting) -> Wish:
        """Return a need, and whether it is worth waiting for somebody who meets it."""
        return Wish(
            need,
            shop,
            spoken=need.language is not None and self._somebody(speaks, need.language, need, shop),
            mastered=need.skill is not None and self._somebody(skilled, need.skill, need, shop),
        )

    def somebody_takes(self, shop_id: int) -> bool:
        """Say whether anybody takes a shop's customers at all."""
        key = ("customers", shop_id)
        if key not in self._known:
            self._known[key] = any(
                each.takes and each.capacity and each.sees(shop_id) for each in self.agents.values()
            )
        return self._known[key]

    def _somebody(
        self, able: Callable[[Agent, Need], bool], wanted: str, need: Need, shop: ShopRouting
    ) -> bool:
        if need.late:
            return False
        key = (able, wanted, need.shop_id, need.team_id, need.avoid)
        if key not in self._known:
            self._known[key] = any(
                each.takes and each.capacity and able(each, need) and admits(each, need, shop)
                for each in self.agents.values()
            )
        return self._known[key]
