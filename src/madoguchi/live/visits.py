"""The customers' sockets of this process, by shop and by name: whom a change concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

from madoguchi.customers.contracts import Identity
from madoguchi.shops.contracts import Shop

Name = tuple[int, Identity]
"""The shop that knows somebody, and by what."""
Key = TypeVar("Key")


class Visit(Protocol):
    """A customer's socket."""

    @property
    def shop(self) -> Shop:
        """The shop as this socket knows it."""

    def tell(self, frame: str) -> None:
        """Send what concerns everybody at the shop's counter."""

    async def change_shop(self, shop: Shop) -> None:
        """Go on with a changed shop, or close where it no longer lets this page talk."""

    async def look_again(self) -> None:
        """Find out whether another socket has made this visitor somebody."""


class Visits:
    """Every visit from its handshake to its end."""

    def __init__(self) -> None:
        self._by_shop: dict[int, set[Visit]] = {}
        self._by_name: dict[Name, set[Visit]] = {}

    def arrive(self, visit: Visit) -> None:
        """Take a visit in whose shop is known."""
        self._by_shop.setdefault(visit.shop.id, set()).add(visit)

    def introduce(self, visit: Visit, names: Iterable[Name]) -> None:
        """Note by which names a visit is known."""
        for name in names:
            self._by_name.setdefault(name, set()).add(visit)

    def leave(self, visit: Visit, names: Iterable[Name]) -> None:
        """Let a visit go."""
        _discard(self._by_shop, visit.shop.id, visit)
        for name in names:
            _discard(self._by_name, name, visit)

    def of_shop(self, shop_id: int) -> tuple[Visit, ...]:
        """Return the visits to a shop."""
        return tuple(self._by_shop.get(shop_id, ()))

    def named(self, names: Collection[Name]) -> set[Visit]:
        """Return the visits that are known by one of the names."""
        return {visit for name in names for visit in self._by_name.get(name, ())}

    def shops(self) -> list[Shop]:
        """Return the shops that somebody visits."""
        return [next(iter(visits)).shop for visits in self._by_shop.values()]


def _discard(visits: dict[Key, set[Visit]], key: Key, visit: Visit) -> None:
    rest = visits.get(key)
    if rest is not None:
        rest.discard(visit)
        if not rest:
            del visits[key]
