"""Who speaks at the desk's own port at once, and how much of what they send lies in memory."""

from __future__ import annotations

from collections import Counter

import msgspec


class Bounds(msgspec.Struct, frozen=True):
    """Sessions at once, in all and from one address, and bytes of mails that are half received."""

    sessions: int = 50
    from_one: int = 20
    held: int = 200 * 1024 * 1024


class Visitors:
    """Counts; nobody is let in whom it has no room for, and they come again later (RFC 5321)."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._by_address: Counter[str] = Counter()
        self._held = 0

    def come(self, address: str) -> bool:
        """Count a session in; say whether there is room for it."""
        here = self._by_address[address]
        if self._by_address.total() >= self._bounds.sessions or here >= self._bounds.from_one:
            return False
        self._by_address[address] += 1
        return True

    def go(self, address: str) -> None:
        """Count a session out that was let in."""
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]

    def take(self, size: int) -> bool:
        """Count bytes that lie in memory from now on; say whether there is room for them."""
        self._held += size
        return self._held <= self._bounds.held

    def let_go(self, size: int) -> None:
        """Count bytes out again."""
        self._held -= size
