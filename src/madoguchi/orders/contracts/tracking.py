"""Tracking numbers: which couriers one fits, and how surely."""

from __future__ import annotations

from typing import Literal

import msgspec

Checksum = Literal["valid", "invalid", "none"]


class TrackingFit(msgspec.Struct, frozen=True, omit_defaults=True):
    """One courier whose numbers look like this one; `country` is an ISO 3166-1 name in English.

    `service` says what an S10 number is for: ems, parcel, registered, tracked, insured …
    """

    courier: str
    type: str
    checksum: Checksum
    country: str | None = None
    service: str | None = None


class TrackingNumber(msgspec.Struct, frozen=True):
    """A number in its one form, with all that it fits, surest first."""

    number: str
    couriers: tuple[TrackingFit, ...]
