"""What leaves this room: what a person asked, how far it is, and what the law made us keep."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

RequestKind = Literal["export", "erasure"]
RequestState = Literal["waiting", "running", "ready", "done", "failed", "expired"]
RecordClass = Literal["complaint", "contract", "consent"]
"""What the law names when it says how long something must be kept."""


class Kept(msgspec.Struct, frozen=True):
    """What is not erased: how many records of which class, until when, and by which law."""

    record_class: RecordClass
    count: int
    until: datetime
    law: str


class PersonRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asked about a person; `size` in bytes, `kept` what an erasure left unnamed.

    `customer_id` is whose profile it was. The fields stand in the order of the table's columns.
    """

    id: int
    version: int
    kind: RequestKind
    customer_id: int
    customer_ids: list[int]
    shop_ids: list[int]
    state: RequestState
    reason: str
    asked_by: int | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
    size: int | None
    kept: list[Kept]


class ErasurePlan(msgspec.Struct, frozen=True):
    """What an erasure would do: how much goes, and what is kept without the person's names."""

    conversations: int
    messages: int
    addresses: int
    kept: list[Kept]


class Erasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why somebody is erased, for the record."""

    reason: str


class PersonFile(msgspec.Struct, frozen=True):
    """Where a ready export lies, and what it is called."""

    blob: str
    name: str
    size: int
