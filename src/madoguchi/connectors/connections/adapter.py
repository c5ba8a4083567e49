"""What every adapter of a platform or carrier offers, and what it may raise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import httpx

from madoguchi.connectors.connections.contracts import (
    Capability,
    Context,
    FetchedPage,
    GivenBack,
    GivingBack,
    News,
    NoticeName,
    Posted,
    Setting,
)


class Forged(Exception):
    """The signature is missing or is not that of the secret; nothing is kept."""


class Knocked(Exception):
    """A platform tries whether anybody is there, before it signs anything; nothing is kept."""


class Unreadable(Exception):
    """It is signed well, but says what this adapter cannot read. `what` is for the operator."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class SlowDown(Exception):
    """The platform asks to be left alone for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class Refused(Exception):
    """The platform has understood and will not do it; `what` is its own sentence."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Adapter(Protocol):
    """One kind of platform or carrier. Reading is pure; only what says `async` goes out."""

    kind: str
    capabilities: frozenset[Capability]
    settings: Sequence[Setting]

    def verify(self, posted: Posted, secrets: Mapping[str, str]) -> None:
        """Check who has posted it. Raises `Forged`, or `Knocked` where nobody need be told."""

    def name(self, posted: Posted) -> NoticeName:
        """Say which notice it is; the same one posted again bears the same name."""

    def parse(self, topic: str, body: bytes, context: Context) -> list[News]:
        """Read a notice; an empty list where it concerns nobody. Raises `Unreadable`."""


class Fetching(Adapter, Protocol):
    """An adapter that can ask its platform for the past (`backfill`, and `polling`)."""

    async def page(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        *,
        since: datetime,
        cursor: str | None,
    ) -> FetchedPage:
        """Fetch one page of what has changed since, the oldest first where there is a choice.

        Raises `SlowDown`, `Unreadable`, and what `httpx` raises of the network.
        """


class Refunding(Adapter, Protocol):
    """An adapter that can give money back through its platform (`refunds`).

    Both raise `SlowDown`, `Unreadable`, and what `httpx` raises of the network.
    """

    async def give_back(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        wanted: GivingBack,
    ) -> GivenBack:
        """Give back what has not gone back under this mark yet: the same mark twice is once.

        Raises `Refused` where the platform will not.
        """

    async def given_back(
        self,
        client: httpx.AsyncClient,
        context: Context,
        secrets: Mapping[str, str],
        wanted: GivingBack,
    ) -> GivenBack | None:
        """Ask what has become of it, and do nothing; None where the platform knows of none."""
