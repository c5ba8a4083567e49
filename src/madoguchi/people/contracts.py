"""What leaves this room: who acts and what each may see and do."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from madoguchi.kernel.feed import Doer, DoerKind

Role = Literal["owner", "supervisor", "agent"]
RANKS: dict[Role, int] = {"agent": 1, "supervisor": 2, "owner": 3}


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff, a program with a token, or the desk itself, with what each may see.

    Passed as `by=` to every operation and to every query; there is no ambient current user.
    """

    kind: DoerKind
    id: int | None
    name: str
    role: Role
    locale: str = "en"
    zone: str = "UTC"
    all_shops: bool = False
    shop_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()

    @property
    def doer(self) -> Doer:
        """This actor as the feed names it."""
        return Doer(self.kind, self.id)

    @property
    def person_id(self) -> int | None:
        """The person's id, None for a program or the desk itself."""
        return self.id if self.kind == "person" else None

    def sees(self, shop_id: int | None) -> bool:
        """Say whether a shop, and so everything in it, is in this actor's sight."""
        return self.all_shops or shop_id is None or shop_id in self.shop_ids

    def at_least(self, role: Role) -> bool:
        """Say whether this actor's role is `role` or above."""
        return RANKS[self.role] >= RANKS[role]


THE_DESK = Actor(kind="system", id=None, name="", role="owner", all_shops=True)
"""The desk acting by itself: clocks, imports, clean-up."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff as colleagues see them."""

    id: int
    version: int
    name: str
    email: str
    role: Role
    locale: str
    zone: str
    all_shops: bool
    shop_ids: list[int]
    team_ids: list[int]
    disabled_at: datetime | None
    two_factor: bool


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """A named group that conversations can be handed to."""

    id: int
    version: int
    name: str
