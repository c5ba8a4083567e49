"""How long somebody who keeps guessing has to wait between two attempts to sign in."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta
from typing import NamedTuple

FORGET = timedelta(days=1)
"""After this long without an attempt the count starts afresh."""


class Limit(NamedTuple):
    """How many attempts are free, and how long the pause may grow (seconds)."""

    free: int
    longest: int


# One guesser at one account waits long. The account as a whole waits little, so that nobody can
# lock its owner out from elsewhere; an address too, because an office shares one.
PAIR = Limit(5, 900)
ACCOUNT = Limit(20, 60)
ADDRESS = Limit(100, 60)


def keys(account: str, address: str) -> dict[str, Limit]:
    """Return what an attempt is counted under, and how each is limited.

    Keys are hashes: people type passwords into the wrong field.
    """
    network = _network(address)
    return {
        _key("pair", account, network): PAIR,
        _key("account", account): ACCOUNT,
        _key("address", network): ADDRESS,
    }


def wait(limit: Limit, count: int, last_at: datetime, now: datetime) -> int:
    """Return whole seconds until the next attempt is looked at; 0 for at once.

    `count` attempts have failed so far, the last one at `last_at`. The pause doubles each time.
    """
    if count < limit.free or now - last_at >= FORGET:
        return 0
    pause = min(limit.longest, 2 ** min(count - limit.free, 20))
    left = last_at + timedelta(seconds=pause) - now
    return max(0, -(-left // timedelta(seconds=1)))


def _network(address: str) -> str:
    """The address as one household has it: a whole /64 of IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def _key(kind: str, *parts: str) -> str:
    return f"{kind}:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"
