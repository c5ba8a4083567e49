"""What a profile holds beside the customer: addresses, consents, incidents, and what joined it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from madoguchi.customers.contracts.customers import Customer, Identity

Purpose = Literal[
    "marketing_email",
    "marketing_chat",
    "marketing_phone",
    "marketing_at_night",
    "call_recording",
    "identity_document",
]
"""What somebody may consent to; each by itself, for consent to one is none to another."""

Cause = Literal[
    "late", "damaged", "wrong_item", "missing_item", "defective", "misinformed", "impolite",
    "price", "customs", "refund", "other",
]  # fmt: skip
"""What went wrong, in the words by which it is counted."""

Basis = Literal["email", "phone", "platform", "staff"]
"""Why two customers are held for one person: a proven name that both have, or somebody's word."""


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A postal address, in the parts that its country writes; the label is made from them.

    `country` is an ISO 3166 code, `region` a state, province or prefecture, `district` what lies
    between the city and the street. The fields stand in the order of the table's columns.
    """

    id: int
    version: int
    customer_id: int
    country: str
    recipient: str
    phone: str | None
    postal_code: str | None
    region: str
    city: str
    district: str
    lines: list[str]
    title: str
    preferred: bool
    created_at: datetime
    updated_at: datetime


class AddressDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address to be kept; `title` is what it is called among several, such as "office"."""

    country: str
    recipient: str = ""
    phone: str | None = None
    postal_code: str | None = None
    region: str = ""
    city: str = ""
    district: str = ""
    lines: list[str] = []
    title: str = ""
    preferred: bool = False


class ShownAddress(msgspec.Struct, frozen=True):
    """An address with its label: as it is written in its country, and for a parcel from abroad."""

    address: Address
    label: str
    label_abroad: str


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody agreed to one thing, with its proof: what they were shown, when and where.

    `channel` is where they said so, `noted_by` whoever of staff wrote it down (None: a form of
    ours). The fields stand in the order of the table's columns.
    """

    id: int
    version: int
    customer_id: int
    purpose: Purpose
    given_at: datetime
    channel: str
    locale: str
    text: str
    noted_by: int | None
    withdrawn_at: datetime | None
    withdrawn_channel: str | None
    withdrawn_noted_by: int | None


class ConsentDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A consent to be kept: the exact text that was shown, its language, where and when."""

    purpose: Purpose
    text: str
    locale: str
    channel: str
    given_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """Something that went wrong for a customer, and what was done about it.

    The fields stand in the order of the table's columns.
    """

    id: int
    version: int
    customer_id: int
    conversation_id: int | None
    cause: Cause
    what: str
    done: str
    at: datetime
    by_id: int | None
    by_name: str


class IncidentDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What went wrong, and what was done; for the next time that this customer writes."""

    cause: Cause
    what: str
    done: str = ""
    conversation_id: int | None = None


class Move(msgspec.Struct, frozen=True):
    """A customer whom a merge put under another's profile, and under whose they stood before."""

    customer_id: int
    before: int | None


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """That two profiles were made one: under whose, whom it moved, why, and whether it was undone.

    The fields stand in the order of the table's columns.
    """

    id: int
    version: int
    profile_id: int
    moves: list[Move]
    basis: Basis
    by_id: int | None
    by_name: str
    at: datetime
    undone_at: datetime | None
    undone_by: int | None


class Suggestion(msgspec.Struct, frozen=True):
    """Somebody who is probably the same person, and the proven name that both have."""

    customer: Customer
    basis: Basis
    channel: str
    value: str


class Face(msgspec.Struct, frozen=True):
    """One of the customers in a profile: how one shop knows the person, and by which names."""

    customer: Customer
    identities: list[Identity]


class CustomerProfile(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is kept of one person in the shops that the reader may see.

    `customer` is whose profile it is, the first of `faces`; `merges` are those that can be undone,
    the latest first.
    """

    customer: Customer
    faces: list[Face]
    addresses: list[ShownAddress]
    consents: list[Consent]
    incidents: list[Incident]
    merges: list[Merge]
    suggestions: list[Suggestion]
