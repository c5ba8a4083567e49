"""What every handler is given: the open house, as `app.py` put it together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from litestar.datastructures import State
from litestar.di import NamedDependency

from madoguchi.channels.phone.link.client import Switchboard
from madoguchi.connectors.connections.queries.connections import Door
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from madoguchi.settings import Settings
from madoguchi.web.actors import Actors
from madoguchi.web.examining import Examiner
from madoguchi.web.passwords import Passwords
from madoguchi.web.rate_limits import RateLimits
from madoguchi.web.screens_on_disk import Screens

PICTURES_AT_ONCE = 4


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One open installation."""

    settings: Settings
    store: Store
    keyring: Keyring
    actors: Actors
    passwords: Passwords
    limits: RateLimits
    screens: Screens
    static: Screens
    blobs: Blobs
    examiner: Examiner
    samples: Mapping[str, str]
    """Names of sample pages, each with its shop's public key."""
    doors: dict[int, Door] = field(default_factory=dict)
    """The connections that have posted to this process, as they were then."""
    pictures: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PICTURES_AT_ONCE))
    """Places for pictures of orders that are being fetched."""
    switchboard: Switchboard | None = None
    """The line to the telephone's process, where there is a telephone."""


GivenDesk = NamedDependency[Desk]
"""The type of a handler's parameter `desk`."""


def give_desk(state: State) -> Desk:
    """Provide `desk` to handlers."""
    desk: Desk = state.desk
    return desk
