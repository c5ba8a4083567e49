"""What leaves this room: refunds that were asked for, and what is left to be refunded."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from madoguchi.connectors.connections.contracts import Context, GivingBack, Trouble

RequestState = Literal["asked", "accepted", "refunded", "failed", "withdrawn"]
OPEN: frozenset[RequestState] = frozenset({"asked", "accepted"})


class RefundRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Money that somebody asked to be given back, and what became of it.

    `asked`: the platform has not confirmed it yet; `accepted`: it has, and the money is on its way.
    `uncertain`: an attempt ended without an answer, so it may have been done all the same.
    `mark` stands in the reason that the platform keeps. `trying_until` is set while it is being
    asked. The fields stand in the order of the columns of `tables.refund_request_table`.
    """

    id: int
    version: int = 1
    shop_id: int
    order_id: int
    connection_id: int
    amount: int
    currency: str
    reason: str
    mark: str
    state: RequestState = "asked"
    trouble: Trouble | None = None
    uncertain: bool = False
    attempts: int = 0
    trying_until: datetime | None = None
    asked_by_kind: str
    asked_by: int | None
    asked_at: datetime
    accepted_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether money may still go back by it."""
        return self.state in OPEN


class RefundWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much shall go back, in minor units of the order's currency, and why."""

    amount: int
    currency: str
    reason: str = ""


class OrderRefunds(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked to be refunded of an order, the newest first, and how much still can be.

    `hindrance` says why nothing can be asked for now; `kind` is the platform that would give it.
    """

    items: list[RefundRequest]
    refundable: int
    currency: str
    kind: str = ""
    hindrance: Trouble | None = None


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What is needed to ask a platform once. `was_uncertain` is what it was before this one."""

    request: RefundRequest
    kind: str
    context: Context
    secrets: dict[str, str]
    wanted: GivingBack
    was_uncertain: bool
