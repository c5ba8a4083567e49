"""A customer as every screen holds them, and who is speaking through a channel."""

from __future__ import annotations

from datetime import datetime

import msgspec

from madoguchi.kernel.feed import Doer

VISITOR = "visitor"
"""The channel under which a browser is known; its name is in the token that we sign."""
SHOP = "shop"
"""The channel under which a shop's own customer is known; its name comes signed by the shop."""


class Page(msgspec.Struct, frozen=True):
    """The shop's page a customer was last seen on."""

    url: str
    title: str
    at: datetime


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """A person whom one shop serves, as staff see them.

    `profile_id` names the customer under whose profile this one stands since the two were found to
    be one person; None where they have their own. `tier` is what standards may be for. Of whom was
    erased at their own wish only a number is left, and since when.
    """

    id: int
    version: int
    shop_id: int
    name: str
    locale: str | None = None
    zone: str | None = None
    email: str | None = None
    phone: str | None = None
    verified: bool = False
    external_id: str | None = None
    tags: list[str] = []
    note: str = ""
    page: Page | None = None
    blocked_at: datetime | None = None
    simulated: bool = False
    conversation_count: int = 0
    created_at: datetime
    last_seen_at: datetime | None = None
    email_dead_at: datetime | None = None
    profile_id: int | None = None
    tier: str | None = None
    erased_at: datetime | None = None

    @property
    def doer(self) -> Doer:
        """How the feed names this customer."""
        return Doer("customer", self.id)


class Identity(msgspec.Struct, frozen=True):
    """One name under which a channel knows somebody; unique within a shop."""

    channel: str
    external_id: str


class Introduction(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel knows of who is speaking, used when the desk first meets them.

    `identities` go from the strongest down; only a channel that has checked a signature or signed
    the identity itself may name it. `verified` means the shop vouched for it; not `proven` that the
    channel takes the name from whoever writes, so that it tells nothing of who they are elsewhere.
    """

    shop_id: int
    identities: tuple[Identity, ...]
    name: str = ""
    locale: str | None = None
    zone: str | None = None
    email: str | None = None
    verified: bool = False
    proven: bool = True
    page: Page | None = None
    simulated: bool = False
