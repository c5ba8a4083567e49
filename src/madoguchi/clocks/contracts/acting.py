"""Whoever acts, as far as this room asks; the rooms above know who it is."""

from __future__ import annotations

from typing import Literal, Protocol

from madoguchi.kernel.feed import Doer


class By(Protocol):
    """A member of staff or a program, with what it may see and do."""

    @property
    def doer(self) -> Doer:
        """How the feed names them."""

    @property
    def person_id(self) -> int | None:
        """The person's id, None for a program or the desk itself."""

    @property
    def team_ids(self) -> frozenset[int]:
        """The teams they are in."""

    @property
    def locale(self) -> str:
        """The language they read."""

    @property
    def all_shops(self) -> bool:
        """Say whether every shop is in their sight."""

    @property
    def shop_ids(self) -> frozenset[int]:
        """The shops in their sight, where not all are."""

    def at_least(self, role: Literal["owner", "supervisor", "agent"], /) -> bool:
        """Say whether their role is this or above."""

    def sees(self, shop_id: int | None, /) -> bool:
        """Say whether a shop is in their sight."""
