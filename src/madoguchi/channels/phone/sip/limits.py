"""How much one address may say: a bucket for each, the longest silent forgotten first."""

from __future__ import annotations

from collections import OrderedDict

MOST_ADDRESSES = 10_000


class Limits:
    """Ask `admit` for every datagram; `rate` a second, `burst` at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admit(self, address: str, now: float) -> bool:
        """Say whether this datagram is still within measure; `now` in seconds, only forward."""
        left, at = self._buckets.pop(address, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._rate)
        allowed = left >= 1
        self._buckets[address] = (left - 1 if allowed else left, now)
        if len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        return allowed
