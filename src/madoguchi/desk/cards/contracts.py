"""What leaves this part of the desk: which card to send, and what a shop allows."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from madoguchi.kernel.ids import Id

CardKind = Literal["order", "parcel", "address", "payment"]
Minute = Annotated[int, msgspec.Meta(ge=0, lt=24 * 60)]


class CardWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A card to be sent; `client_id` is made by the sender, so twice is once."""

    client_id: str
    kind: CardKind
    order_id: Id


class CardRules(msgspec.Struct, frozen=True, kw_only=True):
    """How often and when a shop asks its customers for something; `id` is the shop's.

    At most `most` cards of a kind for one order, and none between `quiet_from` and `quiet_until`,
    minutes of the recipient's own day. `version` 0 before the first change.
    """

    id: int
    version: int = 0
    most: int = 2
    quiet_from: int = 21 * 60
    quiet_until: int = 8 * 60


class CardRulesDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a shop allows from now on."""

    most: Annotated[int, msgspec.Meta(ge=0, le=10)]
    quiet_from: Minute
    quiet_until: Minute
